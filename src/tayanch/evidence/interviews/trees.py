"""The codebook of a study as rows: a version for each change, so that the newest can be undone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from tayanch.accounts.models import User
from tayanch.evidence.interviews.models import CodebookVersion, Study
from tayanch.interviews.codebook import Code, Codebook, Merge


def as_tree(codebook: Codebook) -> dict[str, Any]:
    """The codebook as JSON."""
    merges = [{**asdict(merge), "at": merge.at.isoformat() if merge.at else None} for merge in codebook.merges]
    return {"codes": [asdict(code) for code in codebook.codes], "merges": merges}


def from_tree(tree: dict[str, Any], version: int) -> Codebook:
    """The codebook that :func:`as_tree` wrote."""
    codes = tuple(Code(**code) for code in tree["codes"])
    return Codebook(codes, version, tuple(_merge(each) for each in tree["merges"]))


def _merge(told: dict[str, Any]) -> Merge:
    at = datetime.fromisoformat(told["at"]) if told["at"] else None
    return Merge(**{**told, "code": Code(**told["code"]), "at": at})


def codebook_of(study: Study) -> Codebook:
    """The codebook as it is now; an empty one before the first was begun."""
    row = study.codebooks.order_by("-number").first()
    return from_tree(row.tree, row.number) if row else Codebook(version=0)


def keep(study: Study, codebook: Codebook, what: str, by: User) -> CodebookVersion:
    """One more version. Two who change it at once: the second gets ``IntegrityError``, and nothing is lost."""
    last = study.codebooks.order_by("-number").values_list("number", flat=True).first() or 0
    return CodebookVersion.objects.create(study=study, number=last + 1, tree=as_tree(codebook), what=what, by=by)
