"""Finding a topic while somebody types."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch import vocabulary
from tayanch.vocabulary.typeahead import fold


def first(text, scheme="need", lang="ky"):
    return next((c.id for c in vocabulary.search(scheme, text, lang)), None)


@pytest.mark.parametrize("lang", ["ky", "ru", "en"])
@pytest.mark.parametrize(
    "text",
    ["зарплата", "айлык", "wage", "zarplata", "не заплатили", "ЗАРПЛАТА", "aylyk", "ailyk", "айлык бербейт"],
)
def test_unpaid_wages_come_first_however_she_says_it(text, lang):
    assert first(text, lang=lang) == "unpaid-wages"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("паспорт забрали", "withheld-passport"),
        ("pasport zabrali", "withheld-passport"),
        ("boss has my passport", "withheld-passport"),
        ("задержка", "late-wages"),
        ("кара тизме", "entry-ban"),
        ("чёрный список", "entry-ban"),
        ("черный список", "entry-ban"),
        ("депортация", "expulsion"),
        ("күйөөм сабайт", "domestic-violence"),
        ("куйоом сабайт", "domestic-violence"),
        ("kuyoom sabayt", "domestic-violence"),
        ("ала качуу", "forced-marriage"),
        ("беременна", "pregnancy-and-birth"),
        ("beremenna", "pregnancy-and-birth"),
        ("кош бойлуу", "pregnancy-and-birth"),
        ("пенсия", "pension"),
        ("алимент", "alimony"),
        ("талак", "divorce"),
        ("садик", "children-and-school"),
        ("метрика", "child-documents"),
        ("патент", "permit-and-patent"),
        ("прописка", "registration-and-stay"),
        ("груз 200", "death-abroad"),
        ("перевод денег", "money-and-remittances"),
        ("негде ночевать", "housing"),
        ("кетким келет", "information-before-leaving"),
    ],
)
def test_everyday_words_find_their_topic(text, topic):
    assert first(text, lang="ru") == topic


@pytest.mark.parametrize(
    "text", ["мне не платят зарплату уже два месяца", "зарплату не дают", "my boss did not give me my salary"]
)
def test_a_whole_sentence_finds_unpaid_wages_among_the_first_three(text):
    assert "unpaid-wages" in [c.id for c in vocabulary.search("need", text, "ru", limit=3)]


def test_what_only_resembles_a_topic_is_left_out_when_asked():
    assert vocabulary.search("need", "не платят совсем ничего", "ru")
    assert not vocabulary.search("need", "не платят совсем ничего", "ru", loosely=False)
    assert vocabulary.search("need", "айлык", "ru", loosely=False)


def test_the_beginning_of_a_word_comes_before_its_middle():
    ids = [c.id for c in vocabulary.search("need", "рабо", "ru", limit=50)]
    assert ids[0] == "work"  # its label begins so
    assert ids.index("work-accident") < ids.index("forced-labour")  # file order within a rank


def test_a_match_in_her_own_language_comes_first():
    assert first("к", "relation", "ky") == "client"  # Кайрылган аял
    assert first("к", "relation", "ru") == "co-worker"  # Коллега


def test_cities_and_countries_are_found_by_name_code_and_nickname():
    assert first("питер", "place") == "saint-petersburg"
    assert first("moskva", "place") == "moscow"
    assert first("KZ", "country") == "kz"
    assert first("корея", "country") == "kr"
    assert first("uae", "country") == "ae"
    assert first("KG-GO", "oblast") == "osh-city"


def test_nothing_typed_and_nothing_known_find_nothing():
    assert vocabulary.search("need", "", "ky") == []
    assert vocabulary.search("need", " ?!", "ky") == []
    assert vocabulary.search("need", "qqqq", "ky") == []
    assert vocabulary.search("need", "айлык", "ky", limit=0) == []


def test_no_more_than_the_limit_comes_back():
    assert len(vocabulary.search("need", "а", "ky")) == 8
    assert len(vocabulary.search("need", "а", "ky", limit=3)) == 3


def test_an_unknown_scheme_is_refused():
    with pytest.raises(vocabulary.VocabularyError):
        vocabulary.search("nothing", "айлык", "ky")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("щётка", "щетка"),
        ("күйөө", "куйоо"),
        ("жаңы", "жаны"),
        ("хозяйка", "hoziaika"),
        ("жумуш", "jumush"),
        ("үй", "uy"),
    ],
)
def test_spellings_of_one_word_fold_to_one_form(typed, meant):
    assert fold(typed) == fold(meant)


@pytest.mark.parametrize("lang", ["ky", "ru", "en"])
def test_every_concept_is_found_by_each_of_its_words(lang):
    for s in vocabulary.schemes().values():
        for c in s:
            for word in (getattr(c.labels, lang), *c.alts.get(lang)):
                assert c in vocabulary.search(s.id, word, lang, limit=len(s)), (c.full_id, word)


@given(st.text(max_size=60), st.sampled_from(["ky", "ru", "en", "uz", "zz"]))
def test_whatever_is_typed_gives_a_short_list_without_repeats(text, lang):
    found = vocabulary.search("need", text, lang)
    assert len(found) <= 8
    assert len({c.id for c in found}) == len(found)


@given(st.text(max_size=30))
def test_a_folded_text_is_bare_letters_digits_and_single_spaces(text):
    once = fold(text)
    assert once == " ".join(once.split())
    assert set(once) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


def test_a_call_takes_under_two_milliseconds():
    texts = ["зарплата", "а", "мне не платят зарплату уже два месяца", "zzzz", "pasport"]
    vocabulary.search("need", "айлык", "ky")
    start = time.perf_counter()
    for _ in range(40):
        for text in texts:
            vocabulary.search("need", text, "ru")
    assert (time.perf_counter() - start) / 200 < 0.002
