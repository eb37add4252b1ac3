"""Income tax withheld from wages: Tax Code, arts. 224 and 227.1; Treaty on the Union, art. 73 (rules W-17, W-18).

The percent rises with the income of the year. Workers of the Union pay these rates from the first day; patent workers
pay them less the fixed advances for the patent, once the tax office has confirmed that to one employer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Choice, Day, Flag, Input, Money, Record, Whole
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days, Years

from ..pack import PACK
from ..rounding import half_up, whole_roubles
from ..stay.patent_price import Region, month_price, price

Status = Literal["eaeu", "patent", "residence"]
EaeuReading = Literal["first_day", "thirty_percent"]
STATUSES: tuple[Status, ...] = ("eaeu", "patent", "residence")
UNION = ("KG", "AM", "BY", "KZ")
PATENT = ("TJ", "UZ", "AZ", "MD")
NOTHING = Decimal("0.00")
_SCALE = PACK.tables["tax.scale"]
_FIRST_DAY = PACK.tables["tax.union_first_day"]
_RECALCULATION = PACK.tables["tax.recalculation_percent"]
_RESIDENT_DAYS = PACK.tables["tax.resident_days"]
_REFUND = PACK.tables["tax.refund_years"]
_ROUNDING = PACK.tables["tax.rounding"]
_OFFSET = PACK.tables["tax.patent_offset"]

# Who she is for taxes and benefits; her citizenship decides when the status is not given.
WHO: dict[str, Input] = {
    "citizenship": Choice((*UNION, *PATENT), "country of her passport"),
    "status": Choice(STATUSES, "works as a citizen of the Union, on a patent, or with a residence permit"),
}
EAEU_QUESTION = Record(
    {
        "citizenship": Choice(UNION, "country of her passport"),
        "year": Whole(1990, 2100, "year of the income"),
        "gross": Money("income of the year before tax"),
    },
    {
        "days_in_russia": Whole(0, 366, "days spent in Russia in that year"),
        "reading": Choice(("first_day", "thirty_percent"), "before 2026: resident rates, or what tax offices did"),
    },
)
PATENT_QUESTION = Record(
    {
        "gross_month": Money("wages of the month before tax"),
        "confirmed": Flag("the tax office has confirmed the set-off to this employer"),
    },
    {
        "advance": Money("paid for the patent in the year and not yet set off"),
        "region": Region("instead of advance: one month of a patent of this region was paid"),
        "date": Day("a day of that month; without it, the latest rates; needed with a region"),
    },
)
NET_QUESTION = Record(
    {"gross": Money("wages of the month before tax"), "date": Day("a day of that month")},
    {
        **WHO,
        "earned_before": Money("wages before tax in the earlier months of that year"),
        "advance": Money("paid for the patent in the year and not yet set off"),
        "confirmed": Flag("the tax office has confirmed the set-off to this employer"),
    },
)


@dataclass(frozen=True)
class _Month:
    """One month's wages before tax: what was earned before in that year, and the patent money there is."""

    gross: Decimal
    day: date
    status: Status
    before: Decimal = NOTHING
    advance: Decimal = NOTHING
    confirmed: bool = False

    @property
    def available(self) -> Decimal:
        """What may be set off against the tax."""
        return self.advance if self.status == "patent" and self.confirmed else NOTHING


@dataclass(frozen=True)
class _Share:
    """The part of an income that falls into one band."""

    percent: Decimal
    amount: Fraction

    @property
    def tax(self) -> Fraction:
        return self.amount * Fraction(self.percent) / 100


def status_of(asked: Asked) -> Status | None:
    """What the question says about her: its `status`, or what goes with her citizenship; None when it says nothing."""
    if asked["status"]:
        status: Status = asked["status"]
        return status
    if asked["citizenship"]:
        return "eaeu" if asked["citizenship"] in UNION else "patent"
    return None


def eaeu(
    citizenship: str,
    year: int,
    gross: Decimal,
    days_in_russia: int | None = None,
    reading: EaeuReading = "first_day",
) -> Derivation:
    """The tax on the income of a year of a worker from the Union, in whole roubles.

    Before 2026 tax offices asked 30 percent when she was in Russia fewer than 183 days of the year: then `details`
    has `tax_claimed`, `difference_contested` and the sum of the other reading. `details`: `net`, `reading`,
    `other_readings`. Raises BadInput and OutsideKnownDates (before 2015).
    """
    check_money(gross, "gross")
    day = date(year, 1, 1)
    right, scale, rounding = _FIRST_DAY.at(day, "year"), _SCALE.at(day, "year"), _ROUNDING.at(day, "year")
    usual, shares = _tax(scale, gross)
    sums: dict[str, Fraction] = {"first_day": usual}
    short = days_in_russia is not None and days_in_russia < int(_RESIDENT_DAYS.at(day, "year").value)
    used = [right, scale, rounding]
    if short and _RECALCULATION.touches(day, day):
        claimed = _RECALCULATION.at(day, "year")
        sums["thirty_percent"] = Fraction(gross) * Fraction(claimed.value) / 100
        used += [claimed, _RESIDENT_DAYS.at(day, "year")]
    taken = reading if reading in sums else "first_day"
    tax = whole_roubles(sums[taken])
    others = {name: whole_roubles(each) for name, each in sums.items() if name != taken}
    if taken == "thirty_percent":
        steps = [_thirty_step(gross, used[3], tax)]
    else:
        steps = [PACK.step("tax_from_first_day", {}, right), *_band_steps(shares, scale)]
    return PACK.derive(
        "tax.eaeu",
        tax,
        used=used,
        currency=PACK.currency,
        exact=sums[taken],
        steps=(*steps, *_total_steps(gross, sums[taken], rounding)),
        warnings=_eaeu_warnings(citizenship, year, days_in_russia, sums, taken),
        details={"net": gross - tax, "reading": taken, "other_readings": others, **_contested(sums)},
    )


