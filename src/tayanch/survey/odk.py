"""Conditions of XLSForms (a part of XPath) as conditions on the columns of a file.

XPath has two values where :mod:`tayanch.survey.expressions` has three: an empty answer is ``''``, so ``${a} != '1'``
holds where nothing was answered. What is written here says the same: a negation is moved to the comparisons, and those
that hold for an empty answer say so. What cannot be said on one row of a file (``today()``, sums over repeats) is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tayanch.survey.expressions import ExpressionError, name, quote

_TOKEN = re.compile(
    r"""\s*(?:
    \$\{\s*(?P<ref>[^}]+?)\s*\}
    |(?P<path>(?:\.\./|/)[\w./-]*\w)
    |(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<text>'[^']*'|"[^"]*")
    |(?P<word>[A-Za-z_][\w-]*)
    |(?P<sign>!=|<=|>=|[=<>+*(),-])
    |(?P<other>\S)
    )""",
    re.VERBOSE,
)
_TURNED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a condition may name it: its *column*, or *choices* with a column each where several may be chosen.

    *numeric* says that its values are numbers, *codes* what kind its answers have.
    """

    column: str
    numeric: bool = False
    choices: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """Something to compare: written out, *numeric*, and the *question* or *constant* it is."""

    text: str
    numeric: bool = False
    question: Asked | None = None
    constant: str | None = None


Say = Callable[[bool], str]  # a condition as text; True asks for its opposite


def translate(text: str, questions: Mapping[str, Asked]) -> str:
    """The condition *text* of a form in the language of :func:`tayanch.survey.expressions.parse`.

    Raises:
        ExpressionError: it cannot be said on the columns of one row.
    """
    reader = _Reader(text, questions)
    said = reader.either()
    if reader.at < len(reader.tokens):
        raise reader.refuse(reader.tokens[reader.at][1])
    return said(False)


