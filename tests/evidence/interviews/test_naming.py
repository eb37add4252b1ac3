"""Names out of a text: one decision a name, one stand-in a study, codings stay put, a look-up is written down."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tayanch.audit.models import Entry
from tayanch.evidence.interviews import naming
from tayanch.evidence.interviews.actions.whole import do_keep_study
from tayanch.evidence.interviews.models import Coding, Interview, LookUp, Member, StandIn, Study, TextVersion
from tayanch.evidence.interviews.texts import speakers_of, text_of
from tayanch.interviews import model
from tayanch.interviews.codebook import Code, Codebook
from tests.evidence.interviews.made import signed_in, turns_of

pytestmark = pytest.mark.django_db
TEXT = "Айнура: Мен Баткенден келдим, Айнурага акча беришкен жок.\nМодератор: Сиз Айнура эже менен иштедиңизби?"
WAGES = "00000000-0000-4000-8000-00000000000a"
SAID = "акча беришкен жок"


@pytest.fixture
def study(here: SimpleNamespace) -> Study:
    speakers = (model.Speaker("a", "Айнура"), model.Speaker("m", "Модератор", asks=True))
    turns = turns_of(TEXT, {"Айнура": "a", "Модератор": "m"})
    start = TEXT.index(SAID)
    return do_keep_study(
        model.Study(
            "s",
            "Wages",
            (model.Document("d", "Маек", (model.TextVersion(1, "transcribed", TEXT, turns),), language="ky"),),
            speakers,
            codebook=Codebook((Code(WAGES, "Wages"),)),
            coders=(model.Coder("c", "Coder"),),
            codings=(model.Coding("k", "d", 1, start, start + len(SAID), WAGES, "c"),),
        ),
        by=here.analyst,
        coders={"c": here.owner},
    )


def address(study: Study) -> str:
    return reverse("interviews:take-names-out", args=[study.interviews.get().id])


def decided(user: Any, study: Study, **more: str) -> Any:
    """Everything that is found is a name of the kind that is proposed."""
    client = signed_in(user)
    page = unescape(client.get(address(study)).content.decode())
    keys = re.findall(r'name="key" value="([^"]*)"', page)
    told = {"version": re.findall(r'name="version" value="(\d+)"', page)[0], "key": keys}
    told |= {f"decision-{number}": "name" for number in range(len(keys))}
    return client.post(address(study), told | more, follow=True)


def newest(study: Study) -> TextVersion:
    return study.interviews.get().versions.order_by("-number")[0]


def test_names_give_way_to_stand_ins_in_every_case_form_and_codings_stay_on_their_words(
    here: SimpleNamespace, study: Study
) -> None:
    answer = decided(here.analyst, study)
    assert "have a stand-in now" in answer.content.decode()
    version = newest(study)
    text = text_of(version)
    assert version.kind == TextVersion.Kind.ANONYMISED
    assert "Айнура" not in text.text
    assert "Баткенден" not in text.text
    [coding] = Coding.objects.filter(version=version)
    assert text.text[coding.start : coding.end] == SAID
    labels = {speaker.label for speaker in speakers_of(study).values()}
    assert "Айнура" not in labels
    assert all(turn.start <= turn.said <= turn.end for turn in text.turns)


def test_the_same_name_gets_the_same_stand_in_the_next_time(here: SimpleNamespace, study: Study) -> None:
    decided(here.analyst, study)
    stood = {row.stand_in for row in StandIn.objects.filter(is_name=True)}
    decided(here.analyst, study, missed="Тикмекан", **{"missed-kind": "organisation"})
    after = {row.stand_in for row in StandIn.objects.filter(is_name=True)}
    assert stood < after
    assert len(after) == len(stood) + 1


def test_a_release_ends_with_the_text_that_it_was_given_for(here: SimpleNamespace, study: Study) -> None:
    decided(here.analyst, study)
    Interview.objects.update(released_by=here.supervisor, released_at=timezone.now())
    decided(here.analyst, study, missed="Тикмекан", **{"missed-kind": "organisation"})
    assert study.interviews.get().released_at is None


def test_a_word_that_is_no_name_is_not_asked_about_again(here: SimpleNamespace, study: Study) -> None:
    client = signed_in(here.analyst)
    page = unescape(client.get(address(study)).content.decode())
    keys = re.findall(r'name="key" value="([^"]*)"', page)
    told: dict[str, Any] = {"version": "1", "key": keys}
    told |= {f"decision-{number}": "word" for number in range(len(keys))}
    client.post(address(study), told)
    assert 'name="key"' not in client.get(address(study)).content.decode()
    assert text_of(newest(study)).text == TEXT


def test_a_page_that_is_out_of_date_changes_nothing(here: SimpleNamespace, study: Study) -> None:
    decided(here.analyst, study)
    signed_in(here.analyst).post(address(study), {"version": "1", "key": ["person айнура"], "decision-0": "word"})
    assert newest(study).number == 2


def test_who_looked_a_name_up_when_and_why_is_answered(here: SimpleNamespace, study: Study) -> None:
    decided(here.analyst, study)
    row = next(row for row in StandIn.objects.all() if "Айнура" in naming.told(row)["forms"])
    url, told = reverse("interviews:look-up", args=[study.id]), {"stand-in": str(row.id), "why": "She asked for a copy"}
    Member.objects.filter(user=here.analyst).update(may_look_up=False)
    assert signed_in(here.analyst).post(url, told).status_code == 403
    assert not LookUp.objects.exists()
    Member.objects.filter(user=here.analyst).update(may_look_up=True)
    without_a_reason = signed_in(here.analyst).post(url, {**told, "why": " "}, follow=True)
    assert "Say why you need the name" in without_a_reason.content.decode()
    shown = signed_in(here.analyst).post(url, told).content.decode()
    assert "Айнура" in shown
    page = signed_in(here.analyst).get(reverse("interviews:names", args=[study.id])).content.decode()
    assert "She asked for a copy" in page
    assert "Айнура" not in page
    [look] = LookUp.objects.all()
    assert (look.by, look.stand_in) == (here.analyst, row.stand_in)
    entry = Entry.objects.get(action="stand-in.look-up")
    assert (entry.actor_id, entry.object_id) == (here.analyst.id, row.id)


def test_names_are_sealed_under_a_key_of_their_own(here: SimpleNamespace, study: Study) -> None:
    decided(here.analyst, study)
    row = StandIn.objects.filter(is_name=True).first()
    assert row is not None
    assert row.subject == study.names.id != study.id


def test_a_coder_takes_no_names_out(here: SimpleNamespace, study: Study) -> None:
    assert signed_in(here.owner).get(address(study)).status_code == 403
    assert Interview.objects.count() == 1


def test_a_speaker_whom_no_list_knows_is_offered_as_a_name() -> None:
    text = "Модератор: Кантип?\nҮмса: Кеттим.\nЗайнатпа: Калдым.\nЗайнатпа: Мен да.\nРеспондент: Билбейм."
    labels = ["Үмса", "Зайнатпа", "Респондент"]
    found = naming.found_in(text, "ky", naming.Dictionary())
    assert naming.unlisted(labels, found, naming.Dictionary()) == ["Үмса"]
    assert naming.unlisted(labels, found, naming.Dictionary((), frozenset(["Үмса"]))) == []
    rows = {row.key: row.confidence for row in naming.rows_of(text, found, naming.Dictionary(), labels)}
    assert [confidence for key, confidence in rows.items() if "zainatpa" in key] == [naming.SURE]


def test_behind_a_stand_in_a_sentence_begins_as_behind_a_name() -> None:
    known = naming.Dictionary((naming.Confirmed("1", "person", ("Айнура",), "[Аял-01]"),))
    text = "[Аял-01]: Калганын кийин алып келди.\n[Аял-01]дан сурадым."
    assert naming.found_in(text, "ky", known) == ()
