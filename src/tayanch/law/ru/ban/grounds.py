"""Which grounds for closing the entry a history meets, for how long, and what to do (fact base: rules B-01 to B-06).

It counts days and names rules. Whether a ban was issued only a check with the authorities can tell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.inputs import Asked, Choice, Day, Flag, ListOf, Record
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days, Months

from ..pack import PACK
from .expulsion import REMOVALS, answer_expulsion
from .offences import OFFENCES, answer_offences
from .overstay import FIELDS, answer_overstay

Circumstance = Literal["unspent_conviction", "undesirability", "unpaid_fine_or_tax", "false_information", "infection"]
CIRCUMSTANCES: tuple[Circumstance, ...] = (
    *("unspent_conviction", "undesirability", "unpaid_fine_or_tax", "false_information", "infection"),
)
REQUEST = PACK.tables["ban.cancel_request_days"]
OTHER = PACK.tables["ban.circumstances"]
REGISTER = PACK.tables["ban.register"]
COURT = PACK.tables["ban.court_months"]
AHEAD = PACK.tables["ban.check_ahead_months"]
# The table behind each item of the law.
ITEM_TABLES = {
    "26-4": "ban.any_offences_years",
    "26-8": "ban.first_rung_years",
    "27-2": "ban.removal_years",
    "27-2.1": "ban.repeated_removal_years",
    "27-11": "ban.migration_offences_years",
    "27-12": "ban.visa_free_sum_years",
    "27-13": "ban.second_rung_years",
    "27-14": "ban.third_rung_years",
}
TABLES = ("ban.circumstances", "ban.register", "ban.cancel_request_days", "ban.court_months", "ban.check_ahead_months")
QUESTION = Record(
    {"as_of": Day("the day from which one looks")},
    {
        "overstay": Record({"left": Day("the day she left, or would leave")}, FIELDS),
        "offences": OFFENCES,
        "removals": REMOVALS,
        "circumstances": ListOf(Choice(CIRCUMSTANCES), len(CIRCUMSTANCES), about="other things that close an entry"),
        "fines_paid": Flag("whether every fine was paid"),
        "controlled": Flag("whether she stands in the register of controlled persons"),
    },
)


@dataclass(frozen=True)
class Ground:
    """A ground that the history meets; `until` is None when it lasts until something happens."""

    ground: str
    until: date | None
    discretionary: bool
    ends_when: str = "day"

    @property
    def row(self) -> Parameter:
        return PACK.tables[ITEM_TABLES[self.ground]].rows[-1] if self.ground in ITEM_TABLES else OTHER.rows[-1]

    def to_dict(self, as_of: date) -> dict[str, object]:
        return {
            "ground": self.ground,
            "until": self.until,
            "ends_when": self.ends_when,
            "discretionary": self.discretionary,
            "over": self.until is not None and self.until < as_of,
        }


# When each circumstance stops closing the entry.
ENDS: Mapping[Circumstance, str] = {
    "unspent_conviction": "spent",
    "undesirability": "cancelled",
    "unpaid_fine_or_tax": "paid",
    "false_information": "not_known",
    "infection": "cancelled",
}


def grounds(history: Asked) -> Derivation:
    """The latest day until which a ground of the history may close the entry; None when none has a day.

    `history` has the fields of QUESTION. `details`: `grounds` (each with `ground`, `until`, `ends_when`,
    `discretionary`, `over`), `longest`, `has_open_end`, `fine_clears`, `fine_does_not_clear`.
    Raises BadInput and OutsideKnownDates like the rules it asks.
    """
    as_of = check_date(history["as_of"], "as_of")
    REQUEST.at(as_of, "as_of")
    parts = _parts(history, as_of)
    found = [*_from_parts(parts), *_circumstances(history)]
    latest = max((each.until for each in found if each.until), default=None)
    return PACK.derive(
        "ban.grounds",
        latest,
        used=[*(each.row for each in found), *_ways(as_of)],
        steps=tuple(_steps(found, as_of)),
        warnings=_warnings(history, found),
        details={
            "as_of": as_of,
            "grounds": [each.to_dict(as_of) for each in found],
            "longest": latest,
            "has_open_end": any(each.until is None for each in found),
            "fine_clears": ["unpaid_fine"],
            "fine_does_not_clear": ["entry_ban", "register_of_controlled_persons"],
        },
        parts=tuple(parts.values()),
    )


def answer_grounds(asked: Asked) -> Derivation:
    return grounds(asked)


def _parts(history: Asked, as_of: date) -> dict[str, Derivation]:
    """The rules that the history has something to ask."""
    found: dict[str, Derivation] = {}
    if history.get("overstay"):
        found["overstay"] = answer_overstay(history["overstay"])
    if history.get("offences"):
        found["offences"] = answer_offences({"offences": history["offences"], "as_of": as_of})
    if history.get("removals"):
        found["removals"] = answer_expulsion({"removals": history["removals"], "as_of": as_of})
    return found


def _from_parts(parts: Mapping[str, Derivation]) -> Iterator[Ground]:
    for name in ("overstay", "removals"):
        details = parts[name].details if name in parts else {}
        if details.get("until"):
            yield Ground(str(details["ground"]), _day(details["until"]), bool(details.get("discretionary")))
    if "offences" in parts:
        listed = parts["offences"].details["grounds"]
        for each in listed if isinstance(listed, Sequence) else ():
            yield Ground(str(each["ground"]), _day(each["until"]), bool(each["discretionary"]))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _circumstances(history: Asked) -> Iterator[Ground]:
    for each in dict.fromkeys(history.get("circumstances") or ()):
        yield Ground(each, None, False, ENDS[each])


def _steps(found: Sequence[Ground], as_of: date) -> Iterator[Step]:
    if not found:
        yield PACK.step("ban_no_ground", {}, OTHER.rows[-1])
    for each in found:
        if each.until is None:
            yield PACK.step(f"ban_until_{each.ends_when}", {}, each.row)
        elif each.until < as_of:
            yield PACK.step("ban_ground_over", {"until": each.until}, each.row)
        else:
            yield PACK.step("ban_ground_until", {"until": each.until}, each.row)
    ahead, request, court, *register = _ways(as_of)
    yield from (PACK.step("ban_two_lists", {}, row) for row in register)
    yield PACK.step("ban_how_to_check", {"months": Months(ahead.value)}, ahead)
    yield PACK.step("ban_how_to_ask", {"days": Days(request.value)}, request)
    yield PACK.step("ban_how_to_sue", {"months": Months(court.value)}, court)


def _ways(as_of: date) -> list[Parameter]:
    """What one may do: check ahead, ask the body that decided, sue; and the other list, once there is one."""
    register = [REGISTER.at(as_of)] if REGISTER.touches(as_of, as_of) else []
    return [AHEAD.at(as_of), REQUEST.at(as_of), COURT.at(as_of), *register]


def _warnings(history: Asked, found: Sequence[Ground]) -> Iterator[Notice]:
    if history.get("fines_paid"):
        yield PACK.warning("ban_fine_paid")
    if history.get("controlled"):
        yield PACK.warning("ban_controlled")
    if any(each.discretionary for each in found):
        yield PACK.warning("ban_authority_may_refrain")
    if len(found) > 1:
        yield PACK.warning("ban_longest_counts")
    yield PACK.warning("ban_only_counted")
    yield PACK.warning("ban_new_passport")
    yield PACK.warning("ban_check_lists")
