"""Who may work with surveys: analysts and supervisors, each with those of her own organisation."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tayanch.accounts.access import only_for
from tayanch.accounts.models import Role, User
from tayanch.evidence.models import Survey, Tabulation

for_analysts = only_for(Role.ANALYST, Role.SUPERVISOR)
# Who reads what the evidence says; only analysts and supervisors work on it.
for_readers = only_for(Role.ANALYST, Role.SUPERVISOR, Role.DIRECTOR)


def surveys_for(user: User) -> QuerySet[Survey]:
    """All surveys of her organisation; what they ask is not read along."""
    found: QuerySet[Survey] = Survey.objects.filter(organisation_id=user.organisation_id)
    return found.defer("codebook").select_related("by")


def access_survey(user: User, survey_id: UUID) -> Survey:
    """One of them; 404 for any other."""
    return get_object_or_404(Survey.objects.filter(organisation_id=user.organisation_id), id=survey_id)


def tabulations_for(user: User) -> QuerySet[Tabulation]:
    """The tables of her organisation that were kept under a name."""
    found = Tabulation.objects.filter(survey__organisation_id=user.organisation_id).exclude(name="")
    return found.select_related("survey", "by").defer("figures", "survey__codebook")


def access_tabulation(user: User, tabulation_id: UUID) -> Tabulation:
    """A table of her organisation; 404 for any other."""
    found = Tabulation.objects.filter(survey__organisation_id=user.organisation_id).select_related("survey", "by")
    return get_object_or_404(found, id=tabulation_id)
