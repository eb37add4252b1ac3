"""The texts that are worked with now, and what is coded in them; older versions keep their own codings."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from tayanch.evidence.interviews.models import Coding, Study, TextVersion


def newest_versions(study: Study) -> QuerySet[TextVersion]:
    """The version of each interview that is worked with now."""
    own = TextVersion.objects.filter(interview=OuterRef("interview")).order_by("-number").values("id")[:1]
    return TextVersion.objects.filter(interview__study=study, id=Subquery(own))


def codings_of(study: Study) -> QuerySet[Coding]:
    """The codings of all newest versions, whoever made them."""
    return Coding.objects.filter(version__in=list(newest_versions(study).values_list("id", flat=True)))
