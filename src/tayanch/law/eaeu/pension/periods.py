"""Years worked in several countries: which agreement covers them, who pays and what is not counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Choice, Day, Flag, ListOf, Record
from tayanch.law.texts import LANGUAGES, Days, Months, Words

from ..pack import PACK
from .agreements import CIS, COUNTING, COUNTRIES, EAEU, OWN_LAW, Cover, Person, covers
from .spans import Span, merged, record, without

MOST_WORK = 200
_LEAST = PACK.tables["pension.least_months"]
QUESTION = Record(
    {
        "citizenship": Choice(COUNTRIES),
        "residence": Choice(COUNTRIES, "where she lives or will live as a pensioner"),
        "work": ListOf(
            Record(
                {
                    "country": Choice(COUNTRIES, "where she worked"),
                    "from": Day(),
                    "contributions": Flag("whether pension contributions were paid for the work"),
                },
                {"to": Day("the last day; left out while she still works there")},
            ),
            MOST_WORK,
            about="in any order; periods may overlap",
        ),
        "as_of": Day("the day of the question"),
    }
)


@dataclass(frozen=True)
class Work:
    """Work in one country from one day to another, both included; `last` None while it goes on."""

    country: str
    first: date
    last: date | None
    contributions: bool


def periods(citizenship: str, residence: str, work: Sequence[Work], as_of: date) -> Derivation:
    """Months of record that some agreement or law counts, every day once.

    `details`: `periods` (country, from, to, agreement, payer, months, days, counts), `countries` (counted months of
    each), `lost` (periods that count nowhere, with the reason), `eaeu` (record from 2021 on in states of the union,
    and whether each state reaches the twelve months). Codes of agreements: own_law, eaeu, cis, kg_tr, kr_lump_sum,
    unconfirmed, none. Order and overlap do not matter. Raises BadInput and OutsideKnownDates (work before 13 March
    1992).
    """
    person = Person(citizenship, residence, check_date(as_of, "as_of"))
    known = [_known(each, f"work[{place}]", as_of) for place, each in enumerate(work)]
    paid = _by_country(known, contributions=True)
    unpaid = {country: without(spans, paid.get(country, ())) for country, spans in _by_country(known, False).items()}
    covered = _ordered(
        each for country, spans in paid.items() for span in spans for each in covers(person, country, span)
    )
    blank = _ordered(_uncovered(country, span) for country, spans in unpaid.items() for span in spans)
    everything = _ordered([*covered, *blank])
    counted = [cover for cover in covered if cover.agreement in COUNTING]
    union = _in_union(person, counted)
    months, days = record(cover.span for cover in counted)
    least = _LEAST.rows[-1]
    return PACK.derive(
        "pension.periods",
        months,
        used=[*(cover.row for cover in (*covered, *blank)), *([least] if union else [])] or [OWN_LAW.rows[-1]],
        steps=(*map(_step, covered), *map(_step, blank), *_minimum(person, union), _total(months, days)),
        warnings=(*_notices(person, work, known), *_warnings(person, covered, blank)),
        details={
            "as_of": as_of,
            "days": Days(days),
            "periods": [_shown(cover) for cover in everything],
            "countries": [{"country": state, "months": own, "days": rest} for state, own, rest in _by_state(counted)],
            "lost": [_lost(cover) for cover in everything if cover.agreement in _LOST],
            "eaeu": _eaeu(union),
        },
        assumed=(PACK.assumed("pension_months"), PACK.assumed("pension_papers")),
    )


def answer_periods(asked: Asked) -> Derivation:
    work = [Work(each["country"], each["from"], each["to"], each["contributions"]) for each in asked["work"]]
    return periods(asked["citizenship"], asked["residence"], work, asked["as_of"])


# Why a period counts nowhere, by its agreement.
_LOST = {"no_contributions": "no_contributions", "none": "no_agreement", "unconfirmed": "not_confirmed"}


def _known(work: Work, field: str, as_of: date) -> Work:
    """The work up to `as_of`. Refuses an end before the start and days before the first agreement."""
    CIS.at(check_date(work.first, f"{field}.from"), f"{field}.from")
    if work.last is not None and check_date(work.last, f"{field}.to") < work.first:
        raise BadInput("range_backwards", f"{field}.to")
    return Work(work.country, work.first, min(work.last or as_of, as_of), work.contributions)


def _by_country(known: Sequence[Work], contributions: bool) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for each in known:
        if each.last is not None and each.first <= each.last and each.contributions is contributions:
            found.setdefault(each.country, []).append((each.first, each.last))
    return {country: merged(spans) for country, spans in found.items()}


def _uncovered(country: str, span: Span) -> Cover:
    return Cover(country, span, "no_contributions", None, OWN_LAW.at(span[0]))


def _ordered(found: Iterable[Cover]) -> list[Cover]:
    return sorted(found, key=lambda cover: (cover.span, cover.country, cover.agreement))


def _in_union(person: Person, counted: Sequence[Cover]) -> list[Cover]:
    """The record that the union's agreement adds up: hers as a citizen, in its states, from its first day on."""
    states, start = EAEU.rows[-1].value.split(), EAEU.known_from
    if person.citizenship not in states:
        return []
    since = [each for each in counted if each.country in states and each.span[1] >= start]
    return [replace(each, span=(max(start, each.span[0]), each.span[1])) for each in since]


