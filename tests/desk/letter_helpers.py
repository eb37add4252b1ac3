"""Facts and figures for the tests of letters. Every name, number and address is invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pypdf

from tayanch.desk import letters
from tests.desk.test_letters import CALCULATION

CURRENCY = {"ru": "RUB", "kg": "KGS", "kz": "KZT"}
ARTICLE = {"ru": "статья 236 ТК РФ", "kg": "Трудовой кодекс КР (2025)", "kz": "Трудовой кодекс РК, статья 113"}
KINDS = [kind for country in letters.countries() for kind in letters.available(country)]
EVERY = [(kind, language) for kind in KINDS for language in kind.languages]
IDS = [f"{kind.path}-{language}" for kind, language in EVERY]
Facts = dict[str, object]


def example(fact: letters.Fact) -> object:
    """The example that the form shows, as the letter takes it; yes for a question of yes and no."""
    if fact.type == "date":
        day, month, year = map(int, fact.example.split("."))
        return date(year, month, day)
    return {"number": int, "yes": lambda _: True}.get(fact.type, str)(fact.example)


def calculation(kind: letters.LetterKind) -> letters.Calculation | None:
    """Figures in the currency of the letter's country and with its article, for the letters that need them."""
    if not kind.needs_claim:
        return None
    steps = tuple(replace(step, article=ARTICLE[kind.country]) for step in CALCULATION.steps)
    return replace(CALCULATION, currency=CURRENCY[kind.country], steps=steps)


def full(kind: letters.LetterKind, **changes: object) -> Facts:
    """Everything answered, every question of yes and no with yes where the figures allow it."""
    facts = {fact.key: example(fact) for fact in kind.facts}
    for fact in letters.unsupported(kind, facts, calculation(kind)):
        facts[fact.key] = False
    return facts | changes


def least(kind: letters.LetterKind, *, yes: bool = False) -> Facts:
    """Only what must be answered, every question of yes and no the same way."""
    return {
        fact.key: yes if fact.type == "yes" else example(fact)
        for fact in kind.facts
        if fact.required and not fact.allowed_if
    }


def compose(kind: letters.LetterKind, language: str, facts: Facts) -> letters.Document:
    return letters.compose(kind, language, facts, calculation(kind))


def said(document: letters.Document) -> Iterator[str]:
    """Every line of the letter, without its tables."""
    for block in document.blocks:
        if isinstance(block, letters.Block):
            yield from block.lines


def docx_text(document: letters.Document) -> str:
    paper = docx.Document(BytesIO(letters.to_docx(document)))
    return "\n".join(paragraph.text for paragraph in paper.paragraphs)


def pdf_text(document: letters.Document) -> str:
    """All pages without their numbers and without white space, which a PDF puts where it likes."""
    pages = pypdf.PdfReader(BytesIO(letters.to_pdf(document))).pages
    return "".join("".join(re.sub(r"\d+ / \d+\s*$", "", page.extract_text()) for page in pages).split())
