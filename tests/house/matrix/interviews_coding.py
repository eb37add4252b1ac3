"""Reading and coding interviews, memos, comparing, settling, agreement. The analyst leads the study of the records;
the owner and her teammate code in it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tayanch.evidence.interviews.actions import memos
from tayanch.evidence.interviews.models import Study
from tests.evidence.interviews.made import interview_named, kept
from tests.house.matrix.rows import GONE, NO, OK, row

WORKS_THERE = row(GONE, owner=OK, teammate=OK, analyst=OK, administrator=NO, reviewer=NO, director=NO)
LEADS = row(NO, analyst=OK, supervisor=GONE)
HER_OWN = WORKS_THERE | {"teammate": NO, "analyst": NO}
READ = ("read", "read-print", "codings", "memos", "memo-new", "memo")
WRITE = ("acts", "code-turn", "through")
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    **{f"interviews:{name}": ("GET", WORKS_THERE) for name in READ},
    **{f"interviews:{name}": ("POST", WORKS_THERE) for name in WRITE},
    **{f"interviews:{name}": ("GET", LEADS) for name in ("compare", "settle", "agreement", "agreement-file")},
    **{f"interviews:{name}": ("POST", LEADS) for name in ("settle-decide", "settle-undo")},
    "interviews:memo-delete": ("POST", HER_OWN),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A memo of the owner on the study of the records."""
    if "study_id" not in made:
        study = kept(here)
        made |= {"study_id": study.id, "interview_id": interview_named(study, "Group 1").id}
    study = Study.objects.get(id=made["study_id"])
    memo = memos.do_write_memo(study, title="What work means", text="Said in many ways", by=here.owner)
    return {"study_id": study.id, "interview_id": made["interview_id"], "memo_id": memo.id}
