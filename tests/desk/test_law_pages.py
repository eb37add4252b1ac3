"""The law on the desk: sign-offs with what they rest on, worked examples, newer rates and the claims they change."""

from __future__ import annotations

import html
import json
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tayanch import law
from tayanch.audit.models import Entry
from tayanch.desk.actions import cases, claims
from tayanch.desk.actions import law as actions
from tayanch.desk.models import Case, Claim, ClaimChange, LawImport, Promise, RuleExample, SignOff
from tayanch.law import importing, live
from tayanch.law.checking import Refused
from tayanch.site import serve
from tayanch.store import backup, gate
from tayanch.store.state import data_folder
from tests.desk.claim_helpers import TODAY, a_case, a_claim, day, row

RULE = "ru.wage.suspension"
ASKED = {"due": "2025-05-05", "unpaid_on": "2025-05-21"}
DAILY = "Дата;Ставка\n18.09.2026;13,50\n15.09.2026;14,00\n14.09.2026;14,00\n"
TABLE = "ru.key_rate.percent_per_year"


@pytest.fixture(autouse=True)
def _law_as_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    monkeypatch.setattr(actions, "law_folder", lambda: tmp_path / "law")
    law.reviews.drop()
    yield
    law.reviews.drop()
    live.use(None)


@pytest.fixture
def reviewer(here: SimpleNamespace, client: Client) -> Client:
    client.force_login(here.reviewer)
    return client


@pytest.fixture
def claim(here: SimpleNamespace) -> Claim:
    unpaid = row("2026-06-01", "2026-06-15", "50000", "2026-06-19")
    return a_claim(a_case(here), here.owner, unpaid)


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"desk:{name}", args=args))
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def post(client: Client, view: str, /, *args: object, **body: object) -> str:
    response = client.post(reverse(f"desk:{view}", args=args), body, follow=True)
    return html.unescape(response.content.decode())


def sign(here: SimpleNamespace, rule: str = RULE) -> SignOff:
    return actions.do_sign_off(rule, by=here.reviewer, name="A. Lawyer (invented)", on=TODAY)


def status(rule: str = RULE) -> object:
    return law.compute(rule, dict(ASKED))["status"]


def newer(text: str = DAILY) -> importing.Sent:
    return importing.Sent({"list.csv": text.encode()}, table=TABLE, checked_on=TODAY)


# --- sign-offs -------------------------------------------------------------------------------------------------


def test_a_sign_off_makes_the_rule_reviewed_everywhere_and_tells_by_whom(
    here: SimpleNamespace, reviewer: Client
) -> None:
    assert status() == "draft"
    said = post(reviewer, "law-sign-off", RULE, name="A. Lawyer (invented)", on="2026-09-20")
    assert "You signed off this rule" in said
    assert "A. Lawyer (invented)" in said
    assert status() == "reviewed"
    assert "A. Lawyer (invented)" in page(reviewer, "law")
    entry = Entry.objects.get(action="law.sign-off")
    assert (entry.actor_id, entry.reason) == (here.reviewer.id, RULE)


def test_back_to_draft_needs_a_reason_and_is_kept(here: SimpleNamespace, reviewer: Client) -> None:
    sign(here)
    post(reviewer, "law-draft", RULE, reason="")
    assert status() == "reviewed"
    said = post(reviewer, "law-draft", RULE, reason="art. 142 was amended")
    assert status() == "draft"
    assert "art. 142 was amended" in said
    assert Entry.objects.get(action="law.back-to-draft").actor_id == here.reviewer.id


def test_the_sign_off_is_gone_from_memory_at_lock_and_back_at_unlock(here: SimpleNamespace) -> None:
    sign(here)
    law.reviews.drop()  # what the lock does
    assert status() == "draft"
    actions.load_reviews()
    assert status() == "reviewed"


def test_a_lock_forgets_the_sign_offs() -> None:
    assert law.reviews.drop in gate._before_lock


