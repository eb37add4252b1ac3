"""Published figures as facts: of whom, where, when, on which base, and where they disagree. Plain Python.

>>> from tayanch import figures
>>> table = b"id,document,population,sex,measure,value,unit\\na,d,migrants,female,share of women,58,percent\\n"
>>> table += b"b,d,migrants,male,share of men,64,percent\\n"
>>> [(finding.rule, finding.rows) for finding in figures.check(figures.read_csv(table))]
[('shares-sum', ('a', 'b'))]
"""

from tayanch.figures.checking import Rule, check, rules
from tayanch.figures.citing import STYLES, cite
from tayanch.figures.comparing import Comparison, Group, compare
from tayanch.figures.csvfile import COLUMNS, MORE_COLUMNS, FigureError, read_csv, write_csv
from tayanch.figures.loading import BY_HAND, Document, Known, Register, load
from tayanch.figures.model import Figure, Finding
from tayanch.figures.reasons import Reason, reasons
from tayanch.figures.stating import statement, value_with_unit

__all__ = [
    "BY_HAND",
    "COLUMNS",
    "MORE_COLUMNS",
    "STYLES",
    "Comparison",
    "Document",
    "Figure",
    "FigureError",
    "Finding",
    "Group",
    "Known",
    "Reason",
    "Register",
    "Rule",
    "check",
    "cite",
    "compare",
    "load",
    "read_csv",
    "reasons",
    "rules",
    "statement",
    "value_with_unit",
    "write_csv",
]
