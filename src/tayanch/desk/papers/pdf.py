"""A look into a PDF: how many pages it has, and whether it can be opened at all."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

MOST_PAGES = 3000


def look(data: bytes) -> tuple[int | None, str]:
    """``(pages, flaw)``; the flaw is "", "locked", "broken" or "active" (scripts or files inside)."""
    import pikepdf  # only where there is a paper: every command starts faster

    try:
        with pikepdf.open(io.BytesIO(data)) as found:
            pages = len(found.pages)
            return pages, "active" if _is_active(found) else ""
    except pikepdf.PasswordError:
        return None, "locked"
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError):
        return None, "broken"


def _is_active(found: pikepdf.Pdf) -> bool:
    """Whether the document runs something when it is opened, or carries other files."""
    import pikepdf

    root = found.Root
    names = root.get("/Names")
    has_names = isinstance(names, pikepdf.Dictionary) and ("/JavaScript" in names or "/EmbeddedFiles" in names)
    opens = root.get("/OpenAction")
    runs = isinstance(opens, pikepdf.Dictionary) and opens.get("/S") in (pikepdf.Name.JavaScript, pikepdf.Name.Launch)
    return has_names or runs or "/AA" in root
