"""Who helps, as the guide tells it: what is free and for whom, how sure that is, and nothing of what is hidden."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings

from tayanch import vocabulary
from tayanch.directory import Organisation, Place, Schedule, Service, all_entries, find_leaks
from tayanch.directory.model import Stop
from tayanch.directory.quiet import is_quiet
from tayanch.guide import weighing
from tayanch.guide.content.card import LANGUAGES, NEEDS
from tayanch.guide.content.helpers import directory
from tayanch.guide.content.known import Known, areas, codes_of, known, topic_of
from tayanch.guide.content.loading import guide
from tayanch.guide.edition import Edition
from tayanch.guide.pages import frame, hours
from tayanch.guide.pages import map as drawing
from tayanch.guide.pages.rendering import Making, more_addresses, page
from tests.directory.made import organisation, phone, text
from tests.directory.test_hiding import entries
from tests.guide.test_pages import title

TODAY = date(2026, 11, 22)
CODE = "[2-9bcdfghjkmnpqrstvwxz]{4,}"


def edition(*made: Organisation) -> Edition:
    """With these organisations alone, or with all of the product."""
    return Edition(Making(guide(), TODAY, directory(), lambda _language: "", known(made or None)))


def pages_of(one: Edition) -> list[tuple[str, str]]:
    """Language and path of every page that tells who helps."""
    return [(language, path) for language, path in one.all_pages() if re.search(r"/(51|o|find)/", f"/{path}")]


def body(one: Edition, path: str, language: str = "en") -> str:
    """What stands on a page, without what is around it."""
    page = one.page(language, path)
    assert page.status == 200, path
    return unescape(page.body.decode().partition("<main")[2])


def uncompressed(one: Edition, language: str, path: str) -> str:
    """What is compressed and sent: of hundreds of pages that are looked at once."""
    return frame.lean(page(one.making, language, path), language)[0]


def page_of(one: Organisation, **more: Any) -> str:
    entry = replace(one, **more)
    return body(edition(entry), f"kg/o/{known([entry]).code_of[entry.id]}/")


# --- the list of a country ---------------------------------------------------------------------------------------


def test_everybody_who_helps_in_a_country_stands_in_its_list_under_each_of_her_needs(whole: Edition) -> None:
    page = body(whole, "kz/51/")
    for entry in known().of("kz"):
        assert entry.name.en in page
    health = page.partition('<h2 id="n5">')[2].partition("<h2")[0]
    assert "103" in health
    assert "National Labour Inspection" not in health


def test_a_country_where_we_know_nobody_has_no_list_and_no_link_to_one(whole: Edition) -> None:
    assert whole.page("en", "de/51/").status == 404
    assert "/de/51/" not in body(whole, "de/")
    assert "/ru/51/" in body(whole, "ru/")


def test_what_helps_in_no_country_of_the_guide_stands_under_any_country(whole: Edition) -> None:
    named = {entry.id for entry in known().of("any")}
    assert {"any-iom", "uz-employment-centres"} <= named
    assert "ru-kg-embassy" not in named


def test_free_for_women_and_safe_without_papers_are_told_only_where_all_of_it_is_so() -> None:
    sure = Service("documents", "documents", text("Papers"), free=True, women_only=True, safe_without_papers=True)
    unsure = Service("contract", "contract", text("Contract"), free=True)
    page = body(edition(organisation(services=(sure, unsure))), "kg/51/")
    papers, _, work = page.partition('id="n2"')[2].partition("id="), "", page.partition('id="n1"')[2]
    assert "free · for women · safe without papers" in papers[0]
    assert "for women" not in work.partition("<h2")[0]


def test_a_check_that_is_too_old_greys_the_entry_and_says_why() -> None:
    checked = organisation(checked_on=date(2026, 1, 2))
    page = body(edition(checked), "kg/51/")
    assert '<li class="u">' in page
    assert "not checked since 2 January 2026" in page
    assert "Its number or address may have changed. Ask first." in page_of(checked)


def test_a_fresh_check_has_a_mark_and_one_that_was_never_made_has_none() -> None:
    fresh = body(edition(organisation(checked_on=date(2026, 11, 1))), "kg/51/")
    never = body(edition(organisation()), "kg/51/")
    assert "✓ 1 November 2026" in fresh
    assert 'class="u"' not in fresh + never
    assert "✓ 1" not in never


def test_the_numbers_for_danger_stand_above_everything(whole: Edition) -> None:
    page = body(whole, "kg/51/")
    assert page.index('href="tel:112"') < page.index('href="tel:102"') < page.index("<svg")


# --- places and the map -------------------------------------------------------------------------------------------


def test_a_place_shows_who_is_there_then_the_nearest_then_who_helps_everywhere(whole: Edition) -> None:
    code = next(code for code, area in areas("ru").items() if area.id == "kazan")
    page = body(whole, f"ru/51/{code}/")
    here, near, anywhere = (page.index(f"<h2>{name}") for name in ("Here", "Nearest", "Wherever you are"))
    assert here < page.index("Chanceries" if "Chanceries" in page else "Kyrgyz") < near < anywhere
    assert "about 720 km" in page[near:anywhere]
    assert "112: " in page[anywhere:]


def test_how_far_a_hidden_place_is_is_not_told_but_that_it_helps_is() -> None:
    hidden = organisation(id="kg-hidden", name=text("Shelter"), places=(Place("naryn", "naryn", hidden=True),))
    code = next(code for code, area in areas("kg").items() if area.id == "karakol")
    page = body(edition(hidden), f"kg/51/{code}/")
    assert "km" not in page.partition("<h1>")[2]
    assert "Shelter" in page.partition("Wherever you are")[2]


def test_an_oblast_has_those_of_its_towns(whole: Edition) -> None:
    code = next(code for code, area in areas("kg").items() if area.label("en") == "Issyk-Kul oblast")
    assert "Himaya" in body(whole, f"kg/51/{code}/").partition("Nearest")[0]


def test_no_address_or_title_of_a_place_or_of_a_quiet_organisation_says_which_it_is(whole: Edition) -> None:
    quiet = {code for code, one in known().by_code.items() if is_quiet(one)}
    for language, path in pages_of(whole):
        page = whole.page(language, path)
        code = path.rstrip("/").rpartition("/")[2]
        if code in quiet:
            assert page.is_quiet
            assert title(page.body) in ("Маалымат", "Справка", "Information")
        elif "/51/" in path:
            assert title(page.body) in ("Ким жардам берет", "Кто поможет", "Whom to ask")
        assert re.fullmatch(f"([a-z]{{2,3}}/)?(51/({CODE}/)?|o/{CODE}/|find/)", path)


def test_a_link_to_a_quiet_organisation_takes_the_place_of_the_page_it_is_on(whole: Edition) -> None:
    code = known().code_of["kg-sezim"]
    for path in ("kg/51/", "kg/k7f/"):
        assert f'/en/g/kg/o/{code}/" data-r' in body(whole, path)


@pytest.mark.parametrize("country", ["kg", "ru", "kz", "tr", "kr"])
def test_each_city_lies_on_the_map_of_its_country(country: str) -> None:
    spots = [drawing.Spot(area.label("en"), code, area.at, 1) for code, area in areas(country).items()]
    found = drawing.drawn(country, spots)
    assert found is not None
    assert all(0 < mark.x < drawing.WIDTH and 0 < mark.y < found.height for mark in found.marks)
    linked = [mark for mark in found.marks if mark.address]
    near = [(a, b) for a in linked for b in linked if a is not b and abs(a.x - b.x) < 17 and abs(a.y - b.y) < 17]
    assert near == []  # a finger meets one of them


def test_north_is_up_and_east_is_right() -> None:
    spots = [drawing.Spot(name, name, at, 0) for name, at in (("m", (55.75, 37.62)), ("v", (43.1, 131.9)))]
    moscow, vladivostok = drawing.drawn("ru", spots).marks  # type: ignore[union-attr]
    assert moscow.x < vladivostok.x
    assert moscow.y < vladivostok.y
    osh, bishkek = drawing.drawn(  # type: ignore[union-attr]
        "kg", [drawing.Spot(name, name, at, 0) for name, at in (("o", (40.53, 72.8)), ("b", (42.87, 74.59)))]
    ).marks
    assert bishkek.y < osh.y


# --- the page of one organisation ----------------------------------------------------------------------------------


def test_a_number_says_when_somebody_rang_and_what_came_of_it() -> None:
    rung = phone("+996555000111", last_checked=date(2026, 11, 2), result="no answer")
    assert "We rang on 2 November 2026: nobody answered." in page_of(organisation(phones=(rung,)))
    assert "We have not rung it yet." in page_of(organisation(phones=(phone("+996555000111"),)))


def test_a_number_that_is_not_confirmed_is_on_no_page() -> None:
    entry = organisation(phones=(phone("+996312999888", confirmed=False),))
    made = edition(entry)
    assert not [path for language, path in pages_of(made) if "312999888" in made.page(language, path).body.decode()]
    assert "Its number has not been confirmed yet." in page_of(entry)


def test_who_leads_there_is_told_where_there_is_no_number() -> None:
    leading = organisation(id="kg-leading", name=text("Leading"), phones=(phone("117"),))
    led = organisation(reach_through=("kg-leading",))
    page = body(edition(leading, led), f"kg/o/{codes_of(['kg-leading', led.id])[led.id]}/")
    assert "These lead you there" in page
    assert "Leading" in page.partition("These lead you there")[2]


def test_the_website_of_a_quiet_organisation_is_no_link() -> None:
    entry = organisation(website="https://example.org/help")
    assert "example.org/help" not in page_of(entry)
    open_one = Service("documents", "documents", text("Papers"))
    assert 'href="https://example.org/help" rel="noreferrer noopener"' in page_of(entry, services=(open_one,))


def test_hours_are_told_with_the_day_so_that_a_kept_page_never_says_open_now() -> None:
    week = Schedule("MO,TU,WE,TH,FR", "09:00", "18:00")
    page = page_of(organisation(schedule=week))
    assert "Mon–Fri 09:00–18:00" in page
    assert "Next open day: Monday, 23 November 2026: 09:00–18:00" in page  # the 22nd is a Sunday


@pytest.mark.parametrize(
    ("days", "told"), [("MO", "Mon 09"), ("MO,WE,TH,SU", "Mon, Wed–Thu, Sun 09"), ("SU,SA", "Sat–Sun 09")]
)
def test_days_that_follow_each_other_are_one_run(days: str, told: str) -> None:
    assert hours.hours(Schedule(days, "09:00", "12:00"), TODAY, "en").week.startswith(told)


def test_what_is_open_day_and_night_says_only_that() -> None:
    always = Schedule("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59")
    assert hours.hours(always, TODAY, "en") == hours.Hours("Day and night, every day", "", "")


def test_today_is_the_next_day_when_it_is_open_today() -> None:
    assert hours.next_day(Schedule("SU", "09:00", "12:00"), TODAY) == TODAY
    assert hours.next_day(Schedule("SA", "09:00", "12:00"), TODAY) == date(2026, 11, 28)


def test_the_next_stops_of_a_mobile_point_are_told_and_which_are_called_off() -> None:
    came, comes, stays = (
        Stop(date(2026, 11, day), "10:00", "13:00", "naryn", text("the market"), "naryn", why)
        for day, why in ((2, ""), (25, ""), (26, "weather"))
    )
    page = page_of(organisation(stops=(stays, comes, came)))
    assert "25 November 2026, 10:00–13:00, Naryn, the market" in page
    assert "Called off (bad weather or road): 26 November 2026" in page
    assert "2 November 2026, 10:00" not in page


def test_search_engines_are_told_of_an_open_organisation_and_never_of_a_quiet_one() -> None:
    papers = Service("documents", "documents", text("Papers"))
    assert '<script type="application/ld+json">' in page_of(organisation(services=(papers,)))
    assert "ld+json" not in page_of(organisation())


def test_an_organisation_has_a_page_in_each_country_where_it_helps_and_none_elsewhere(whole: Edition) -> None:
    code = known().code_of["kg-migrant-workers-union"]
    statuses = {country: whole.page("ky", f"{country}/o/{code}/").status for country in ("kg", "ru", "kz", "tr")}
    assert statuses == {"kg": 200, "ru": 200, "kz": 200, "tr": 404}


def test_a_card_leads_to_the_page_of_each_organisation_it_names(whole: Edition) -> None:
    assert f"/ky/g/ru/o/{known().code_of['ru-kg-embassy']}/" in body(whole, "ru/k3p/", "ky")
    # one that does not help in this country is opened in its own
    assert f"/ky/g/kg/o/{known().code_of['kg-sezim']}/" in body(whole, "ru/k3s/", "ky")


# --- nothing that must not be known --------------------------------------------------------------------------------


def test_nothing_of_a_hidden_place_is_in_any_byte_of_any_page(whole: Edition) -> None:
    hiding = [one for one in all_entries() if any(place.hidden for place in one.places)]
    assert hiding
    held_back = {number.number for one in all_entries() for number in one.phones if not number.confirmed}
    for language, path in pages_of(whole):
        told = whole.page(language, path).body.decode()
        assert [leak for one in hiding for leak in find_leaks(one, told)] == [], path
        assert [number for number in held_back if not number.startswith("1") and number in told] == [], path


@settings(deadline=None, max_examples=15)
@given(entries())
def test_an_entry_that_tries_to_give_itself_away_does_not_on_any_page_or_in_any_answer(entry: Organisation) -> None:
    made = edition(entry)
    told = [uncompressed(made, language, path) for language, path in pages_of(made) if language == "en"]
    told += [made.found("ky", "find/", words, topic).body.decode() for words, topic in (("жардам", ""), ("", "7"))]
    assert [leak for page in told for leak in find_leaks(entry, page)] == []


# --- codes, lists and weight ----------------------------------------------------------------------------------------


def test_every_need_of_the_vocabulary_stands_in_a_list_of_the_guide() -> None:
    assert {topic_of(one.id) for one in vocabulary.scheme("need")} <= set(NEEDS)


def test_codes_are_short_last_and_are_never_the_same() -> None:
    codes = codes_of(f"kg-{number}" for number in range(3_000))
    assert len(set(codes.values())) == 3_000
    assert min(map(len, codes.values())) == 4
    assert codes_of(["kg-sezim"])["kg-sezim"] == known().code_of["kg-sezim"]
    assert not set("".join(codes.values())) & set("aeiou")


def test_every_page_is_within_its_budget_and_there_is_one_for_each_place_and_organisation(whole: Edition) -> None:
    paths = [path for country in ("ru", "kg", "kz") for path in more_addresses(whole.making, country)]
    assert len(paths) > 150
    for language in LANGUAGES:
        heavy = {path: len(whole.page(language, path).packed) for path in (*paths, "ru/51/", "kg/51/", "find/")}
        assert {path: size for path, size in heavy.items() if size + weighing.HEADERS > weighing.PAGE} == {}


def test_the_copy_has_the_list_and_not_what_needs_a_connection(whole: Edition) -> None:
    pack = whole.pack("ky", "kg")
    assert pack is not None
    kept = json.loads(pack.body)["pages"]
    assert "/ky/g/kg/51/" in kept
    assert not [path for path in kept if "/o/" in path or "find" in path or "/51/" in path.replace("/51/", "/", 1)]


def test_without_a_directory_cards_name_their_helpers_without_a_link() -> None:
    made = Edition(Making(guide(), TODAY, directory(), lambda _language: "", Known()))
    assert "/o/" not in body(made, "kg/k7f/")
    assert "Sezim" in body(made, "kg/k7f/")
