"""The invented study: real length, both coders everywhere, every passage on its words, nothing that is not invented."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from importlib import resources

import pytest

from tayanch.demo import interviews
from tayanch.demo.interviews import STAGES, demonstration, fieldwork, kept, names
from tayanch.interviews.agreement import agreement
from tayanch.interviews.attributes import DESTINATION, METHODS, OBLAST, RETURNED, SEX, SEXES, STATUS
from tayanch.interviews.turns import find_turns
from tayanch.vocabulary import scheme
from tayanch.yaml_text import read_yaml

SCHEMES = {OBLAST: "oblast", STATUS: "target-group", DESTINATION: "country", "sector": "sector"}
LISTS = {SEX: SEXES, RETURNED: ("yes", "no")}
INVENTED = ("Ойдон чыгарылган", "придуман", "invented")
PHONE = re.compile(r"\+\d[\d ]+\d")


@pytest.fixture(scope="module")
def study():
    return demonstration()


def test_twelve_transcripts_in_three_languages_five_of_them_focus_groups(study):
    assert Counter(each.language for each in study.documents) == {"ky": 5, "ru": 4, "en": 3}
    assert Counter(each.method for each in study.documents) == {"focus-group": 5, "interview": 4, "case-study": 3}
    assert {each.method for each in study.documents} <= set(METHODS)
    assert [each.case for each in study.documents].count(study.cases[0].id) == 3


def test_each_transcript_has_the_length_of_a_real_one(study):
    for each in study.documents:
        assert 1_200 <= len(each.newest.text.split()) <= 1_900, each.id


def test_each_text_says_that_it_is_invented(study):
    for each in study.documents:
        before = each.newest.text[: each.newest.turns[0].start]
        assert any(word.casefold() in before.casefold() for word in INVENTED), each.id


def test_every_turn_is_found_and_has_its_speaker(study):
    for each in study.documents:
        _, _, warnings = find_turns(each.newest.text)
        assert not set(warnings) - {"Nobody knows who speaks in 1 turn."}, (each.id, warnings)
        assert len(each.newest.turns) >= 20
        unknown = [each.newest.text[turn.start : turn.said] for turn in each.newest.turns if turn.speaker is None]
        assert all("Several voices" in label for label in unknown)


def test_focus_groups_have_five_to_eight_who_answer_and_every_text_has_one_who_asks(study):
    known = {speaker.id: speaker for speaker in study.speakers}
    assert len(known) == len(study.speakers)
    for each in study.documents:
        present = [known[id] for id in {turn.speaker for turn in each.newest.turns if turn.speaker}]
        asking = [speaker for speaker in present if speaker.asks]
        assert len(asking) == 1, each.id
        many = range(5, 9) if each.method == "focus-group" else range(1, 2)
        assert len(present) - 1 in many, each.id


def test_attributes_are_concepts_of_the_vocabulary(study):
    for speaker in study.speakers:
        for name, value in speaker.attributes.items():
            if name in SCHEMES:
                assert value in {concept.id for concept in scheme(SCHEMES[name]).concepts}, (speaker.label, name)
            elif name in LISTS:
                assert value in LISTS[name]
            else:
                assert name == "age"
                assert value.isdecimal()
    areas = {concept.id for concept in scheme("oblast").concepts}
    assert {each.attributes["area"] for each in study.documents} <= areas


def test_both_coders_coded_every_transcript_with_codes_of_the_codebook(study):
    made = Counter((each.document, each.coder) for each in study.codings)
    for document in study.documents:
        for coder in study.coders:
            assert 25 <= made[document.id, coder.id] <= 40, (document.id, coder.id)
    assert len(made) == 24
    assert all(each.code in study.codebook and study.codebook[each.code].is_codable for each in study.codings)
    assert len({each.id for each in study.codings}) == len(study.codings)


def test_every_passage_stands_once_in_what_one_person_says(study):
    asking = {speaker.id for speaker in study.speakers if speaker.asks}
    for document in study.documents:
        text, turns = document.newest.text, document.newest.turns
        for each in (each for each in study.codings if each.document == document.id):
            words = text[each.start : each.end]
            assert text.count(words) == 1
            assert words == words.strip()
            inside = [turn for turn in turns if turn.said <= each.start and each.end <= turn.end]
            assert len(inside) == 1, words
            assert inside[0].speaker not in asking, words


def test_a_passage_that_does_not_stand_once_is_refused(study):
    with pytest.raises(ValueError, match="stands 0 times"):
        interviews._span(study.documents[0], "words that nobody said")


@pytest.mark.parametrize("by", ["turn", "character"])
def test_the_coders_agree_as_coders_do(study, by):
    """Neither perfectly nor by chance: Krippendorff's alpha, of sets of codes and of single decisions."""
    found = agreement(study, by=by)
    assert 0.6 <= found.together.figures["alpha"].value <= 0.8
    assert 0.6 <= found.pooled.figures["alpha"].value <= 0.8


