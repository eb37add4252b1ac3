"""Counts of the desk in a release: protected together with the release before; the dashboard has the same charts."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from tayanch.disclosure import Released, attack
from tayanch.evidence.indicators.models import PeriodValues
from tayanch.evidence.releases import actions
from tayanch.evidence.releases.access import released_before
from tayanch.evidence.releases.models import Release
from tayanch.indicators.definitions import definitions
from tests.evidence.made import signed_in
from tests.evidence.releases.made import again, published, told

pytestmark = pytest.mark.django_db
INDICATOR = definitions()["desk-cases-unpaid-wages"]
COUNTS = {("female", "RU"): 40, ("female", "KZ"): 17, ("male", "RU"): 12, ("male", "KZ"): 3}


def keep(by: Any, counts: dict[tuple[str, str], int], period: str = "2026-Q3") -> None:
    """Exact values of one quarter, with every margin, as the desk keeps them."""
    cells = []
    for sex, country in product(("", "female", "male"), ("", "RU", "KZ")):
        count = sum(n for (own, where), n in counts.items() if sex in ("", own) and country in ("", where))
        groups = [(name, code) for name, code in (("sex", sex), ("country", country)) if code]
        cells.append([[name for name, _ in groups], [code for _, code in groups], count, count, None, []])
    key = {"organisation": by.organisation, "indicator": INDICATOR.id, "version": INDICATOR.version, "period": period}
    PeriodValues.objects.update_or_create(**key, defaults={"cells": cells, "derivation": {}, "shown": None})


def released(by: Any, director: Any, day: str) -> Release:
    return published(again(actions.do_prepare(told([INDICATOR.id], day), by=by)), director)


def test_a_release_of_the_desk_hides_small_counts_and_says_so(at_once: SimpleNamespace) -> None:
    keep(at_once.analyst, COUNTS)
    one = released(at_once.analyst, at_once.director, "2026-10-02")
    table = one.datasets[0]
    names = [column.name for column in table.columns]
    found = {(row[names.index("sex")], row[names.index("country")]): row[names.index("value")] for row in table.rows}
    assert found["male", "KZ"] is None
    assert found["_T", "_T"] is not None
    assert "hidden" in table.hidden[0].en


def test_two_releases_together_tell_of_nobody(at_once: SimpleNamespace) -> None:
    keep(at_once.analyst, COUNTS)
    released(at_once.analyst, at_once.director, "2026-10-02")
    keep(at_once.analyst, COUNTS | {("female", "KZ"): 18, ("male", "KZ"): 4})
    second = released(at_once.analyst, at_once.director, "2026-10-09")
    assert "compared with earlier releases" in second.datasets[0].hidden[-1].en
    tables = released_before(at_once.analyst)
    inner = [one for one in tables if len(one.dimensions) == 3 and one.measure.endswith(":count")]
    assert len(inner) == 2
    for one, other in (inner, inner[::-1]):
        for key, (low, high) in attack(one, [other]).items():
            if key == ("2026-Q3", "male", "KZ"):
                assert low <= 1.001
                assert high >= 3.999


def test_what_later_releases_are_compared_with_is_sealed(at_once: SimpleNamespace) -> None:
    keep(at_once.analyst, COUNTS)
    one = released(at_once.analyst, at_once.director, "2026-10-02")
    assert b"2026-Q3" not in bytes(Release.objects.get(id=one.id).kept)
    assert all(isinstance(table, Released) for table in released_before(at_once.analyst))


def test_the_dashboard_shows_its_charts_and_gives_them_away_with_a_citation(at_once: SimpleNamespace) -> None:
    keep(at_once.analyst, COUNTS)
    client = signed_in(at_once.director)
    page = client.get(reverse("dashboard:dashboard"))
    assert page.content.count(b"<figure") >= 1
    assert b'role="img"' in page.content
    chart = page.context["board"].parts[0].charts[0]
    for form, begin in (("svg", b"<svg"), ("csv", b""), ("png", b"\x89PNG")):
        address = reverse("dashboard:chart", args=[INDICATOR.id, chart.id, form])
        answer = client.get(address)
        assert answer.content.startswith(begin)
        assert form == "png" or at_once.director.organisation.name in answer.content.decode().replace("\n", " ")


def test_an_empty_dashboard_says_what_to_do(at_once: SimpleNamespace) -> None:
    page = signed_in(at_once.director).get(reverse("dashboard:dashboard"))
    assert b"Compute the indicators first" in page.content
