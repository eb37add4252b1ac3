"""An invented study of any size, the same each time: transcripts of focus groups in Kyrgyz, Russian and English, coded.

``python -m bench.interviews_study FILE.qdpx`` writes the large one, for a try by hand.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from tayanch.interviews.codebook import Code, Codebook
from tayanch.interviews.model import Case, Coder, Coding, Document, Speaker, Study, TextVersion, Turn

CREATED = datetime(2026, 3, 8, 12, tzinfo=UTC)
TRANSCRIPTS, CHARACTERS, CODINGS = 150, 6_000_000, 60_000
SPEAKERS, THEMES, BELOW, CODERS = 6, 12, 6, 3
OBLASTS = ("osh", "batken", "jalal-abad", "naryn", "talas", "chuy", "issyk-kul")
WORDS = {
    language: words.split()
    for language, words in {
        "ky": "мен кетип иштеп балдар апам акча үй жок бар шаарда жумуш кыйын эле анан келдик ооруп калды көп жыл",
        "ru": "я уехала работать дети мама деньги дома нет было в городе трудно потом вернулась заболела много лет нам",
        "en": "i left to work children mother money home there was none in the city hard then came back fell ill years",
    }.items()
}


def study(transcripts: int = TRANSCRIPTS, characters: int = CHARACTERS, codings: int = CODINGS, seed: int = 7) -> Study:
    """*transcripts* documents of about *characters* altogether, with *codings* of whole words by three coders."""
    chance = random.Random(seed)
    codebook = _codebook()
    coders = tuple(Coder(_id(5, place), f"Coder {place + 1}") for place in range(CODERS))
    speakers = tuple(_speaker(place, chance) for place in range(transcripts * SPEAKERS))
    documents, found = [], []
    for place in range(transcripts):
        here = speakers[place * SPEAKERS : (place + 1) * SPEAKERS]
        document, words = _document(place, here, characters // transcripts, chance)
        documents.append(document)
        share = codings * (place + 1) // transcripts - codings * place // transcripts
        found += _codings(document, words, share, len(found), codebook, coders, chance)
    cases = tuple(Case(_id(2, place), f"Village {place + 1}", {"area": chance.choice(OBLASTS)}) for place in range(9))
    return Study(_id(9, 0), "Invented study", tuple(documents), speakers, cases, codebook, coders, tuple(found))


def _id(kind: int, place: int) -> str:
    return str(UUID(int=(0xB << 124) + (kind << 64) + place))


def _codebook() -> Codebook:
    codes = []
    for theme in range(THEMES):
        top = _id(3, theme * 100)
        codes.append(Code(top, f"T{theme + 1:02}", is_codable=False, labels={"en": f"Theme {theme + 1}"}))
        for below in range(1, BELOW + 1):
            own = _id(3, theme * 100 + below)
            codes.append(Code(own, f"T{theme + 1:02}-{below}", top, definition={"en": f"Part {below} of it"}))
    return Codebook(tuple(codes))


def _speaker(place: int, chance: random.Random) -> Speaker:
    if place % SPEAKERS == 0:
        return Speaker(_id(4, place), f"Moderator {place // SPEAKERS + 1}", asks=True)
    told = {
        "sex": chance.choice(("woman", "man")),
        "age": chance.choice(("18-24", "25-34", "35-44", "45-54", "55-64")),
        "oblast": chance.choice(OBLASTS),
        "status": chance.choice(("woman-migrant", "family-member", "returnee", "teacher")),
    }
    return Speaker(_id(4, place), f"P{place}", told)


def _document(
    place: int, speakers: tuple[Speaker, ...], length: int, chance: random.Random
) -> tuple[Document, list[tuple[int, int]]]:
    """A transcript and where its words stand."""
    language = ("ky", "ru", "en")[place % 3]
    words = WORDS[language]
    parts, turns, places, at = [], [], [], 0
    while at < length:
        speaker = chance.choice(speakers)
        head = f"{speaker.label}: "
        start, at = at, at + len(head)
        parts.append(head)
        for number, word in enumerate(chance.choices(words, k=chance.randint(10, 90))):
            gap = " " if number else ""
            places.append((at + len(gap), at + len(gap) + len(word)))
            at += len(gap) + len(word)
            parts.append(gap + word)
        tail = " 🙏" if chance.random() < 0.05 else "."
        parts.append(tail)
        at += len(tail)
        turns.append(Turn(start, start + len(head), at, speaker.id))
        parts.append("\n")
        at += 1
    version = TextVersion(1, "transcribed", "".join(parts), tuple(turns))
    day = date(2025, 1, 1) + timedelta(days=place)
    method = ("focus-group", "interview", "case-study")[place % 3]
    return Document(_id(1, place), f"Talk {place + 1:03}", (version,), method, language, _id(2, place % 9), day), places


def _codings(
    document: Document,
    words: list[tuple[int, int]],
    number: int,
    first: int,
    codebook: Codebook,
    coders: tuple[Coder, ...],
    chance: random.Random,
) -> list[Coding]:
    """Passages of 3 to 40 words, no two of one coder and code alike."""
    codable = [code.id for code in codebook.codes if code.is_codable]
    found: dict[tuple[int, int, str, str], None] = {}
    while len(found) < number:
        start = chance.randrange(len(words) - 40)
        end = start + chance.randint(3, 40)
        found[words[start][0], words[end - 1][1], chance.choice(codable), chance.choice(coders).id] = None
    return [
        Coding(_id(6, first + place), document.id, 1, *key, at=CREATED + timedelta(seconds=place))
        for place, key in enumerate(found)
    ]


def main() -> int:
    from tayanch.interviews.refi import write_project

    made = write_project(study(), names_of_coders=True, created=CREATED)
    Path(sys.argv[1]).write_bytes(made.data)
    print(f"{sys.argv[1]}: {len(made.data) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
