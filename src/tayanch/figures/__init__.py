"""Published figures as facts: of whom, where, when, on which base, and where they disagree. Plain Python.

>>> from tayanch import figures
>>> table = b"id,document,population,sex,measure,value,unit\\na,d,migrants,female,share of women,58,percent\\n"
>>> table += b"b,d,migrants,male,share of men,64,percent\\n"
>>> [(finding.rule, finding.rows) for finding in figures.check(figures.read_csv(table))]
[('shares-sum', ('a', 'b'))]
"""

from tayanch.figures.checking import Rule, check, rules
from tayanch.figures.csvfile import COLUMNS, MORE_COLUMNS, FigureError, read_csv, write_csv
from tayanch.figures.model import Figure, Finding

__all__ = [
    "COLUMNS",
    "MORE_COLUMNS",
    "Figure",
    "FigureError",
    "Finding",
    "Rule",
    "check",
    "read_csv",
    "rules",
    "write_csv",
]