def answer_eaeu(asked: Asked) -> Derivation:
    reading: EaeuReading = asked["reading"] or "first_day"
    return eaeu(asked["citizenship"], asked["year"], asked["gross"], asked["days_in_russia"], reading)


def patent(gross: Decimal, advance: Decimal, confirmed: bool, day: date | None = None) -> Derivation:
    """What the employer withholds from a month's wages of a patent worker, in whole roubles.

    `advance` is the money paid for the patent in this year that no tax was set off against yet. `details`: `withheld`,
    `net`, `tax`, `set_off`, `advance_left`. Raises BadInput and OutsideKnownDates (before 2015).
    """
    check_money(gross, "gross_month")
    check_money(advance, "advance")
    when = check_date(day, "date") if day else _SCALE.rows[-1].valid_from
    month = _Month(gross, when, "patent", advance=advance, confirmed=confirmed)
    return _withheld("tax.patent", month, "withheld")


def patent_in(gross: Decimal, region: str, confirmed: bool, day: date) -> Derivation:
    """`patent` when one month of a patent of `region` was paid; its price is a part of the answer."""
    month_price(region, check_date(day, "date").year, field="date")  # refuses by the name of the field
    paid = price(region, day.year, 1)
    answer = patent(gross, Decimal(str(paid.value)), confirmed, day)
    return replace(answer, parts=(paid,))


def answer_patent(asked: Asked) -> Derivation:
    advance, region, day = asked["advance"], asked["region"], asked["date"]
    if (advance is None) == (region is None):
        raise BadInput("one_of_two", "advance", first="advance", second="region")
    if region is None:
        return patent(asked["gross_month"], advance, asked["confirmed"], day)
    if day is None:
        raise BadInput("missing_key", "date")
    return patent_in(asked["gross_month"], region, asked["confirmed"], day)


def net_of(
    gross: Decimal,
    day: date,
    status: Status,
    *,
    earned_before: Decimal = NOTHING,
    advance: Decimal = NOTHING,
    confirmed: bool = False,
) -> Derivation:
    """A month's wages in hand, in roubles: `gross` less the tax in whole roubles.

    `earned_before` are the wages of the earlier months of the year; it matters for the higher percents only. `advance`
    and `confirmed` are for patent workers, as in `patent`. `details`: `withheld`, `net`, `tax`, `set_off`,
    `advance_left`. Raises BadInput and OutsideKnownDates (before 2015).
    """
    check_money(gross, "gross")
    check_date(day, "date")
    return _withheld("tax.net", _Month(gross, day, status, earned_before, advance, confirmed), "net")


def answer_net(asked: Asked) -> Derivation:
    status = status_of(asked)
    if status is None:
        raise BadInput("one_of_two", "status", first="status", second="citizenship")
    before, advance = asked["earned_before"] or NOTHING, asked["advance"] or NOTHING
    month: date = asked["date"]
    confirmed = bool(asked["confirmed"])
    return net_of(asked["gross"], month, status, earned_before=before, advance=advance, confirmed=confirmed)


def _withheld(rule: str, month: _Month, wanted: str) -> Derivation:
    """The tax of a month; the value is its sum called *wanted*."""
    scale, rounding = _SCALE.at(month.day, "date"), _ROUNDING.at(month.day, "date")
    right = _right(month)
    exact, shares = _tax(scale, month.gross, month.before)
    tax = whole_roubles(exact)
    set_off = min(tax, month.available)
    sums = {
        "withheld": tax - set_off,
        "net": month.gross - tax + set_off,
        "tax": tax,
        "set_off": set_off,
        "advance_left": month.advance - set_off,
    }
    steps = [PACK.step("tax_from_first_day", {}, row) for row in right if month.status == "eaeu"]
    steps += [*_band_steps(shares, scale), *_rounding_step(exact, rounding)]
    steps += [_set_off_step(tax, set_off, row) for row in right if set_off]
    steps.append(PACK.step("tax_left", {"gross": month.gross, "tax": sums["withheld"], "net": sums["net"]}, scale))
    return PACK.derive(
        rule,
        sums[wanted],
        used=[scale, rounding, *right],
        currency=PACK.currency,
        exact=Fraction(sums[wanted]),
        steps=tuple(steps),
        warnings=_month_warnings(month, sums["advance_left"]),
        details=sums,
    )