def test_what_was_settled_rejects_only_codings_of_its_own_passage(study):
    codings = {each.id: each for each in study.codings}
    assert len(study.adjudications) >= 20
    for settled in study.adjudications:
        for id in settled.rejected:
            coding = codings[id]
            assert coding.document == settled.document
            assert coding.start < settled.end
            assert settled.start < coding.end
        assert all(code in study.codebook for code in settled.codes)


def test_an_adjudicated_transcript_has_no_difference_left(study):
    stages = fieldwork().stages
    rejected = {id for settled in study.adjudications for id in settled.rejected}
    places = {(each.document, each.start, each.end, code) for each in study.adjudications for code in each.codes}
    for document, stage in stages.items():
        if stage not in ("adjudicated", "released"):
            continue
        told = Counter(
            (each.document, each.start, each.end, each.code)
            for each in study.codings
            if each.document == document and each.id not in rejected
        )
        assert all(count == 2 or place in places for place, count in told.items())


def test_memos_are_about_what_is_there(study):
    subjects = {
        "study": {""},
        "case": {each.id for each in study.cases},
        "document": {each.id for each in study.documents},
        "passage": {each.id for each in study.documents},
        "code": {each.id for each in study.codebook.codes},
    }
    assert {memo.about for memo in study.memos} == set(subjects)
    assert all(memo.subject in subjects[memo.about] for memo in study.memos)


def test_every_form_of_a_confirmed_name_stands_in_its_transcript(study):
    assert set(names()) == {each.id for each in study.documents}
    for document in study.documents:
        for name in names()[document.id]:
            assert name.forms
            for form in name.forms:
                assert re.search(rf"(?<!\w){re.escape(form)}(?!\w)", document.newest.text), form
        told = " ".join(form for name in names()[document.id] for form in name.forms)
        assert all(phone in told for phone in PHONE.findall(document.newest.text))
        assert not set(kept()[document.id]) & set(told.split())


def test_one_name_has_one_number_in_the_whole_study():
    """In the three conversations of the family the same people are named, in two languages."""
    family = [{name.id for name in names()[id]} for id in ("family-mother-in-law", "family-husband", "family-returnee")]
    assert len(set.intersection(*family)) >= 5
    numbers: dict[str, set[str]] = {}
    for told in names().values():
        for name in told:
            numbers.setdefault(name.id, set()).add("".join(filter(str.isdigit, name.stand_in)))
    assert all(len(found) == 1 for found in numbers.values())


def test_no_phone_of_the_demonstration_can_be_anybodys(study):
    for document in study.documents:
        for phone in PHONE.findall(document.newest.text):
            assert phone.replace(" ", "").startswith(("+996000", "+7000")), phone


def test_the_fieldwork_knows_every_transcript_and_plans_for_it(study):
    told = fieldwork()
    ids = {each.id for each in study.documents}
    assert set(told.stages) == set(told.consents) == ids
    assert set(told.stages.values()) == set(STAGES)
    held = Counter((each.attributes["area"], each.method) for each in study.documents)
    assert all(count <= told.plan[area][method] for (area, method), count in held.items())
    assert set(told.plan) == {concept.id for concept in scheme("oblast").concepts}
    assert {check.document for check in told.checks} <= ids
    assert all(
        consent.given in ("aloud", "written") and "research" in consent.purposes for consent in told.consents.values()
    )


def test_a_released_transcript_may_be_quoted():
    told = fieldwork()
    assert all("quotes" in told.consents[id].purposes for id, stage in told.stages.items() if stage == "released")


def test_every_file_of_the_folder_is_used():
    folder = resources.files(interviews)
    told = {each["file"] for each in read_yaml((folder / "study.yaml").read_text(encoding="utf-8"))["documents"]}
    assert {file.name for file in (folder / "texts").iterdir()} == told


def test_the_study_is_read_without_the_desk():
    """In a notebook nothing is set up: no Django may be needed."""
    code = (
        "import sys; from tayanch.demo.interviews import demonstration; demonstration(); print('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
