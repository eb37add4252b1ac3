"""How people judged what does not agree. A judgement belongs to a finding, and knows the figures it was made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tayanch.evidence.figures.models import Judgement
from tayanch.evidence.figures.register import Whose, organisation_of
from tayanch.evidence.figures.rows import values_of
from tayanch.figures.model import Figure, Finding


@dataclass(frozen=True)
class Judged:
    """The judgement of a finding that holds. *stale*: one of the figures says something else since."""

    judgement: Judgement
    stale: bool


def key_of(finding: Finding) -> str:
    """What names a finding: its rule and its figures, and of one that was written down by hand its own id."""
    told = [finding.rule, sorted(finding.rows), finding.numbers.get("id", ""), finding.numbers.get("recorded", "")]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def fingerprint(finding: Finding, figures: Mapping[str, Figure]) -> str:
    """SHA-256 of what the figures of a finding say."""
    told = [values_of(figures[code]) for code in sorted(finding.rows) if code in figures]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def judgements_for(whose: Whose) -> Mapping[str, Judgement]:
    """The newest judgement of each finding that was not taken back."""
    found = Judgement.objects.filter(organisation_id=organisation_of(whose), withdrawn_at=None)
    return {row.finding: row for row in found.select_related("by").order_by("at")}


def judged(whose: Whose, findings: Iterable[Finding], figures: Mapping[str, Figure]) -> Mapping[str, Judged]:
    """Key of a finding → its judgement, of those that somebody judged."""
    known = judgements_for(whose)
    keyed = ((key_of(one), one) for one in findings)
    return {key: Judged(known[key], known[key].seen != fingerprint(one, figures)) for key, one in keyed if key in known}