class _Reader:
    def __init__(self, text: str, questions: Mapping[str, Asked]) -> None:
        self.text, self.questions, self.at, self.depth = text, questions, 0, 0
        found = [(match.lastgroup or "", match[match.lastgroup or 0]) for match in _TOKEN.finditer(text.strip())]
        self.tokens = [(kind, value.strip()) for kind, value in found]

    def refuse(self, what: str) -> ExpressionError:
        return ExpressionError(f"{self.text}: {what or 'the end'} cannot be said on the columns of one row.")

    def peek(self, *wanted: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at][1] in wanted and self.tokens[self.at][0] != "text"

    def take(self, *wanted: str) -> str:
        if not self.peek(*wanted):
            return ""
        self.at += 1
        return self.tokens[self.at - 1][1]

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise self.refuse(self.tokens[self.at][1] if self.at < len(self.tokens) else "")

    # --- conditions

    def either(self) -> Say:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.refuse("what is nested so deep")
        parts = [self.every()]
        while self.take("or"):
            parts.append(self.every())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else partial(_joined, "or", parts)

    def every(self) -> Say:
        parts = [self.condition()]
        while self.take("and"):
            parts.append(self.condition())
        return parts[0] if len(parts) == 1 else partial(_joined, "and", parts)

    def condition(self) -> Say:
        for word, value in (("true", "true"), ("false", "false")):
            if self.call(word):
                self.expect(")")
                return partial(_constant, value)
        if self.call("not"):
            inner = self.either()
            self.expect(")")
            return lambda turned: inner(not turned)
        if self.call("selected"):
            return self.selected()
        return self.bracketed() or self.comparison()

    def call(self, word: str) -> bool:
        """Whether a function *word* begins here; its opening bracket is taken."""
        if self.peek(word) and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1] == ("sign", "("):
            self.at += 2
            return True
        return False

    def bracketed(self) -> Say | None:
        """A condition in brackets; nothing where they hold a calculation."""
        start, depth = self.at, self.depth
        if not self.take("("):
            return None
        try:
            inner = self.either()
            self.expect(")")
        except ExpressionError:
            self.at, self.depth = start, depth
            return None
        if self.peek("=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div"):
            self.at = start
            return None
        return inner

    def selected(self) -> Say:
        term = self.term()
        self.expect(",")
        choice = self.term()
        self.expect(")")
        if term.question is None or choice.constant is None:
            raise self.refuse("selected() without a question and a choice")
        if term.question.choices is None:
            return self.compared("=", term, choice)
        if choice.constant not in term.question.choices:
            raise self.refuse(f"the choice {choice.constant}")
        column = name(term.question.choices[choice.constant])
        return lambda turned: f"({column} == 0 or {column} is missing)" if turned else f"{column} == 1"

    def comparison(self) -> Say:
        left = self.sum()
        if sign := self.take("=", "!=", "<", "<=", ">", ">="):
            return self.compared(sign, left, self.sum())
        raise self.refuse(f"{left.text} without a comparison")

    def compared(self, sign: str, left: Term, right: Term) -> Say:
        sign = "==" if sign == "=" else sign
        if left.constant is not None and right.constant is None:
            mirror = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
            left, right, sign = right, left, mirror.get(sign, sign)
        if right.constant == "" and sign in ("==", "!="):
            present = _present(left)
            return lambda turned: f"{present} is {'' if (sign == '==') != turned else 'not '}missing"
        if any(term.question is not None and term.question.choices is not None for term in (left, right)):
            raise self.refuse("a comparison of a question with several answers")
        left, right = self.alike(sign, left, right)
        variables = [term.text for term in (left, right) if term.constant is None]
        return partial(_compared, sign, left.text, right.text, variables)

    def alike(self, sign: str, left: Term, right: Term) -> tuple[Term, Term]:
        """Both terms in one kind: a form compares ``'1'`` with the code 1."""
        if left.constant is not None or right.constant is None:
            if left.numeric != right.numeric:
                raise self.refuse("a comparison of numbers with texts")
            return left, right
        if right.numeric and not left.numeric and sign not in ("==", "!="):
            raise self.refuse("a text that is larger or smaller than a number")
        return left, Term(self.literal(right.constant, left.numeric), left.numeric, constant=right.constant)

    def literal(self, value: str, numeric: bool) -> str:
        if not numeric:
            return quote(value)
        try:
            number = float(value)
        except ValueError:
            raise self.refuse(f"'{value}' beside numbers") from None
        return quote(int(number) if number.is_integer() else number)

    # --- what is compared

    def sum(self) -> Term:
        found = self.product()
        while sign := self.take("+", "-"):
            found = self.calculated(found, sign, self.product())
        return found

    def product(self) -> Term:
        found = self.term()
        while sign := self.take("*", "div"):
            found = self.calculated(found, "/" if sign == "div" else sign, self.term())
        return found

    def calculated(self, left: Term, sign: str, right: Term) -> Term:
        texts = []
        for term in (left, right):
            if term.constant is None and not term.numeric:
                raise self.refuse("a calculation with texts")
            texts.append(term.text if term.constant is None else self.literal(term.constant, True))
        return Term(f"({texts[0]} {sign} {texts[1]})", numeric=True)

    def term(self) -> Term:
        if self.take("-"):
            inner = self.term()
            if inner.constant is not None:
                return Term(f"-{inner.text}", True, constant=f"-{inner.constant}")
            return Term(f"-{inner.text}", True)
        if self.take("("):
            inner = self.sum()
            self.expect(")")
            return inner
        for word in ("count-selected", "date", "number"):
            if self.call(word):
                found = self.function(word)
                self.expect(")")
                return found
        return self.plain()

    def function(self, word: str) -> Term:
        inner = self.term()
        if (word == "date" and inner.constant is not None) or (word == "number" and inner.numeric):
            return inner
        chosen = inner.question.choices if inner.question else None
        if word == "count-selected" and chosen:
            return Term(f"({' + '.join(name(column) for column in chosen.values())})", numeric=True)
        raise self.refuse(f"{word}()")

    def plain(self) -> Term:
        if self.at >= len(self.tokens):
            raise self.refuse("")
        kind, value = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Term(value, numeric=True, constant=value)
        if kind == "text":
            return Term(quote(value[1:-1]), constant=value[1:-1])
        if kind in ("ref", "path"):
            return self.question(value.rsplit("/", 1)[-1])
        raise self.refuse(value)

    def question(self, asked: str) -> Term:
        if asked not in self.questions:
            raise self.refuse(f"the question {asked}")
        found = self.questions[asked]
        return Term(name(found.column), found.numeric, found)


def _present(term: Term) -> str:
    """The column that is missing where *term* was not answered."""
    choices = term.question.choices if term.question else None
    return name(next(iter(choices.values()))) if choices else term.text


def _joined(word: str, parts: Sequence[Say], turned: bool) -> str:
    other = {"and": "or", "or": "and"}[word] if turned else word
    return "(" + f" {other} ".join(part(turned) for part in parts) + ")"


def _constant(value: str, turned: bool) -> str:
    return {"true": "false", "false": "true"}[value] if turned else value


def _compared(sign: str, left: str, right: str, variables: Sequence[str], turned: bool) -> str:
    """A comparison; one that holds for an empty answer says so."""
    said = f"{left} {_TURNED[sign] if turned else sign} {right}"
    holds_when_empty = turned if sign != "!=" else not turned
    if not holds_when_empty:
        return said
    return "(" + " or ".join([said, *(f"{one} is missing" for one in variables)]) + ")"
