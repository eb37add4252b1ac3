"""Letters: facts and a calculation in, an editable DOCX and a PDF out.

A letter is a folder, ``letters/<country>/<id>/``: ``letter.yaml`` (facts to ask for, legal basis, status),
``text.<language>.txt`` in the language in which it is sent, and reading copies in other languages. The annex
with the calculation is shared by the letters of a country. Adding a country or a letter is copying a folder.

Nothing here knows a database, a clock or a file on disk: documents are values, files are bytes.
"""

from tayanch.desk.letters.calculation import Calculation, Debt, Step
from tayanch.desk.letters.composing import compose
from tayanch.desk.letters.document import Block, Document, Table
from tayanch.desk.letters.kinds import (
    Fact,
    FactNotSupported,
    LetterKind,
    MissingFacts,
    WrongFacts,
    available,
    load,
    missing,
    unsupported,
)
from tayanch.desk.letters.pdf import UnprintableText, to_pdf
from tayanch.desk.letters.word import to_docx

__all__ = [
    "Block",
    "Calculation",
    "Debt",
    "Document",
    "Fact",
    "FactNotSupported",
    "LetterKind",
    "MissingFacts",
    "Step",
    "Table",
    "UnprintableText",
    "WrongFacts",
    "available",
    "compose",
    "load",
    "missing",
    "to_docx",
    "to_pdf",
    "unsupported",
]
