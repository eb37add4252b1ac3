"""The register of published figures: analysts and supervisors write in their own, directors read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tayanch.evidence.figures import judging, register
from tests.evidence.figures.made import added, brought, publication, remarked
from tests.house.matrix.rows import NO, OK, row

READING = row(NO, analyst=OK, supervisor=OK, director=OK)
WRITING = row(NO, analyst=OK, supervisor=OK)
READ = ("register", "figure", "cite", "question", "chart", "questions", "findings", "finding")
OPENED = ("change", "new", "publications", "publication", "contradict", "imports", "import")
PRESSED = ("act", "note", "preview", "said", "import-act")
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    **{f"figures:{name}": ("GET", READING) for name in READ},
    **{f"figures:{name}": ("GET", WRITING) for name in OPENED},
    **{f"figures:{name}": ("POST", WRITING) for name in PRESSED},
    "figures:export": ("POST", READING),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """Two own figures that contradict each other, a remark about one, a file that waits."""
    by = here.analyst
    figures = [added(by, value=value, document=publication(by, key).key) for key, value in (("a", "60"), ("b", "35"))]
    finding = next(one for one in register.findings_for(by) if figures[0].code in one.rows)
    told = {"publication_id": figures[0].publication_id, "finding": judging.key_of(finding), "style": "bibtex"}
    return told | {
        "code": figures[0].code,
        "said_kind": "note",
        "said_id": remarked(figures[0], by).id,
        "import_id": brought(by).id,
    }
