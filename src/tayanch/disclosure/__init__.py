"""Protection of what is published: tables with margins, rare rows of a file. Plain Python."""

from tayanch.disclosure.attacking import attack
from tayanch.disclosure.cells import SMALLEST, Cell, protect
from tayanch.disclosure.layout import OTHER, TOTAL, Key
from tayanch.disclosure.protecting import ProtectedTable, Shown, protect_table
from tayanch.disclosure.released import Released
from tayanch.disclosure.rows import HIDDEN, ProtectedRows, protect_rows
from tayanch.disclosure.rules import Rules, TableError

__all__ = [
    "HIDDEN",
    "OTHER",
    "SMALLEST",
    "TOTAL",
    "Cell",
    "Key",
    "ProtectedRows",
    "ProtectedTable",
    "Released",
    "Rules",
    "Shown",
    "TableError",
    "attack",
    "protect",
    "protect_rows",
    "protect_table",
]
