"""Protection of what is published: small cells of a table, rare rows of a file. Plain Python."""

from tayanch.disclosure.cells import SMALLEST, Cell, protect
from tayanch.disclosure.rows import HIDDEN, ProtectedRows, protect_rows

__all__ = ["HIDDEN", "SMALLEST", "Cell", "ProtectedRows", "protect", "protect_rows"]
