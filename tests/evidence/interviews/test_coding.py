"""Coding: in code points, once however often it is sent, undone also tomorrow, and blind until all are through."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tayanch.audit.models import Entry
from tayanch.evidence.interviews.carrying import carry_over
from tayanch.evidence.interviews.models import Assignment, Coding, CodingAct, Interview, Memo, Study, TextVersion
from tayanch.evidence.interviews.texts import seal_text, text_of
from tayanch.interviews import model
from tayanch.interviews.offsets import Edit, OffsetMap
from tests.evidence.interviews.coded import TEXT, add, being_coded, of, path, remove, send, state
from tests.evidence.interviews.made import HOME, WAGES, WORK, signed_in

pytestmark = pytest.mark.django_db


def through(interview: Interview, *coders: Any) -> None:
    Assignment.objects.filter(interview=interview, coder__in=coders).update(done_at=timezone.now())


def words(interview: Interview) -> list[str]:
    return [TEXT[row.start : row.end] for row in Coding.objects.filter(version__interview=interview)]


def test_a_passage_behind_emoji_and_composed_letters_is_the_words_that_were_meant(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    answer = send(here.owner, interview, add(of("кайттым 🏠🏠, балдарым", HOME), of("беришкен жок!", WAGES)))
    assert answer.json() == {"last": 1, "refused": {}, "is_other_text": False}
    assert words(interview) == ["беришкен жок!", "кайттым 🏠🏠, балдарым"]
    row = Coding.objects.get(code=HOME)
    assert row.speaker is not None
    assert row.speaker.unseal("label") == "Бактыгүл"


def test_the_page_holds_every_character_of_the_text_in_its_place(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    send(here.owner, interview, add(of("цехинде 🏠", WORK), of("Тикмекан цехинде 🏠 иштедим.", HOME)))
    page = signed_in(here.owner).get(path("read", interview)).content.decode()
    import html

    found = re.findall(
        r'<span class="words" data-at="(\d+)">(.*?)</span>(?=<span class="words"|</div>)', page, re.DOTALL
    )
    assert found
    for at, inner in found:
        said = html.unescape(re.sub(r"</?span[^>]*>", "", inner))
        assert TEXT[int(at) : int(at) + len(said)] == said
    turns = text_of(TextVersion.objects.get()).turns
    assert sum(len(html.unescape(re.sub(r"</?span[^>]*>", "", one))) for _at, one in found) == sum(
        turn.end - turn.said for turn in turns
    )
    assert "&#13;\n" in page


def test_an_act_that_is_sent_again_is_done_once(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    act = add(of("балдарым", HOME))
    for _ in range(3):
        assert send(here.owner, interview, act).json()["last"] == 1
    assert Coding.objects.count() == CodingAct.objects.count() == 1
    undo = {"id": str(uuid4()), "undo": act["id"]}
    for _ in range(3):
        send(here.owner, interview, act, undo)
    assert Coding.objects.count() == 0


def test_undo_and_redo_give_back_what_was_there_with_its_id(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    first, second = add(of("балдарым", HOME)), remove(of("балдарым", HOME))
    send(here.owner, interview, first)
    id_ = Coding.objects.get().id
    send(here.owner, interview, second)
    assert not Coding.objects.exists()
    send(here.owner, interview, {"id": str(uuid4()), "undo": second["id"]})
    assert Coding.objects.get().id == id_
    told = state(here.owner, interview)
    assert [act[3] for act in told["acts"]] == [False, True]
    send(here.owner, interview, {"id": str(uuid4()), "redo": second["id"]})
    assert not Coding.objects.exists()


def test_a_new_act_forgets_what_was_undone(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    first = add(of("балдарым", HOME))
    send(here.owner, interview, first, {"id": str(uuid4()), "undo": first["id"]}, add(of("жатты", HOME)))
    assert len(state(here.owner, interview)["acts"]) == 1
    send(here.owner, interview, {"id": str(uuid4()), "redo": first["id"]})
    assert words(interview) == ["жатты"]


def test_only_the_last_act_is_undone(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    first = add(of("балдарым", HOME))
    send(here.owner, interview, first, add(of("жатты", HOME)))
    undo = {"id": str(uuid4()), "undo": first["id"]}
    assert list(send(here.owner, interview, undo).json()["refused"]) == [undo["id"]]
    assert len(words(interview)) == 2


def test_a_passage_whose_borders_are_moved_keeps_its_id(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    send(here.owner, interview, add(of("балдарым", HOME)))
    id_ = Coding.objects.get().id
    wider = of("балдарым күтүп", HOME)
    send(here.owner, interview, {"id": str(uuid4()), "add": [wider], "remove": [of("балдарым", HOME)]})
    assert (Coding.objects.get().id, words(interview)) == (id_, ["балдарым күтүп"])


@pytest.mark.parametrize(
    "passage", [[0, 0, HOME], [-1, 4, HOME], [0, 99_999, HOME], [0, 5, WORK], [0, 5, str(uuid4())]]
)
def test_what_is_no_passage_or_no_code_is_refused_and_the_rest_is_done(
    here: SimpleNamespace, passage: list[Any]
) -> None:
    interview = being_coded(here)
    bad = {"id": str(uuid4()), "add": [passage], "remove": []}
    answer = send(here.owner, interview, bad, add(of("жатты", HOME))).json()
    assert list(answer["refused"]) == [bad["id"]]
    assert words(interview) == ["жатты"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"version": "x", "acts": []}', '{"version": 1, "acts": [{"add": 3}]}']
)
def test_what_no_page_sends_is_answered_without_an_error_page(here: SimpleNamespace, body: str) -> None:
    interview = being_coded(here)
    answer = signed_in(here.owner).post(path("acts", interview), body, content_type="application/json")
    assert answer.status_code in {200, 422}
    assert not Coding.objects.exists()


def test_more_than_a_page_sends_at_once_is_refused_and_not_cut(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    assert send(here.owner, interview, *(add(of("жатты", HOME)) for _ in range(501))).status_code == 422
    assert send(here.owner, interview, add(*(of("жатты", HOME) for _ in range(201)))).status_code == 422
    assert not Coding.objects.exists()


def test_the_audit_tells_of_a_sitting_once_and_holds_no_word(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    for word in ("балдарым", "жатты", "кайттым"):
        send(here.owner, interview, add(of(word, HOME)))
    entries = Entry.objects.filter(action="interview.code")
    assert [(one.actor_id, one.object_id, one.fields) for one in entries] == [
        (here.owner.id, interview.id, ["codings"])
    ]


# --- blindness -------------------------------------------------------------------------------------------------------


def every_answer(user: Any, interview: Interview) -> str:
    """All that the addresses of an interview and its study tell somebody, as one text."""
    client, told = signed_in(user), []
    for name in ("read", "read-print", "codings", "compare", "settle"):
        told.append(client.get(path(name, interview)).content.decode())
    from django.urls import reverse

    for name in ("memos", "agreement", "agreement-file"):
        told.append(client.get(reverse(f"interviews:{name}", args=[interview.study_id])).content.decode())
    return "\n".join(told)


def test_a_coder_can_by_no_address_see_what_another_coded(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    send(here.owner, interview, add(of("балдарым күтүп", HOME)))
    start, end, _code = of("балдарым күтүп", HOME)
    seen = every_answer(here.teammate, interview)
    assert f"{start}, {end}" not in seen.replace(",", ", ").replace("  ", " ")
    assert 'class="c k' not in seen
    assert 'class="chip k' not in seen
    assert "Owner" not in seen
    assert str(Coding.objects.get().id) not in seen
    for name in ("compare", "settle"):
        assert signed_in(here.teammate).get(path(name, interview)).status_code == 403


def test_the_first_who_is_through_sees_nothing_and_both_see_all_when_both_are(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    send(here.owner, interview, add(of("балдарым күтүп", HOME)))
    send(here.teammate, interview, add(of("жатты", HOME)))
    signed_in(here.teammate).post(path("through", interview))
    assert "Owner" not in every_answer(here.teammate, interview)
    signed_in(here.owner).post(path("through", interview))
    assert ">Owner</span>" in signed_in(here.teammate).get(path("read", interview)).content.decode()
    assert ">Teammate</span>" in signed_in(here.owner).get(path("read", interview)).content.decode()


def test_a_study_may_let_coders_see_one_another(here: SimpleNamespace) -> None:
    interview = being_coded(here, may_see_others=True)
    send(here.owner, interview, add(of("балдарым күтүп", HOME)))
    assert ">Owner</span>" in signed_in(here.teammate).get(path("read", interview)).content.decode()


def test_a_lead_who_codes_is_as_blind_while_she_reads(here: SimpleNamespace) -> None:
    interview = being_coded(here, TEXT, here.analyst, here.owner)
    send(here.owner, interview, add(of("балдарым күтүп", HOME)))
    assert ">Owner</span>" not in signed_in(here.analyst).get(path("read", interview)).content.decode()
    assert "Owner" in signed_in(here.analyst).get(path("compare", interview)).content.decode()


def test_a_lead_sees_what_is_known_of_a_speaker_and_a_coder_does_not(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    assert "35-44" in signed_in(here.analyst).get(path("read", interview)).content.decode()
    assert "35-44" not in signed_in(here.owner).get(path("read", interview)).content.decode()


def test_a_guessed_act_of_another_is_neither_undone_nor_told(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    act = add(of("балдарым", HOME))
    send(here.owner, interview, act)
    send(here.teammate, interview, {"id": str(uuid4()), "undo": act["id"]}, remove(of("балдарым", HOME)))
    assert Coding.objects.filter(coder=here.owner).count() == 1
    assert state(here.teammate, interview) == {"mine": [], "acts": [], "last": 0, "version": 1}


def test_who_was_not_given_the_interview_finds_no_page_of_it(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    for user in (here.lawyer, here.other_team, here.supervisor):
        assert signed_in(user).get(path("read", interview)).status_code == 404
        assert send(user, interview, add(of("балдарым", HOME))).status_code == 404
    assert send(here.analyst, interview, add(of("балдарым", HOME))).status_code == 409
    assert not Coding.objects.exists()


def test_nothing_is_coded_by_who_is_through_until_she_opens_her_reading_again(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    signed_in(here.owner).post(path("through", interview))
    assert send(here.owner, interview, add(of("балдарым", HOME))).status_code == 409
    signed_in(here.owner).post(path("through", interview), {"go-on": "1"})
    assert send(here.owner, interview, add(of("балдарым", HOME))).status_code == 200
    through(interview, here.owner, here.teammate)
    signed_in(here.owner).post(path("through", interview), {"go-on": "1"})
    assert Assignment.objects.get(coder=here.owner).done_at


def test_a_turn_is_coded_without_scripts(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    client = signed_in(here.owner)
    page = client.get(path("read", interview) + "?turn=2").content.decode()
    start, end = (int(re.search(rf'name="{name}" value="(\d+)"', page)[1]) for name in ("start", "end"))  # type: ignore[index]
    told = {"turn": "2", "start": start, "end": end, "code": HOME}
    client.post(path("code-turn", interview), told)
    assert words(interview) == [TEXT[start:end]]
    client.post(path("code-turn", interview), told | {"off": "1"})
    assert words(interview) == []
    assert client.post(path("code-turn", interview), {"turn": "x"}).status_code == 302


# --- the next text ---------------------------------------------------------------------------------------------------


def next_text(interview: Interview, changes: OffsetMap) -> tuple[TextVersion, TextVersion]:
    old = interview.versions.get(number=1)
    text = text_of(old)
    moved = tuple(
        model.Turn(
            *changes.span(turn.start, turn.end)[:1],
            changes.span(turn.said, turn.end)[0],
            changes.span(turn.start, turn.end)[1],
            turn.speaker,
        )
        for turn in text.turns
    )
    new = TextVersion(study=interview.study, interview=interview, by=old.by)
    seal_text(new, model.TextVersion(2, "anonymised", changes.apply(text.text), moved, changes))
    new.save(force_insert=True)
    return old, new


def stand_in(words: str, new: str) -> Edit:
    start = TEXT.index(words)
    return Edit(start, start + len(words), new)


def test_codings_memos_and_what_was_settled_stay_on_their_words_in_the_next_text(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    send(here.owner, interview, add(of("кайттым 🏠🏠, балдарым", HOME), of("Тикмекан", WAGES)))
    memo = Memo(study=interview.study, interview=interview, version=interview.versions.get(), by=here.owner)
    memo.start, memo.end, _code = of("балдарым", HOME)
    memo.seal(title="Children", text="Said twice")
    memo.save()
    changes = OffsetMap((stand_in("Тикмекан цехинде", ""), stand_in("Бактыгүл", "[Аял-02]")))
    old, new = next_text(interview, changes)
    carried = carry_over(old, new, changes)
    text = text_of(new).text
    assert [text[row.start : row.end] for row in new.codings.all()] == ["кайттым 🏠🏠, балдарым"]
    assert [(lost.kind, TEXT[lost.start : lost.end]) for lost in carried.lost] == [("coding", "Тикмекан")]
    copy = new.memos.get()
    assert (text[copy.start : copy.end], copy.unseal("text"), copy.at) == ("балдарым", "Said twice", memo.at)
    assert (carried.codings, carried.memos, old.codings.count()) == (1, 1, 2)


def test_what_was_coded_on_a_page_with_the_old_text_arrives_in_the_new_one(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    _old, new = next_text(interview, OffsetMap((stand_in("Айнура", "[Аял-01]"),)))
    answer = send(here.owner, interview, add(of("балдарым күтүп", HOME)), version=1).json()
    assert answer["is_other_text"]
    row = Coding.objects.get()
    assert row.version == new
    assert text_of(new).text[row.start : row.end] == "балдарым күтүп"


def test_two_codings_that_become_one_are_folded_and_told(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    send(here.owner, interview, add(of("Тикмекан", HOME), of("цехинде", HOME)))
    changes = OffsetMap((stand_in("Тикмекан цехинде", "[цех]"),))
    carried = carry_over(*next_text(interview, changes), changes)
    assert (carried.codings, carried.folded, carried.lost) == (1, 1, [])


def test_a_member_of_no_study_gets_no_json(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    for user in (here.stranger, here.supervisor, here.other_team):
        assert signed_in(user).get(path("codings", interview)).status_code == 404
    assert json.loads(signed_in(here.owner).get(path("codings", interview)).content)["mine"] == []
    assert Study.objects.count() == 1
