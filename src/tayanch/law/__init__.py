"""Dated law as functions: a question goes in, an answer with its steps comes out.

`compute` answers one rule, `explain` says one in words, `rules` lists them; `run` and `run_explain` are the same for a
terminal. `delay_many` gives the sums for the delay of very many debts. `check` tells what has to be looked at, `use`
takes newer parameters from a folder, `reviews` knows what a lawyer has signed off. Nothing here reads a clock: "today"
is an argument. A country is a sub-package (`law/ru`): copy the folder, edit its data, and its rules appear under the
new folder's name.
"""

from tayanch.law import reviews
from tayanch.law.batch import delay_many
from tayanch.law.command import compute, currency, describe, rule_ids, rules, run, settle, text
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.errors import BadInput, LawError, OutsideKnownDates
from tayanch.law.explaining import FORMATS, Explanation, explain, run_explain
from tayanch.law.live import refresh, use
from tayanch.law.texts import LANGUAGES
from tayanch.law.upkeep import check

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "BadInput",
    "Derivation",
    "Explanation",
    "LawError",
    "Notice",
    "OutsideKnownDates",
    "Step",
    "check",
    "compute",
    "currency",
    "delay_many",
    "describe",
    "explain",
    "refresh",
    "reviews",
    "rule_ids",
    "rules",
    "run",
    "run_explain",
    "settle",
    "text",
    "use",
]
