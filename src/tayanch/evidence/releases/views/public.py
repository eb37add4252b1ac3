"""A published release over HTTP: no database, no session, no cookie. It answers while the desk is locked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tayanch.evidence.releases import published
from tayanch.releases.pages.rendering import policy

KEPT = "public, max-age=300"  # a release that is withdrawn must not be given out for long
TYPES = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}


@require_safe
def file(request: HttpRequest, folder: str, inside: str) -> HttpResponse:
    """One file of it; 410 for the page of one that was withdrawn."""
    found = published.read(folder, inside)
    if found is None:
        return HttpResponse("There is no such file.\n", status=404, content_type="text/plain; charset=utf-8")
    ending = (inside or "index.html").rpartition(".")[2]
    kind = TYPES.get(ending, "text/plain; charset=utf-8")
    response = HttpResponse(found, content_type=kind, status=410 if published.is_withdrawn(folder) else 200)
    response.headers["Cache-Control"] = KEPT
    # the page's own policy, without the site's: it allows nothing but its style
    response.headers["Content-Security-Policy"] = policy() if ending == "html" else "default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
