"""A quote's label must fit enough respondents, alone and with all that was told of her before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.disclosure import SMALLEST
from tayanch.interviews.disclosing import Check, Crowd, Released, alike, check, names_inside, propose
from tayanch.interviews.labels import DETAIL, told
from tayanch.interviews.model import Document, Speaker, Study, TextVersion, Turn
from tayanch.interviews.retrieval import Passage


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    text: str


def study(*people: dict[str, str], text: str = "", methods: tuple[str, ...] = ("focus-group",)) -> Study:
    """Each person speaks in every document, and one who asks."""
    speakers = [Speaker(f"p{number}", "", attributes) for number, attributes in enumerate(people)]
    speakers.append(Speaker("q", "", {"status": "woman-migrant", "oblast": "osh", "age": "37"}, asks=True))
    turns = tuple(Turn(0, 0, len(text), one.id) for one in speakers)
    versions = (TextVersion(1, "transcribed", text, turns),)
    return Study("s", "S", tuple(Document(one, one, versions, one) for one in methods), tuple(speakers))


def woman(age: str = "37", oblast: str = "osh", status: str = "woman-migrant") -> dict[str, str]:
    return {"status": status, "age": age, "oblast": oblast}


def quote(of: Study, speaker: int = 0, document: int = 0) -> Passage:
    one = of.documents[document]
    return Passage(one, 0, len(one.newest.text), of.speakers[speaker])


def test_respondents_who_share_the_label_are_counted_without_those_who_ask() -> None:
    of = study(*[woman("36")] * 4, woman("44"), woman("45"), woman(oblast="naryn"))
    assert alike(of, of.speakers[0], of.documents[0]) == (5, None)
    assert alike(of, of.speakers[5], of.documents[0]) == (1, None)
    assert alike(of, of.speakers[5], of.documents[0], ("status", "oblast")) == (6, None)
    assert alike(of, of.speakers[5], of.documents[0], ()) == (7, None)


def test_a_label_that_enough_share_is_safe_without_proposals() -> None:
    found = check(Crowd.of(study(*[woman()] * 5)), quote(study(*[woman()] * 5)))
    assert (found.in_study, found.together, found.limit, found.proposals) == (5, 5, SMALLEST, ())
    assert found.is_safe


def test_a_rare_oblast_is_told_as_a_region() -> None:
    of = study(*[woman(oblast="batken")] * 2, *[woman(oblast="osh")] * 3)
    found = check(Crowd.of(of), quote(of))
    assert (found.in_study, found.is_safe) == (2, False)
    assert found.proposals[0].label("en") == "woman migrant, 35–44, south of Kyrgyzstan, focus group"
    assert (found.proposals[0].alike, found.proposals[0].steps) == (5, 1)


def test_a_rare_age_is_told_in_a_wide_band_before_anything_is_left_out() -> None:
    of = study(*[woman("37")] * 3, *[woman("50")] * 3)
    (first, *others) = check(Crowd.of(of), quote(of)).proposals
    assert first.label("ru") == "женщина-мигрантка, 35–54, Ошская область, фокус-группа"
    assert not others


def test_a_rare_status_becomes_the_broader_one_which_means_the_narrower_ones_too() -> None:
    of = study(woman(status="domestic-worker"), *[woman()] * 4)
    assert not check(Crowd.of(of), quote(of)).is_safe
    assert check(Crowd.of(of), quote(of)).proposals[0].label("en") == "woman migrant, 35–44, Osh oblast, focus group"
    assert check(Crowd.of(of), quote(of, 1)).is_safe


def test_a_study_of_too_few_people_has_no_safe_label() -> None:
    of = study(*[woman()] * 4)
    found = check(Crowd.of(of), quote(of))
    assert not found.is_safe
    assert found.proposals == ()
    assert check(Crowd.of(of), quote(of), limit=4).is_safe


def test_labels_of_two_quotes_together_must_not_narrow_her_down() -> None:
    """Five share status and age, five status and oblast, but only one all three."""
    of = study(woman(), *[woman(oblast="naryn")] * 4, *[woman("60")] * 4)
    crowd, first = Crowd.of(of), quote(of)
    assert check(crowd, first, ("status", "age")).is_safe
    assert check(crowd, first, ("status", "oblast")).is_safe
    out = Released("p0", told(of.speakers[0], of.documents[0], ("status", "age")))
    found = check(crowd, first, ("status", "oblast"), released=[out])
    assert (found.in_study, found.together, found.is_safe) == (5, 1, False)
    assert [one.label("en") for one in found.proposals] == ["woman migrant"]
    other = Released("p1", {"status": "woman-migrant", "age": "35-44"})
    assert check(crowd, first, ("status", "oblast"), released=[other]).is_safe


def test_two_conversations_of_one_woman_are_told_together() -> None:
    """Only she speaks in a focus group and in an interview."""
    of = study(*[woman()] * 9, methods=("focus-group", "interview"))
    some = tuple(turn for number, turn in enumerate(of.documents[1].newest.turns) if number in (0, 5, 6, 7, 8))
    few = tuple(turn for number, turn in enumerate(of.documents[0].newest.turns) if number < 5)
    documents = tuple(
        Document(one.id, one.name, (TextVersion(1, "transcribed", "", turns),), one.method)
        for one, turns in zip(of.documents, (few, some), strict=True)
    )
    of = Study("s", "S", documents, of.speakers)
    crowd, out = Crowd.of(of), Released("p0", told(of.speakers[0], of.documents[0]))
    found = check(crowd, quote(of, document=1), released=[out])
    assert (found.in_study, found.together) == (5, 1)
    assert found.proposals[0].label("en") == "woman migrant, 35–44, Osh oblast"


def test_a_sampling_frame_must_have_enough_such_people_as_well() -> None:
    of = study(*[woman()] * 6)
    listed = [(woman("40"), 3), (woman("20"), 200), ({"status": "teacher", "age": "40"}, 50)]
    crowd = Crowd.of(of, listed)
    found = check(crowd, quote(of))
    assert (found.in_study, found.in_frame, found.is_shared) == (6, 3, False)
    assert found.proposals[0].label("en") == "woman migrant, Osh oblast, focus group"
    assert alike(of, of.speakers[0], of.documents[0], ("method",), frame=listed) == (6, 253)  # it knows no method


@pytest.mark.parametrize("limit", [1, 5, 10])
def test_the_limit_is_kept_exactly(limit: int) -> None:
    of = study(*[woman()] * limit)
    assert check(Crowd.of(of), quote(of), limit=limit).is_safe
    assert not check(Crowd.of(of), quote(of), limit=limit + 1).is_safe


def test_words_that_look_like_names_stop_a_quote_and_stand_ins_do_not() -> None:
    text = "Мен [Аял-03] менен Нарга келдим, Айнура эже күттү"
    of = study(*[woman()] * 5, text=text)
    tokens = ("Айнура", "Аял-03", "Нарга", "[Аял-03]")
    found = [Word(text.index(one), text.index(one) + len(one), one) for one in tokens]
    told_of = check(Crowd.of(of), quote(of), candidates=[*found, Word(900, 906, "beyond")])
    assert told_of.names == ("Нарга", "Айнура")
    assert told_of.is_shared
    assert not told_of.is_safe
    assert names_inside(Passage(of.documents[0], 0, 13, None), found) == ()


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.builds(
            woman,
            st.sampled_from(["20", "37", "41", "60", ""]),
            st.sampled_from(["osh", "batken", "naryn", ""]),
            st.sampled_from(["woman-migrant", "domestic-worker", "teacher", "own"]),
        ),
        min_size=1,
        max_size=14,
    ),
    st.lists(st.sampled_from(["status", "age", "oblast", "method", "region", "wide-age"]), unique=True),
    st.lists(st.sampled_from(["status", "age", "oblast"]), unique=True),
)
def test_every_proposal_is_safe_and_tells_no_more_than_was_asked(people: Any, detail: Any, before: Any) -> None:
    of = study(*people)
    crowd, passage = Crowd.of(of), quote(of)
    out = [Released("p0", told(passage.speaker, passage.document, before))]
    found: Check = check(crowd, passage, detail, released=out, limit=3)
    for one in found.proposals:
        assert check(crowd, passage, one.detail, released=out, limit=3).is_shared
        assert one.alike <= found.in_study or one.steps > 0
    same = [other for other in people if told(Speaker("", "", other), passage.document, detail) == dict(found.facts)]
    assert found.in_study >= len(same) >= 1
    if not found.is_shared and not before and len(people) >= 3:
        assert found.proposals


def test_proposals_leave_out_least_first_and_none_is_covered_by_another() -> None:
    of = study(woman("37", "batken"), *[woman("50", "osh")] * 4, *[woman("37", "naryn")] * 4)
    found = propose(Crowd.of(of), quote(of), DETAIL)
    labels = [one.label("en") for one in found]
    assert labels[0] == "woman migrant, 35–54, south of Kyrgyzstan, focus group"
    assert "woman migrant, 35–44, focus group" in labels
    assert "woman migrant, 35–54, focus group" not in labels