def test_a_server_reads_the_sign_offs_at_each_unlock(monkeypatch: pytest.MonkeyPatch) -> None:
    server = SimpleNamespace(run=lambda: None, close=lambda: None)
    monkeypatch.setattr(serve, "listen", lambda host, port: server)
    monkeypatch.setattr(serve.search, "read_ahead", lambda: None)
    for name in ("lock", "lock_when_idle"):
        monkeypatch.setattr(gate, name, lambda *_: None)
    monkeypatch.setattr(gate, "_after_unlock", [])
    serve.serve("127.0.0.1", 1, browser=False, tell=lambda _: None)
    assert actions.load_reviews in gate._after_unlock


def test_a_changed_parameter_makes_a_signed_rule_a_draft_and_says_so(here: SimpleNamespace, reviewer: Client) -> None:
    sign(here)
    path = live.home("ru") / "parameters" / "suspension.yaml"
    text = path.read_text("utf-8").replace("confidence: high", "confidence: medium")
    actions.do_import_law(importing.Sent({"suspension.yaml": text.encode()}), by=here.reviewer, today=TODAY)
    assert status() == "draft"
    assert "It has changed since" in page(reviewer, "law-rule", RULE)
    sign(here)
    assert status() == "reviewed"


def test_a_claim_says_whether_its_rules_are_signed_off(here: SimpleNamespace, claim: Claim, client: Client) -> None:
    client.force_login(here.owner)
    address = (claim.case.reference, claim.number)
    assert "rule not yet reviewed by a lawyer" in page(client, "claim", *address)
    for rule in ("ru.wage.claim", "ru.wage.delay", "ru.wage.limitation", "ru.wage.suspension"):
        sign(here, rule)
    assert "rule not yet reviewed by a lawyer" not in page(client, "claim", *address)


# --- worked examples -------------------------------------------------------------------------------------------


def test_an_example_is_run_at_once_and_kept(here: SimpleNamespace, reviewer: Client) -> None:
    said = post(reviewer, "law-example", RULE, question=json.dumps(ASKED), expected="true", note="16 days late")
    assert "16 days late" in said
    assert "does not hold" not in said
    assert RuleExample.objects.get().expected == {"value": True}
    assert Entry.objects.get(action="law.example").actor_id == here.reviewer.id


def test_an_example_that_fails_is_shown_and_blocks_the_sign_off_until_it_is_taken_out(reviewer: Client) -> None:
    said = post(reviewer, "law-example", RULE, question=json.dumps(ASKED), expected='{"delay_days": 99}', note="wrong")
    assert "delay_days is 16, expected 99" in said
    assert "cannot be signed off" in said
    post(reviewer, "law-sign-off", RULE, name="A", on="2026-09-20")
    assert status() == "draft"
    post(reviewer, "law-example-remove", RULE, RuleExample.objects.get().id)
    post(reviewer, "law-sign-off", RULE, name="A", on="2026-09-20")
    assert status() == "reviewed"


def test_an_example_added_after_the_sign_off_makes_the_rule_a_draft(here: SimpleNamespace) -> None:
    sign(here)
    actions.do_add_example(RULE, by=here.reviewer, question=ASKED, expected="true", note="")
    assert status() == "draft"


@pytest.mark.parametrize("question", ["{", "[]", '{"due": 1, "due": 2}', "x" * 5])
def test_a_question_that_is_no_json_is_refused_with_what_was_typed(reviewer: Client, question: str) -> None:
    said = post(reviewer, "law-example", RULE, question=question, expected="1", note="")
    assert question in said
    assert not RuleExample.objects.exists()


@pytest.mark.parametrize("expected", ["[]", "{}", '{"warnings": 5}', "null", "NaN", "1e999", "строка"])
def test_no_expected_value_breaks_the_page(reviewer: Client, expected: str) -> None:
    post(reviewer, "law-example", RULE, question=json.dumps(ASKED), expected=expected, note="")
    assert "Worked examples" in page(reviewer, "law-rule", RULE)


