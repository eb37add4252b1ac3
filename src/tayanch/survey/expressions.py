"""A small safe language for conditions on rows: who belongs to a domain, who was asked a question.

``sex == 2 and age >= 15``, ``region in ("Osh", "Batken")``, ``wage is missing``, ``15 <= age < 65``. There are names
of columns (odd ones in backticks), numbers, texts in quotes, ``true`` and ``false``, comparisons, ``and``, ``or``,
``not``, ``in``, ``is missing`` and ``+ - * /``. Nothing else can be said: a condition from a form or a file runs no
code.

What cannot be known stays unknown (Kleene's three values, as in SQL): ``age > 15`` is neither true nor false where age
is missing, and a row whose condition is unknown is not in the domain. Not-a-number and division by zero are missing.
The same tree is compiled to Ibis (any SQL engine) and computed in NumPy, with the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tayanch.survey.algebras import Algebra, Value

LONGEST, DEEPEST, MOST_TERMS = 50_000, 40, 400

Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Operator = Literal["+", "-", "*", "/"]
T = TypeVar("T")


class ExpressionError(ValueError):
    """A condition that cannot be read, or does not fit its columns. *position* counts characters from 1; 0 is none."""

    def __init__(self, text: str, position: int = 0) -> None:
        self.position = position
        super().__init__(text)


# --- what an expression consists of ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    value: bool | int | float | str


@dataclass(frozen=True, slots=True)
class Compared:
    operator: Comparison
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class OneOf:
    value: Node
    choices: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    value: Node


@dataclass(frozen=True, slots=True)
class Not:
    value: Node


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions of which all (``and``) or any (``or``) must hold."""

    operator: Literal["and", "or"]
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """A calculation from left to right."""

    first: Node
    rest: tuple[tuple[Operator, Node], ...]


Node = Column | Constant | Compared | OneOf | Missing | Not | Joined | Chain


