"""From a letter's text, the facts and the figures to blocks.

The source of a letter is a Jinja text whose blocks are separated by blank lines:

====================  ===============================================================
``> line``            addressee and sender, one line each
``# text``            title
``## text``           heading
``+ text``            numbered item; the number comes by itself, and the mark at its end if it has none
``~ a | b | c``       signature line
``[calculation]``     the annex of the country, on a new page
``[debts]`` …         a table of the annex: ``[debts]``, ``[steps]``, ``[totals]``
anything else         a paragraph; its lines are joined
====================  ===============================================================

A day is written out («5 мая 2025 г.», «2025-жылдын 5-майы»); for the endings of Kyrgyz there are ``|day_on``,
``|day_from``, ``|day_to`` and ``|day_at``. ``|of_days`` writes a number of days as it follows «в течение».

Values are data. Jinja seals each one as it prints it, so neither Jinja nor the block parser can see into it;
it is unsealed when the blocks are made, and DOCX and PDF receive it as plain text.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, partial

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from tayanch.desk.letters.calculation import Calculation, Debt, Part
from tayanch.desk.letters.document import Block, BlockKind, Document, Table
from tayanch.desk.letters.figures import NBSP, KyrgyzCase, day_in_words, days_of, money, number
from tayanch.desk.letters.kinds import LetterKind, clean, text_of, usable, words
from tayanch.desk.letters.tables import TABLES

# A full stop behind a value that ends with one («2025 г.») is the same full stop.
_SEALED = re.compile("\ue000([0-9a-f]*)\ue001(\\.?)")
_TAGS_ALONE = re.compile(r"(?m)^[ \t]*((?:\{%[^%]*%\})+)[ \t]*\n")
_PREFIXES: tuple[tuple[str, BlockKind], ...] = (
    ("## ", "heading"),
    ("# ", "title"),
    ("+ ", "item"),
    ("~ ", "signature"),
)


def compose(
    kind: LetterKind, language: str, facts: Mapping[str, object], calculation: Calculation | None = None
) -> Document:
    """The letter in ``language``: as sent in one of ``kind.sent_in``, a copy to read in any other.

    Raises ``LookupError`` for a language the letter is not written in, ``MissingFacts``, ``WrongFacts`` or
    ``FactNotSupported`` (see ``kinds``), and ``ValueError`` when a letter about money comes without a calculation or
    nothing is owed, all before rendering.
    """
    if language not in kind.languages:
        raise LookupError(f"{kind.id} is not written in {language!r}")
    calculation = _needed(kind, calculation)
    given = usable(kind, facts, calculation)
    values = given | (figures(calculation) if calculation else {})
    values["reading_copy"] = language not in kind.sent_in
    dated = given["letter_date"]
    assert isinstance(dated, date)
    return Document(
        kind=kind.path,
        language=language,
        title=words(language)["document"],
        dated=dated,
        blocks=tuple(_all_blocks(kind, language, values, calculation)),
        warnings=calculation.warnings if calculation else (),
    )


def _needed(kind: LetterKind, calculation: Calculation | None) -> Calculation | None:
    if not kind.needs_claim:
        return None
    if calculation is None:
        raise ValueError(f"{kind.id} needs a calculation")
    if calculation.together <= 0:
        raise ValueError("nothing is owed, so there is nothing to ask for")
    return calculation


def _all_blocks(
    kind: LetterKind, language: str, values: Mapping[str, object], calculation: Calculation | None
) -> Iterator[Block | Table]:
    yield from _notices(kind, language, calculation)
    for block in _blocks(kind.country, f"{kind.id}/text.{language}.txt", values, calculation):
        if block == _ANNEX and calculation:
            yield from _annex(kind, language, values, calculation)
        else:
            yield block


def _annex(
    kind: LetterKind, language: str, values: Mapping[str, object], calculation: Calculation
) -> Iterator[Block | Table]:
    yield Block("pagebreak")
    if calculation.status == "draft":
        yield Block("notice", (f"{words(language)['draft']} {words(language)['draft_rule']}",))
    yield from _blocks(kind.country, f"annex.{language}.txt", values, calculation)


def _notices(kind: LetterKind, language: str, calculation: Calculation | None) -> Iterator[Block]:
    """What the worker must know first. Kept out of the texts so that no text can leave it out."""
    texts = words(language)
    if language not in kind.sent_in:
        yield Block("notice", (texts["reading_copy"],))
    statuses = {"letter": kind.status, "rule": calculation.status if calculation else "reviewed"}
    if reasons := [texts[f"draft_{what}"] for what, status in statuses.items() if status == "draft"]:
        yield Block("notice", (" ".join([texts["draft"], *reasons, texts["draft_remove"]]),))


_ANNEX = Block("paragraph", ("[calculation]",))


def _blocks(
    country: str, name: str, values: Mapping[str, object], calculation: Calculation | None
) -> Iterator[Block | Table]:
    """The blocks of one template; ``[calculation]`` comes out as ``_ANNEX``."""
    item = 0
    chunks = re.split(r"\n\s*\n", _template(country, name).render(values).strip())
    for chunk, after in zip(chunks, [*chunks[1:], ""], strict=True):
        if calculation and (table := TABLES.get(chunk.strip())):
            texts = words(_language(name), country)
            yield table(calculation, reading_copy=bool(values["reading_copy"]), texts=texts)
            continue
        block = _block(_ended(chunk.strip(), after))
        item = item + 1 if block.kind == "item" else 0
        yield Block("item", (f"{item}.", *block.lines)) if item else block


def _ended(chunk: str, after: str) -> str:
    """An item without a mark at its end gets one: a semicolon if another item follows, else a full stop."""
    if not chunk.startswith("+ ") or chunk[-1] in ".;:!?":
        return chunk
    return chunk + (";" if after.startswith("+ ") else ".")


def _block(chunk: str) -> Block:
    """One block from its source. Values are still sealed: only the template's own characters are seen."""
    lines = [line.strip() for line in chunk.split("\n")]
    if lines[0].startswith(">"):
        return Block("addressee", tuple(_unseal(line.removeprefix(">").strip()) for line in lines))
    text = " ".join(lines)
    for prefix, kind in _PREFIXES:
        if text.startswith(prefix):
            body = text.removeprefix(prefix)
            parts = body.split(" | ") if kind == "signature" else [body]
            return Block(kind, tuple(_unseal(part.strip()) for part in parts))
    return Block("paragraph", (_unseal(text),))


