"""Papers that were brought, bundles of them, and the organisation's own templates."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from tayanch.desk.actions import bundles, documents, templates
from tests.desk.docx_files import letter
from tests.desk.paper_files import photo
from tests.house.matrix.rows import NO, OK, TEAM, row

TEMPLATES = row(NO, supervisor=OK, lawyer=OK, reviewer=OK)
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:evidence": ("GET", TEAM),
    "desk:evidence-add": ("POST", TEAM),
    "desk:document-about": ("GET", TEAM),
    "desk:document-turn": ("POST", TEAM),
    "desk:document-original": ("GET", TEAM),
    "desk:document-picture": ("GET", TEAM),
    "desk:bundle": ("GET", TEAM),
    "desk:bundle-copy": ("POST", TEAM),
    "desk:own-letter": ("GET", TEAM),
    "desk:templates": ("GET", TEMPLATES),
    "desk:template-variables": ("GET", TEMPLATES),
    "desk:template": ("GET", TEMPLATES),
    "desk:template-file": ("GET", TEMPLATES),
    "desk:template-example": ("GET", TEMPLATES),
    "desk:template-act": ("POST", row(NO, supervisor=OK, lawyer=OK)),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A photo that is also kept as it came, a bundle with it, and a template in use."""
    from tayanch.desk.models import Case

    by, case = here.owner, Case.objects.get(reference=made["case"])
    taken = documents.do_keep_document(case, photo(), "Pay slip", by=by, keep_original=True)
    day = date(2026, 1, 1)
    bundle = bundles.do_make_bundle(case, [taken], "", by=by, language="en", today=day)
    about = {"language": "ru", "country": "ru", "addressee": "employer"}
    data = letter("{{ employer_name }}", "{{ workplace }}")
    template = templates.do_try_template(data, "Answer us", by=here.supervisor, **about)
    templates.do_take_template(template, by=here.supervisor)
    return {"photo_id": taken.id, "bundle_id": bundle.document_id, "template_id": template.id, "act": "retire"}
