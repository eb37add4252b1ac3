"""My last lawful day and my dates: what the packs of Russia and Kazakhstan count from what she tells; no verdict."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tayanch.guide.tools.packing import Packed, lines, number, only, plain, refused, table, whole
from tayanch.guide.tools.tool import Answer, Field, Part, Question, Tool
from tayanch.law.derivation import Derivation
from tayanch.law.errors import BadInput, LawError
from tayanch.law.kz.pack import PACK as KZ
from tayanch.law.kz.stay import last_day as kz
from tayanch.law.pack import Pack
from tayanch.law.ru.pack import PACK as RU
from tayanch.law.ru.stay import last_day as ru
from tayanch.law.ru.stay.biometrics import biometrics
from tayanch.law.ru.stay.events import Event
from tayanch.law.ru.stay.patent_apply import apply_by
from tayanch.law.ru.stay.registration import GROUPS, registration

YEARS_AHEAD = 5  # an end that is planned may lie so far ahead
_REFUSALS = (
    *("error.date_out_of_range", "error.entries_unpaired", "error.start_missing"),
    *("error.before_known_dates", "error.after_known_dates"),
)
_SINGLE = ("contract_start", "contract_end", "contract_end_early")


def _window(first: date, today: date) -> tuple[date, date]:
    return first, date(today.year + YEARS_AHEAD, 12, 31)


def _check(asked: Question, first: date, last: date) -> None:
    """Days before the tables know everything, and far ahead, are refused. Raises BadInput."""
    for given in _given_days(asked):
        if not first.isoformat() <= given <= last.isoformat():
            raise BadInput("date_out_of_range", earliest=first, latest=last)


def _given_days(asked: Question) -> Iterator[str]:
    yield from (asked[name] for name in asked if name not in ("visits", "citizenship"))
    for visit in asked.get("visits", ()):
        yield from visit.values()


def _events(asked: Question) -> list[tuple[date, str]]:
    """What she told, as the packs want it."""
    found = [(each[kind], kind) for each in asked.get("visits", ()) for kind in ("entry", "exit") if kind in each]
    found += [(day, kind) for kind, day in asked.items() if kind not in ("visits", "citizenship", "as_of")]
    if not asked.get("visits"):
        raise BadInput("start_missing")
    return [(date.fromisoformat(day), kind) for day, kind in found]


def _lines(found: Derivation, rows: list[list[Any]], big: tuple[str, ...], texts: tuple[str, ...]) -> list[list[Any]]:
    """The last day first, then the other dates, the way to it, and what is to be said about it."""
    last = [step for step in found.steps if step.code in big]
    rest = [step for step in found.steps if step.code not in big]
    way = [*lines("big", last, texts), *rows, *lines("step", rest, texts)]
    return [*way, *lines("note", found.warnings, texts)]


# --- Russia -----------------------------------------------------------------------------------------------------------

_RU_CITIZENS = ("KG", "KZ", "TJ", "UZ")
_RU_BIG = ("stay_last_day", "stay_no_end")
_RU_STEPS = (
    *("entered", "days_used", "days_with_basis", "visa_free", "no_free_days", "contract", "contract_open"),
    *("contract_ended_early", "new_contract_days", "early_end_within", "patent", "extended", "last_day", "no_end"),
)
_RU_DATES = ("register_by", "biometrics_by", "patent_by")
_RU_TEXTS = (
    *(*(f"step.stay_{name}" for name in _RU_STEPS), *_REFUSALS),
    *(*(f"word:days.{name}" for name in _RU_DATES), "warning.other_reading"),
    *("warning.contract_needs_patent", "warning.two_contract_ends", "warning.no_days_after_term"),
    *("warning.patent_not_paid", "warning.patent_day_late"),
    *("warning.stay_days_over", "warning.stay_gap", "warning.stay_ask_first"),
)
_REGISTERS = ("eaeu", "tj", "uz")


def _ru_first() -> date:
    """From here on every time to register is counted in calendar days, so that the page needs no days off."""
    return max(RU.tables[f"stay.register_{group}"].rows[-1].valid_from for group in _REGISTERS)


def _ru_tables(today: date) -> Packed:
    first, last = _window(_ru_first(), today)
    stay = {name.removeprefix("stay."): each for name, each in RU.tables.items() if name.startswith("stay.")}
    read: Mapping[str, Any] = {
        "window": "visa_free_window",
        "limit": "visa_free_days",
        "row": "visa_free_in_a_row",
        "after": "new_contract_after_day",
        "more": "new_contract_days",
        "patent": "patent_term",
        "biometrics": "biometrics_work",
        **{f"register_{group}": f"register_{group}" for group in _REGISTERS},
    }
    return {
        "days": [number(first), number(last)],
        "members": only(stay["eaeu_members"]),
        "contract": table(stay["contract_term"], str, first),
        "apply": table(RU.tables["patent.apply_days"], whole, first),
        **{name: table(stay[of], _days_back, first) for name, of in read.items()},
    }


def _days_back(value: str) -> int:
    """Days; 0 for the calendar year."""
    return int(value) if value.isdecimal() else 0


def _ru(asked: Question, today: date) -> Answer:
    try:
        _check(asked, *_window(_ru_first(), today))
        events = [Event(day, kind) for day, kind in _events(asked)]  # type: ignore[arg-type]
        citizenship, as_of = asked["citizenship"], date.fromisoformat(asked["as_of"])
        found = ru.last_day(citizenship, events, as_of)
        entry = found.details["entry"]
        assert isinstance(entry, date)
        others = [registration(citizenship, entry), biometrics(citizenship, "work", entry)]
        others += [apply_by(citizenship, entry)] if GROUPS[citizenship] != "eaeu" else []
    except LawError as error:
        return refused(error)
    names = ("no_end", "ground", "allowed", "in_country", "days_used", "days_left", "days_after_last_day")
    names += ("first_uncertain", "visa_free_until", "new_contract_by")
    other = found.details["other_readings"]
    assert isinstance(other, Mapping)
    days = dict(zip(_RU_DATES, [each.value for each in others], strict=False))
    rows = [["row", f"days.{name}", {"last": plain(day)}] for name, day in days.items()]
    return {
        "value": plain(found.value),
        **{name: plain(found.details[name]) for name in names},
        "other": plain(next(iter(other.values()))),
        **{name: plain(days.get(name)) for name in _RU_DATES},
        "lines": _lines(found, rows, _RU_BIG, _RU_TEXTS),
    }


# --- Kazakhstan -------------------------------------------------------------------------------------------------------

_KZ_CITIZENS = ("KG", "UZ", "TJ")
_KZ_BIG = ("stay_visa_free", "stay_permit", "no_days_left")
_KZ_ROWS = ("register_by", "one_stay")
_KZ_TEXTS = (
    *(f"step.{name}" for name in (*_KZ_BIG, *_KZ_ROWS, "days_counted", "if_she_enters")),
    *("warning.other_reading", "warning.police_decide", "warning.three_rules_collide"),
    *("warning.long_work_needs_permission", "warning.work_needs_permit", *_REFUSALS),
)
_AGREED = "KG"  # the Kyrgyz-Kazakh agreement


def _kz_first() -> date:
    return KZ.tables["stay.in_window"].known_from


def _kz_tables(today: date) -> Packed:
    first, last = _window(_kz_first(), today)
    names = {
        "window": "window",
        "limit": "in_window",
        "stay": "one_stay",
        "unregistered": "without_registration",
        "more": "new_contract",
        "register": "bilateral_registration",
        "extend": "bilateral_extension",
    }
    return {
        "days": [number(first), number(last)],
        "members": [each for each in _KZ_CITIZENS if each in kz.EAEU],
        "agreed": _AGREED,
        **{name: table(KZ.tables[f"stay.{of}"], whole, first) for name, of in names.items()},
    }


def _kz(asked: Question, today: date) -> Answer:
    try:
        _check(asked, *_window(_kz_first(), today))
        events = [kz.Event(day, kind) for day, kind in _events(asked)]  # type: ignore[arg-type]
        found = kz.last_day(asked["citizenship"], events, date.fromisoformat(asked["as_of"]))
    except LawError as error:
        return refused(error)
    rows = lines("row", [step for step in found.steps if step.code in _KZ_ROWS], _KZ_TEXTS)
    shown = tuple(text for text in _KZ_TEXTS if text.removeprefix("step.") not in _KZ_ROWS)
    return {
        "value": plain(found.value),
        **{name: plain(found.details[name]) for name in ("ground", "inside", "since", "days_used", "days_left")},
        "register_by": plain(found.details["register_by"]),
        "others": plain(found.details["other_readings"]),
        "lines": _lines(found, rows, _KZ_BIG, shown),
    }


# --- the forms --------------------------------------------------------------------------------------------------------

_VISITS = Field("visits", "list", fields=(Field("entry", "day"), Field("exit", "day", is_needed=False)), has_hint=True)
_CONTRACT = tuple(Field(name, "day", is_needed=False) for name in _SINGLE)
_AS_OF = Field("as_of", "day", is_today=True)


def _citizenship(codes: tuple[str, ...]) -> Field:
    return Field("citizenship", "choice", options=codes)


def _more(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "day", is_needed=False) for name in names)


def _part(pack: Pack, rules: tuple[str, ...], fields: tuple[Field, ...]) -> dict[str, Any]:
    code = pack.code
    return {
        "pack": code,
        "rules": tuple(f"{code}.{rule}" for rule in rules),
        "fields": fields,
        "scripts": ("arithmetic", "days", f"days_{code}", "form"),
    }


_RU_RULES = ("stay.last_day", "stay.registration", "stay.biometrics", "patent.apply_by")
_RU_MORE = _more("patent_start", "patent_paid_until", "extension")
_KZ_MORE = _more("registration", "permit_until")
TOOL = Tool(
    "days",
    "42",
    ("papers",),
    {
        "ru": Part(
            **_part(RU, _RU_RULES, (_citizenship(_RU_CITIZENS), _VISITS, *_CONTRACT, *_RU_MORE, _AS_OF)),
            texts=_RU_TEXTS,
            tables=_ru_tables,
            reference=_ru,
        ),
        "kz": Part(
            **_part(KZ, ("stay.last_day",), (_citizenship(_KZ_CITIZENS), _VISITS, *_CONTRACT, *_KZ_MORE, _AS_OF)),
            texts=_KZ_TEXTS,
            tables=_kz_tables,
            reference=_kz,
        ),
    },
)