def _by_state(counted: Sequence[Cover]) -> list[tuple[str, Months, Days]]:
    """Counted record of each country, in the order of their codes."""
    states = sorted({cover.country for cover in counted})
    return [(state, *_length(cover.span for cover in counted if cover.country == state)) for state in states]


def _length(spans: Iterable[Span]) -> tuple[Months, Days]:
    months, days = record(spans)
    return Months(months), Days(days)


def _shown(cover: Cover) -> dict[str, object]:
    (first, last), (months, days) = cover.span, _length([cover.span])
    return {
        "country": cover.country,
        "from": first,
        "to": last,
        "agreement": cover.agreement,
        "payer": cover.payer,
        "months": months,
        "days": days,
        "counts": cover.agreement in COUNTING,
    }


def _lost(cover: Cover) -> dict[str, object]:
    first, last = cover.span
    return {"country": cover.country, "from": first, "to": last, "reason": _LOST[cover.agreement]}


def _eaeu(union: Sequence[Cover]) -> dict[str, object]:
    least = Months(_LEAST.rows[-1].value)
    months, days = _length(cover.span for cover in union)
    states = [
        {"country": state, "months": own, "days": rest, "reaches_minimum": own >= least}
        for state, own, rest in _by_state(union)
    ]
    return {"months": months, "days": days, "minimum_months": least, "states": states}


def _name(country: str) -> Words:
    return Words({each: PACK.texts.say(f"pension_country.{country}", each, {}) for each in LANGUAGES})


def _step(cover: Cover) -> Step:
    (first, last), (months, days) = cover.span, _length([cover.span])
    facts: Facts = {"country": _name(cover.country), "from": first, "to": last, "months": months, "days": days}
    payer: Facts = {"payer": _name(cover.payer)} if cover.payer else {}
    return PACK.step(f"pension_{cover.agreement}", {**facts, **payer}, cover.row)


def _minimum(person: Person, union: Sequence[Cover]) -> Iterator[Step]:
    """What the twelve months do for each foreign state of the union."""
    row = _LEAST.rows[-1]
    least = Months(row.value)
    for state, months, _ in _by_state(union):
        if state != person.residence:
            code = "pension_reaches" if months >= least else "pension_too_short"
            yield PACK.step(code, {"country": _name(state), "months": months, "least": least}, row)


def _total(months: int, days: int) -> Step:
    return PACK.step("pension_total", {"months": Months(months), "days": Days(days)}, OWN_LAW.rows[-1])


def _notices(person: Person, work: Sequence[Work], known: Sequence[Work]) -> Iterator[Notice]:
    """What was left out of the question."""
    if any(max(each.first, each.last or each.first) > person.as_of for each in work):
        yield PACK.warning("pension_later_work", as_of=person.as_of)
    spans = sorted((each.first, each.last) for each in known if each.last and each.first <= each.last)
    if any(later[0] <= earlier[1] for earlier, later in pairwise(spans)):
        yield PACK.warning("pension_overlap")


def _warnings(person: Person, covered: Sequence[Cover], blank: Sequence[Cover]) -> Iterator[Notice]:
    agreements = {cover.agreement for cover in covered}
    left = next((row.valid_from for row in CIS.rows if "RU" not in row.value.split()), date.max)
    if left <= person.as_of and any(c.agreement == "cis" and "RU" in (c.country, c.payer) for c in covered):
        yield PACK.warning("pension_russia_left", left=left)
    if "unconfirmed" in agreements:
        yield PACK.warning("pension_not_confirmed")
    if "eaeu" in agreements:
        yield PACK.warning("pension_check_minimum")
    if "kg_tr" in agreements and agreements & {"eaeu", "cis"}:
        yield PACK.warning("pension_not_together")
    if blank and "KG" in (person.citizenship, person.residence):
        yield PACK.warning("pension_gap_may_be_filled")
    if covered:
        yield PACK.warning("pension_keep_papers")