def test_a_rule_that_does_not_exist_is_not_found(reviewer: Client) -> None:
    assert reviewer.get(reverse("desk:law-rule", args=["ru.nothing"])).status_code == 404
    assert (
        reviewer.post(reverse("desk:law-sign-off", args=["ru.nothing"]), {"name": "a", "on": "2026-09-20"}).status_code
        == 404
    )


def test_every_rule_has_its_page(reviewer: Client) -> None:
    by_country: dict[str, str] = {}
    for rule in law.rule_ids():
        by_country.setdefault(rule.rpartition(".")[0], rule)
    for rule in by_country.values():
        assert rule in page(reviewer, "law-rule", rule)


def test_the_list_can_be_narrowed_by_country_and_status(here: SimpleNamespace, reviewer: Client) -> None:
    sign(here)
    url = reverse("desk:law")
    draft = reviewer.get(url, {"country": "ru", "status": "draft"}).content.decode()
    signed = reviewer.get(url, {"country": "ru", "status": "reviewed"}).content.decode()
    link = reverse("desk:law-rule", args=[RULE])
    assert link not in draft
    assert link in signed
    assert "kg.wage.delay" not in draft + signed


# --- newer rates -----------------------------------------------------------------------------------------------


def test_an_import_counts_every_open_claim_again_and_tells_its_owner(here: SimpleNamespace, claim: Claim) -> None:
    closed = a_claim(a_case(here), here.owner, row("2026-06-01", "2026-06-15", "50000", "2026-06-19"))
    cases.do_close_case(closed.case, by=here.owner, outcome="paid-in-full", closing_words="")
    made = actions.do_import_law(newer(), by=here.supervisor, today=TODAY)
    assert made is not None
    change = ClaimChange.objects.get()
    assert (change.claim_id, change.law_import_id) == (claim.id, made.id)
    # From 20 June: 2 days at 14.5 %, 35 at 14.25 %, 50 at 14 % to 14 September; then 3 more and one at 13.5 %.
    before = Decimal(50000) * (2 * Decimal("14.5") + 35 * Decimal("14.25") + 50 * 14) / 15000
    after = before + Decimal(50000) * (3 * 14 + Decimal("13.5")) / 15000
    assert change.before == round(Decimal(50000) + before, 2)
    assert change.after == round(Decimal(50000) + after, 2)
    assert change.difference == Decimal("185.00")
    assert (change.before_on, change.after_on) == (day("2026-09-14"), day("2026-09-18"))
    promise = Promise.objects.get()
    assert (promise.owner, promise.case, promise.due, promise.is_call) == (here.owner, claim.case, TODAY, False)
    assert promise.unseal("what") == "The rate changed: look at the claim again."


def test_a_second_import_does_not_promise_twice_what_nobody_has_looked_at_yet(
    here: SimpleNamespace, claim: Claim
) -> None:
    actions.do_import_law(newer(), by=here.supervisor, today=TODAY)
    more = DAILY.replace("Ставка\n", "Ставка\n21.09.2026;13,00\n")
    actions.do_import_law(newer(more), by=here.supervisor, today=day("2026-09-22"))
    assert ClaimChange.objects.count() == 2
    assert Promise.objects.count() == 1
    assert claim.law_changes.count() == 2


def test_who_imported_sees_the_changed_claims_of_her_own_reach_only(
    here: SimpleNamespace, claim: Claim, client: Client
) -> None:
    for actor, seen in (("supervisor", True), ("reviewer", False)):
        client.force_login(getattr(here, actor))
        file = SimpleUploadedFile("list.csv", DAILY.encode())
        said = post(client, "law-newer", file=file, table=TABLE)
        assert "13.50 percent per year" in said
        assert (claim.case.reference in said) is seen
        assert ("1 more claim changed" in said) is not seen
        live.use(None)
        for path in (actions.law_folder() / "ru" / "parameters").glob("*"):
            path.unlink()


