"""The house rules that a machine can check."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "tayanch"
LONGEST, MEDIAN, LONGEST_VIEW = 60, 10, 25

# Rows that tell of her. Only these places may ask the database for them.
PROTECTED = (
    "Case",
    "CasePerson",
    "CaseNote",
    "Consultation",
    "Claim",
    "Document",
    "Employer",
    "Episode",
    "LedgerEntry",
    "Panel",
)
PROTECTED += ("Attachment", "AttachmentFile", "Bundle")
PROTECTED += (
    "Person",
    "PersonContact",
    "PersonToken",
    "Promise",
    "SafetyCard",
    "Violation",
    "WagePeriod",
    "WagePayment",
)
PROTECTED += ("CaseShare", "FirmToken", "Group", "GroupMember", "GroupPayment", "GroupShare", "HandedItem")
PROTECTED += ("JoinQuestion", "Recruiter", "Review", "Task")
PROTECTED += ("Arrival", "Message")
PROTECTED += ("Consent", "Referral", "ReferralStep", "Reveal")
PROTECTED += ("Assessment", "Checklist", "ChecklistStep", "HouseholdPart")
PROTECTED += ("Adjudication", "FieldNote", "Interview", "LookUp", "Memo", "NameTable", "Quote", "Speaker", "StandIn")
PROTECTED += ("Study", "TextVersion", "Waiting")
MAY_ASK = ("evidence/interviews/",)  # whose access.py gives a study, and everything of it from there
MAY_ASK += ("desk/actions/", "desk/privacy/shredder.py", "vault/", "demo/")
MAY_ASK += ("desk/access/cases.py", "desk/access/case_parts.py", "desk/access/consultations.py")
MAY_ASK += ("desk/access/groups.py", "desk/access/referrals.py", "desk/access/shift.py")
# These gather what belongs to records that desk/access already gave, or count over the organisation and name nobody.
MAY_ASK += ("desk/cases/casefile.py", "desk/cases/reviewing.py", "desk/documents/evidence.py", "desk/hotline/known.py")
MAY_ASK += ("desk/hotline/shifts.py", "desk/hotline/tonight.py", "desk/legal/groups.py", "desk/legal/same_employer.py")
MAY_ASK += ("desk/records/lookup.py", "desk/reporting/counts.py")
# The addresses of a record that desk/access gave, its sealed values to compare a text with, a number counted blindly.
MAY_ASK += ("desk/messages/arrivals.py", "desk/messages/neutral.py", "desk/messages/reaching.py")
MAY_ASK += ("desk/privacy/newcomers.py", "desk/privacy/retention.py", "desk/privacy/sealed.py")
MAY_ASK += ("desk/reporting/named_export.py", "desk/reporting/open_rows.py")
MAY_ASK += ("desk/records/duplicates.py",)  # compares blind tokens, and shows only those whom the asker sees


def modules() -> Iterator[Path]:
    return (path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and number of lines of each function, decorators and docstring not counted."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            yield node.name, (node.end_lineno or 0) - body[0].lineno + 2


def test_functions_are_short() -> None:
    lengths = {f"{path.relative_to(SOURCE)}:{name}": size for path in modules() for name, size in functions(path)}
    assert {name: size for name, size in lengths.items() if size > LONGEST} == {}
    assert statistics.median(lengths.values()) <= MEDIAN


def test_views_are_thin() -> None:
    views = [path for path in modules() if path.name == "views.py" or path.parent.name == "views"]
    thick = {f"{p.relative_to(SOURCE)}:{n}": s for p in views for n, s in functions(p) if s > LONGEST_VIEW}
    assert views
    assert thick == {}


def test_protected_rows_are_reached_only_through_access_functions() -> None:
    asks = re.compile(rf"\b({'|'.join(PROTECTED)})\.(objects|_default_manager|_base_manager)\b")
    offenders = [
        f"{path.relative_to(SOURCE)}:{number}: {line.strip()}"
        for path in modules()
        if not path.relative_to(SOURCE).as_posix().startswith(MAY_ASK)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if asks.search(line)
    ]
    assert offenders == []


def test_a_place_that_may_ask_for_protected_rows_is_there() -> None:
    assert [place for place in MAY_ASK if not (SOURCE / place).exists()] == []


def test_every_write_to_the_desk_is_named_do_and_is_told_who_does_it() -> None:
    actions = list((SOURCE / "desk" / "actions").glob("*.py"))
    for path in actions:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("do_"):
                names = [argument.arg for argument in node.args.kwonlyargs]
                assert "by" in names, f"{path.name}:{node.name} does not say by whom"


@pytest.mark.parametrize("path", sorted(Path(SOURCE).rglob("*.html")), ids=lambda p: p.name)
def test_no_template_has_inline_script_style_or_another_host(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", text)


def test_nothing_machine_specific_or_about_how_it_is_made_is_in_the_product() -> None:
    words = re.compile(r"((?<![\w.])/(?:work|home|root)/|TODO|FIXME|coming soon|raise NotImplementedError\b)")
    root = SOURCE.parents[1]
    files = [p for folder in ("src", "docs", "bench", "tests") for p in (root / folder).rglob("*") if p.is_file()]
    texts = [p for p in files if p.suffix in {".py", ".md", ".html", ".yaml", ".js", ".css"} and p != Path(__file__)]
    assert [str(p.relative_to(root)) for p in texts if words.search(p.read_text("utf-8"))] == []
