"""What the page of a consultation offers to choose from, and the words its script says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tayanch import vocabulary
from tayanch.desk.actions.consultations import sex_of_group
from tayanch.desk.models import CasePerson
from tayanch.desk.shown import shown
from tayanch.vault.keys import load_keys
from tayanch.vocabulary import Concept

# The lists that complete what is typed → the schemes they search.
LISTS = {
    "need": ("need",),
    "stage": ("stage",),
    "place": ("place", "country", "oblast"),
    "channel": ("channel",),
    "language": ("language",),
    "sector": ("sector",),
    "target-group": ("target-group",),
    "sex": ("sex",),
    "phone-relation": ("phone-relation",),
}
MOST = 8
LONGEST = 80
# Topics that the notes of the scheme "stage" name under one stage. A suggestion: the worker sees and changes it.
STAGE_OF_TOPIC = {
    **dict.fromkeys(("information-before-leaving",), "preparation"),
    **dict.fromkeys(("finding-work", "agency-and-fees"), "job-search"),
    **dict.fromkeys(("police-and-border",), "journey-and-border"),
    **dict.fromkeys(("registration-and-stay", "permit-and-patent"), "legalisation"),
    **dict.fromkeys(("work", "unpaid-wages", "late-wages", "deductions-and-fines", "working-hours"), "life-abroad"),
    **dict.fromkeys(("days-off-and-leave", "contract", "dismissal", "work-accident", "housing"), "life-abroad"),
    **dict.fromkeys(("violence", "trafficking", "forced-labour", "expulsion", "entry-ban", "death-abroad"), "crisis"),
    **dict.fromkeys(("return-home",), "return"),
    **dict.fromkeys(("return-and-work", "training-and-business"), "reintegration"),
    **dict.fromkeys(("family-left-at-home",), "staying-at-home"),
}


def suggest(list_name: str, text: str, language: str) -> list[dict[str, str]] | None:
    """Up to eight concepts that fit, best first; None for a list that is not offered."""
    schemes = LISTS.get(list_name)
    if schemes is None:
        return None
    found = [vocabulary.search(scheme, text[:LONGEST], language, MOST) for scheme in schemes]
    # The best of each scheme comes first: a city, its country, an oblast of the same name.
    mixed = [each[rank] for rank in range(MOST) for each in found if rank < len(each)]
    return [_told(one, list_name, language) for one in mixed[:MOST]]


def _told(one: Concept, list_name: str, language: str) -> dict[str, str]:
    told = {"id": _id(one, list_name), "label": one.label(language), "under": _under(one, language)}
    return told | {"stage": STAGE_OF_TOPIC.get(one.id, "")} if list_name == "need" else told


def _id(one: Concept, list_name: str) -> str:
    return one.full_id if list_name == "place" else one.id


def _under(one: Concept, language: str) -> str:
    return vocabulary.concept(one.broader).label(language) if one.broader else ""


def choices(language: str, values: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Every list in full, for the plain ``<select>`` that stands there without scripts."""
    chosen = {"need": values["topics"].split(), "place": [values["place"]]}
    fields = {"phone-relation": "phone_relation", "target-group": "target_group"}
    for name in LISTS.keys() - chosen.keys():
        chosen[name] = [values[fields.get(name, name)]]
    return {name.replace("-", "_"): _options(name, language, chosen[name]) for name in LISTS}


def _options(list_name: str, language: str, chosen: list[str]) -> list[dict[str, Any]]:
    concepts = [one for scheme in LISTS[list_name] for one in vocabulary.scheme(scheme)]
    options = [{"id": _id(one, list_name), "label": one.label(language)} for one in concepts]
    if list_name == "target-group":
        options = [option | {"sex": sex_of_group(option["id"])} for option in options]
    return [option | {"chosen": option["id"] in chosen} for option in options]


def names_of(women: Iterable[CasePerson]) -> list[tuple[UUID, str]]:
    """(id, name) of the women of a case that the asker may read."""
    people = [tie.person for tie in women]
    load_keys(people)
    return [(person.id, shown(person, "name")) for person in people]


def words() -> dict[str, str]:
    """What the script of the page says besides what every page says that keeps what is typed."""
    return {
        "nothing": _("Nothing found. Try another word."),
        "found": _("%s found. Use the arrow keys.") % "{n}",
        "remove": _("Remove %s") % "{label}",
        "suggested": _("suggested by the topic"),
    }
