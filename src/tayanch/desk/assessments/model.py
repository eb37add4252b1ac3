"""The shapes of a form: questions in sections, conditions over answers, rules for results. All are immutable values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

LANGUAGES = ("ky", "ru", "en")
YES_NO = ("yes", "no")
UNSAID = "unsaid"  # she was asked and does not want to say: it is neither yes nor no

# Question → answers of it. It holds as soon as one of the questions has one of its answers.
AnyOf = Mapping[str, frozenset[str]]


class Text(dict[str, str]):
    """One text in exactly the three languages."""

    def say(self, language: str) -> str:
        """The text in *language*; in English for one that is not written here."""
        return self.get(language) or self["en"]


@dataclass(frozen=True)
class Option:
    id: str
    text: Text


@dataclass(frozen=True)
class Question:
    """One question. *kind*: yes-no, choice, several, number or text. *least* and *most* bound a number."""

    id: str
    kind: str
    text: Text
    hint: Text | None
    options: tuple[Option, ...]
    least: int
    most: int
    shown_if: tuple[AnyOf, ...]  # all of them must hold

    def option(self, answer: str) -> Option | None:
        return next((one for one in self.options if one.id == answer), None)


@dataclass(frozen=True)
class Section:
    id: str
    title: Text
    questions: tuple[Question, ...]
    number: int = 0  # of a section that is asked several times: 1, 2 …


@dataclass(frozen=True)
class Alert:
    """What is shown at once, while she is still on the line."""

    id: str
    when: AnyOf
    text: Text


@dataclass(frozen=True)
class Points:
    """Answers that count, each with its weight: ``{question: {answer: weight}}``."""

    id: str
    weights: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Condition:
    """``any`` · ``all`` · ``none`` of parts, ``answer`` (an any-of), ``points`` with a bound, or ``always``.

    *kind* ``least`` counts the points of *group* and asks for at least *bound*; ``asked`` asks that at least *bound*
    of its questions were answered.
    """

    kind: str
    parts: tuple[Condition, ...] = ()
    answers: AnyOf | None = None
    group: str = ""
    bound: int = 0


@dataclass(frozen=True)
class Rule:
    """A result and when it is given. Of one *scale* only the first result that fits is given."""

    id: str
    scale: str
    level: str
    when: Condition
    title: Text
    because: Text
    steps: tuple[Text, ...]


@dataclass(frozen=True)
class Step:
    """One thing to do; *where*: only in these countries, *given*: only for these answers. Empty: always."""

    text: Text
    where: frozenset[str]
    given: frozenset[str]
    law: str = ""  # a statement or a rule of the law packs that it rests on


@dataclass(frozen=True)
class TaskRule:
    """Something for a list of things to do, when a question has one of these answers.

    *is_inside*: its very name may harm her at home, so that it never stands on a printed list.
    """

    id: str
    question: str
    answers: frozenset[str]
    title: Text
    steps: tuple[Step, ...]
    is_inside: bool = False


@dataclass(frozen=True)
class Source:
    name: str
    url: str
    note: str


@dataclass(frozen=True)
class Form:
    """A whole form. *status*: draft or reviewed. *country*: the question that says which country's steps apply."""

    id: str
    version: int
    status: str
    checked_on: str
    title: Text
    intro: tuple[Text, ...]
    sources: tuple[Source, ...]
    sections: tuple[Section, ...]
    alerts: tuple[Alert, ...]
    points: Mapping[str, Points]
    rules: tuple[Rule, ...]
    tasks: tuple[TaskRule, ...]
    country: str

    def task(self, task_id: str) -> TaskRule | None:
        """One thing to do by its id; None when the form has it no more."""
        return next((one for one in self.tasks if one.id == task_id), None)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """All questions by id, in the order in which they are asked."""
        return {one.id: one for section in self.sections for one in section.questions}

    def section_of(self, question: str) -> Section:
        return next(part for part in self.sections if any(one.id == question for one in part.questions))

    def texts(self) -> Iterator[tuple[str, Text]]:
        """Everything that is ever read aloud or shown, with its place."""
        yield "title", self.title
        yield from ((f"intro {n}", text) for n, text in enumerate(self.intro))
        for section in self.sections:
            yield f"section {section.id}", section.title
            for one in section.questions:
                yield one.id, one.text
                yield from ((f"{one.id} {option.id}", option.text) for option in one.options)
                yield from [(f"{one.id} hint", one.hint)] if one.hint else []
        yield from ((f"alert {one.id}", one.text) for one in self.alerts)
        for rule in self.rules:
            yield from ((f"result {rule.id}", text) for text in (rule.title, rule.because, *rule.steps))
        for task in self.tasks:
            yield from ((f"task {task.id}", text) for text in (task.title, *(step.text for step in task.steps)))
