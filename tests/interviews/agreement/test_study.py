"""Agreement of a study: its newest texts, its tree, its coders and who read what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tayanch.interviews.agreement import AgreementError, agreement, disagreements
from tayanch.interviews.codebook import Code, Codebook
from tayanch.interviews.model import Coder, Coding, Document, Speaker, Study, TextVersion, Turn
from tayanch.interviews.offsets import Edit, OffsetMap

TEXT = (
    "Модератор: Кантип чечтиңиз?\nАйнура: Үйдө акча жок болчу. Балдар да бар эле. Ошон үчүн кеттим.\nАида: Мен коркком."
)
BOOK = Codebook(
    (
        Code("why", "WHY", is_codable=False),
        Code("money", "MONEY", "why"),
        Code("children", "CHILDREN", "why"),
        Code("fear", "FEAR"),
    )
)
CODERS = (Coder("a", "Aizada"), Coder("b", "Bakyt"))


def turns(text: str) -> tuple[Turn, ...]:
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        found.append(Turn(at, at + line.index(":") + 2, at + len(line), line.split(":")[0]))
        at += len(line)
    return tuple(found)


def document(name: str, text: str = TEXT) -> Document:
    return Document(name, name, (TextVersion(1, "transcribed", text, turns(text)),))


def coded(coder: str, code: str, words: str, where: str = "d1", **more: object) -> Coding:
    start = TEXT.index(words)
    return Coding(f"{coder}{code}{words}{where}", where, 1, start, start + len(words), code, coder, **more)  # type: ignore[arg-type]


def study(*codings: Coding, **more: object) -> Study:
    made = Study("s", "S", (document("d1"), document("d2")), (Speaker("x", "x"),), codebook=BOOK, coders=CODERS)
    return replace(made, codings=codings, **more)  # type: ignore[arg-type]


def test_by_turn_it_is_enough_that_both_touched_the_turn() -> None:
    told = study(coded("a", "money", "акча жок"), coded("b", "money", "Үйдө акча жок болчу. Балдар да"))
    found = agreement(told, by="turn", codes=["money"])
    assert (found["money"]["alpha"].value, found.units, found["money"].coded) == (1.0, 3, 1)
    assert agreement(told, by="character", codes=["money"])["money"]["percent_coded"].value < 1


def test_by_sentence_the_sentences_of_the_turns_are_the_units() -> None:
    told = study(coded("a", "money", "акча жок"), coded("b", "money", "акча жок болчу. Балдар"))
    found = agreement(told, by="sentence", codes=["money"])
    assert found.units == 5
    assert found["money"]["percent"].value == pytest.approx(4 / 5)


def test_a_space_before_a_turn_or_a_label_is_no_part_of_it() -> None:
    """A coder who dragged over the line end has not coded the next turn."""
    told = study(coded("a", "fear", "кеттим.\nАида: "), coded("b", "fear", "кеттим."))
    assert agreement(told, by="turn", codes=["fear"])["fear"]["percent"].value == 1.0


def test_themes_may_agree_where_their_codes_do_not() -> None:
    told = study(coded("a", "money", "Үйдө акча"), coded("b", "children", "Үйдө акча"))
    assert [each.code for each in agreement(told, by="turn").codes] == ["money", "children", "fear"]
    assert agreement(told, by="turn")["money"]["percent_coded"].value == 0.0
    themes = agreement(told, by="turn", depth=1)
    assert [each.code for each in themes.codes] == ["why", "fear"]
    assert themes["why"]["alpha"].value == 1.0
    assert themes["fear"]["alpha"].reason == "Nobody gave this code in what two coders read."
    assert [each.codes for each in disagreements(told, by="turn")] == [("money", "children")]
    assert disagreements(told, by="turn", depth=1) == ()


def test_a_merged_code_counts_as_what_it_became() -> None:
    told = study(coded("a", "money", "Үйдө акча"), coded("b", "children", "Үйдө акча"))
    merged = replace(told, codebook=BOOK.merge("children", "money"))
    assert agreement(merged, by="character", codes=["children"])["money"]["alpha"].value == 1.0


def test_a_coder_who_did_not_read_a_document_is_missing_there_and_not_a_no() -> None:
    told = study(coded("a", "money", "акча"), coded("b", "money", "акча"), coded("a", "fear", "коркком", "d2"))
    found = agreement(told, by="turn")
    assert (found.documents, found.units, found["fear"]["alpha"].value) == (("d1",), 3, None)
    assert found.read == {"a": ("d1", "d2"), "b": ("d1",)}
    assert found.assumed
    said = agreement(told, by="turn", read={"a": ["d1", "d2"], "b": ["d1", "d2"]})
    assert (said.documents, said.units) == (("d1", "d2"), 6)
    assert said["fear"]["alpha"].value == pytest.approx(0.0)  # one yes of twelve values
    assert not said.assumed


def test_whoever_coded_anything_has_read_the_document_also_when_another_code_is_asked() -> None:
    told = study(coded("a", "money", "акча"), coded("b", "fear", "коркком"))
    found = agreement(told, by="turn", codes=["money"])
    assert found.documents == ("d1",)
    assert found["money"]["alpha"].value is not None


def test_codings_of_an_earlier_text_are_measured_where_their_words_stand_now() -> None:
    """ "Айнура" gave way to a longer stand-in; b coded the new text, a the old one."""
    place = TEXT.index("Айнура")
    came = OffsetMap((Edit(place, place + 6, "[Аял-03]"),))
    text = came.apply(TEXT)
    newer = TextVersion(2, "anonymised", text, turns(text), came)
    told = replace(document("d1"), versions=(document("d1").newest, newer))
    start = text.index("акча жок")
    old = coded("a", "money", "акча жок")
    new = Coding("n", "d1", 2, start, start + 8, "money", "b")
    found = agreement(replace(study(old, new), documents=(told,)), by="character", codes=["money"])
    assert found["money"]["alpha"].value == 1.0


def test_a_round_and_some_coders_can_be_asked_for_alone() -> None:
    told = study(
        coded("a", "money", "акча"),
        coded("b", "fear", "акча"),
        coded("b", "money", "акча", round=2),
        coded("", "fear", "акча"),
    )
    assert agreement(told, by="turn", round=1)["money"]["percent_coded"].value == 0.0
    both = agreement(told, by="turn")
    assert both["money"]["percent_coded"].value == 1.0
    assert any("rounds 1, 2" in note for note in both.notes)
    assert "1 coding is left out: nobody knows whose." in both.notes
    assert agreement(told, by="turn", coders=["a"]).documents == ()


def test_what_is_not_in_the_study_is_refused_by_name() -> None:
    told = study(coded("a", "money", "акча"))
    with pytest.raises(AgreementError, match="There is no coder zz"):
        agreement(told, by="turn", coders=["zz"])
    with pytest.raises(AgreementError, match="There is no code zz"):
        agreement(told, by="turn", codes=["zz"])
    with pytest.raises(AgreementError, match="There is no document d9"):
        agreement(told, by="turn", read={"a": ["d9"]})
    with pytest.raises(AgreementError, match="depth 1"):
        agreement(told, by="turn", depth=0)
    with pytest.raises(AgreementError, match="by turn, by sentence or by character"):
        agreement(told, by="page")  # type: ignore[arg-type]


def test_a_study_without_codings_or_documents_is_told_as_undefined() -> None:
    assert agreement(study(), by="character").together["alpha"].value is None
    empty = agreement(Study("s", "S"), by="sentence")
    assert (empty.codes, empty.together["alpha"].value) == ((), None)


def test_a_text_without_turns_is_counted_by_its_paragraphs() -> None:
    text = "Биринчи сап.\n\nЭкинчи сап."
    bare = Document("d1", "d1", (TextVersion(1, "transcribed", text),))
    codings = (Coding("1", "d1", 1, 0, 5, "fear", "a"), Coding("2", "d1", 1, 3, 9, "fear", "b"))
    found = agreement(replace(study(), documents=(bare,), codings=codings), by="turn")
    assert (found.units, found["fear"]["alpha"].value) == (2, 1.0)
    assert found.notes == ("1 document has no turns: its paragraphs stand in.",)
