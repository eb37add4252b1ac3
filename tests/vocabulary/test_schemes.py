"""The scheme files themselves, and what the loader refuses."""

import dataclasses

import pytest
import yaml

from tayanch import vocabulary, yaml_text
from tayanch.vocabulary.load import ILO_FORCED_LABOUR_INDICATORS, check_broader, parse_scheme

EXPECTED = {
    "target-group", "stage", "need", "violation", "perpetrator", "return-type", "legal-aid-issue", "status",
    "sector", "education", "channel", "information-channel", "remittance-use", "return-problem",
    "assistance-area", "cso-involvement", "migration-mode", "marriage-status", "hours-per-day", "days-off",
    "oblast", "country", "place", "case-outcome", "money-stage", "relation", "phone-relation", "language",
    "evidence", "sex",
}  # fmt: skip
SCHEMES = sorted(vocabulary.schemes())
CONCEPTS = [c for s in vocabulary.schemes().values() for c in s]

GOOD = """
id: sample
title: {ky: а, ru: б, en: c}
note: A note.
source: S000 l.1
translation_status: {ky: draft, ru: draft}
concepts:
  - id: one
    label: {ky: бир, ru: один, en: one}
    note: {en: The first.}
    source: S000 l.2
  - id: two
    broader: one
    label: {ky: эки, ru: два, en: two}
    note: {en: The second.}
    source: S000 l.3
    mappings: {cedaw: ["11"]}
"""


def test_every_scheme_the_product_needs_is_there():
    assert set(vocabulary.schemes()) == EXPECTED


@pytest.mark.parametrize("scheme_id", SCHEMES)
def test_ids_are_unique_within_a_scheme(scheme_id):
    ids = [c.id for c in vocabulary.scheme(scheme_id)]
    assert len(ids) == len(set(ids))


def test_every_concept_has_a_label_in_three_languages_a_note_and_a_source():
    for c in CONCEPTS:
        texts = (c.labels.ky, c.labels.ru, c.labels.en, c.notes.en, c.source)
        assert all(texts), c.full_id


def test_every_topic_of_a_consultation_has_its_note_in_three_languages():
    for c in vocabulary.scheme("need"):
        assert all((c.notes.ky, c.notes.ru)), c.full_id


def test_every_topic_but_a_group_has_search_words_in_three_languages():
    needs = vocabulary.scheme("need")
    for c in needs:
        if not needs.narrower(c):
            assert all(c.alts.get(lang) for lang in vocabulary.LANGUAGES), c.full_id


def test_labels_of_one_scheme_differ_in_each_language():
    for s in vocabulary.schemes().values():
        for lang in vocabulary.LANGUAGES:
            labels = [getattr(c.labels, lang).casefold() for c in s]
            assert len(labels) == len(set(labels)), (s.id, lang)


def test_search_words_are_not_repeated_and_are_not_the_label():
    for c in CONCEPTS:
        for lang in vocabulary.LANGUAGES:
            words = [w.casefold() for w in c.alts.get(lang)]
            assert len(words) == len(set(words)), c.full_id
            assert getattr(c.labels, lang).casefold() not in words, c.full_id


def test_every_broader_concept_exists():
    known = {c.full_id for c in CONCEPTS}
    assert all(c.broader in known for c in CONCEPTS if c.broader)


def test_every_city_lies_in_a_country():
    assert all((c.broader or "").startswith("country/") for c in vocabulary.scheme("place"))


def test_mappings_stay_within_their_standards():
    for c in CONCEPTS:
        assert all(1 <= int(a) <= 16 for a in c.mapping("cedaw")), c.full_id
        assert all(7 <= int(a) <= 71 for a in c.mapping("icrmw")), c.full_id
        assert set(c.mapping("ilo_forced_labour")) <= set(ILO_FORCED_LABOUR_INDICATORS), c.full_id


def test_each_of_the_eleven_signs_of_forced_labour_is_some_violation():
    covered = {i for c in vocabulary.scheme("violation") for i in c.mapping("ilo_forced_labour")}
    assert len(ILO_FORCED_LABOUR_INDICATORS) == 11
    assert covered == set(ILO_FORCED_LABOUR_INDICATORS)


def test_no_label_calls_a_person_illegal():
    words = ("illegal", "нелегал", "незаконная женщина", "мыйзамсыз аял", "проститутка")
    for c in CONCEPTS:
        shown = " ".join(text for _, text in (*c.labels.items(), *c.notes.items())).casefold()
        assert not any(word in shown for word in words), c.full_id


def test_oblasts_and_countries_carry_their_iso_codes():
    assert {c.notation for c in vocabulary.scheme("oblast")} == {
        "KG-B", "KG-C", "KG-GB", "KG-GO", "KG-J", "KG-N", "KG-O", "KG-T", "KG-Y",
    }  # fmt: skip
    assert all(c.notation == c.id.upper() and len(c.id) == 2 for c in vocabulary.scheme("country"))


