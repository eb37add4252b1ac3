"""Keep the law current: newer parameters with the claims they change, sign-offs and worked examples of lawyers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tayanch import law
from tayanch.accounts.models import User
from tayanch.accounts.scopes import every_organisation
from tayanch.audit import log
from tayanch.desk.actions import claims
from tayanch.desk.actions.panels import do_recount_stay, do_recount_stays
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import Case, Claim, ClaimChange, LawImport, Promise, RuleExample, SignOff
from tayanch.law import LawError, examples, importing
from tayanch.law.command import find_rule
from tayanch.law.examples import Example
from tayanch.law.fingerprint import asked_in_force, examples_for
from tayanch.law.given import Given
from tayanch.law.statement import Statement
from tayanch.store.files import write_atomically
from tayanch.store.keyring import Locked
from tayanch.store.state import data_folder
from tayanch.vault.shares import KeyAway

MOST_EXAMPLES = 50
KINDS = {"row": "new row", "through": "known through", "removed": "taken out", "days_off": "other days off"}
Owed = tuple[Decimal | None, date]


class Refused(Exception):
    """What was asked for cannot be done; the text says why."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Tried:
    """A worked example and what comes out otherwise; nothing when it holds. *own* are those of this desk."""

    example: Example
    wrong: str
    own: RuleExample | None = None


def law_folder() -> Path:
    """Where newer parameters of the law lie."""
    return data_folder() / "law"


# --- what a lawyer has signed ------------------------------------------------------------------------------


def load_reviews() -> None:
    """Tell the law which rules are signed off and still as they were signed; before the tables are there, none is."""
    law.use(law_folder())
    try:
        found = {one.rule: one.content for one in standing_sign_offs() if _digest(one.rule) == one.examples}
    except (DatabaseError, Locked):
        found = {}
    law.reviews.put(found)


def standing_sign_offs() -> list[SignOff]:
    """The newest sign-off of each rule, unless it was taken back."""
    newest: dict[str, SignOff] = {}
    for one in SignOff.objects.select_related("by").order_by("at"):
        newest[one.rule] = one
    return [one for one in newest.values() if one.taken_back_at is None]


def history(rule_id: str) -> list[SignOff]:
    """Every sign-off of a rule, the newest first."""
    return list(SignOff.objects.filter(rule=rule_id).select_related("by", "taken_back_by"))


def recent_imports() -> list[LawImport]:
    """The newest imports."""
    return list(LawImport.objects.select_related("by")[:20])


def sentences(rule_id: str, language: str) -> list[str]:
    """What the rule says to her: each of its sentences once, as the first worked example that has it says it."""
    rule = find_rule(rule_id)
    statement = [asked_in_force(rule)] if isinstance(rule, Statement) else []
    found: dict[tuple[str, str], str] = {}
    for question in [*statement, *(each.example.question for each in tried_examples(rule_id))]:
        try:
            answer = rule.ask(Given(dict(question)))
        except LawError:
            continue
        for one in (*answer.steps, *answer.assumed, *answer.warnings):
            found.setdefault((one.kind, one.code), one.text(language))
    return list(found.values())


def tried_examples(rule_id: str) -> list[Tried]:
    """All worked examples of a rule, run now: those of the pack and those of this desk. Raises ``BadInput``."""
    own = [(_example(row), row) for row in _own_examples(rule_id)]
    shipped: list[tuple[Example, RuleExample | None]] = [(each, None) for each in examples_for(find_rule(rule_id))]
    return [Tried(example, examples.difference(example), row) for example, row in (*shipped, *own)]


def do_sign_off(rule_id: str, *, by: User, name: str, on: date) -> SignOff:
    """Stand for a rule as it is now. Raises :class:`Refused` while a worked example does not hold."""
    if any(each.wrong for each in tried_examples(rule_id)):
        raise Refused(_("A worked example does not hold. Correct the law or the example first."))
    with transaction.atomic():
        made = SignOff.objects.create(
            rule=rule_id, content=law.reviews.current(rule_id), examples=_digest(rule_id), name=name, on=on, by=by
        )
        log.record("law.sign-off", by=by.id, kind="rule", object_id=made.id, fields=["name", "on"], reason=rule_id)
    load_reviews()
    return made


