"""Passages by code and by who speaks, from rows alone: a text is opened only for what a page shows."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from tayanch.evidence.interviews.models import Coding, Study, TextVersion
from tayanch.interviews.codebook import Codebook


def newest_versions(study: Study) -> QuerySet[TextVersion]:
    """The version of each interview that is worked with now."""
    own = TextVersion.objects.filter(interview=OuterRef("interview")).order_by("-number").values("id")[:1]
    return TextVersion.objects.filter(interview__study=study, id=Subquery(own))


def codings_of(study: Study) -> QuerySet[Coding]:
    """The codings of all newest versions, whoever made them."""
    return Coding.objects.filter(version__in=list(newest_versions(study).values_list("id", flat=True)))


def all_names_of(book: Codebook, wanted: Iterable[str]) -> list[UUID]:
    """Ids that count as one of *wanted*: the codes, those below them, and those that were merged into any of them."""
    codes = {below for code in wanted for below in book.descendants(code)}
    gone = {merge.code.id for merge in book.merges if book.now(merge.code.id) in codes}
    return [UUID(code) for code in sorted(codes | gone)]
