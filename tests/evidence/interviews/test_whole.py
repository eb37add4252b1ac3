"""A study from another tool becomes rows, and rows become the study again; a large one in seconds."""

from __future__ import annotations

import time
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tayanch.audit.models import Entry
from tayanch.evidence.interviews import trees
from tayanch.evidence.interviews.actions.whole import do_keep_study
from tayanch.evidence.interviews.gathering import study_of
from tayanch.evidence.interviews.models import Assignment, Coding, Study, TextVersion
from tayanch.interviews import model
from tests.evidence.interviews.made import GROUP, HOME, WAGES, WORK, kept, turns_of, value

pytestmark = pytest.mark.django_db


def test_what_was_kept_comes_back_with_texts_speakers_codes_and_codings_in_place(here: SimpleNamespace) -> None:
    row = kept(here)
    found = study_of(Study.objects.get(id=row.id), user=here.analyst)
    given = value()
    names = {one.name: one for one in found.documents}
    assert set(names) == {one.name for one in given.documents}
    group = names["Group 1"]
    assert (group.method, group.language, group.attributes) == ("focus-group", "ky", given.documents[0].attributes)
    assert group.newest.text == given.documents[0].newest.text
    speakers = {one.id: one for one in found.speakers}
    said = {turn.speaker and speakers[turn.speaker].label for turn in group.newest.turns}
    assert said == {"Модератор", "[Аял-01]", "Бактыгүл"}  # as in the text, for who may not look names up
    assert found.codebook.path(WAGES) == ("Work", "Unpaid wages")
    texts = sorted((group.newest.text[one.start : one.end], one.code, one.coder) for one in found.codings)
    owner, teammate = str(here.owner.id), str(here.teammate.id)
    assert texts == [
        ("Айлыгымды беришкен жок.", WORK, teammate),
        ("Айлыгымды беришкен жок.", WAGES, owner),
        ("Мен үйгө кайтты", HOME, owner),
    ]
    assert {one.name for one in found.coders} == {"Owner", "Teammate"}
    (settled,) = found.adjudications
    assert settled.codes == (WAGES,)
    assert settled.rejected == tuple(one.id for one in found.codings if one.code == WORK)
    assert {(one.about, one.text) for one in found.memos} == {
        ("study", "Ask about the workshop"),
        ("passage", "Said twice"),
        ("code", "Pay that did not come"),
    }
    assert [(one.name, one.attributes) for one in found.cases] == [("Family 1", {"home": "Кара-Суу айылы"})]


def test_a_coding_knows_who_speaks_without_its_text(here: SimpleNamespace) -> None:
    row = kept(here)
    labels = {one.speaker.unseal("label") for one in Coding.objects.filter(version__study=row, code=WAGES)}
    assert labels == {"Айнура"}


def test_a_coder_gets_her_own_codings_and_the_interviews_given_to_her(here: SimpleNamespace) -> None:
    row = kept(here)
    found = study_of(row, user=here.teammate)
    assert [one.name for one in found.documents] == ["Group 1"]
    assert {one.code for one in found.codings} == {WORK}
    assert {one.label for one in found.speakers} == {"Модератор", "[Аял-01]", "Бактыгүл"}
    assert found.adjudications == ()
    Study.objects.filter(id=row.id).update(may_see_others=True)
    assert len(study_of(Study.objects.get(id=row.id), user=here.teammate).codings) == 3
    assert {one.code for one in study_of(row, user=here.analyst, coder=here.owner).codings} == {WAGES, HOME}


def test_who_may_not_look_names_up_gets_the_text_without_them_even_when_a_newer_one_has_them(
    here: SimpleNamespace,
) -> None:
    row = kept(here)
    group = next(one for one in row.interviews.all() if one.method == "focus-group")
    newest = group.versions.get(number=2)
    again = TextVersion(study=row, interview=group, by=here.analyst, number=3, kind="corrected")
    again._data_key = row._data_key
    again.seal(text=GROUP, turns=newest.unseal("turns"))
    again.save()
    text = next(one for one in study_of(row, user=here.analyst).documents if one.name == "Group 1").newest
    assert (text.number, "Айнура" in text.text) == (2, False)
    row.members.filter(user=here.analyst).update(may_look_up=True)
    row = Study.objects.get(id=row.id)
    assert next(one for one in study_of(row, user=here.analyst).documents if one.name == "Group 1").newest.number == 3


def test_a_merged_code_is_told_as_what_it_became_and_counts_once(here: SimpleNamespace) -> None:
    row = kept(here)
    book = trees.codebook_of(row)
    trees.keep(row, book.merge(WAGES, WORK), "merge", here.analyst)
    Coding.objects.create(id=HOME, **_twin(row, here))
    found = study_of(row, user=here.analyst, coder=here.owner)
    assert sorted(one.code for one in found.codings) == [WORK, HOME]


def _twin(row: Study, here: SimpleNamespace) -> dict[str, object]:
    """The same passage by the same coder, under the code into which hers was merged."""
    one = Coding.objects.get(version__study=row, code=WAGES)
    told = {"version": one.version, "start": one.start, "end": one.end, "coder": here.owner, "at": one.at}
    return {**told, "code": WORK}


def test_a_study_can_be_brought_twice_and_the_log_tells_it(here: SimpleNamespace) -> None:
    first, second = kept(here), kept(here)
    assert first.id != second.id
    assert Entry.objects.filter(action="study.import").count() == 2
    assert Assignment.objects.filter(interview__study=second, done_at__isnull=False).count() == 2


def test_whoever_is_not_known_codes_as_the_one_who_brought_it(here: SimpleNamespace) -> None:
    row = do_keep_study(value(), by=here.analyst)
    assert {one.coder_id for one in Coding.objects.filter(version__study=row)} == {here.analyst.id}


def large(interviews: int, codings: int) -> model.Study:
    """As large as the largest study of its kind: *codings* of two coders over *interviews* long transcripts."""
    line = "Айнура: Мен Москвада сегиз жыл иштедим, анан үйгө кайттым, балдарым чоңоюп калыптыр.\n"
    text = (line * 470).rstrip()
    turns = turns_of(text, {"Айнура": "a"})
    version = model.TextVersion(1, "transcribed", text, turns)
    each = codings // interviews
    documents = tuple(
        model.Document(f"d{n}", f"Interview {n}", (version,), "interview", "ky") for n in range(interviews)
    )
    made = [
        model.Coding(f"k{n}-{k}", f"d{n}", 1, k // 2 * 90, k // 2 * 90 + 60, WAGES, ("c1", "c2")[k % 2])
        for n in range(interviews)
        for k in range(each)
    ]
    return replace(value(), documents=documents, codings=tuple(made), adjudications=(), memos=(), cases=())


def test_a_hundred_and_fifty_interviews_with_sixty_thousand_codings_take_seconds(here: SimpleNamespace) -> None:
    begun = time.perf_counter()
    row = do_keep_study(large(150, 60_000), by=here.analyst, coders={"c1": here.owner, "c2": here.teammate})
    kept_in = time.perf_counter() - begun
    begun = time.perf_counter()
    found = study_of(Study.objects.get(id=row.id), user=here.analyst)
    read_in = time.perf_counter() - begun
    print(f"kept in {kept_in:.1f} s, read in {read_in:.1f} s")
    assert len(found.codings) == 60_000
    assert sum(len(one.newest.text) for one in found.documents) > 5_900_000
    assert kept_in < 60  # bounds of a busy machine: measured are under 20 and under 3
    assert read_in < 15
