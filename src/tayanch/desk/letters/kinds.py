"""The letters there are, and the facts each of them asks for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from tayanch.desk.letters.calculation import Calculation, Debt, Status
from tayanch.law.days import add_months
from tayanch.yaml_text import read_yaml

HERE = files("tayanch.desk.letters")
_NAME = re.compile(r"[a-z][a-z_]*")

# "long" is text of several lines, "lines" a list of one thing a line.
FactType = Literal["text", "long", "lines", "date", "number", "yes"]


class _FactsError(ValueError):
    """Something is the matter with the facts named in ``keys``."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(", ".join(self.keys))


class MissingFacts(_FactsError):
    """Facts still to be asked for. A letter never leaves them blank."""


class WrongFacts(_FactsError):
    """Facts of the wrong type: a date is a ``date``, a number a positive ``int``, yes/no a ``bool``."""


class FactNotSupported(_FactsError):
    """A statement was asked for that the figures do not bear out, such as a delay that is too short."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A delay the law attaches something to. ``paid_share_below`` 0 means nothing was paid at all."""

    days_over: int = 0
    months_over: int = 0
    paid_share_below: Decimal | None = None

    def met_by(self, debt: Debt, as_of: date) -> bool:
        """Whether this one debt is unpaid for longer than the law names."""
        late = add_months(debt.due_on, self.months_over)
        return debt.unpaid > 0 and (as_of - late).days > self.days_over and self._little_paid(debt)

    def _little_paid(self, debt: Debt) -> bool:
        if self.paid_share_below is None:
            return True
        return debt.paid == 0 or debt.paid < debt.agreed * self.paid_share_below


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: what to ask in each language, an example, and when it applies.

    ``when`` names a yes/no fact (``"ended"`` or ``"not ended"``); if that does not hold, the fact is neither
    asked nor used. ``allowed_if`` lists thresholds of which one must be met before a "yes" is accepted. ``known`` is
    the name of what a case may already tell; usually the key itself. ``shared``: an answer holds for every letter of
    the case; otherwise it is about this letter alone.
    """

    key: str
    type: FactType
    required: bool
    question: Mapping[str, str]
    example: str
    note: Mapping[str, str]
    when: str = ""
    allowed_if: tuple[Threshold, ...] = ()
    known: str = ""
    shared: bool = False

    def applies(self, facts: Mapping[str, object]) -> bool:
        """Whether the facts known so far make this one matter."""
        if not self.when:
            return True
        key = self.when.removeprefix("not ")
        return facts.get(key) is (key == self.when)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The rule of law that sets the last day: asked ``question``, with the day in the fact ``fact`` as ``field``."""

    rule: str
    question: Mapping[str, str]
    fact: str
    field: str


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A letter as its folder describes it.

    ``language`` is the one it is usually sent in, ``sent_in`` all it may be sent in; in the other ``languages`` it is
    a copy to read. ``about`` says in one line what it does. ``needs_claim``: it carries the calculation of a claim.
    ``asks_consent``: it reaches an office that may look at her papers, so she is asked once more. ``topics`` are
    concepts of the scheme "need" that it serves.
    """

    id: str
    country: str
    addressee: str
    language: str
    languages: tuple[str, ...]
    sent_in: tuple[str, ...]
    title: Mapping[str, str]
    about: Mapping[str, str]
    topics: tuple[str, ...]
    needs_claim: bool
    asks_consent: bool
    deadline: Deadline | None
    legal_basis: tuple[Mapping[str, str], ...]
    facts: tuple[Fact, ...]
    status: Status
    questions: tuple[str, ...]

    @property
    def path(self) -> str:
        """``ru/demand``: the letter's folder, and how its papers are marked."""
        return f"{self.country}/{self.id}"


def countries() -> tuple[str, ...]:
    """The countries that have letters, by code."""
    return tuple(sorted(entry.name for entry in HERE.iterdir() if available(entry.name)))


def available(country: str) -> tuple[LetterKind, ...]:
    """All letters of a country (``"ru"``), by id; none for a country without letters."""
    folder = HERE.joinpath(country)
    if not _NAME.fullmatch(country) or not folder.is_dir():
        return ()
    ids = sorted(entry.name for entry in folder.iterdir() if entry.joinpath("letter.yaml").is_file())
    return tuple(load(country, id_) for id_ in ids)


@cache
def load(country: str, id_: str) -> LetterKind:
    """One letter, e.g. ``load("ru", "demand")``. Raises ``LookupError`` when there is none."""
    path = HERE.joinpath(country, id_, "letter.yaml")
    if not (_NAME.fullmatch(country) and _NAME.fullmatch(id_) and path.is_file()):
        raise LookupError(f"no letter {id_!r} for {country!r}")
    data: dict[str, Any] = read_yaml(path.read_text("utf-8"))
    deadline = data.get("deadline")
    facts = tuple(_fact(item) for item in data["facts"])
    check_conditions(f"{country}/{id_}", facts)
    return LetterKind(
        id=id_,
        country=country,
        addressee=data["addressee"],
        language=data["language"],
        languages=tuple(data["languages"]),
        sent_in=tuple(data.get("sent_in", [data["language"]])),
        title=data["title"],
        about=data["about"],
        topics=tuple(data["topics"]),
        needs_claim=data.get("needs_claim", False),
        asks_consent=data.get("asks_consent", False),
        deadline=Deadline(**deadline) if deadline else None,
        legal_basis=tuple(data["legal_basis"]),
        facts=facts,
        status=data["status"],
        questions=tuple(data["questions"]),
    )


