"""Letters: facts and a calculation in, an editable DOCX and a PDF out.

A letter is a folder, ``letters/<country>/<id>/``: ``letter.yaml`` (facts to ask for, legal basis, status),
``text.<language>.txt`` in the languages in which it is sent, and reading copies in others. The annex with the
calculation is shared by the letters of a country, ``facts.yaml`` by all. Adding a country or a letter is copying a
folder.

Nothing here knows a database, a clock or a file on disk: documents are values, files are bytes.
"""

from tayanch.desk.letters.calculation import Calculation, Debt, Part, Step
from tayanch.desk.letters.composing import compose
from tayanch.desk.letters.document import Block, Document, Table
from tayanch.desk.letters.kinds import (
    Deadline,
    Fact,
    FactNotSupported,
    LetterKind,
    MissingFacts,
    WrongFacts,
    available,
    countries,
    load,
    missing,
    unsupported,
)
from tayanch.desk.letters.pdf import UnprintableText, to_pdf
from tayanch.desk.letters.word import to_docx

__all__ = [
    "Block",
    "Calculation",
    "Deadline",
    "Debt",
    "Document",
    "Fact",
    "FactNotSupported",
    "LetterKind",
    "MissingFacts",
    "Part",
    "Step",
    "Table",
    "UnprintableText",
    "WrongFacts",
    "available",
    "compose",
    "countries",
    "load",
    "missing",
    "to_docx",
    "to_pdf",
    "unsupported",
]
