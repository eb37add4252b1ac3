"""Reads form files and refuses whatever is wrong in them, naming the file and the place.

A section with ``repeat: {number: <question>, most: 6}`` is asked once for each: its questions get ``-1``, ``-2`` …
behind their names, and every condition that names one of them means any of its copies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tayanch.desk.assessments.model import (
    LANGUAGES,
    UNSAID,
    YES_NO,
    Alert,
    AnyOf,
    Condition,
    Form,
    Option,
    Points,
    Question,
    Rule,
    Section,
    Source,
    Step,
    TaskRule,
    Text,
)
from tayanch.yaml_text import read_yaml

ORDER = ("needs", "danger", "suicide", "labour", "children", "papers")
KINDS = ("yes-no", "choice", "several", "number", "text")
LEVELS = ("critical", "high", "some", "info", "none")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class FormError(ValueError):
    """A form file is wrong; the message names the file and the place."""


def available() -> tuple[str, ...]:
    """The forms there are, in the order in which a worker meets them."""
    found = {file.name.removesuffix(".yaml") for file in resources.files(__package__).iterdir()}
    found = {name for name in found if _NAME.fullmatch(name) and not name.endswith(".py") and "__" not in name}
    return tuple(name for name in ORDER if name in found)


@cache
def load(form_id: str) -> Form:
    """One form. Raises :class:`FormError` when there is none or its file is wrong."""
    if form_id not in ORDER:
        raise FormError(f"no form {form_id!r}")
    file = resources.files(__package__) / f"{form_id}.yaml"
    return parse(file.read_text(encoding="utf-8"), form_id)


def parse(text: str, form_id: str) -> Form:
    """A form from the text of its file. Raises :class:`FormError`."""
    try:
        data = read_yaml(text)
    except yaml.YAMLError as error:
        raise FormError(f"{form_id}.yaml: {error}") from error
    return _Reader(form_id).form(data)


def _code(answer: object) -> str:
    """An answer as it is kept; YAML reads a bare yes or no as true or false."""
    return {True: "yes", False: "no"}.get(answer, str(answer)) if isinstance(answer, bool) else str(answer)


class _Reader:
    """Reads one file; knows its questions and which of them are asked several times."""

    def __init__(self, form_id: str) -> None:
        self.id, self.country = form_id, ""
        self.copies: dict[str, tuple[str, ...]] = {}  # question as written → questions as asked
        self.values: dict[str, frozenset[str] | None] = {}  # question as asked → answers it can have; none: any

    def fail(self, place: str, what: str) -> FormError:
        return FormError(f"{self.id}.yaml, {place}: {what}")

    def form(self, data: Any) -> Form:
        known = {"id", "version", "status", "checked_on", "title", "intro", "sources", "sections", "at_once"}
        data = self.keys(data, known | {"points", "results", "tasks", "country"}, "form")
        if data.get("id") != self.id or data.get("status") not in {"draft", "reviewed"}:
            raise self.fail("form", "needs its own id and a status: draft or reviewed")
        self.country = str(data.get("country", ""))
        sections = tuple(section for one in data["sections"] for section in self.sections(one))
        points = {name: self.points(name, weights) for name, weights in (data.get("points") or {}).items()}
        return Form(
            id=self.id,
            version=int(data["version"]),
            status=data["status"],
            checked_on=str(data["checked_on"]),
            title=self.text(data.get("title"), "title"),
            intro=tuple(self.text(one, "intro") for one in data.get("intro", [])),
            sources=tuple(self.source(one) for one in data.get("sources") or self.nothing("sources")),
            sections=sections,
            alerts=tuple(self.alert(one) for one in data.get("at_once", [])),
            points=points,
            rules=tuple(self.rule(one, points) for one in data.get("results") or self.nothing("results")),
            tasks=tuple(self.task(one) for one in data.get("tasks", [])),
            country=self.country,
        )

    def nothing(self, what: str) -> list[Any]:
        raise self.fail("form", f"has no {what}")

    def keys(self, value: Any, known: set[str], place: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.fail(place, f"expected keys and values, got {value!r}")
        if unknown := sorted(str(key) for key in value if key not in known):
            raise self.fail(place, f"unknown {', '.join(unknown)}")
        return value

    def text(self, value: Any, place: str) -> Text:
        if not isinstance(value, dict) or set(value) != set(LANGUAGES):
            raise self.fail(place, f"needs a text in each of {', '.join(LANGUAGES)}")
        if not all(isinstance(said, str) and said.strip() for said in value.values()):
            raise self.fail(place, "has an empty text")
        return Text({language: value[language].strip() for language in LANGUAGES})

    def source(self, value: Any) -> Source:
        data = self.keys(value, {"name", "url", "note"}, "sources")
        return Source(str(data["name"]), str(data.get("url", "")), str(data.get("note", "")))

    # --- sections and questions ---------------------------------------------------------------------------

    def sections(self, value: Any) -> Iterable[Section]:
        data = self.keys(value, {"id", "title", "show_if", "repeat", "questions"}, "sections")
        name, title = self.name(data.get("id")), self.text(data.get("title"), f"section {data.get('id')}")
        repeat = data.get("repeat")
        most = int(repeat["most"]) if repeat else 0
        for one in data["questions"]:
            own = self.name(one.get("id"))
            if own in self.copies:
                raise self.fail(own, "the id is there twice")
            self.copies[own] = tuple(f"{own}-{n}" for n in range(1, most + 1)) or (own,)
        for number in range(1, most + 1) if repeat else (0,):
            shown = [self.any_of(data["show_if"], name)] if "show_if" in data else []
            if repeat:
                enough = frozenset(str(n) for n in range(number, most + 1))
                shown.append({self.name(repeat["number"]): enough})
            questions = tuple(self.question(one, shown, number) for one in data["questions"])
            yield Section(name, title, questions, number)

    def name(self, value: Any) -> str:
        if not isinstance(value, str) or _NAME.fullmatch(value) is None:
            raise self.fail(str(value), "an id is small letters, digits and hyphens")
        return value

    def question(self, value: Any, shown: list[AnyOf], number: int) -> Question:
        known = {"id", "kind", "text", "hint", "options", "least", "most", "show_if"}
        data = self.keys(value, known, str(value.get("id")))
        own, kind = data["id"], data.get("kind")
        if kind not in KINDS:
            raise self.fail(own, f"kind is {kind!r}")
        asked = f"{own}-{number}" if number else own
        more = [self.any_of(data["show_if"], own, number)] if "show_if" in data else []
        options = tuple(self.option(one, own) for one in data.get("options", []))
        if bool(options) != (kind in {"choice", "several"}):
            raise self.fail(own, "a choice has options, and nothing else has")
        self.values[asked] = self.possible(kind, options)
        hint = self.text(data["hint"], own) if "hint" in data else None
        bounds = int(data.get("least", 0)), int(data.get("most", 999))
        return Question(asked, kind, self.text(data.get("text"), own), hint, options, *bounds, (*shown, *more))

    def possible(self, kind: str, options: tuple[Option, ...]) -> frozenset[str] | None:
        if kind == "yes-no":
            return frozenset({*YES_NO, UNSAID})
        return frozenset(one.id for one in options) if options else None

    def option(self, value: Any, place: str) -> Option:
        if not isinstance(value, dict):
            raise self.fail(place, f"an option has an id and texts, got {value!r}")
        own = self.name(value.get("id"))
        return Option(own, self.text({key: said for key, said in value.items() if key != "id"}, f"{place} {own}"))

    # --- conditions ---------------------------------------------------------------------------------------

    def any_of(self, value: Any, place: str, number: int = 0) -> AnyOf:
        """``{question: [answers]}``; inside a copy, a question of the same copy."""
        if not isinstance(value, dict) or not value:
            raise self.fail(place, "a condition names questions and their answers")
        found: dict[str, frozenset[str]] = {}
        for name, answers in value.items():
            wanted = frozenset(_code(one) for one in (answers if isinstance(answers, list) else [answers]))
            for asked in self.asked(name, place, number):
                possible = self.values.get(asked)
                if asked not in self.values or (possible is not None and not wanted <= possible):
                    raise self.fail(place, f"{name} has no answer {', '.join(sorted(wanted))}, or comes later")
                found[asked] = wanted
        return found

    def asked(self, name: str, place: str, number: int = 0) -> tuple[str, ...]:
        if name not in self.copies:
            raise self.fail(place, f"there is no question {name}")
        copies = self.copies[name]
        return (copies[number - 1],) if number and len(copies) > 1 else copies

    def points(self, name: str, value: Any) -> Points:
        """``{question: weight}`` counts a yes, ``{question: {answer: weight}}`` counts those answers."""
        weights: dict[str, Mapping[str, int]] = {}
        for question, weight in value.items():
            counted = weight if isinstance(weight, dict) else {"yes": weight}
            self.any_of({question: list(counted)}, f"points {name}")
            for asked in self.asked(question, name):
                weights[asked] = {_code(answer): int(number) for answer, number in counted.items()}
        return Points(name, weights)

    def condition(self, value: Any, points: Mapping[str, Points], place: str) -> Condition:
        if value == "always":
            return Condition("always")
        if not isinstance(value, dict):
            raise self.fail(place, f"is no condition: {value!r}")
        if set(value) in ({"points", "least"}, {"points", "asked"}):
            if value["points"] not in points:
                raise self.fail(place, f"there are no points {value['points']}")
            kind = "least" if "least" in value else "asked"
            return Condition(kind, group=value["points"], bound=int(value[kind]))
        if len(value) == 1 and (kind := next(iter(value))) in {"any", "all", "none"}:
            return Condition(kind, tuple(self.condition(one, points, place) for one in value[kind]))
        return Condition("answer", answers=self.any_of(value, place))

    # --- what follows -------------------------------------------------------------------------------------

    def alert(self, value: Any) -> Alert:
        data = self.keys(value, {"id", "when", "ky", "ru", "en"}, "at_once")
        place = f"at_once {data.get('id')}"
        said = {language: data.get(language) for language in LANGUAGES}
        return Alert(self.name(data.get("id")), self.any_of(data.get("when"), place), self.text(said, place))

    def rule(self, value: Any, points: Mapping[str, Points]) -> Rule:
        data = self.keys(value, {"id", "scale", "level", "when", "title", "because", "steps"}, "results")
        place = f"result {self.name(data.get('id'))}"
        if data.get("level") not in LEVELS:
            raise self.fail(place, f"level is {data.get('level')!r}")
        return Rule(
            id=data["id"],
            scale=str(data.get("scale", "")),
            level=data["level"],
            when=self.condition(data.get("when"), points, place),
            title=self.text(data.get("title"), place),
            because=self.text(data.get("because"), place),
            steps=tuple(self.text(one, place) for one in data.get("steps", [])),
        )

    def task(self, value: Any) -> TaskRule:
        data = self.keys(value, {"id", "question", "answers", "title", "steps", "inside"}, "tasks")
        place = f"task {self.name(data.get('id'))}"
        answers = self.any_of({data["question"]: data["answers"]}, place)
        if len(answers) != 1:
            raise self.fail(place, "a task belongs to a question that is asked once")
        question, wanted = next(iter(answers.items()))
        steps = tuple(self.step(one, place) for one in data["steps"])
        for step in steps:
            countries = self.values.get(self.country) or frozenset()
            if not (step.given <= wanted and step.where <= countries):
                raise self.fail(place, "a step names a country or an answer that is not there")
        title, is_inside = self.text(data.get("title"), place), bool(data.get("inside"))
        return TaskRule(data["id"], question, wanted, title, steps, is_inside)

    def step(self, value: Any, place: str) -> Step:
        data = self.keys(value, {*LANGUAGES, "in", "given", "law"}, place)
        said = self.text({language: data.get(language) for language in LANGUAGES}, place)
        where = frozenset(str(one) for one in data.get("in", []))
        given = frozenset(_code(one) for one in data.get("given", []))
        return Step(said, where, given, str(data.get("law", "")))
