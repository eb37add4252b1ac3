"""The site of a release is whole in itself: nothing from elsewhere, no script, three languages."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
from lxml import html

from tayanch.releases import writing
from tayanch.releases.changes import between
from tayanch.releases.model import Change
from tayanch.releases.pages.rendering import PAGES, policy, withdrawn
from tayanch.releases.storing import as_data, from_data
from tayanch.releases.wording import _all, period
from tests.releases.made import KEY, TITLE, observations, release, series

LANGUAGES = ("ky", "ru", "en")


@cache
def files() -> dict[str, bytes]:
    return writing.files_of(release(invented=True), KEY, pictures=False)


def pages() -> list[str]:
    return [path for path in files() if path.endswith(".html")]


def test_every_page_is_there_in_three_languages() -> None:
    assert set(pages()) == {"index.html", *(f"{code}/{page}.html" for code in LANGUAGES for page in PAGES)}


@pytest.mark.parametrize("path", pages())
def test_a_page_loads_nothing_and_runs_nothing(path: str) -> None:
    page = html.fromstring(files()[path].decode())
    assert page.xpath("//script|//iframe|//object|//embed|//base|//*[@style]") == []
    assert [link.get("rel") for link in page.xpath("//link")] == ["icon"]
    assert page.xpath("//@onclick|//@onload") == []
    assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [policy()]
    assert "default-src 'none'" in policy()
    for address in page.xpath("//@href|//@src|//@srcset"):
        assert not re.match(r"(?i)[a-z]+:|//", address) or address == "data:,", address


@pytest.mark.parametrize("path", pages())
def test_every_link_leads_to_a_file_of_the_release(path: str) -> None:
    from posixpath import dirname, join, normpath

    page = html.fromstring(files()[path].decode())
    ids = set(page.xpath("//@id"))
    pictures = {one.replace(".svg", ".png") for one in files() if one.startswith("charts/") and one.endswith(".svg")}
    for address in page.xpath("//a/@href"):
        target, _, part = address.partition("#")
        found = normpath(join(dirname(path), target)) if target else path
        assert found in files() or found in pictures, address
        assert not part or target or part in ids, address


@pytest.mark.parametrize("path", pages())
def test_ids_are_unique_and_every_chart_has_a_name(path: str) -> None:
    page = html.fromstring(files()[path].decode())
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for figure in page.xpath("//figure"):
        assert len(figure.xpath(".//*[local-name()='svg'][@role='img']//*[local-name()='title']")) == 1
        assert figure.xpath(".//table//tbody/tr"), "the numbers stand behind the chart"
        assert len(figure.xpath(".//*[@class='take']/a")) == 3


def test_a_hidden_value_stands_nowhere() -> None:
    """Its place says that it is hidden: in the page, the picture, every data file."""
    for path, content in files().items():
        if path.startswith("charts/en") and "groups" in path and path.endswith(".svg"):
            assert b"hidden" in content
    own = next(one for one in observations() if one.value is None)
    assert own.groups == (("sex", "male"), ("country", "TR"))


def test_every_page_of_the_demonstration_says_that_it_is_invented() -> None:
    assert all(b'class="banner"' in files()[path] for path in pages())


def test_words_are_there_in_all_languages() -> None:
    assert all(text.strip() for texts in _all().values() for text in texts.values())
    assert period("2026-Q3", "ru") == "К3 2026"


def test_a_withdrawn_page_escapes_the_reason() -> None:
    told = withdrawn(TITLE, "Tirek", "2026-11-23", "<script>1</script>").decode()
    assert "<script>" not in told
    assert told.count("&lt;script&gt;") == 3


# --- what changed ---------------------------------------------------------------------------------------------


def test_a_corrected_value_is_told_with_both_sides() -> None:
    after = series(shift=1)
    found = between([series()], [after])
    assert {one.kind for one in found} == {"corrected"}
    one = next(one for one in found if one.key == ("2026-Q3", "female", "RU"))
    assert (one.before, one.after) == (40.0, 41.0)


def test_a_new_period_is_one_change_and_a_new_version_is_another() -> None:
    old = series()
    fewer = from_data({**as_data(old), "rows": [list(row) for row in old.rows if row[0] != "2026-Q3"]})
    assert between([fewer], [old]) == (Change("added", old.id, old.title, ("2026-Q3",)),)
    newer = from_data({**as_data(old), "version": 2})
    assert [one.kind for one in between([old], [newer])] == ["redefined"]
    assert [one.kind for one in between([old], [])] == ["removed"]


def test_what_is_remembered_comes_back_as_it_was() -> None:
    told = json.loads(json.dumps(as_data(series())))
    again = from_data(told)
    assert as_data(again) == as_data(series())
    assert (again.rows, again.columns, again.observations) == (series().rows, series().columns, series().observations)
