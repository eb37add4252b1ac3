"""Sentences of rules without a computation, as tools show them: taken from the packs, with their figures filled in."""

from datetime import date

from tayanch.law.command import find_rule
from tayanch.law.given import Given
from tayanch.law.statement import Statement
from tayanch.law.texts import LANGUAGES, Words


def statement(rule_id: str) -> Statement:
    """Raises TypeError for a rule that computes."""
    rule = find_rule(rule_id)
    if not isinstance(rule, Statement):
        raise TypeError(f"{rule_id} computes")
    return rule


def holds(rule_id: str, today: date) -> bool:
    law = statement(rule_id).law
    return law.valid_from <= today <= law.valid_to


def said(rule_id: str, today: date, *places: int) -> list[Words]:
    """These sentences of a statement, all without `places`; none on a day on which it is not in force."""
    if not holds(rule_id, today):
        return []
    steps = statement(rule_id).ask(Given({"as_of": today.isoformat()})).steps
    chosen = [steps[place] for place in places] if places else steps
    return [Words({language: step.text(language) for language in LANGUAGES}) for step in chosen]
