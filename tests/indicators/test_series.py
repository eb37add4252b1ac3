"""Official series: what comes with the program, and worked examples of the goals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tayanch.indicators.definitions import definitions
from tayanch.indicators.errors import SeriesError
from tayanch.indicators.model import Observation
from tayanch.indicators.series import PERIOD, dollars_of_200, official, read_series_file, series, women_share
from tayanch.indicators.units import units
from tayanch.yaml_text import read_yaml

INSTRUMENTS = Path(__file__).parents[3] / "shared" / "law" / "instruments.yaml"
OWN = """
id: own
indicator: official-remittances
unit: million USD
organisation: Bank
publication: Table
url: https://example.org
known: memory
seen_on: "2026-11-21"
notes: []
groups: {country: ru}
observations:
  - {period: "2023", value: 5}
"""


def value(indicator: str, period: str, **groups: str) -> float | None:
    (found,) = [
        one for one in official() if (one.indicator, one.period, dict(one.groups)) == (indicator, period, groups)
    ]
    return found.value


def test_every_value_has_a_period_a_unit_a_source_with_its_day_and_an_official_indicator() -> None:
    for one in official():
        assert PERIOD.fullmatch(one.period), one
        assert one.unit in units(), one
        assert definitions()[one.indicator].source == "official"
        assert "2026-11-21" in one.source
        assert one.value is not None


def test_every_series_is_named_by_the_indicator_it_belongs_to() -> None:
    for one in series().values():
        assert one.id in definitions()[one.indicator].query["series"]


@pytest.mark.parametrize(
    ("period", "groups", "number"),
    [
        ("2024", {"origin": "kg"}, 540_573),
        ("2024", {"origin": "kg", "sex": "female"}, 297_568),
        ("2024", {"origin": "kg", "country": "ru", "sex": "male"}, 162_947),
        ("1990", {"origin": "uz", "country": "kz", "sex": "female"}, 86_364),
        ("2020", {"origin": "tj", "country": "tr"}, 5_017),
    ],
)
def test_the_stock_of_migrants_is_that_of_the_un(period: str, groups: dict[str, str], number: float) -> None:
    assert value("official-migrant-stock", period, **groups) == number


def test_women_and_men_are_the_total_in_every_year_and_country() -> None:
    stock = [one for one in official() if one.indicator == "official-migrant-stock"]
    by: dict[tuple[str, str, str], dict[str, float]] = {}
    for one in stock:
        groups = dict(one.groups)
        place = by.setdefault((one.period, groups["origin"], groups.get("country", "")), {})
        place[groups.get("sex", "all")] = one.value or 0
    assert len(by) == 160
    assert all(place["female"] + place["male"] == place["all"] for place in by.values())


def test_the_stock_agrees_with_the_whole_table_it_was_taken_from() -> None:
    if not INSTRUMENTS.exists():
        pytest.skip("the table is not here")
    table = read_yaml(INSTRUMENTS.read_bytes())["migrant_stock"]
    shares = {(one.period, one.groups): one.value for one in women_share(official())}
    for origin in ("KG", "TJ", "UZ"):
        for year in table[origin]:
            places = {"": year, **year["by_destination"]}
            for country, told in places.items():
                groups = {"origin": origin.lower()} | ({"country": country.lower()} if country else {})
                assert value("official-migrant-stock", str(year["year"]), **groups) == told["total"]
                share = shares[str(year["year"]), (("sex", "female"), *groups.items())]
                assert round(share or 0, 1) == pytest.approx(told["female_pct"], abs=0.051)


def test_two_revisions_of_one_count_are_two_indicators() -> None:
    assert value("official-migrant-stock", "2020", origin="kg") == 584_710
    assert value("official-migrant-stock-2020", "2020", origin="kg") == 774_377


def test_shares_by_country_in_the_press_are_shares_of_women() -> None:
    women = value("official-migrant-stock", "2024", origin="kg", sex="female") or 0
    in_russia = value("official-migrant-stock", "2024", origin="kg", country="ru", sex="female") or 0
    assert round(100 * in_russia / women, 1) == 57.4


def test_gross_net_and_outflow_of_one_period_fit_and_are_never_one_value() -> None:
    period = "2017-01/2017-04"
    gross, out, net = (value("official-remittances", period, measure=kind) for kind in ("gross", "outflow", "net"))
    assert gross - out == pytest.approx(net, abs=0.15)  # type: ignore[operator]


def test_protection_orders_of_women_men_and_minors_are_all_orders() -> None:
    place = {"period": "2025-01/2025-11", "country": "kg", "measure": "orders"}
    parts = [{"sex": "female"}, {"sex": "male"}, {"age": "minors"}]
    orders = [value("official-protection-orders", **place, **part) or 0 for part in parts]
    assert sum(orders) == value("official-protection-orders", **place) == 15_821


def test_every_remittance_that_was_read_stands_in_the_series() -> None:
    if not INSTRUMENTS.exists():
        pytest.skip("the table is not here")
    for row in read_yaml(INSTRUMENTS.read_bytes())["remittances"]["rows"]:
        start, _, end = str(row["period"]).partition("/")
        period = f"{start}/{start[:4]}-{end}" if end else start
        for key, groups in (
            ("total_mln_usd", {"measure": "gross"}),
            ("net", {"measure": "net"}),
            ("outflow", {"measure": "outflow"}),
            *(
                (f"from_{code}", {"country": code.lower(), "measure": "gross"})
                for code in ("RU", "US", "TR", "KZ", "KR")
            ),
        ):
            if key in row:
                found = [
                    one.value
                    for one in official()
                    if (one.indicator, one.period, dict(one.groups)) == ("official-remittances", period, groups)
                ]
                assert float(row[key]) in found, (period, key)


def test_the_cost_of_sending_200_dollars_is_told_in_dollars() -> None:
    (cost,) = [
        one
        for one in official()
        if one.indicator == "official-remittance-cost"
        and dict(one.groups) == {"origin": "ru", "country": "tj", "measure": "average"}
    ]
    assert cost.value == 4.2
    assert dollars_of_200(cost) == Decimal("8.40")
    with pytest.raises(SeriesError):
        dollars_of_200(official()[0])


def test_there_is_no_price_of_a_corridor_that_was_not_seen() -> None:
    corridors = [dict(one.groups) for one in official() if one.indicator == "official-remittance-cost"]
    assert all(groups.get("country") != "kg" for groups in corridors)


def test_a_value_from_memory_is_marked_and_its_source_says_that_it_was_not_seen() -> None:
    (entry,) = read_series_file(OWN, "own").entries
    assert entry.observation.flags == ("memory",)
    assert "from memory, not seen" in entry.observation.source
    for one in (entry for many in series().values() for entry in many.entries):
        assert ("seen in part" in one.observation.source) == (one.known == "partly")
        assert ("not seen" in one.observation.source) == (one.known == "memory")


def test_a_share_of_nothing_is_not_made_up() -> None:
    empty = Observation("x", 1, "2020", (("origin", "kg"),), 0.0, "people")
    women = Observation("x", 1, "2020", (("sex", "female"), ("origin", "kg")), 0.0, "people")
    (share,) = women_share((empty, women), "x")
    assert (share.value, share.flags) == (None, ("no-denominator",))


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("id: own", "id: other", "file name says"),
        ("known: memory", "known: certain", "known is"),
        ('"2026-11-21"', '"today"', "seen_on"),
        ("million USD", "gold", "units.yaml"),
        ("value: 5", "value: many", "what was not seen has no row"),
        ("value: 5", "value: 5, colour: red", "unknown colour"),
        ("value: 5", "value: 5, sex: women", "sex is"),
        ("value: 5", "value: 5, flags: [good]", "flags are of"),
        ("value: 5", "value: 5, note: {en: x}", "in each of"),
        ("country: ru", "country: RU", "not in the vocabulary"),
        ('"2023"', '"23"', "no year"),
        ("notes: []\n", "", "nothing under notes"),
        ("notes: []", "notes: []\nextra: 1", "unknown extra"),
        ('observations:\n  - {period: "2023", value: 5}', "observations: []", "no value"),
        ("id: own", "id: [", "own.yaml"),
    ],
)
def test_a_mistake_in_a_series_is_refused_with_its_place(right: str, wrong: str, told: str) -> None:
    with pytest.raises(SeriesError, match=told) as caught:
        read_series_file(OWN.replace(right, wrong), "own")
    assert str(caught.value).startswith("own.yaml")
