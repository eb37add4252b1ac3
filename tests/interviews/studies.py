"""Invented studies for the tests of the exchange: with the texts that break others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

from hypothesis import strategies as st

from tayanch.interviews.codebook import Code, Codebook
from tayanch.interviews.model import (
    Adjudication,
    Case,
    Coder,
    Coding,
    Document,
    Memo,
    Speaker,
    Study,
    TextVersion,
    Turn,
)

NOW = datetime(2026, 3, 8, 12, 30, tzinfo=UTC)
TEXT = (
    "Модератор: Айтыңыз, качан кеттиңиз?\n"
    "Айша: 2019-жылы 🏠 үйдөн чыктым. Жумуш жок болчу.\n"
    "P3: I left too, with my sister 👩‍👧.\n"
    "Модератор: Спасибо."
)


def number(place: int, kind: int = 0) -> str:
    """A GUID that tells what it is for."""
    return str(UUID(int=(0xA << 124) + (kind << 64) + place))


def example() -> Study:
    """Three speakers, two coders in two rounds, a memo of each kind, one passage settled."""
    doc, second, case = number(1, 1), number(2, 1), number(1, 2)
    codes = (
        Code(number(1, 3), "MOT", is_codable=False, colour="#aa0000", labels={"en": "Motives", "ky": "Себептер"}),
        Code(
            number(2, 3),
            "MOT-WORK",
            number(1, 3),
            definition={"en": "No work at home.\nLabel (en): not a head", "ru": "Нет работы"},
            include={"en": "Loss of work"},
            exclude={"ky": "Окуу"},
        ),
        Code(number(3, 3), "FAMILY"),
    )
    moderator = Speaker(number(1, 4), "Модератор", asks=True)
    aisha = Speaker(number(2, 4), "Айша", {"sex": "woman", "oblast": "osh"})
    third = Speaker(number(3, 4), "P3", {"sex": "woman", "age": "35-44"})
    ann, bob = Coder(number(1, 5), "Ann Example"), Coder(number(2, 5), "Bob Example")
    cut = [0, *(place + 1 for place, sign in enumerate(TEXT) if sign == "\n"), len(TEXT)]
    turns = tuple(
        Turn(start, TEXT.index(": ", start) + 2, end - (end < len(TEXT)), who.id, at)
        for start, end, who, at in zip(cut, cut[1:], (moderator, aisha, third, moderator), (0.0, 4.25, 9, None), strict=False)
    )
    work = TEXT.index("Жумуш"), TEXT.index("болчу") + 5
    home = TEXT.index("🏠"), TEXT.index("чыктым") + 6
    sister = TEXT.index("with"), TEXT.index("👩") + 3
    codings = (
        Coding(number(3, 6), doc, 1, *home, codes[2].id, "", 1),
        Coding(number(1, 6), doc, 1, *work, codes[1].id, ann.id, 1, NOW),
        Coding(number(2, 6), doc, 1, *work, codes[2].id, bob.id, 2, NOW + timedelta(seconds=1.5)),
        Coding(number(4, 6), doc, 1, *sister, codes[2].id, bob.id, 1, datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=6)))),
    )
    adjudication = Adjudication(number(1, 7), doc, 1, *work, (codes[1].id,), (codings[2].id,), ann.id, "Work, not kin.", NOW)
    nothing = Adjudication(number(2, 7), doc, 1, *home, (), (), bob.id, "", None)
    memos = (
        Memo(number(1, 8), "About all of it.\r\nSecond line.", title="First thoughts", by=ann.id, at=NOW),
        Memo(number(2, 8), "On the code", "code", codes[1].id),
        Memo(number(3, 8), "On the talk", "document", doc, by=bob.id),
        Memo(number(4, 8), "On the coding", "coding", codings[0].id),
        Memo(number(5, 8), "On the passage", "passage", doc, 1, *work),
        Memo(number(6, 8), "On the family", "case", case),
    )
    documents = (
        Document(
            doc,
            "Talk 1",
            (TextVersion(1, "transcribed", TEXT, turns),),
            "focus-group",
            "ky",
            case,
            date(2025, 5, 6),
            {"area": "Osh", "method": "an attribute that is called so"},
        ),
        Document(second, "Talk 1", (TextVersion(3, "anonymised", "\ufeff\r\nКоё кой\u0306\r\n"),)),
    )
    return Study(
        number(1, 9),
        "A study of two talks",
        documents,
        (moderator, aisha, third),
        (Case(case, "A family", {"village": "Kara-Suu"}), Case(number(2, 2), "Nobody yet")),
        Codebook(codes),
        (ann, bob),
        codings,
        (nothing, adjudication),
        memos,
    )


ODD = ["\n", "\r\n", "\r", "\ufeff", "🏠", "н\u0326", "ң", "о\u0308", "ү", "й", "a", " ", "Я", "\t", "\0", "\u2028", "é", "👩‍👧", ":"]


@st.composite
def studies(draw: st.DrawFn) -> Study:
    """Any text, any passages, two coders, two rounds."""
    kinds = st.one_of(st.lists(st.sampled_from(ODD), max_size=30).map("".join), st.text(max_size=30))
    texts = draw(st.lists(kinds, min_size=1, max_size=3))
    codebook = Codebook(tuple(Code(number(place, 3), f"C{place}") for place in range(3)))
    coders = Coder(number(1, 5), "One"), Coder(number(2, 5), "Two")
    speakers = Speaker(number(1, 4), "a", {"x": draw(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))}), Speaker(number(2, 4), "Б", {}, True)
    codings: list[Coding] = []
    documents = []
    for place, text in enumerate(texts):
        found = draw(st.lists(_spans(len(text)), max_size=6)) if text else []
        cut = sorted({edge for span in draw(st.lists(_spans(len(text)), max_size=3)) for edge in span}) if text else []
        turns = [
            Turn(start, draw(st.integers(start, end)), end, draw(st.sampled_from([number(1, 4), number(2, 4), None])))
            for start, end in zip(cut, cut[1:], strict=False)
        ]
        documents.append(Document(number(place, 1), f"D{place}", (TextVersion(1, "transcribed", text, tuple(turns)),)))
        said = {
            (span, draw(st.integers(0, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 2))): None for span in found
        }
        for span, code, coder, round_ in said:
            own = number(len(codings), 6)
            codings.append(Coding(own, number(place, 1), 1, *span, number(code, 3), number(coder, 5), round_))
    return Study(number(1, 9), "S", tuple(documents), speakers, (), codebook, coders, tuple(codings))


def _spans(length: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.integers(0, length - 1).flatmap(lambda start: st.tuples(st.just(start), st.integers(start + 1, length)))


def sorted_codings(study: Study) -> list[Coding]:
    """A file keeps no order of codings but that of the text."""
    return sorted(study.codings, key=lambda coding: coding.id)