@dataclass(frozen=True)
class Expression:
    """A condition (or a calculation) on the columns of one row; made by :func:`parse`."""

    text: str
    root: Node
    columns: frozenset[str]

    def __str__(self) -> str:
        return self.text

    def ibis(self, table: Any) -> Any:
        """The condition as an Ibis boolean over *table*; unknown is false, so it can be a filter.

        Raises:
            ExpressionError: a column is not in the table or holds something else than it is compared with, or the
                expression is no condition.
        """
        from tayanch.survey.algebras import IbisAlgebra

        return self._condition(IbisAlgebra(table)).data.fill_null(False)

    def rows(self, columns: Mapping[str, NDArray[Any]]) -> NDArray[np.bool_]:
        """The condition for each row (n,) of *columns*, arrays (n,) by name; unknown is false.

        Raises:
            ExpressionError: as :meth:`ibis`.
        """
        truth, known = self.truth(columns)
        return truth & known

    def truth(self, columns: Mapping[str, NDArray[Any]]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether the condition holds, and whether that is known, for each row: two arrays (n,)."""
        from tayanch.survey.algebras import NumpyAlgebra

        holds, known = self._condition(NumpyAlgebra(columns)).data
        shape = (_length(columns),)
        return np.broadcast_to(holds, shape).astype(bool), np.broadcast_to(known, shape).astype(bool)

    def values(self, columns: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
        """What a calculation gives for each row (n,): floats with NaN where unknown, texts and truths as objects."""
        from tayanch.survey.algebras import NumpyAlgebra

        found = evaluate(self.root, NumpyAlgebra(columns))
        data, known = (np.broadcast_to(part, (_length(columns),)) for part in found.data)
        if found.kind == "number":
            return np.asarray(np.where(known, data.astype(float), np.nan))
        given = data.astype(object)
        given[~known] = None
        return np.asarray(given)

    def _condition(self, algebra: Algebra) -> Value:
        found = evaluate(self.root, algebra)
        if found.kind not in ("truth", "nothing"):
            raise ExpressionError(f"{self.text}: a condition is expected, such as {self.text} == 1.")
        return found


def evaluate(node: Node, algebra: Algebra) -> Value:
    """The tree below *node* in *algebra*: in memory, or as a query."""
    match node:
        case Column(name):
            found = algebra.column(name)
        case Constant(value):
            found = algebra.constant(value)
        case Compared(operator, left, right):
            found = algebra.compare(operator, evaluate(left, algebra), evaluate(right, algebra))
        case OneOf(value, choices):
            found = algebra.one_of(evaluate(value, algebra), [choice.value for choice in choices])
        case Missing(value):
            found = algebra.missing(evaluate(value, algebra))
        case Not(value):
            found = algebra.negate(evaluate(value, algebra))
        case Joined(operator, parts):
            found = algebra.join(operator, [evaluate(part, algebra) for part in parts])
        case Chain(first, rest):
            found = evaluate(first, algebra)
            for sign, term in rest:
                found = algebra.calculate(sign, found, evaluate(term, algebra))
    return found


def _length(columns: Mapping[str, NDArray[Any]]) -> int:
    lengths = {len(values) for values in columns.values()}
    if len(lengths) != 1:
        raise ExpressionError("Columns of one length are needed." if lengths else "No columns were given.")
    return lengths.pop()


# --- reading the text -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # "number", "text", "name", "word", "sign" or "end"
    text: str
    position: int
    value: bool | int | float | str = ""


_TOKEN = re.compile(
    r"""\s+
    |(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
    |`(?P<quoted>[^`]+)`
    |(?P<name>[^\W\d][\w.@\#$]*)
    |(?P<sign>==|!=|<>|<=|>=|&&|\|\||[=<>≠≤≥+\-*/(),])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = {"and", "or", "not", "in", "is", "missing", "true", "false"}
_SAME = {"=": "==", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "&&": "and", "||": "or"}
_COMPARISONS: tuple[Comparison, ...] = ("==", "!=", "<", "<=", ">", ">=")


def parse(text: str) -> Expression:
    """The expression that *text* says.

    Raises:
        ExpressionError: with the position and what is expected there.
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"A condition of {len(text)} characters is too long: {LONGEST} are allowed.")
    reader = _Reader(text, _tokens(text))
    root = reader.condition()
    reader.expect_end()
    return Expression(text.strip(), root, frozenset(reader.names))


def name(column: str) -> str:
    """*column* as it is written in an expression: in backticks where it is no plain name."""
    plain = re.fullmatch(r"[^\W\d][\w.@#$]*", column) and column.lower() not in _WORDS
    return column if plain else f"`{column}`"


def quote(value: bool | int | float | str) -> str:
    """A constant as it is written in an expression."""
    if isinstance(value, bool):
        return str(value).lower()
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def _tokens(text: str) -> list[Token]:
    """The words and signs of *text*, ended by a token ``end``."""
    found = []
    for match in _TOKEN.finditer(text):
        kind, written, position = match.lastgroup, match.group(), match.start() + 1
        if kind == "number":
            found.append(Token("number", written, position, _number(written)))
        elif kind == "text":
            found.append(Token("text", written, position, written[1:-1].replace(written[0] * 2, written[0])))
        elif kind == "quoted":
            found.append(Token("name", match["quoted"], position))
        elif kind == "name":
            word = written.lower()
            found.append(Token("word", word, position) if word in _WORDS else Token("name", written, position))
        elif kind == "sign":
            same = _SAME.get(written, written)
            found.append(Token("word" if same.isalpha() else "sign", same, position))
        elif kind == "other":
            raise ExpressionError(_stray(text, written, position), position)
    return [*found, Token("end", "", len(text) + 1)]


def _number(written: str) -> int | float:
    """A number, whole where it is written so and an engine can hold it."""
    if written.isdecimal() and len(written) < 19:
        return int(written)
    value = float(written)
    return value if np.isfinite(value) else float(np.finfo(float).max)


def _stray(text: str, sign: str, position: int) -> str:
    hints = {
        "'": "the text that begins there is not closed by another '",
        '"': 'the text that begins there is not closed by another "',
        "`": "the name that begins there is not closed by another `",
        "!": "write != for unequal, or not",
        "&": "write and",
        "|": "write or",
        "%": "remainders cannot be taken",
        "$": "write the name of the column without ${ }",
    }
    return f"{text}: position {position}: {hints.get(sign, f'the sign {sign} means nothing here')}."


class _Reader:
    """Recursive descent: one method for each rule, from the loosest binding to the tightest."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text, self.tokens, self.at, self.depth = text, tokens, 0, 0
        self.names: set[str] = set()

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self, *wanted: str) -> Token | None:
        """The next token if it is one of *wanted* words or signs."""
        token = self.next
        if token.kind in ("word", "sign") and token.text in wanted:
            self.at += 1
            return token
        return None

    def fail(self, expected: str) -> ExpressionError:
        token = self.next
        found = "the end" if token.kind == "end" else token.text
        return ExpressionError(
            f"{self.text}: position {token.position}: {expected} is expected, but {found} stands there.",
            token.position,
        )

    def expect(self, sign: str, expected: str) -> None:
        if not self.take(sign):
            raise self.fail(expected)

    def expect_end(self) -> None:
        if self.next.kind != "end":
            raise self.fail("and, or, a comparison or the end")

    def many(self, parts: list[T]) -> tuple[T, ...]:
        if len(parts) > MOST_TERMS:
            raise ExpressionError(f"More than {MOST_TERMS} parts stand in a row: use in (…), or a column of your own.")
        return tuple(parts)

    def condition(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError(f"Brackets are nested more than {DEEPEST} deep.", self.next.position)
        parts = [self.conjunction()]
        while self.take("or"):
            parts.append(self.conjunction())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Joined("or", self.many(parts))

    def conjunction(self) -> Node:
        parts = [self.negation()]
        while self.take("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else Joined("and", self.many(parts))

    def negation(self) -> Node:
        turns = 0
        while self.take("not"):
            turns += 1
        found = self.comparison()
        return Not(found) if turns % 2 else found

    def comparison(self) -> Node:
        left = self.sum()
        if self.take("is"):
            turned = self.take("not")
            self.expect("missing", "missing")
            return Not(Missing(left)) if turned else Missing(left)
        if self.take("in"):
            return OneOf(left, self.choices())
        if self.take("not"):
            self.expect("in", "in")
            return Not(OneOf(left, self.choices()))
        return self.compared(left)

    def compared(self, left: Node) -> Node:
        """Comparisons in a row, ``15 <= age < 65``, hold when each of them does."""
        parts: list[Node] = []
        while sign := self.take(*_COMPARISONS):
            right = self.sum()
            parts.append(Compared(next(known for known in _COMPARISONS if known == sign.text), left, right))
            left = right
        if not parts:
            return left
        return parts[0] if len(parts) == 1 else Joined("and", self.many(parts))

    def choices(self) -> tuple[Constant, ...]:
        self.expect("(", "an opening bracket ( with a list")
        found = [self.choice()]
        while self.take(","):
            found.append(self.choice())
        self.expect(")", "a comma or a closing bracket )")
        if len({isinstance(one.value, str) for one in found}) > 1:
            raise ExpressionError(f"{self.text}: a list holds numbers or texts, not both.", self.next.position)
        return tuple(found)

    def choice(self) -> Constant:
        minus, token = self.take("-"), self.next
        if token.kind == "number" and not isinstance(token.value, str):
            self.at += 1
            return Constant(-token.value if minus else token.value)
        if token.kind != "text" or minus:
            raise self.fail("a number or a text in quotes")
        self.at += 1
        return Constant(token.value)

    def sum(self) -> Node:
        first, rest = self.product(), []
        while sign := self.take("+", "-"):
            rest.append((_operator(sign.text), self.product()))
        return Chain(first, self.many(rest)) if rest else first

    def product(self) -> Node:
        first, rest = self.signed(), []
        while sign := self.take("*", "/"):
            rest.append((_operator(sign.text), self.signed()))
        return Chain(first, self.many(rest)) if rest else first

    def signed(self) -> Node:
        turns = 0
        while sign := self.take("-", "+"):
            turns += sign.text == "-"
        found = self.single()
        if turns % 2 == 0:
            return found
        if isinstance(found, Constant) and not isinstance(found.value, str | bool):
            return Constant(-found.value)
        return Chain(Constant(0), (("-", found),))

    def single(self) -> Node:
        token = self.next
        if token.kind in ("number", "text"):
            self.at += 1
            return Constant(token.value)
        if token.kind == "name":
            self.at += 1
            self.names.add(token.text)
            return Column(token.text)
        if word := self.take("true", "false"):
            return Constant(word.text == "true")
        if self.take("("):
            found = self.condition()
            self.expect(")", "a closing bracket )")
            return found
        raise self.fail("a column, a number, a text in quotes or an opening bracket (")


def _operator(sign: str) -> Operator:
    signs: tuple[Operator, ...] = ("+", "-", "*", "/")
    return next(known for known in signs if known == sign)
