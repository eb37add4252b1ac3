"""A release of invented numbers: an indicator by sex, country and stage over six quarters, published figures."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from nacl.signing import SigningKey

from tayanch.figures.model import Figure, Finding
from tayanch.indicators.model import Indicator, Observation
from tayanch.releases.datasets import of_figures, of_observations
from tayanch.releases.model import Dataset, Publisher, Release
from tayanch.vocabulary.model import Text

KEY = SigningKey(bytes(range(32)))
PERIODS = ("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
COUNTRIES = {"RU": 30, "KZ": 14, "TR": 9}
SOURCE = "Consultations of the desk"
INDICATOR = Indicator(
    id="consultations-wages",
    version=1,
    name=Text(
        ky="Төлөнбөгөн айлык акы боюнча кайрылуулар",
        ru="Обращения о невыплаченной зарплате",
        en="Consultations on unpaid wages",
    ),
    concept=Text(
        ky="Айлык акысы төлөнбөгөн учурлар боюнча канча кайрылуу болгон.",
        ru="Сколько было обращений о невыплаченной зарплате.",
        en="How many consultations were about wages that were not paid.",
    ),
    unit="consultations",
    numerator=Text(en="Consultations on unpaid wages", ru="Обращения о невыплате", ky="Айлык акы боюнча кайрылуулар"),
    denominator=Text(),
    by_sex=True,
    by=("country",),
    source="desk",
    query={"table": "consultations", "count": "rows"},
    method=Text(
        en="Each consultation counts once.", ru="Каждое обращение – один раз.", ky="Ар бир кайрылуу бир саналат."
    ),
    caveats=Text(
        en="This counts who came to us, not how many are affected.",
        ru="Здесь посчитаны те, кто к нам обратился, а не все пострадавшие.",
        ky="Бул бизге кайрылгандардын саны, жабыр тарткандардын баары эмес.",
    ),
    links={"cedaw": ("11",), "sdg": ("8.8.2",)},
)


def counts(shift: int = 0) -> dict[tuple[str, str, str], int]:
    """Period, sex, country → count; the last group is small."""
    found = {}
    for (at, period), (country, size), (sex, share) in product(
        enumerate(PERIODS), COUNTRIES.items(), (("female", 1.0), ("male", 0.5))
    ):
        found[period, sex, country] = round(size * share) + at * 2 + shift
    return found


def observation(period: str, value: float | None, *flags: str, **groups: str) -> Observation:
    return Observation(
        "consultations-wages",
        1,
        period,
        tuple(groups.items()),
        value,
        "consultations",
        value,
        None,
        flags=flags,
        source=SOURCE,
    )


def observations(
    shift: int = 0, hidden: tuple[tuple[str, str, str], ...] = (("2026-Q3", "male", "TR"),)
) -> list[Observation]:
    """The counts with totals; what is in *hidden* has no value, nor have the totals from which it would follow."""
    known = counts(shift)
    found = []
    for period in PERIODS:
        own = {key[1:]: value for key, value in known.items() if key[0] == period}
        found.append(observation(period, sum(own.values())))
        for sex in ("female", "male"):
            found.append(observation(period, sum(value for key, value in own.items() if key[0] == sex), sex=sex))
        for country in COUNTRIES:
            found.append(
                observation(period, sum(value for key, value in own.items() if key[1] == country), country=country)
            )
        for (sex, country), value in own.items():
            away = (period, sex, country) in hidden
            flags = ("hidden",) if away else ()
            found.append(observation(period, None if away else float(value), *flags, sex=sex, country=country))
    return found


FIGURES = (
    Figure(
        "F1",
        "doc-a",
        "2",
        "remittances",
        "migrants",
        "female",
        "KG",
        "RU",
        "share sending",
        Decimal("58"),
        None,
        "percent",
        "2015",
        "NSC",
        None,
    ),
    Figure(
        "F2",
        "doc-a",
        "2",
        "remittances",
        "migrants",
        "male",
        "KG",
        "RU",
        "share sending",
        Decimal("64"),
        None,
        "percent",
        "2015",
        "NSC",
        662,
    ),
)
FINDING = Finding("shares-sum", ("F1", "F2"), "error", Text(en="58 % and 64 % are 122 %."))
TITLE = Text(
    ky="Аял мигранттар: биз эмнени билебиз", ru="Женщины-мигрантки: что мы знаем", en="Women migrants: what we know"
)
SUMMARY = Text(
    ky="Кайрылуулардын, сурамжылоолордун жана жарыяланган көрсөткүчтөрдүн саны.",
    ru="Числа из обращений, опросов и опубликованных источников.",
    en="Numbers from consultations, surveys and what others published.",
)
HIDDEN = Text(en="1 of 66 values is hidden.", ru="Скрыто 1 из 66 значений.", ky="66 сандын 1и жашырылган.")


def series(shift: int = 0) -> Dataset:
    return of_observations(INDICATOR, observations(shift), (HIDDEN,))


def release(date: str = "2026-11-23", **more: object) -> Release:
    datasets = (series(), of_figures(FIGURES, (FINDING,), "Five reports, 2015–2022"))
    given = {"summary": SUMMARY, "program": "0.1.0", "datasets": datasets} | more
    return Release(date, TITLE, Publisher("Tirek (invented)", "https://example.org/"), **given)  # type: ignore[arg-type]