@cache
def text_of(country: str, name: str) -> str:
    """The text of a template in a country's folder, e.g. ``("ru", "demand/text.ky.txt")``."""
    return HERE.joinpath(country, *name.split("/")).read_text("utf-8")


@cache
def words(language: str, country: str = "") -> Mapping[str, Any]:
    """Column heads and notices in one language, some of them in a country's own terms.

    Raises ``LookupError`` for a language without them.
    """
    own = HERE.joinpath(country, "words.yaml")
    changed = _words(own).get(language, {}) if country and own.is_file() else {}
    return {**_words(HERE.joinpath("words.yaml"))[language], **changed}


def _words(path: Any) -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = read_yaml(path.read_text("utf-8"))
    return found


def missing(kind: LetterKind, facts: Mapping[str, object]) -> list[Fact]:
    """The facts still to be asked for, in the order in which to ask them."""
    return [fact for fact in kind.facts if fact.required and fact.applies(facts) and _is_blank(facts.get(fact.key))]


def unsupported(kind: LetterKind, facts: Mapping[str, object], calculation: Calculation | None) -> list[Fact]:
    """The statements answered "yes" that this calculation does not bear out."""
    return [
        fact
        for fact in kind.facts
        if fact.allowed_if and fact.applies(facts) and facts.get(fact.key) and not _allowed(fact, calculation)
    ]


def usable(kind: LetterKind, facts: Mapping[str, object], calculation: Calculation | None) -> dict[str, object]:
    """The facts a template may see: every key of the letter, blank where not asked or not given.

    Raises ``MissingFacts``, ``WrongFacts`` or ``FactNotSupported``.
    """
    if absent := missing(kind, facts):
        raise MissingFacts(fact.key for fact in absent)
    given = {fact.key: _used(fact, facts) for fact in kind.facts}
    if wrong := [fact.key for fact in kind.facts if not _fits(fact, given[fact.key])]:
        raise WrongFacts(wrong)
    if refused := unsupported(kind, facts, calculation):
        raise FactNotSupported(fact.key for fact in refused)
    return given


def clean(text: str) -> str:
    """Text without what no paper can show: control, surrogate and direction-switching characters."""
    text = re.sub("\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text).replace("\t", " ")
    return _UNSHOWABLE.sub("", text).strip()


# Direction switches could make a sum read backwards; the rest cannot be stored in a DOCX at all.
_UNSHOWABLE = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")


@cache
def _common() -> Mapping[str, Mapping[str, Any]]:
    """The questions that many letters ask, by key; a letter may change parts of one."""
    found: Mapping[str, Mapping[str, Any]] = read_yaml(HERE.joinpath("facts.yaml").read_text("utf-8"))
    return found


def _fact(item: str | Mapping[str, Any]) -> Fact:
    own = {"key": item} if isinstance(item, str) else item
    data = {**_common().get(own["key"], {}), **own}
    return Fact(
        key=data["key"],
        type=data["type"],
        required=data.get("required", True),
        question=data["question"],
        example=data["example"],
        note=data.get("note", {}),
        when=data.get("when", ""),
        allowed_if=tuple(_threshold(one) for one in data.get("allowed_if", ())),
        known=data.get("known", data["key"]),
        shared=data.get("shared", own["key"] in _common()),
    )


def check_conditions(letter: str, facts: Iterable[Fact]) -> None:
    """A condition on a question that is not asked before would never hold, and its fact would stay blank."""
    asked: set[str] = set()
    for fact in facts:
        if fact.when and fact.when.removeprefix("not ") not in asked:
            raise ValueError(f"{letter}: {fact.key} depends on {fact.when!r}, which is not asked before it")
        asked |= {fact.key} if fact.type == "yes" else set()


def _threshold(data: Mapping[str, Any]) -> Threshold:
    share = data.get("paid_share_below")
    return Threshold(
        days_over=data.get("days_over", 0),
        months_over=data.get("months_over", 0),
        paid_share_below=None if share is None else Decimal(share),
    )


def _used(fact: Fact, facts: Mapping[str, object]) -> object:
    value = facts.get(fact.key)
    if not fact.applies(facts) or _is_blank(value):
        return {"yes": False, "lines": ()}.get(fact.type, "")
    if not isinstance(value, str):
        return value
    text = clean(value)
    if fact.type == "lines":
        return tuple(line.strip() for line in text.split("\n") if line.strip())
    return text.removesuffix(".") if fact.type == "long" else text  # the letter puts its own mark there


def _fits(fact: Fact, value: object) -> bool:
    if fact.type == "yes":
        return isinstance(value, bool)
    if value == "":
        return True
    if fact.type == "lines":
        return isinstance(value, tuple)
    if fact.type == "date":
        return isinstance(value, date) and not isinstance(value, datetime)
    if fact.type == "number":
        return isinstance(value, int) and not isinstance(value, bool) and value > 0
    return isinstance(value, str)


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not clean(value))


def _allowed(fact: Fact, calculation: Calculation | None) -> bool:
    if calculation is None:
        return False
    return any(threshold.met_by(debt, calculation.as_of) for threshold in fact.allowed_if for debt in calculation.debts)
