"""Days without a visa in Türkiye: 90 days in any 180 (fact base: tr.stay.visa_free)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tayanch.law.days import ONE_DAY, check_date
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Choice, Day, ListOf, Record
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days

from ..pack import PACK

MOST_CROSSINGS = 1000
_LIMIT = PACK.tables["stay.days"]
_WINDOW = PACK.tables["stay.window"]
_FINE = PACK.tables["stay.fine_only_through"]
Kind = Literal["entry", "exit"]
Stretch = tuple[date, date]
QUESTION = Record(
    {
        "entries": ListOf(
            Record({"date": Day("the day of the stamp"), "kind": Choice(("entry", "exit"))}),
            MOST_CROSSINGS,
            about="stamps of the passport, in any order",
        ),
        "as_of": Day("the day to count on"),
    }
)


@dataclass(frozen=True)
class Crossing:
    """One stamp: the day and the direction."""

    on: date
    kind: Kind


def visa_free(crossings: Sequence[Crossing], as_of: date) -> Derivation:
    """How many of the last 180 days, `as_of` included, she was in the country; both stamp days count.

    Stamps after `as_of` are left out with a warning. `details`: `limit`, `days_left`, `window_from`, `inside`,
    `over` (days counted beyond the limit) and `last_day`: while she is inside, the last day within the limit if she
    stays on, else null. Raises BadInput when the stamps do not alternate (`entries_unpaired`).
    """
    limit, window = _LIMIT.at(check_date(as_of, "as_of"), "as_of"), _WINDOW.at(as_of, "as_of")
    stays, inside = _stays(crossings, as_of)
    most, length = int(limit.value), int(window.value)
    used = _count(stays, as_of, length)
    over = Days(max(0, used - most))
    last_day = _last_day(stays, as_of, most, length) if inside else None
    details = {
        "as_of": as_of,
        "limit": Days(most),
        "days_left": Days(max(0, most - used)),
        "over": over,
        "window_from": as_of - timedelta(days=length - 1),
        "inside": inside,
        "last_day": last_day,
    }
    return PACK.derive(
        "stay.visa_free",
        int(used),
        used=[limit, window, _FINE.at(as_of)],
        steps=tuple(_steps((limit, window), as_of, used, last_day)),
        warnings=_warnings(crossings, as_of, over),
        details=details,
        assumed=(PACK.assumed("kyrgyz_citizen_no_permit"), PACK.assumed("both_stamp_days")),
    )


def answer_visa_free(asked: Asked) -> Derivation:
    return visa_free([Crossing(each["date"], each["kind"]) for each in asked["entries"]], asked["as_of"])


def _stays(crossings: Sequence[Crossing], as_of: date) -> tuple[list[Stretch], bool]:
    """Stretches inside the country to `as_of`, and whether she is inside on that evening.

    On a day with several stamps the order that fits is taken: out and in again, or in and out.
    """
    for place, each in enumerate(crossings):
        check_date(each.on, f"entries[{place}].date")
    happened = [(place, each) for place, each in enumerate(crossings) if each.on <= as_of]
    waiting = sorted(happened, key=lambda each: each[1].on)
    stays: list[Stretch] = []
    entered: date | None = None
    while waiting:
        wanted = "entry" if entered is None else "exit"
        day = waiting[0][1].on
        fits = next((each for each in waiting if each[1].on == day and each[1].kind == wanted), None)
        if fits is None:
            raise BadInput("entries_unpaired", f"entries[{waiting[0][0]}]", day=day)
        waiting.remove(fits)
        if entered is not None:
            stays.append((entered, day))
        entered = day if entered is None else None
    return (stays if entered is None else [*stays, (entered, as_of)]), entered is not None


def _count(stays: Iterable[Stretch], day: date, length: int) -> Days:
    """Days inside among the `length` days that end with `day`, each once."""
    first = day - timedelta(days=length - 1)
    free, count = first, 0
    for begin, end in sorted(stays):
        start, stop = max(begin, free), min(end, day)
        if start <= stop:
            count += (stop - start).days + 1
            free = stop + ONE_DAY
    return Days(count)


def _last_day(stays: Sequence[Stretch], as_of: date, most: int, length: int) -> date | None:
    """The last day on which staying on keeps the count within `most`; None when it is already above."""
    if _count(stays, as_of, length) > most:
        return None
    entered = stays[-1][0]
    reached = (_stay_on(stays, entered, as_of + timedelta(days=ahead), most, length) for ahead in range(1, most + 1))
    kept = 0
    for fits in reached:
        if not fits:
            break
        kept += 1
    return as_of + timedelta(days=kept)


def _stay_on(stays: Sequence[Stretch], entered: date, day: date, most: int, length: int) -> bool:
    return _count([*stays[:-1], (entered, day)], day, length) <= most


def _steps(rows: tuple[Parameter, Parameter], as_of: date, used: Days, last_day: date | None) -> Iterable[Step]:
    limit, window = rows
    first = as_of - timedelta(days=int(window.value) - 1)
    yield PACK.step("visa_free_window", {"window": Days(window.value), "first": first, "last": as_of}, window)
    most = Days(limit.value)
    sign = "≤" if used <= most else ">"
    yield PACK.step("visa_free_used", {"used": used, "limit": most}, limit, formula=f"{int(used)} {sign} {int(most)}")
    if last_day is not None:
        yield PACK.step("visa_free_last_day", {"last_day": last_day}, limit)


def _warnings(crossings: Sequence[Crossing], as_of: date, over: Days) -> Iterable[Notice]:
    if any(each.on > as_of for each in crossings):
        yield PACK.warning("later_stamps", as_of=as_of)
    if over:
        through = Days(_FINE.at(as_of).value)
        yield PACK.warning("over_ninety", over=over)
        yield PACK.warning("fine_or_removal" if over <= through else "removal_possible", through=through)
    yield PACK.warning("no_right_to_work")
    yield PACK.warning("six_months_unconfirmed")
