"""Which answers fit a form, and which of its questions are asked.

Answers are texts by question: ``yes``, ``no``, ``unsaid``, an option, options with a space between, digits, words.
No answer means not asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from tayanch.desk.assessments.model import UNSAID, YES_NO, AnyOf, Form, Question

LONGEST = 4_000
Answers = Mapping[str, str]


class BadAnswer(ValueError):
    """An answer that the form cannot take; *question* and *reason* say which and why.

    Reasons: ``no-question``, ``no-option``, ``no-number``, ``out-of-range``, ``too-long``, ``broken``.
    """

    def __init__(self, question: str, reason: str) -> None:
        super().__init__(f"{question}: {reason}")
        self.question, self.reason = question, reason


def check(form: Form, answers: Answers) -> dict[str, str]:
    """The answers as they are kept: in the order of the form, without empty ones. Raises :class:`BadAnswer`."""
    for name in answers:
        if name not in form.questions:
            raise BadAnswer(name, "no-question")
    kept = {name: _fitting(one, answers[name]) for name, one in form.questions.items() if name in answers}
    return {name: answer for name, answer in kept.items() if answer}


def _fitting(question: Question, answer: str) -> str:
    """The one way to write this answer down. Raises :class:`BadAnswer`."""
    try:
        answer.encode()
    except UnicodeEncodeError:  # half an emoji
        raise BadAnswer(question.id, "broken") from None
    if not answer.strip():
        return ""
    if question.kind == "text":
        return _short(question, answer)
    if question.kind == "number":
        return _number(question, answer.strip())
    chosen = set(answer.split()) if question.kind == "several" else {answer}
    known = [*YES_NO, UNSAID] if question.kind == "yes-no" else [one.id for one in question.options]
    if not chosen <= set(known):
        raise BadAnswer(question.id, "no-option")
    return " ".join(one for one in known if one in chosen)


def _short(question: Question, answer: str) -> str:
    if len(answer) > LONGEST:
        raise BadAnswer(question.id, "too-long")
    return answer


def _number(question: Question, answer: str) -> str:
    if not (answer.isascii() and answer.isdecimal() and len(answer) <= 9):
        raise BadAnswer(question.id, "no-number")
    if not question.least <= int(answer) <= question.most:
        raise BadAnswer(question.id, "out-of-range")
    return str(int(answer))


def is_shown(form: Form, question: str, answers: Answers) -> bool:
    """True when the question is asked: whatever it depends on was asked and answered so."""
    return all(_holds(form, need, answers) for need in form.questions[question].shown_if)


def _holds(form: Form, need: AnyOf, answers: Answers) -> bool:
    return any(chosen(answers, name) & wanted and is_shown(form, name, answers) for name, wanted in need.items())


def chosen(answers: Answers, question: str) -> set[str]:
    """What was chosen; words and numbers are one choice each."""
    return set(answers.get(question, "").split())


def shown(form: Form, answers: Answers) -> dict[str, str]:
    """The answers that count, in the order of the form: those of questions that are asked."""
    return {name: answers[name] for name in form.questions if name in answers and is_shown(form, name, answers)}


def spoken(question: Question, answer: str, language: str) -> str:
    """An answer as a reader sees it. Yes, no and "did not want to say" are the page's own words: their codes stay."""
    if question.kind in {"choice", "several"}:
        options = [question.option(one) for one in answer.split()]
        return ", ".join(one.text.say(language) for one in options if one)
    return answer
