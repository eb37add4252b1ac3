"""What the codes of the rules behind the panels are called, in the language of the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary

KINDS: dict[str, Any] = {
    "entry": _("she entered the country"),
    "exit": _("she left the country"),
    "registration": _("she was registered"),
    "contract_start": _("a contract began"),
    "contract_end": _("a contract ends, last day"),
    "contract_end_early": _("a contract ended early, last day"),
    "patent_start": _("a patent began"),
    "patent_paid_until": _("the patent is paid until"),
    "extension": _("the stay is extended until"),
    "permit_until": _("a permit is good until"),
}
AGREEMENTS: dict[str, Any] = {
    "own_law": _("that country's own law"),
    "eaeu": _("agreement of the Eurasian Union"),
    "cis": _("agreement of 1992"),
    "kg_tr": _("agreement with Türkiye"),
    "kr_lump_sum": _("law of Korea"),
}
LOST: dict[str, Any] = {
    "no_contributions": _("no contributions were paid"),
    "no_agreement": _("there is no agreement with this country"),
    "not_confirmed": _("nobody has confirmed who pays"),
    "lump_sum": _("it is not added: she may claim the saved money when she leaves"),
}


def kind_name(kind: str) -> str:
    """What happened in her stay."""
    return str(KINDS.get(kind, kind))


def country_name(code: str) -> str:
    """A country as the rules write it (``KG``, ``OTHER``); empty for none."""
    if not code or code.upper() == "OTHER":
        return str(_("another country")) if code else ""
    return vocabulary.concept(f"country/{code.lower()}").label(get_language() or "en")


def agreement_name(agreement: str) -> str:
    """Under which agreement a time of work counts; a dash for none."""
    return str(AGREEMENTS.get(agreement, "—"))


def lost_name(reason: str) -> str:
    """Why a time of work counts nowhere."""
    return str(LOST.get(reason, reason))
