"""The page of a topic: every kind of knowledge of the reader's organisation, and of no other."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from tayanch.demo.work_abroad import DESIGN, codebook, draw, fingerprint, read_plan
from tayanch.desk.models import Consultation
from tayanch.evidence import actions
from tayanch.evidence.asking import Question
from tayanch.evidence.indicators.actions import compute_now
from tayanch.evidence.indicators.models import Link
from tayanch.evidence.policy import actions as policy
from tayanch.evidence.topics.catalogue import topic
from tayanch.evidence.topics.gathering import page
from tayanch.survey.data import Data
from tests.evidence.made import signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
LANGUAGES = {"ky": "Төлөнбөгөн айлык", "ru": "Невыплаченная зарплата", "en": "Unpaid wages"}


def link_survey(here: SimpleNamespace) -> None:
    """A kept table on unpaid wages, linked to its indicator."""
    plan, by = read_plan(), here.analyst
    data = Data(draw(plan), codebook(plan))
    told = {"title": "Work abroad", "source": "", "file": "work.parquet", "fingerprint": fingerprint(data)}
    survey = actions.do_bring(data, by=by, **told)
    actions.do_design(survey, DESIGN, by=by)
    table = actions.do_tabulate(survey, Question(("not_paid",), by=("sex",)), "Not paid", by=by)
    Link.objects.create(organisation_id=by.organisation_id, indicator="survey-unpaid-wages", tabulation=table, by=by)


def count_talks(here: SimpleNamespace) -> None:
    owned = {"organisation": here.organisation, "team": here.night, "owner": here.owner}
    Consultation.objects.bulk_create(
        Consultation(**owned, topic="unpaid-wages", sex=sex) for sex in ("female",) * 30 + ("male",) * 20
    )
    compute_now(here.organisation.id, TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_read_in_each_language_before_anything_is_known(here: SimpleNamespace, language: str) -> None:
    answer = signed_in(here.director).get(f"/{language}/evidence/topics/unpaid-wages/")
    assert answer.status_code == 200
    assert f"<h1>{LANGUAGES[language]}</h1>" in answer.content.decode()


def test_the_rules_helpers_and_published_figures_are_there_from_the_first_day(here: SimpleNamespace) -> None:
    told = page(here.analyst, topic("unpaid-wages"), "en", TODAY)
    assert "Russia" in {country.name for country in told["countries"]}
    assert sum(place.count for place in told["places"]) > 5
    assert told["printed"].count > 10
    assert {one.id for one in told["printed"].figures} <= {f"s00{n}-{k:03}" for n in range(5) for k in range(200)}
    assert told["printed"].disagreements
    assert told["promises"]
    assert not told["voices"]
    assert not told["counted"].now
    assert not told["surveyed"].found
    assert "not paid" in " ".join(told["surveyed"].missing).lower() or told["surveyed"].missing


def test_cases_come_by_sex_and_surveys_with_their_interval(here: SimpleNamespace) -> None:
    count_talks(here)
    link_survey(here)
    told = page(here.analyst, topic("unpaid-wages"), "en", TODAY)
    (year,) = [line for line in told["counted"].over_time if line.id == "desk-consultations" and len(line.period) == 4]
    assert dict(zip(told["counted"].sexes, year.cells, strict=True)) == {"Women": "30", "Men": "20", "All": "50"}
    (survey,) = told["surveyed"].found
    everybody, *_groups = survey.lines
    assert everybody.text == "19.9 %".replace(" ", "\u00a0")
    assert everybody.interval.startswith("17.")
    assert everybody.n == 1200


def test_a_recommendation_stands_with_its_state(here: SimpleNamespace) -> None:
    first = page(here.analyst, topic("unpaid-wages"), "en", TODAY)["promises"][0]
    policy.do_assess(first.key, {"state": "begun", "day": TODAY}, seen=0, by=here.analyst)
    again = {one.key: one for one in page(here.supervisor, topic("unpaid-wages"), "en", TODAY)["promises"]}
    assert again[first.key].state == "has begun"
    assert first.state == "not known yet"


def test_another_organisation_sees_nothing_of_ours(here: SimpleNamespace) -> None:
    count_talks(here)
    link_survey(here)
    here.stranger.role = "analyst"
    told = page(here.stranger, topic("unpaid-wages"), "en", TODAY)
    assert not told["counted"].now
    assert not told["counted"].over_time
    assert not told["surveyed"].found


def test_an_unknown_topic_is_not_found(here: SimpleNamespace) -> None:
    assert signed_in(here.analyst).get("/en/evidence/topics/weather/").status_code == 404


def test_the_front_page_leads_everybody_only_where_she_may_go(here: SimpleNamespace) -> None:
    client = signed_in(here.director)
    front = client.get("/en/evidence/").content.decode()
    assert "/en/evidence/surveys/" not in front
    for address in ("indicators/", "figures/", "policy/", "reports/", "releases/", "dashboard/"):
        assert f"/en/evidence/{address}" in front
        assert client.get(f"/en/evidence/{address}").status_code == 200, address
