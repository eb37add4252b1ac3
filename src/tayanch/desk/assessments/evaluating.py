"""What follows from answers: results with their reasons, alerts, things to do. Never a bare score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tayanch.desk.assessments.answering import Answers, check, chosen, is_shown, shown
from tayanch.desk.assessments.model import Alert, AnyOf, Condition, Form, Rule, Step, TaskRule, Text

CRITICAL = "critical"
ELSEWHERE = "other"


@dataclass(frozen=True)
class Finding:
    """A result. *because* is its rule in words, *grounds* the questions whose answers made it so."""

    id: str
    scale: str
    level: str
    title: Text
    because: Text
    grounds: tuple[str, ...]
    steps: tuple[Text, ...]

    @property
    def is_critical(self) -> bool:
        return self.level == CRITICAL


@dataclass(frozen=True)
class Task:
    """One thing for a list of things to do, with the answer that asked for it."""

    id: str
    title: Text
    answer: str
    steps: tuple[Step, ...]
    is_inside: bool


@dataclass(frozen=True)
class Outcome:
    """Everything that follows. *asked*: how many questions were answered, *open*: how many were not asked."""

    findings: tuple[Finding, ...]
    alerts: tuple[Alert, ...]
    tasks: tuple[Task, ...]
    answers: dict[str, str]
    asked: int
    open: int

    @property
    def is_critical(self) -> bool:
        return any(found.is_critical for found in self.findings)


def evaluate(form: Form, answers: Answers) -> Outcome:
    """What follows from *answers*; the order in which they came changes nothing.

    Raises :class:`~tayanch.desk.assessments.answering.BadAnswer`.
    """
    counted = shown(form, check(form, answers))
    return Outcome(
        findings=tuple(_findings(form, counted)),
        alerts=tuple(one for one in form.alerts if _given(one.when, counted)),
        tasks=tuple(_tasks(form, counted)),
        answers=counted,
        asked=len(counted),
        open=sum(is_shown(form, name, counted) for name in form.questions) - len(counted),
    )


def _findings(form: Form, answers: Answers) -> Iterable[Finding]:
    taken: set[str] = set()
    for rule in form.rules:
        holds, grounds = _weigh(form, rule.when, answers)
        if holds and rule.scale not in taken:
            taken |= {rule.scale} if rule.scale else set()
            yield _finding(form, rule, grounds)


def _finding(form: Form, rule: Rule, grounds: set[str]) -> Finding:
    order = tuple(name for name in form.questions if name in grounds)
    return Finding(rule.id, rule.scale, rule.level, rule.title, rule.because, order, rule.steps)


def _weigh(form: Form, condition: Condition, answers: Answers) -> tuple[bool, set[str]]:
    """Whether a condition holds, and the questions that speak for it."""
    if condition.kind == "always":
        return True, set()
    if condition.kind == "answer":
        grounds = _given(condition.answers or {}, answers)
        return bool(grounds), grounds
    if condition.kind in {"least", "asked"}:
        return _count(form, condition, answers)
    parts = [_weigh(form, part, answers) for part in condition.parts]
    if condition.kind == "none":
        return not any(holds for holds, _ in parts), set()
    holds = (any if condition.kind == "any" else all)(holds for holds, _ in parts)
    return holds, set().union(*(grounds for held, grounds in parts if held)) if holds else set()


def _given(need: AnyOf, answers: Answers) -> set[str]:
    return {name for name, wanted in need.items() if chosen(answers, name) & wanted}


def _count(form: Form, condition: Condition, answers: Answers) -> tuple[bool, set[str]]:
    weights = form.points[condition.group].weights
    if condition.kind == "asked":
        return sum(name in answers for name in weights) >= condition.bound, set()
    total, grounds = 0, set()
    for name, values in weights.items():
        if found := [values[one] for one in chosen(answers, name) if one in values]:
            total += sum(found)
            grounds.add(name)
    return total >= condition.bound, grounds


def _tasks(form: Form, answers: Answers) -> Iterable[Task]:
    country = answers.get(form.country) or ELSEWHERE
    for task in form.tasks:
        if given := sorted(chosen(answers, task.question) & task.answers):
            yield Task(task.id, task.title, given[0], steps_for(task, country, given[0]), task.is_inside)


def steps_for(task: TaskRule, country: str, answer: str) -> tuple[Step, ...]:
    """The steps of a thing to do in one country, after one answer; ``other`` where no country is known."""
    return tuple(_steps(task, country or ELSEWHERE, {answer}))


def _steps(task: TaskRule, country: str, given: set[str]) -> Iterable[Step]:
    for step in task.steps:
        if (not step.where or country in step.where) and (not step.given or step.given & given):
            yield step