def _right(month: _Month) -> list[Parameter]:
    """What gives her these rates from the first day; nothing for a residence permit."""
    tables = {"eaeu": _FIRST_DAY, "patent": _OFFSET}
    return [tables[month.status].at(month.day, "date")] if month.status in tables else []


def _bands(scale: Parameter) -> Iterator[tuple[Decimal, Fraction | None]]:
    """`"13 to 2400000, 15"`: percent and the end of its band; the last band has none."""
    for band in scale.value.split(", "):
        percent, _, end = band.partition(" to ")
        yield Decimal(percent), Fraction(end) if end else None


def _tax(scale: Parameter, income: Decimal, before: Decimal = NOTHING) -> tuple[Fraction, list[_Share]]:
    """Tax on *income* that comes on top of *before* in the same year, and the part of it in each band."""
    start, end, low = Fraction(before), Fraction(before) + Fraction(income), Fraction(0)
    shares: list[_Share] = []
    for percent, high in _bands(scale):
        top = end if high is None else min(end, high)
        if top > max(start, low):
            shares.append(_Share(percent, top - max(start, low)))
        low = end if high is None else high
    return sum((share.tax for share in shares), Fraction(0)), shares


def _band_steps(shares: list[_Share], scale: Parameter) -> Iterator[Step]:
    for share in shares:
        amount, tax = half_up(share.amount, 2), half_up(share.tax, 2)
        facts: Facts = {"percent": share.percent, "amount": amount, "tax": tax}
        yield PACK.step("tax_band", facts, scale, formula=f"{amount} × {share.percent}% = {tax}")


def _thirty_step(gross: Decimal, row: Parameter, tax: Decimal) -> Step:
    facts: Facts = {"percent": Decimal(row.value), "amount": gross, "tax": tax}
    return PACK.step("tax_band", facts, row, formula=f"{gross} × {row.value}% = {tax}")


def _rounding_step(exact: Fraction, rounding: Parameter) -> Iterator[Step]:
    if exact != whole_roubles(exact):
        yield PACK.step("tax_rounded", {"tax": whole_roubles(exact)}, rounding)


def _total_steps(gross: Decimal, exact: Fraction, rounding: Parameter) -> Iterator[Step]:
    yield from _rounding_step(exact, rounding)
    tax = whole_roubles(exact)
    yield PACK.step("tax_left", {"gross": gross, "tax": tax, "net": gross - tax}, rounding)


def _set_off_step(tax: Decimal, set_off: Decimal, row: Parameter) -> Step:
    facts: Facts = {"tax": tax, "set_off": set_off, "withheld": tax - set_off}
    return PACK.step("tax_set_off", facts, row, formula=f"{tax} − {set_off} = {tax - set_off}")


def _contested(sums: dict[str, Fraction]) -> dict[str, object]:
    if "thirty_percent" not in sums:
        return {}
    claimed = whole_roubles(sums["thirty_percent"])
    return {"tax_claimed": claimed, "difference_contested": claimed - whole_roubles(sums["first_day"])}


def _eaeu_warnings(
    citizenship: str, year: int, days_in_russia: int | None, sums: dict[str, Fraction], taken: str
) -> Iterator[Notice]:
    day = date(year, 1, 1)
    for name, each in sums.items():
        if name != taken:
            yield PACK.other_reading(whole_roubles(each))
    limit = Days(_RESIDENT_DAYS.at(day).value)
    if "thirty_percent" in sums:
        difference = round_half_up_kopecks(abs(sums["thirty_percent"] - sums["first_day"]))
        refund = Years(_REFUND.at(day).value)
        yield PACK.warning("tax_thirty_contested", days=limit, difference=difference, refund=refund)
    elif days_in_russia is None and _RECALCULATION.touches(day, day):
        yield PACK.warning("tax_count_the_days", days=limit)
    if citizenship == "KG" and year == 2015:
        yield PACK.warning("tax_kg_joined", day=date(2015, 8, 12))
    yield PACK.warning("tax_deductions")


def _month_warnings(month: _Month, left: Decimal) -> Iterator[Notice]:
    limit = Days(_RESIDENT_DAYS.at(month.day).value)
    if month.status == "patent" and not month.available:
        yield PACK.warning("tax_ask_for_set_off")
    if month.available and left:
        yield PACK.warning("tax_advance_left", left=left)
    if month.status == "residence":
        yield PACK.warning("tax_resident_assumed", days=limit)
    if month.status == "eaeu" and _RECALCULATION.touches(month.day, month.day):
        yield PACK.warning("tax_count_the_days", days=limit)
    if not month.before and next(_bands(_SCALE.at(month.day)))[1] is not None:
        yield PACK.warning("tax_first_band")
    yield PACK.warning("tax_deductions")