def do_take_back_sign_off(rule_id: str, *, by: User, reason: str) -> None:
    """Make a rule a draft again. Raises :class:`Refused` when nobody signed it off."""
    with transaction.atomic():
        rows = SignOff.objects.filter(rule=rule_id, taken_back_at=None)
        ids = list(rows.values_list("id", flat=True))
        if not ids:
            raise Refused(_("Nobody has signed off this rule."))
        rows.update(taken_back_at=timezone.now(), taken_back_by=by, reason=reason)
        for one in ids:
            log.record("law.back-to-draft", by=by.id, kind="rule", object_id=one, fields=["reason"], reason=rule_id)
    load_reviews()


def do_add_example(rule_id: str, *, by: User, question: Mapping[str, Any], expected: str, note: str) -> RuleExample:
    """Keep a worked example, whether it holds or not. Raises :class:`Refused` when there are too many."""
    rule = find_rule(rule_id)
    if len(_own_examples(rule.id)) >= MOST_EXAMPLES:
        raise Refused(_("There are too many examples. Remove one first."))
    with transaction.atomic():
        made = RuleExample.objects.create(
            rule=rule.id, question=dict(question), expected=_expected(rule.id, question, expected), note=note, by=by
        )
        fields = ["question", "expected", "note"]
        log.record("law.example", by=by.id, kind="rule", object_id=made.id, fields=fields, reason=rule_id)
    load_reviews()
    return made


def do_remove_example(example: RuleExample, *, by: User) -> None:
    """Take out an example of this desk."""
    with transaction.atomic():
        example.removed_at = timezone.now()
        example.save(update_fields=["removed_at"])
        log.record("law.example-removed", by=by.id, kind="rule", object_id=example.id, reason=example.rule)
    load_reviews()


def _own_examples(rule_id: str) -> list[RuleExample]:
    return list(RuleExample.objects.filter(rule=rule_id, removed_at=None))


def _example(row: RuleExample) -> Example:
    return Example(str(row.id), row.rule, row.question, row.expected, row.note)


