"""Who speaks from where to where, in plain text of any script."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tayanch.interviews.attributes import AGE, SEX
from tayanch.interviews.turns import find_turns, speaker_id


def told(text: str) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    turns, speakers, _ = find_turns(text)
    labels = {speaker.id: speaker.label for speaker in speakers}
    return [(labels.get(turn.speaker or ""), text[turn.said : turn.end].strip()) for turn in turns]


def speakers_of(text: str) -> dict[str, bool]:
    """Label to whether she asks."""
    return {speaker.label: speaker.asks for speaker in find_turns(text)[1]}


FOCUS_GROUP = """\
Фокус-топ № 3
Дата: 12.12.2015
Модератор: Чолпон
Жери: айыл өкмөтү

Модератор: Саламатсыздарбы! Эмне үчүн кеткен элеңиз?
Айнура (35): Балдардын окуусу үчүн.
Мисалы: кичүүсү быйыл мектепке барды.
Анан саат 10:30да поезд жөнөдү.

ЖАНЫЛ: Мен дагы ошентип кеткем.
Участница 3 – Мы с мужем решили вместе.
Айнура: Ооба, туура айтат. http://example.org деген жерден окуган.
"""


def test_a_focus_group_in_two_languages_is_parted_among_its_speakers():
    assert told(FOCUS_GROUP) == [
        ("Модератор", "Саламатсыздарбы! Эмне үчүн кеткен элеңиз?"),
        (
            "Айнура (35)",
            "Балдардын окуусу үчүн.\nМисалы: кичүүсү быйыл мектепке барды.\nАнан саат 10:30да поезд жөнөдү.",
        ),
        ("ЖАНЫЛ", "Мен дагы ошентип кеткем."),
        ("Участница 3", "Мы с мужем решили вместе."),
        ("Айнура (35)", "Ооба, туура айтат. http://example.org деген жерден окуган."),
    ]


def test_what_stands_before_the_first_speaker_is_in_no_turn():
    turns, _, _ = find_turns(FOCUS_GROUP)
    assert turns[0].start == FOCUS_GROUP.index("Модератор: Саламат")


def test_a_label_tells_age_and_sex_where_it_says_them():
    _, speakers, _ = find_turns(FOCUS_GROUP)
    known = {speaker.label: dict(speaker.attributes) for speaker in speakers}
    assert known == {"Модератор": {}, "Айнура (35)": {AGE: "35"}, "ЖАНЫЛ": {}, "Участница 3": {SEX: "woman"}}


@pytest.mark.parametrize(
    ("line", "seconds", "label", "words"),
    [
        ("[00:12:34] Айнура: ооба", 754, "Айнура", "ооба"),
        ("00:12:34 Айнура: ооба", 754, "Айнура", "ооба"),
        ("(12:34) Айнура: ооба", 754, "Айнура", "ооба"),
        ("#00:12:34-5# Айнура: ооба", 754.5, "Айнура", "ооба"),
        ("[00:12:34 - 00:12:40] Айнура: ооба", 754, "Айнура", "ооба"),
        ("Айнура: [1:00:01] ооба", 3601, "Айнура", "ооба"),
        ("Айнура: 00:12:34 ооба", 754, "Айнура", "ооба"),
        ("Айнура [00:12:34.250]: ооба", 754.25, "Айнура", "ооба"),
        ("Айнура (12:34): ооба", 754, "Айнура", "ооба"),
        ("Айнура: #00:12:34-5# ооба", 754.5, "Айнура", "ооба"),
        ("Айнура: 12:30 да келдим", None, "Айнура", "12:30 да келдим"),
        ("Speaker 1  12:34\nYes.", 754, "Speaker 1", "Yes."),
    ],
)
def test_a_time_stamp_before_or_behind_the_label_is_the_time_of_the_turn(line, seconds, label, words):
    text = f"Модератор: кандай?\n{line}"
    turns, _, _ = find_turns(text)
    assert told(text)[-1] == (label, words)
    assert turns[-1].at == seconds


def test_a_stamp_at_the_end_of_a_paragraph_is_when_the_next_one_begins():
    text = "Moderator: Why? #00:00:03-1#\nGulnara: For work. #00:00:09-0#\nModerator: I see.\n"
    assert [turn.at for turn in find_turns(text)[0]] == [None, 3.1, 9.0]


@pytest.mark.parametrize(
    "labels",
    [
        ("М", "Р1", "Р2"),
        ("M", "P1", "P2"),
        ("И", "Р"),
        ("I", "R"),
        ("Q", "A"),
        ("В", "О"),
        ("С", "Ж"),
        ("Интервьюер", "Респондент"),
        ("Ведущая", "Участница 1", "Участница 2"),
        ("Алып баруучу", "Катышуучу 1", "Катышуучу 2"),
        ("Суроо", "Жооп"),
        ("Interviewer", "Woman 2", "Key informant"),
        ("MODERATOR", "GULNARA", "JAMILA"),
        ("Savol", "Javob"),
        ("Boshlovchi", "Gulnora opa", "Zulfiya G‘aniyeva"),
        ("Бошловчи", "Гулнора опа", "Ўғилой"),
        ("Модератор", "[Аял-03]", "[Woman-04]"),
        ("Модератор Чолпон", "Айнура апа", "Бурул Асан кызы"),
        ("Moderator", "FG2-P4", "№ 3"),
        ("Модератор", "Айнура, 35 жаш", "Айгүл К."),
    ],
)
def test_usual_labels_are_speakers_and_the_first_of_each_asks(labels):
    text = "".join(f"{label}: Бир нерсе айтты?\n" for label in labels * 2)
    assert speakers_of(text) == {label: place == 0 for place, label in enumerate(labels)}


def test_a_letter_for_men_is_no_moderator_when_another_one_asks():
    assert speakers_of("Модератор: Ким?\nМ: Мен.\nЖ: Мен дагы.\n") == {"Модератор": True, "М": False, "Ж": False}


def test_numbered_men_do_not_ask_and_numbered_moderators_do():
    assert speakers_of("М1: Мен.\nЖ1: Биз.\nМ1: Жок.\n")["М1"] is False
    assert speakers_of("М1: Ким?\nР1: Мен.\nМ2: Качан?\nР1: Былтыр.\n") == {"М1": True, "Р1": False, "М2": True}


@pytest.mark.parametrize(
    "opening",
    ["Мисалы", "Например", "For example", "Masalan", "Эскертүү", "NB", "Примечание", "P.S.", "Бүгүн саат 10", "Https"],
)
def test_openings_of_sentences_are_no_speakers(opening):
    text = f"Модератор: Эмнеге?\nАйнура: Себеби көп.\n{opening}: балдар.\n{opening}: үй.\n"
    assert set(speakers_of(text)) == {"Модератор", "Айнура"}


def test_an_ordinary_word_before_a_colon_is_reported_and_not_taken():
    text = "Модератор: Эмнеге?\nАйнура: балдар үчүн.\nБалдар: үчөө.\nАйнура: ооба.\n"
    turns, speakers, warnings = find_turns(text)
    assert [speaker.label for speaker in speakers] == ["Модератор", "Айнура"]
    assert len(turns) == 3
    assert any("“Балдар:”" in warning for warning in warnings)


def test_a_name_that_speaks_once_is_taken_and_reported():
    text = "Модератор: Эмнеге?\nАйнура: Ооба.\nАйнура: Ооба.\nСезим: Жок.\n"
    assert "Сезим" in speakers_of(text)
    assert any("only once" in warning and "Сезим" in warning for warning in find_turns(text)[2])


def test_a_transcript_in_small_letters_has_speakers_too():
    text = "модератор: эмнеге?\nайнура: балдар\nсуйун: үй\n" * 3
    assert list(speakers_of(text)) == ["модератор", "айнура", "суйун"]


def test_latin_and_cyrillic_letters_that_look_alike_are_one_speaker():
    turns, speakers, warnings = find_turns("М: Ким?\nР1: Мен.\nM: Качан?\nP1: Былтыр.\n")
    assert len(speakers) == 2
    assert turns[0].speaker == turns[2].speaker
    assert any("look alike" in warning for warning in warnings)


def test_two_women_of_one_name_are_told_apart_by_their_ages():
    assert list(speakers_of("Айнура (35): Мен.\nАйнура (42): Мен дагы.\nМодератор: Ким?\n")) == [
        "Айнура (35)",
        "Айнура (42)",
        "Модератор",
    ]


def test_a_slip_of_the_pen_is_asked_about():
    warnings = find_turns("Модератор: Ким?\nАйнура: Мен.\nАйнура: Мен.\nМодератор: Ооба?\nАйнурра: Жок.\n")[2]
    assert "Is “Айнурра” the same speaker as “Айнура”?" in warnings


def test_voices_of_nobody_in_particular_have_no_speaker():
    text = "Модератор: Макулсуздарбы?\nБаары: Ооба!\n???: Жок.\nUnknown: No.\n"
    assert told(text) == [("Модератор", "Макулсуздарбы?"), (None, "Ооба!"), (None, "Жок."), (None, "No.")]
    assert "Nobody knows who speaks in 3 turns." in find_turns(text)[2]


def test_tables_and_numbers_with_a_dot_part_turns_where_the_text_uses_them_so():
    assert told("Айнура\tмен\nМодератор\tким?\nАйнура\tооба\nМодератор\tжакшы\nСезим\tмен да\n")[-1] == (
        "Сезим",
        "мен да",
    )
    assert told("Р1. Да\nР2. Нет\nР1. Да\nР2. Нет\n")[1] == ("Р2", "Нет")


def test_a_dash_in_a_sentence_names_nobody():
    assert set(speakers_of("Модератор: Ким?\nАйнура: Мен.\nАйнура – менин карындашым.\n")) == {"Модератор", "Айнура"}
    assert len(told("Модератор: Ким?\nАйнура: Мен.\nАйнура – менин карындашым.\n")) == 2


def test_a_label_longer_than_63_characters_is_a_sentence():
    label = "Айнура " + "А" * 57
    assert told(f"Модератор: Ким?\n{label}: мен\n{label}: мен\n") == [
        ("Модератор", f"Ким?\n{label}: мен\n{label}: мен")
    ]


def test_prose_has_no_speakers_and_says_how_to_mark_them():
    turns, speakers, warnings = find_turns("Ал 2014-жылы кеткен. Бир гана нерсе: үйү калды.\nЭми кайтып келди.")
    assert (turns, speakers) == ((), ())
    assert "No speaker was found" in warnings[-1]


def test_an_id_of_a_speaker_is_made_from_the_label_and_the_document():
    assert speaker_id("Айнура", "a") == speaker_id("айнура ", "a") != speaker_id("Айнура", "b")


LABELS = ("Модератор", "Айнура", "P1", "Р1", "ЖАНЫЛ", "G‘ulom", "М", "мисалы", "Все", "???", "Дата", "Участница 2")
LINES = st.one_of(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(("", "[00:12:34] ", "00:01 ", "- ", "**", "\ufeff")),
        st.sampled_from(LABELS),
        st.sampled_from((":", ": ", "\t", " – ", ". ", " (12:30):", " 1:02:03", "")),
        st.text(max_size=30),
    ),
    st.text(max_size=60),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=12).map("\n".join))
@example("")
@example("\n:\n")
@example("M:\nM:")
@example("Айнура:\r\nМодератор:\u2028")
def test_turns_tile_whatever_text_from_the_first_speaker_to_its_end(text):
    turns, speakers, warnings = find_turns(text)
    assert all(turn.start < turn.said <= turn.end for turn in turns)
    if turns:
        assert "".join(text[turn.start : turn.end] for turn in turns) == text[turns[0].start :]
    assert {turn.speaker for turn in turns} - {None} == {speaker.id for speaker in speakers}
    assert all(isinstance(warning, str) for warning in warnings)


def test_a_day_of_talk_is_parted_in_a_moment():
    text = "Модератор: Эмнеге кеткен элеңиз?\nАйнура: " + "Балдар үчүн, дагы: үй, окуу. " * 40 + "\n"
    turns, _, _ = find_turns(text * 1000)  # 1.2 million characters
    assert len(turns) == 2000
