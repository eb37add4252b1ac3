"""The administrator's page about copies, keys and proofs."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tayanch.accounts.access import StaffRequest, administrator_only
from tayanch.audit import log
from tayanch.store import check
from tayanch.store.backup import last_backup
from tayanch.store.state import keyring
from tayanch.vault import erasure


@require_http_methods(["GET", "POST"])
@administrator_only
def safekeeping(request: StaffRequest) -> HttpResponse:
    """The state of the installation; a POST checks the pages and the log now."""
    return render(request, "tayanch/safekeeping.html", state() | (checks() if request.method == "POST" else {}))


def state() -> dict[str, Any]:
    """What is known without a long look: recovery sheet, the three sheets, last backup, erasures."""
    return {
        "confirmed_on": keyring().recovery_confirmed_on,
        "shares_made_on": keyring().shares_made_on,
        "by_sheets": keyring().escrow_key is not None,
        "last_backup": last_backup(),
        "erasures": sum(1 for _ in erasure.ledger()),
        "embedded": connection.vendor == "sqlite",
    }


def checks() -> dict[str, Any]:
    """``damage``: what is wrong with the file; ``verdict``: of the log."""
    return {"checked": True, "damage": check.damaged_pages(), "verdict": log.verify()}