def _digest(rule_id: str) -> str:
    told = [[str(row.id), row.question, row.expected] for row in _own_examples(rule_id)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _expected(rule_id: str, question: Mapping[str, Any], text: str) -> dict[str, Any]:
    """What was typed, as the answer writes it: an object names keys of the answer, anything else is its ``value``."""
    try:
        typed = json.loads(text, parse_float=str)
    except ValueError:
        typed = text
    if isinstance(typed, dict):
        return typed
    try:
        answer = examples.answered(Example("", rule_id, question, {}))
    except LawError:
        return {"value": text}
    return {"value": typed if type(typed) is type(answer["value"]) else text}


# --- newer parameters --------------------------------------------------------------------------------------


def do_import_law(sent: importing.Sent, *, by: User | None, today: date) -> LawImport | None:
    """Take newer parameters and compute every open claim anew; none when nothing in them is new.

    Either all of it happens or nothing. Raises ``law.checking.Refused`` with every mistake. Without *by* it was done at
    a terminal.
    """
    law.use(law_folder())
    plan = importing.plan(sent, [_example(row) for row in RuleExample.objects.filter(removed_at=None)])
    if not plan.files:
        return None
    undo = None
    try:
        with transaction.atomic(), every_organisation():  # the law is everybody's
            before = {claim.id: _owed(claim, today) for claim in _open_claims()}
            stamp = timezone.now().strftime("%Y-%m-%dT%H%M%S%fZ")
            undo = importing.take(plan, law_folder(), stamp, write_atomically)
            made = _record(plan, by)
            for claim in _open_claims():
                _compare(claim, before.get(claim.id), made, by, today)
            do_recount_stays(today, by=by)
            Case.objects.filter(is_sealed=True, state=Case.State.OPEN).update(is_behind_law=True)
    except BaseException:
        if undo:
            undo()
        raise
    load_reviews()
    return made


def changes_in_words(made: LawImport) -> list[str]:
    """What an import changed, one line each, for a terminal: parameters, then claims by their reference."""
    lines = [
        f"{one['table']}: {KINDS.get(one['kind'], one['kind'])} {one['since']} {one['value']}".rstrip()
        for one in made.told
    ]
    rows = made.claims.select_related("claim", "claim__case").order_by("claim__case__reference", "claim__number")
    for one in rows:
        was, new = (f"{sum_:.2f}" if sum_ is not None else "not known" for sum_ in (one.before, one.after))
        more = f", difference {one.difference:+.2f}" if one.difference is not None else ""
        name = f"{one.claim.case.reference}/{one.claim.number}"
        lines.append(f"claim {name}: {was} on {one.before_on}, {new} on {one.after_on}{more} {one.claim.currency}")
    return lines or ["Only who checked it, and when."]


def _record(plan: importing.Plan, by: User | None) -> LawImport:
    told = [change.told() for change in plan.changes]
    made = LawImport.objects.create(pack=plan.pack, files=sorted(plan.files), told=told, by=by)
    who = by.id if by else None
    log.record("law.import", by=who, kind="law", object_id=made.id, fields=sorted(plan.files), reason=plan.pack)
    return made


def _open_claims() -> list[Claim]:
    wanted = Claim.objects.filter(case__state=Case.State.OPEN).select_related("case", "case__owner")
    return list(wanted.order_by("case__reference", "number"))


def _owed(claim: Claim, today: date) -> Owed:
    """What the page of the claim shows without being asked for a day; none when it cannot be computed."""
    as_of = claim_calculation.usual_day(claim.law, today)
    try:
        result = claims.result_of(claim, as_of, today=today, language="en")
    except LawError:
        return None, as_of
    return (result.together if result else Decimal(0)), as_of


def _compare(claim: Claim, before: Owed | None, made: LawImport, by: User | None, today: date) -> None:
    after = _owed(claim, today)
    was = before or (None, after[1])
    if was[0] == after[0]:
        return
    change = ClaimChange(
        law_import=made, claim=claim, before=was[0], before_on=was[1], after=after[0], after_on=after[1]
    )
    with suppress(KeyAway):  # sealed, and nobody is here who opens it: see do_catch_up
        change.promise = _told_before(claim) or _tell_owner(claim, by, today)
        _renew_deadlines(claim, by)
    change.save()


@transaction.atomic
def do_catch_up(case: Case, *, by: User, today: date) -> None:
    """Do for a sealed case, now that it is open, what newer law asked for while nobody could open it."""
    for claim in case.claims.select_related("case", "case__owner"):
        untold = claim.law_changes.filter(promise=None).last()
        if untold is not None:
            untold.promise = _told_before(claim) or _tell_owner(claim, by, today)
            untold.save(update_fields=["promise"])
        _renew_deadlines(claim, by)
    do_recount_stay(case, today, by=by)
    case.is_behind_law = False
    case.save(update_fields=["is_behind_law"])


def _told_before(claim: Claim) -> Promise | None:
    """The promise of an earlier import that its owner has not kept yet: one is enough."""
    waiting = claim.law_changes.filter(promise__state=Promise.State.OPEN).select_related("promise").last()
    return waiting.promise if waiting else None


def _tell_owner(claim: Claim, by: User | None, today: date) -> Promise:
    owner = claim.case.owner
    with translation.override(owner.language):
        what = _("The rate changed: look at the claim again.")
    return do_promise(claim.case, by=by, what=what, due=today, is_call=False, owner=owner)


def _renew_deadlines(claim: Claim, by: User | None) -> None:
    try:
        claims.do_recompute_deadlines(claim, by=by)
    except LawError:  # the page of the claim says why; the last days known before stay
        return
