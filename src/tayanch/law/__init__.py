"""Dated law as functions: a question goes in, an answer with its steps comes out.

`compute` answers one rule, `rules` lists them and `run` is the same for a terminal. Nothing here
reads a clock: "today" is an argument. A country is a sub-package (`law/ru`): copy the folder, edit
its data, and its rules appear under the new folder's name.
"""

from tayanch.law.command import compute, rules, run
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.errors import BadInput, LawError, OutsideKnownDates
from tayanch.law.texts import LANGUAGES

__all__ = [
    "LANGUAGES",
    "BadInput",
    "Derivation",
    "LawError",
    "Notice",
    "OutsideKnownDates",
    "Step",
    "compute",
    "rules",
    "run",
]