def test_a_mistake_in_a_file_changes_nothing_and_is_told_with_its_line(claim: Claim, reviewer: Client) -> None:
    file = SimpleUploadedFile("list.csv", DAILY.replace("13,50", "viele").encode())
    said = post(reviewer, "law-newer", file=file, table=TABLE)
    assert "Nothing was taken." in said
    assert "line 2: 'viele' is not a rate" in said
    assert not LawImport.objects.exists()
    assert not actions.law_folder().exists()


def test_an_import_that_fails_half_way_is_taken_back_whole(
    here: SimpleNamespace, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "_record", broken)
    with pytest.raises(RuntimeError):
        actions.do_import_law(newer(), by=here.supervisor, today=TODAY)
    assert law.describe("ru.wage.delay")["known_through"] == "2026-09-14"
    assert not list((actions.law_folder() / "ru" / "parameters").glob("*"))


def test_an_import_is_in_the_log_with_files_and_without_sums(here: SimpleNamespace, claim: Claim) -> None:
    actions.do_import_law(newer(), by=here.supervisor, today=TODAY)
    entry = Entry.objects.get(action="law.import")
    assert (entry.actor_id, entry.fields, entry.reason) == (here.supervisor.id, ["key_rate.yaml"], "ru")


def test_at_a_terminal_the_installation_itself_acts_and_the_claims_are_told(claim: Claim) -> None:
    made = actions.do_import_law(newer(), by=None, today=TODAY)
    assert made is not None
    lines = actions.changes_in_words(made)
    assert f"claim {claim.case.reference}/1: " in lines[-1]
    assert lines[-1].endswith("difference +185.00 RUB")
    assert {entry.actor_id for entry in Entry.objects.filter(action__in=["law.import", "promise.make"])} == {None}


def test_the_same_file_again_is_nothing_new(here: SimpleNamespace, reviewer: Client) -> None:
    actions.do_import_law(newer(), by=here.supervisor, today=TODAY)
    assert actions.do_import_law(newer(), by=here.supervisor, today=TODAY) is None
    assert LawImport.objects.count() == 1


def test_an_example_of_the_desk_must_hold_under_a_newer_table_too(here: SimpleNamespace) -> None:
    case = {"debts": [{"amount": "1000.00", "due": "2026-07-27"}], "as_of": "2026-08-01"}
    value = str(law.compute("ru.wage.delay", dict(case))["value"])
    actions.do_add_example("ru.wage.delay", by=here.reviewer, question=case, expected=value, note="")
    path = live.home("ru") / "parameters" / "key_rate.yaml"
    text = path.read_text("utf-8").replace('2026-07-27, value: "14.00"', '2026-07-27, value: "14.10"')
    with pytest.raises(Refused, match="no longer holds"):
        actions.do_import_law(
            importing.Sent({"key_rate.yaml": text.encode()}, replace=True), by=here.reviewer, today=TODAY
        )


def test_the_owner_keeps_her_case_when_the_reviewer_imports(here: SimpleNamespace, claim: Claim) -> None:
    actions.do_import_law(newer(), by=here.reviewer, today=TODAY)
    assert Case.objects.get(id=claim.case_id).owner == here.owner
    assert claims.periods_of(claim)[0].agreed == Decimal(50000)


def test_a_backup_holds_the_newer_rates_and_brings_them_back(here: SimpleNamespace, tmp_path: Path) -> None:
    mark = data_folder() / "law" / "ru" / "parameters" / "key_rate.yaml"
    mark.parent.mkdir(parents=True)
    mark.write_bytes(b"newer")
    try:
        part = tmp_path / "copy"
        backup._write(part, mark)  # any file stands in for the database
        with zipfile.ZipFile(part) as archive:
            assert archive.read("law/ru/parameters/key_rate.yaml") == b"newer"
        backup.unpack(part, tmp_path / "restored")
        assert (tmp_path / "restored/law/ru/parameters/key_rate.yaml").read_bytes() == b"newer"
    finally:
        mark.unlink()
        for folder in mark.parents[:3]:
            folder.rmdir()
