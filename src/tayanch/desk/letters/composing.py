"""From a letter's text, the facts and the figures to blocks.

The source of a letter is a Jinja text whose blocks are separated by blank lines:

====================  ===============================================================
``> line``            addressee and sender, one line each
``# text``            title
``## text``           heading
``+ text``            numbered item; the number comes by itself
``~ a | b | c``       signature line
``[calculation]``     the annex of the country, on a new page
``[debts]`` …         a table of the annex: ``[debts]``, ``[steps]``, ``[totals]``
anything else         a paragraph; its lines are joined
====================  ===============================================================

Values are data. Jinja seals each one as it prints it, so neither Jinja nor the block parser can see into it;
it is unsealed when the blocks are made, and DOCX and PDF receive it as plain text.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from tayanch.desk.letters.calculation import Calculation, Debt
from tayanch.desk.letters.document import Block, BlockKind, Document, Table
from tayanch.desk.letters.figures import day, money
from tayanch.desk.letters.kinds import LetterKind, clean, text_of, usable, words
from tayanch.desk.letters.tables import TABLES

_SEALED = re.compile("\ue000([0-9a-f]*)\ue001")
_PREFIXES: tuple[tuple[str, BlockKind], ...] = (
    ("## ", "heading"),
    ("# ", "title"),
    ("+ ", "item"),
    ("~ ", "signature"),
)


def compose(kind: LetterKind, language: str, facts: Mapping[str, object], calculation: Calculation) -> Document:
    """The letter in ``language``: as sent in ``kind.language``, a copy to read in any other.

    Raises ``LookupError`` for a language the letter is not written in, ``MissingFacts``, ``WrongFacts`` or
    ``FactNotSupported`` (see ``kinds``), and ``ValueError`` when nothing is owed, all before rendering.
    """
    if language not in kind.languages:
        raise LookupError(f"{kind.id} is not written in {language!r}")
    if calculation.together <= 0:
        raise ValueError("nothing is owed, so there is nothing to ask for")
    given = usable(kind, facts, calculation)
    values = given | _figures(calculation)
    values["reading_copy"] = language != kind.language
    dated = given["letter_date"]
    assert isinstance(dated, date)
    return Document(
        kind=f"{kind.country}/{kind.id}",
        language=language,
        title=words(language)["document"],
        dated=dated,
        blocks=tuple(_all_blocks(kind, language, values, calculation)),
        warnings=calculation.warnings,
    )


def _all_blocks(
    kind: LetterKind, language: str, values: Mapping[str, object], calculation: Calculation
) -> Iterator[Block | Table]:
    yield from _notices(kind, language, calculation)
    for block in _blocks(kind.country, f"{kind.id}/text.{language}.txt", values, calculation):
        if block == _ANNEX:
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


def _notices(kind: LetterKind, language: str, calculation: Calculation) -> Iterator[Block]:
    """What the worker must know first. Kept out of the texts so that no text can leave it out."""
    texts = words(language)
    if language != kind.language:
        yield Block("notice", (texts["reading_copy"],))
    if "draft" in (kind.status, calculation.status):
        reasons = [
            texts[f"draft_{what}"]
            for what, status in (("letter", kind.status), ("rule", calculation.status))
            if status == "draft"
        ]
        yield Block("notice", (" ".join([texts["draft"], *reasons, texts["draft_remove"]]),))


_ANNEX = Block("paragraph", ("[calculation]",))


def _blocks(country: str, name: str, values: Mapping[str, object], calculation: Calculation) -> Iterator[Block | Table]:
    """The blocks of one template; ``[calculation]`` comes out as ``_ANNEX``."""
    item = 0
    for chunk in re.split(r"\n\s*\n", _template(country, name).render(values).strip()):
        if table := TABLES.get(chunk.strip()):
            yield table(calculation, reading_copy=bool(values["reading_copy"]), language=_language(name))
            continue
        block = _block(chunk)
        item = item + 1 if block.kind == "item" else 0
        yield Block("item", (f"{item}.", *block.lines)) if item else block


def _block(chunk: str) -> Block:
    """One block from its source. Values are still sealed: only the template's own characters are seen."""
    lines = [line.strip() for line in chunk.strip().split("\n")]
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
    return _ENVIRONMENT.from_string(text_of(country, name))


def _language(name: str) -> str:
    return name.split(".")[-2]


def _seal(value: object) -> str:
    """Print a value so that nothing in it can be taken for markup. An undefined name raises here."""
    text = day(value) if isinstance(value, date) else str(value)
    return f"\ue000{text.encode().hex()}\ue001"


def _unseal(text: str) -> str:
    return _SEALED.sub(lambda found: bytes.fromhex(found[1]).decode(), text)


_ENVIRONMENT = SandboxedEnvironment(
    undefined=StrictUndefined,
    finalize=_seal,
    autoescape=False,  # no HTML is made; values are sealed instead
    trim_blocks=True,
    lstrip_blocks=True,
)


def _figures(calculation: Calculation) -> dict[str, object]:
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
        "warnings": [clean(text) for text in calculation.warnings],
    }


def _debt(debt: Debt, currency: str) -> dict[str, object]:
    return {
        "name": debt.name,
        "period_from": debt.period_from,
        "period_to": debt.period_to,
        "due_on": debt.due_on,
        "unpaid": money(debt.unpaid, currency),
    }
