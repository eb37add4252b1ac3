"""Where coders differ, how it is settled without deleting anything, and how far they agree."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tayanch.audit.models import Entry
from tayanch.evidence.interviews import comparing
from tayanch.evidence.interviews.actions import memos
from tayanch.evidence.interviews.actions.settling import do_settle, do_unsettle
from tayanch.evidence.interviews.carrying import carry_over
from tayanch.evidence.interviews.gathering import study_of
from tayanch.evidence.interviews.models import Adjudication, Assignment, Coding, Interview, Memo, TextVersion
from tayanch.evidence.interviews.texts import seal_text, text_of
from tayanch.interviews import model
from tayanch.interviews.offsets import Edit, OffsetMap
from tests.evidence.interviews.coded import TEXT, add, being_coded, of, path, send
from tests.evidence.interviews.made import HOME, WAGES, interview_named, kept, signed_in

pytestmark = pytest.mark.django_db


def coded(interview: Interview, user: Any, *passages: tuple[int, int, str]) -> list[str]:
    told = {"version": interview.versions.get(number=1), "coder": user, "at": timezone.now()}
    made = [Coding.objects.create(id=uuid4(), start=a, end=b, code=UUID(code), **told) for a, b, code in passages]
    return [str(row.id) for row in made]


def readings(interview: Interview) -> comparing.Readings:
    interview.refresh_from_db()
    version = interview.versions.order_by("-number").first()
    assert version
    return comparing.readings_of(interview, version)


@pytest.fixture
def both(here: SimpleNamespace) -> SimpleNamespace:
    """Both are through: they agree once, and differ in each way once."""
    interview = being_coded(here)
    first = coded(interview, here.owner, of("Кандай", HOME), of("Тикмекан", WAGES), of("беришкен жок", WAGES))
    first += coded(interview, here.owner, of("балдарым күтүп", HOME))
    second = coded(interview, here.teammate, of("Кандай", HOME), of("беришкен", HOME), of("балдарым", HOME))
    Assignment.objects.update(done_at=timezone.now())
    return SimpleNamespace(interview=interview, first=first, second=second, lead=here.analyst, here=here)


def test_every_way_to_differ_is_told_and_what_is_the_same_is_no_place(both: SimpleNamespace) -> None:
    told = [(TEXT[p.start : p.end], p.kind) for p in readings(both.interview).places]
    assert told == [("Тикмекан", "one"), ("беришкен жок", "codes"), ("балдарым күтүп", "borders")]


def test_a_code_that_was_merged_into_another_is_the_same_code(here: SimpleNamespace) -> None:
    start, end, _code = of("балдарым", HOME)
    told = {"version_id": uuid4(), "start": start, "end": end}
    rows = [Coding(code=WAGES, coder_id=1, **told), Coding(code=HOME, coder_id=2, **told)]  # type: ignore[misc]
    assert len(list(comparing.places(rows, [1, 2]))) == 1
    assert list(comparing.places(rows, [1, 2], now=lambda code: HOME)) == []


def test_what_does_not_stand_is_kept_and_flagged(both: SimpleNamespace) -> None:
    place = readings(both.interview).places[1]
    do_settle(both.interview, place.start, place.end, [both.first[2]], why="wages", by=both.lead)
    row = Adjudication.objects.get()
    assert (TEXT[row.start : row.end], row.codes, row.rejected, row.unseal("why")) == (
        *("беришкен жок", [WAGES], [both.second[1]]),
        "wages",
    )
    assert Coding.objects.count() == 7
    place = readings(both.interview).places[1]
    assert place.is_settled
    assert place.rejected == {both.second[1]}


def test_when_all_is_settled_the_interview_is_and_undo_takes_it_back(both: SimpleNamespace) -> None:
    for place in readings(both.interview).places:
        assert both.interview.settled_at is None
        do_settle(both.interview, place.start, place.end, [], by=both.lead)
    assert readings(both.interview).left == 0
    both.interview.refresh_from_db()
    assert both.interview.settled_at
    act = Adjudication.objects.first()
    assert act
    do_unsettle(both.interview, act.act, by=both.lead)
    both.interview.refresh_from_db()
    assert both.interview.settled_at is None
    assert readings(both.interview).left == 1
    actions = list(Entry.objects.filter(action__contains="settle").order_by("seq").values_list("action", flat=True))
    assert actions == ["interview.settle"] * 3 + ["interview.unsettle"]


def test_something_else_can_stand_with_other_borders(both: SimpleNamespace) -> None:
    place = readings(both.interview).places[2]
    start, end, _code = of("күтүп жатты", HOME)
    do_settle(both.interview, place.start, place.end, [both.second[2]], others=[(start, end, WAGES)], by=both.lead)
    version = both.interview.versions.get()
    told = [(TEXT[a:b], code, coding is None) for a, b, code, coding in comparing.standing(version)]
    assert ("күтүп жатты", WAGES, True) in told
    assert ("балдарым", HOME, False) in told
    assert "балдарым күтүп" not in {words for words, _code, _new in told}
    assert ("Кандай", HOME, False) in told
    do_settle(both.interview, place.start, place.end, both.first[3:], by=both.lead)
    assert Adjudication.objects.count() == 1


def test_what_nobody_disputed_stands_within_a_settled_passage_too(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    for user in (here.owner, here.teammate):
        coded(interview, user, of("балдарым", HOME))
    (wide,) = coded(interview, here.owner, of("кайттым 🏠🏠, балдарым күтүп", WAGES))
    Assignment.objects.update(done_at=timezone.now())
    (place,) = readings(interview).places
    for kept_, many in (([wide], 2), ([], 1)):
        do_settle(interview, place.start, place.end, kept_, by=here.analyst)
        (place,) = readings(interview).places
        assert (place.is_settled, place.others) == (True, ())
        rows = study_of(interview.study, user=here.analyst).adjudications
        assert sum(len(row.codes) for row in rows) == many
        assert (*of("балдарым", HOME)[:2], (HOME,)) in {(row.start, row.end, row.codes) for row in rows}


def test_what_was_settled_stays_settled_in_the_next_text(both: SimpleNamespace) -> None:
    for place in readings(both.interview).places:
        do_settle(both.interview, place.start, place.end, both.first, by=both.lead)
    old = both.interview.versions.get()
    at = TEXT.index("Айнура")
    changes = OffsetMap((Edit(at, at + len("Айнура"), "[Аял-01]"),))
    new = TextVersion(study=both.interview.study, interview=both.interview, by=both.lead)
    seal_text(new, model.TextVersion(2, "anonymised", changes.apply(TEXT), (), changes))
    new.save(force_insert=True)
    carry_over(old, new, changes)
    again = readings(both.interview)
    assert (again.version, again.settled, again.left) == (new, 3, 0)
    text = text_of(new).text
    rejected = {text[c.start : c.end] for p in again.places for c in p.codings if str(c.id) in p.rejected}
    assert rejected == {"беришкен", "балдарым"}


def test_nothing_is_settled_before_all_are_through(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    coded(interview, here.owner, of("балдарым", HOME))
    start, end, _code = of("балдарым", HOME)
    told = {"start": start, "end": end}
    signed_in(here.analyst).post(path("settle-decide", interview), told)
    assert not Adjudication.objects.exists()


def test_the_last_who_is_through_settles_an_interview_in_which_all_agree(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    for user in (here.owner, here.teammate):
        send(user, interview, add(of("балдарым", HOME)))
        signed_in(user).post(path("through", interview))
    interview.refresh_from_db()
    assert interview.settled_at


@pytest.mark.parametrize(
    "told", [{}, {"start": "x", "end": "4"}, {"start": "1", "end": "2"}, {"start": "0", "end": "5", "code": "nothing"}]
)
def test_what_no_page_of_ours_sends_settles_nothing(both: SimpleNamespace, told: dict[str, str]) -> None:
    assert signed_in(both.lead).post(path("settle-decide", both.interview), told).status_code == 302
    assert not Adjudication.objects.exists()


def test_the_page_settles_a_place_and_shows_the_next(both: SimpleNamespace) -> None:
    client = signed_in(both.lead)
    place = readings(both.interview).places[0]
    told = {"start": place.start, "end": place.end, "kept": both.first[1], "why": "workshop"}
    page = client.post(path("settle-decide", both.interview), told, follow=True).content.decode()
    assert "Place 2 of 3" in page
    assert Adjudication.objects.get().rejected == []
    assert "Place 1 of 3" in client.get(path("settle", both.interview) + "?place=1").content.decode()


# --- agreement -------------------------------------------------------------------------------------------------------


def address(name: str, interview: Interview) -> str:
    return reverse(f"interviews:{name}", args=[interview.study_id])


def test_agreement_is_counted_by_hand_the_same(both: SimpleNamespace) -> None:
    """Three turns and two codes are six decisions. Both say yes to HOME in turns 1 and 3; only the first says WAGES in
    turn 2 and only the second HOME there: four of six alike, of four in which somebody said yes two. Of twelve answers
    six are yes: expected disagreement 2·6·6/(12·11) = 6/11, observed 2/6, alpha = 1 − (1/3)/(6/11) = 7/18."""
    rows = list(csv.DictReader(io.StringIO(_csv(both))))
    alone = {row["figure"]: row for row in rows if not row["code"] and not row["coders"]}
    assert alone["alpha"]["value"] == f"{7 / 18:.4f}"
    assert alone["percent_coded"]["value"] == "0.5000"
    assert alone["alpha"]["prevalence"] == "0.5000"
    assert {row["coders"] for row in rows} == {"", "Owner / Teammate"}


def _csv(both: SimpleNamespace, query: str = "") -> str:
    answer = signed_in(both.lead).get(address("agreement-file", both.interview) + query)
    assert answer["Content-Type"].startswith("text/csv")
    told: str = answer.content.decode("utf-8-sig")
    return told


def test_a_figure_that_cannot_be_said_is_a_dash_with_its_reason(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    start, end = 0, len(TEXT)
    for user in (here.owner, here.teammate):
        coded(interview, user, (start, end, HOME))
    Assignment.objects.update(done_at=timezone.now())
    page = signed_in(here.analyst).get(address("agreement", interview)).content.decode()
    assert "–<span" in page
    assert "Every coder gave this code to everything" in page


def test_what_is_not_finished_does_not_count(both: SimpleNamespace) -> None:
    Assignment.objects.filter(coder=both.here.teammate).update(done_at=None)
    page = signed_in(both.lead).get(address("agreement", both.interview)).content.decode()
    assert "No interview was finished by two coders yet." in page


@pytest.mark.parametrize("by", ["turn", "sentence", "character", "nonsense"])
@pytest.mark.parametrize("depth", ["", "1"])
def test_agreement_is_told_in_every_unit_and_at_every_depth(both: SimpleNamespace, by: str, depth: str) -> None:
    query = f"?by={by}&depth={depth}&round=1"
    page = signed_in(both.lead).get(address("agreement", both.interview) + query)
    assert page.status_code == 200
    assert "Where they differ" in page.content.decode()
    assert ("Work" in page.content.decode()) == (depth == "1")
    places = list(csv.DictReader(io.StringIO(_csv(both, query + "&list=1"))))
    assert places
    assert set(places[0]) == {"interview", "start", "end", "kind", "codes", "coded by", "not coded by"}


def test_who_finished_and_coded_nothing_counts_as_one_who_said_no(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    coded(interview, here.owner, of("балдарым", HOME))
    Assignment.objects.update(done_at=timezone.now())
    page = signed_in(here.analyst).get(address("agreement", interview)).content.decode()
    assert "not by Teammate" in page


def test_a_study_that_came_from_another_tool_shows_its_pages(here: SimpleNamespace) -> None:
    study = kept(here)
    interview = interview_named(study, "Group 1")
    client = signed_in(here.analyst)
    for name in ("read", "read-print", "compare", "settle"):
        assert client.get(path(name, interview)).status_code == 200
    assert client.get(address("agreement", interview)).status_code == 200
    assert "[Аял-01]" in signed_in(here.owner).get(path("read", interview)).content.decode()


# --- memos -----------------------------------------------------------------------------------------------------------


def write(user: Any, interview: Interview, query: str = "", title: str = "A thought") -> Any:
    return signed_in(user).post(address("memo-new", interview) + query, {"title": title, "text": "It came up twice."})


def test_a_memo_is_about_the_study_an_interview_a_code_or_a_passage(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    start, end, _code = of("балдарым", HOME)
    about = f"?interview={interview.id}"
    for query in ("", about, f"?code={HOME}", f"{about}&version=1&start={start}&end={end}"):
        assert write(here.owner, interview, query, query or "study").status_code == 302
    client = signed_in(here.owner)
    for kind in ("study", "interview", "code", "passage"):
        page = client.get(address("memos", interview) + f"?about={kind}").content.decode()
        assert "1 memo<" in page
    memo = Memo.objects.get(version__isnull=False)
    page = client.get(reverse("interviews:memo", args=[memo.id])).content.decode()
    assert "<blockquote>балдарым</blockquote>" in page
    assert b"twice" not in bytes(memo.text)


def test_memos_on_an_interview_are_as_blind_as_its_codings(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    write(here.owner, interview, f"?interview={interview.id}", "What I think")
    write(here.owner, interview, "", "For all of us")
    memo = Memo.objects.get(interview__isnull=False)
    page = signed_in(here.teammate).get(address("memos", interview)).content.decode()
    assert "For all of us" in page
    assert "What I think" not in page
    assert signed_in(here.teammate).get(reverse("interviews:memo", args=[memo.id])).status_code == 404
    assert "What I think" in signed_in(here.analyst).get(address("memos", interview)).content.decode()
    Assignment.objects.update(done_at=timezone.now())
    assert "What I think" in signed_in(here.teammate).get(address("memos", interview)).content.decode()


def test_a_list_of_memos_asks_as_few_questions_for_many_interviews_as_for_one(
    here: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    interview = being_coded(here)
    for number in range(12):
        other = Interview(study=interview.study, method="interview", by=here.analyst)
        other.seal(name=f"No {number}")
        other.save(force_insert=True)
        Assignment.objects.create(interview=other, coder=here.owner)
        write(here.owner, interview, f"?interview={other.id}")
    client = signed_in(here.owner)
    with django_assert_max_num_queries(30):
        assert "12 memos<" in client.get(address("memos", interview)).content.decode()


def test_only_who_wrote_a_memo_changes_or_deletes_it(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    write(here.owner, interview)
    memo = Memo.objects.get()
    page, gone = (reverse(f"interviews:{name}", args=[memo.id]) for name in ("memo", "memo-delete"))
    for user in (here.teammate, here.analyst):
        assert signed_in(user).post(page, {"title": "Mine", "text": ""}).status_code == 403
        assert signed_in(user).post(gone).status_code == 403
    signed_in(here.owner).post(page, {"title": "Better", "text": ""})
    memo.refresh_from_db()
    assert memo.unseal("title") == "Better"
    signed_in(here.owner).post(gone)
    assert not Memo.objects.exists()


def test_a_memo_cannot_be_about_what_she_does_not_see(here: SimpleNamespace) -> None:
    interview, other = being_coded(here), being_coded(here, TEXT, here.lawyer)
    assert write(here.owner, interview, f"?interview={other.id}").status_code == 404
    assert write(here.owner, interview, "?interview=nothing").status_code == 404
    assert write(here.owner, interview, f"?interview={interview.id}&version=9&start=1&end=4").status_code == 404
    assert not Memo.objects.exists()


def test_a_memo_without_a_heading_is_called_by_its_first_words(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    memos.do_write_memo(interview.study, title="", text="Айлык  жок,\nанан дагы", by=here.owner, interview=interview)
    page = signed_in(here.owner).get(reverse("interviews:memos", args=[interview.study_id])).content.decode()
    assert ">Айлык жок, анан дагы</a>" in page
    assert ">Айлык жок, анан дагы</a>" in signed_in(here.owner).get(path("read", interview)).content.decode()


def test_a_word_that_is_looked_for_in_memos_stands_in_no_address(here: SimpleNamespace) -> None:
    study = kept(here)
    memos.do_write_memo(study, title="Debts", text="Zarina spoke of debts", by=here.analyst)
    memos.do_write_memo(study, title="Roads", text="Roads home", by=here.analyst)
    client, url = signed_in(here.analyst), f"/en/evidence/interviews/{study.id}/memos/"
    found = client.post(url, {"q": "zarina"}).content.decode()
    assert "Debts" in found
    assert "Roads home" not in found
    assert "Roads home" in client.get(url, {"q": "zarina"}).content.decode()
    assert 'method="post" class="row filter"' in found