@cache
def _template(country: str, name: str) -> Template:
    # A line of nothing but tags is no line of the letter; a tag at the end of a line does not join it to the next.
    return environment(_language(name)).from_string(_TAGS_ALONE.sub(r"\1", text_of(country, name)))


def _language(name: str) -> str:
    return name.split(".")[-2]


def _seal(value: object, language: str) -> str:
    """Print a value so that nothing in it can be taken for markup. An undefined name or a blank raises here."""
    text = day_in_words(value, language) if isinstance(value, date) else str(value)
    if not text:
        raise ValueError("a letter prints a fact that was not given: put it into {% if %}")
    return f"\ue000{text.encode().hex()}\ue001"


def _unseal(text: str) -> str:
    return _SEALED.sub(_unsealed, text)


def _unsealed(found: re.Match[str]) -> str:
    value = bytes.fromhex(found[1]).decode()
    return value if value.endswith(".") else value + found[2]


@cache
def environment(language: str) -> SandboxedEnvironment:
    """The sandbox in which a letter's text runs. No HTML is made; values are sealed instead."""
    made = SandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=partial(_seal, language=language),
        autoescape=False,
        lstrip_blocks=True,
    )
    cases: tuple[KyrgyzCase, ...] = ("on", "from", "to", "at")
    made.filters |= {f"day_{case}": partial(day_in_words, language=language, case=case) for case in cases}
    made.filters["of_days"] = days_of
    return made


def figures(calculation: Calculation) -> dict[str, object]:
    """The calculation as a text may speak of it: sums already written out."""
    unpaid = [debt for debt in calculation.debts if debt.unpaid > 0]
    return {
        "as_of": calculation.as_of,
        "debts": [_debt(debt, calculation.currency) for debt in unpaid],
        "wages": money(calculation.wages, calculation.currency),
        "compensation": money(calculation.compensation, calculation.currency),
        "together": money(calculation.together, calculation.currency),
        "owes_wages": bool(unpaid),
        "owes_compensation": calculation.compensation > 0,
        "table_known_through": calculation.table_known_through,
        "articles": ", ".join(dict.fromkeys(step.article for step in calculation.steps)),
        "rates": ", ".join(dict.fromkeys(f"{number(step.rate)}{NBSP}%" for step in calculation.steps)),
        "warnings": [clean(text) for text in calculation.warnings],
        "parts": [_part(part) for part in calculation.parts],
    }


def _part(part: Part) -> dict[str, object]:
    return {"title": part.title, "texts": part.texts, "articles": ", ".join(part.articles)}


def _debt(debt: Debt, currency: str) -> dict[str, object]:
    return {
        "name": debt.name,
        "period_from": debt.period_from,
        "period_to": debt.period_to,
        "due_on": debt.due_on,
        "unpaid": money(debt.unpaid, currency),
    }