def test_a_concept_is_found_by_its_full_id():
    wages = vocabulary.concept("need/unpaid-wages")
    assert wages.full_id == "need/unpaid-wages"
    assert wages.mapping("cedaw") == ("11",)
    assert wages.mapping("no such standard") == ()


@pytest.mark.parametrize("full_id", ["need/nothing", "nothing/need", "need", "", "../model/x", "need/"])
def test_an_unknown_id_is_refused(full_id):
    with pytest.raises(vocabulary.VocabularyError):
        vocabulary.concept(full_id)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ky", "Ажырашуу"),
        ("ru", "Развод"),
        ("ru-KG", "Развод"),
        ("en", "Divorce"),
        ("uz", "Развод"),
        ("fr", "Divorce"),
    ],
)
def test_a_label_falls_back_to_the_nearest_language(lang, text):
    assert vocabulary.concept("need/divorce").label(lang) == text


def test_a_note_without_translation_falls_back_to_english():
    note = vocabulary.concept("return-type/crisis")
    assert note.note("ky") == note.notes.en


def test_groups_are_on_top_and_hold_their_topics():
    needs = vocabulary.scheme("need")
    assert [c.id for c in needs.top()][:3] == ["work", "stay", "safety"]
    assert needs.narrower(vocabulary.concept("need/work"))[0].id == "unpaid-wages"
    assert len(needs.top()) + sum(len(needs.narrower(c)) for c in needs.top()) == len(needs)


def test_cities_of_a_country_are_found_across_schemes():
    cities = vocabulary.scheme("place").narrower(vocabulary.concept("country/tr"))
    assert [c.id for c in cities] == ["istanbul", "ankara", "antalya", "izmir"]


def test_what_is_read_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        vocabulary.concept("need/divorce").id = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        vocabulary.schemes()["need"] = vocabulary.scheme("stage")  # type: ignore[index]


def test_a_good_file_is_read():
    sample = parse_scheme(GOOD, "sample")
    assert [c.id for c in sample] == ["one", "two"]
    assert sample.concepts[1].broader == "sample/one"
    assert sample.title("ru") == "б"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id: two", "id: one", "sample.yaml, one: the id is there twice"),
        ("broader: one", "broader: three", "sample.yaml, two: broader 'sample/three' is not above"),
        ("broader: one", "broader: two", "sample.yaml, two: broader 'sample/two' is not above"),
        ("ru: два, ", "", "sample.yaml, two: label: nothing in ru"),
        ("en: The second.", "ky: Экинчи.", "sample.yaml, two: note: nothing in en"),
        ('["11"]', '["17"]', "sample.yaml, two: '17' is not in cedaw"),
        ('["11"]', "[11]", "sample.yaml, two: cedaw: expected a text, got 11"),
        ('cedaw: ["11"]', 'sdg: ["18.1.1"]', "'18.1.1' is not in sdg"),
        ('cedaw: ["11"]', "ilo_forced_labour: [low pay]", "'low pay' is not in ilo_forced_labour"),
        ("mappings:", "mapping:", "sample.yaml, two: unknown mapping"),
        ("id: two", "id: Two", "sample.yaml: 'Two' is not an id"),
        ("source: S000 l.3", "source: ''", "sample.yaml, two: source: expected a text"),
        ("ky: draft", "ky: perfect", "translation_status of ky is 'perfect'"),
        ("id: sample", "id: example", "the file name says 'sample'"),
        ("title: {", "title: {{", "sample.yaml"),
        ("ru: два, ", "ru: два, три, ", "sample.yaml, two: label: unknown три"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place_and_the_reason(old, new, says):
    with pytest.raises(vocabulary.VocabularyError) as refused:
        parse_scheme(GOOD.replace(old, new, 1), "sample")
    assert says in str(refused.value)


def test_a_broader_concept_of_another_scheme_must_exist():
    sample = parse_scheme(GOOD.replace("broader: one", "broader: country/xx"), "sample")
    with pytest.raises(vocabulary.VocabularyError, match="'country/xx' does not exist"):
        check_broader(sample, {**vocabulary.schemes(), "sample": sample})


def test_the_sdg_codes_used_are_indicators_of_the_global_framework():
    used = {code for c in CONCEPTS for code in c.mapping("sdg")}
    assert used <= {"5.2.1", "5.2.2", "5.3.1", "8.8.1", "8.8.2", "10.7.1", "10.c.1", "16.2.2"}


def test_the_plain_loader_reads_the_same_as_the_fast_one(monkeypatch):
    fast = parse_scheme(GOOD, "sample")
    monkeypatch.setattr(yaml_text, "LOADER", yaml.SafeLoader)
    assert parse_scheme(GOOD, "sample") == fast
