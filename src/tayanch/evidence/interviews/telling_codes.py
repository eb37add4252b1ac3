"""A codebook as its page tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import User
from tayanch.evidence.interviews import trees
from tayanch.evidence.interviews.code_forms import colour_of
from tayanch.evidence.interviews.models import CodebookVersion, Study
from tayanch.evidence.interviews.newest import codings_of
from tayanch.interviews.codebook import Code, Codebook

WHAT: dict[str, Any] = {
    "load": _("a ready codebook"),
    "add": _("a new code"),
    "change": _("a code changed"),
    "remove": _("a code removed"),
    "merge": _("two codes became one"),
    "undo": _("taken back"),
}


@dataclass(frozen=True)
class Branch:
    """A code, what is below it, and how many passages are coded with it and with all below."""

    code: Code
    label: str
    colour: str
    own: int
    all: int
    below: list[Branch]


def tree(study: Study, book: Codebook, language: str, coder: User | None = None) -> list[Branch]:
    """The codes of the top, each with what is below. *coder*: count only what she coded."""
    counted = counts(study, book, coder)
    return list(_branches(book, "", counted, language))


def _branches(book: Codebook, parent: str, counted: Counter[str], language: str) -> Iterator[Branch]:
    for child in book.children(parent):
        code = book[child]
        below = list(_branches(book, child, counted, language))
        everything = counted[child] + sum(branch.all for branch in below)
        yield Branch(code, code.label(language), colour_of(book, child), counted[child], everything, below)


def counts(study: Study, book: Codebook, coder: User | None = None) -> Counter[str]:
    """Codings of each code as it is called now; those of every coder count, or only of one."""
    counted: Counter[str] = Counter()
    found = codings_of(study) if coder is None else codings_of(study).filter(coder=coder)
    for code, many in found.order_by().values_list("code").annotate(Count("id")):
        counted[book.now(str(code))] += many
    return counted


def merged_into(book: Codebook, code: Code, language: str) -> list[tuple[str, str]]:
    """Label and reason of every code that became part of this one."""
    return [(merge.code.label(language), merge.why) for merge in book.merges if book.now(merge.code.id) == code.id]


def history(study: Study) -> list[tuple[CodebookVersion, Any, bool]]:
    """The last versions: the row, what it was, and whether it is the one that would be taken back."""
    rows = list(study.codebooks.select_related("by").defer("tree")[:20])
    back = trees.before_the_last_change(study) is not None
    return [(row, WHAT[row.what], back and place == 0) for place, row in enumerate(rows)]
