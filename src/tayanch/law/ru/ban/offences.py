"""Two offences within a window: 114-FZ, art. 26 item 4, art. 27 item 11 (fact base: rules B-01, B-02)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.inputs import Asked, Choice, Day, ListOf, Record
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Years

from ..pack import PACK

OffenceKind = Literal["migration", "public_order", "traffic", "other"]
KINDS: tuple[OffenceKind, ...] = ("migration", "public_order", "traffic", "other")
Group = Literal["any", "migration"]
# Which offences each ground counts, and its item of the law.
COUNTED: dict[Group, tuple[OffenceKind, ...]] = {"any": KINDS, "migration": ("migration", "public_order")}
ITEMS: dict[Group, str] = {"any": "26-4", "migration": "27-11"}
AT_LEAST = PACK.tables["ban.offences_at_least"]
TABLES = (
    "ban.offences_at_least",
    *(f"ban.{group}_offences_{what}" for group in COUNTED for what in ("window", "years")),
)
MOST_OFFENCES = 200
OFFENCES = ListOf(
    Record({"final_on": Day("the day the decision became final"), "kind": Choice(KINDS)}),
    MOST_OFFENCES,
    about="decisions on offences, in any order",
)
QUESTION = Record({"offences": OFFENCES, "as_of": Day("the day from which one looks")})


@dataclass(frozen=True)
class Offence:
    """A decision on an administrative offence and the day it became final."""

    final_on: date
    kind: OffenceKind


@dataclass(frozen=True)
class Met:
    """A ground for closing the entry: the decisions in its window, and until when it lasts."""

    group: Group
    first: date
    last: date
    count: int
    until: date
    years: Parameter
    window: Parameter

    def to_dict(self, as_of: date) -> dict[str, object]:
        return {
            "ground": ITEMS[self.group],
            "first": self.first,
            "last": self.last,
            "count": self.count,
            "window_years": Years(self.window.value),
            "ban_years": Years(self.years.value),
            "until": self.until,
            "discretionary": self.group == "any",
            "over": self.until < as_of,
        }


def offences(decisions: Sequence[Offence], as_of: date) -> Derivation:
    """Until when the entry may be closed because of repeated offences; None when no ground is met by `as_of`.

    Both grounds run from the day the last decision became final. Decisions that become final after `as_of` do not
    count. `details`: `grounds`, `watch_until` (until then one more decision would make two within three years).
    Raises BadInput and OutsideKnownDates (decisions before 30 July 2013, for migration before 30 December 2013).
    """
    check_date(as_of, "as_of")
    for index, each in enumerate(decisions):
        _tables_know(each, index)
    known = [each for each in decisions if each.final_on <= as_of]
    met = [found for group in COUNTED if (found := _met(group, known))]
    return PACK.derive(
        "ban.offences",
        max((each.until for each in met), default=None),
        used=_rows(met),
        steps=tuple(_steps(met, len(known))),
        warnings=_warnings(met, len(known) < len(decisions), as_of),
        details={
            "as_of": as_of,
            "counted": len(known),
            "grounds": [each.to_dict(as_of) for each in met],
            "watch_until": _watch_until(known),
        },
    )


def answer_offences(asked: Asked) -> Derivation:
    return offences(read_offences(asked["offences"]), asked["as_of"])


def read_offences(given: Sequence[Asked] | None) -> list[Offence]:
    return [Offence(each["final_on"], each["kind"]) for each in given or []]


def _tables_know(one: Offence, index: int) -> None:
    field = f"offences[{index}].final_on"
    check_date(one.final_on, field)
    for group, kinds in COUNTED.items():
        if one.kind in kinds:
            PACK.tables[f"ban.{group}_offences_window"].at(one.final_on, field)


def _met(group: Group, known: Sequence[Offence]) -> Met | None:
    """The latest window that holds enough decisions. The day that ends the window still belongs to it."""
    days = sorted(each.final_on for each in known if each.kind in COUNTED[group])
    window, years = (PACK.tables[f"ban.{group}_offences_{what}"] for what in ("window", "years"))
    for index in range(len(days) - 1, 0, -1):
        last, width = days[index], window.at(days[index])
        inside = [day for day in days[: index + 1] if add_months(day, 12 * int(width.value)) >= last]
        if len(inside) >= int(AT_LEAST.at(last).value):
            row = years.at(last)
            return Met(group, inside[0], last, len(inside), add_months(last, 12 * int(row.value)), row, width)
    return None


def _watch_until(known: Sequence[Offence]) -> date | None:
    last = max((each.final_on for each in known), default=None)
    return add_months(last, 12 * int(PACK.tables["ban.any_offences_window"].at(last).value)) if last else None


def _rows(met: Sequence[Met]) -> list[Parameter]:
    found = [row for each in met for row in (AT_LEAST.at(each.last), each.window, each.years)]
    return found or [PACK.tables[name].rows[-1] for name in TABLES]


def _steps(met: Sequence[Met], count: int) -> Iterator[Step]:
    yield PACK.step("ban_offences_counted", {"count": count}, AT_LEAST.rows[-1])
    for each in met:
        facts: Facts = {"count": each.count, "window": Years(each.window.value), "first": each.first, "last": each.last}
        yield PACK.step(f"ban_{each.group}_offences", facts, each.window)
        closed: Facts = {"years": Years(each.years.value), "last": each.last, "until": each.until}
        formula = f"{each.last} + {each.years.value} = {each.until}"
        yield PACK.step("ban_offences_until", closed, each.years, formula=formula)
    if not met:
        yield PACK.step("ban_no_offences_ground", {}, AT_LEAST.rows[-1])


def _warnings(met: Sequence[Met], later: bool, as_of: date) -> Iterator[Notice]:
    if later:
        yield PACK.warning("ban_later_decisions", as_of=as_of)
    if any(each.group == "any" for each in met):
        yield PACK.warning("ban_authority_may_refrain")
    yield PACK.warning("ban_traffic_counts")
    yield PACK.warning("ban_only_counted")
    yield PACK.warning("ban_check_lists")
