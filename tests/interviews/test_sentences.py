"""Where one sentence ends in spoken Kyrgyz, Russian, Uzbek and English: cut by hand, a bar where the next begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.interviews.sentences import sentences

CASES = [
    "Мен барган жокмун. |Үйдө калдым.",
    "Кайда бардыңыз? |Москвага бардым! |Ошол жерде иштедим.",
    "Мен… мен коркком. |Анан кеттим.",
    "Билбейм... |Балким барам.",
    "Ал жактан акча, кийим ж.б. жиберчү. |Азыр жок.",
    "Ал жактан кийим, тамак ж. б. жиберчү.",
    "Ал мага: «Кел. Отур!» – деди. |Мен отурдум.",
    "– Келдиңби? – деди ал. |– Келдим.",
    "А. Исаева менен Ж. Б. Токтосунова келди. |Биз сүйлөштүк.",
    "2015-ж. кеттим. |Кайра келдим.",
    "1. Кайда жүрдүңүз? |2. Эмне иштедиңиз?",
    "Айына 15.5 миң алчумун. |Жетчү эмес.",
    "Проф. Асанов келген. |Сүйлөдү.",
    "Я уехала в 2015 г. из Оша. |Потом вернулась.",
    "Я жила в г. Ош. |Это юг.",
    "Это было в 2015 г. |Потом я вернулась.",
    "Мы работали на ул. Ленина, д. 5. |Там был рынок.",
    "Платили мало, т. е. почти ничего. |Я молчала.",
    "Платили мало, т.е. почти ничего. |Я молчала.",
    "Убирали, мыли и т. д. |Всё делали.",
    "Убирали, мыли и т.д. и т.п. каждый день.",
    "Приехала А. С. Иванова. |Мы говорили.",
    "Он сказал: «Уходи. Документов нет!» |Я ушла.",
    "«Куда ты?» – спросила мама. |Я молчала.",
    "Он кричал: «Где деньги?» и уходил. |Я плакала.",
    "Мне было 15. |Потом стало хуже.",
    "Получала 20 тыс. руб. в месяц. |Хватало.",
    "Ну… не знаю. |Может быть…",
    "Правда?! |Не может быть.",
    "Это (так сказали. Потом) было. |Да.",
    "(Смеётся.) |Ну да. |Так и было.",
    "почему уехала. |потому что денег не было. |вот так.",
    "Bordim. |Keyin qaytdim.",
    "Pul, kiyim va h.k. yuborardi. |Endi yoʻq.",
    "Men 2015 y. ketdim. |Qaytdim.",
    "Dots. Karimova keldi. |Gapirdi.",
    "I met Mr. Smith and Dr. Jones. |They helped.",
    "It was 3.5 km away. |I walked.",
    "I got up at 5 a.m. every day. |It was hard.",
    'She said, "Wait. Please!" and left. |I stayed.',
    '"Why?" she asked. |I did not know.',
    "We sent money, clothes, etc. |Then it stopped.",
    "E.g. food was dear. |Rent too.",
    "J. K. Bekova spoke. |We listened.",
    "Ооба\nЖок",
]


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_a_reader_ends_them(case: str) -> None:
    text = case.replace("|", "").replace("\n", "\n")
    expected = case.replace("\n", "\n|").split("|")
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(alphabet='аБ. !?…«»"()\n–1ү', max_size=60), st.integers(0, 20), st.integers(0, 60))
def test_sentences_tile_the_passage(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    spans = sentences(text, start, end)
    assert [first for first, _last in spans] == [start, *(last for _first, last in spans[:-1])][: len(spans)]
    assert not spans or spans[-1][1] == end
    assert bool(spans) == (start < end)
    assert all(first < last for first, last in spans)


def test_a_passage_is_cut_where_it_stands_in_the_text() -> None:
    text = "Айнура: Бардым. Келдим."
    assert sentences(text, 8) == ((8, 16), (16, 23))
    assert sentences(text, 8, 15) == ((8, 15),)
