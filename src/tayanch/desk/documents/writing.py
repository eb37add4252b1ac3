"""The papers that can be written in a case: which, to whom, what is still to be asked, until when, with what care.

Nothing here writes anything. What is known comes from :func:`tayanch.desk.documents.letter_facts.facts_of`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from tayanch import law, vocabulary
from tayanch.accounts.models import User
from tayanch.desk import letters
from tayanch.desk.documents.letter_facts import facts_of, letters_of, only_client
from tayanch.desk.documents.template_words import ADDRESSEES, addressee_name
from tayanch.desk.language import language
from tayanch.desk.models import Case, Claim, Document, LetterAnswers
from tayanch.law import LawError
from tayanch.vault.keys import Erased, load_keys
from tayanch.vault.models import Person

HOME = "kg"
ASK_AFTER = 30  # days: when an office or a court is usually asked for its answer
# Concepts of "status" with which no office has a question about her stay.
SETTLED = {"regular", "no-permit-needed", "patent", "work-permit", "household-permit"}
SETTLED |= {"temporary-residence", "residence-permit", "citizen"}
Care = Literal["", "unknown", "danger"]


@dataclass(frozen=True, slots=True)
class LastDay:
    """Until when an office or a court can be asked: the day itself, and the working day on or before it.

    ``since`` is the day it is counted from: she got the decision, or the pay was due.
    """

    since: date
    last_day: date
    safe_day: date
    days_left: int
    texts: tuple[str, ...]
    warnings: tuple[str, ...]
    articles: tuple[str, ...]
    is_draft: bool

    @property
    def is_past(self) -> bool:
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of letter on the page, for one claim if it carries a calculation."""

    kind: letters.LetterKind
    claim: Claim | None
    title: str
    about: str
    to_ask: tuple[str, ...]
    last_day: LastDay | None
    made: tuple[Document, ...]
    fits: bool

    @property
    def needs_claim(self) -> bool:
        return self.kind.needs_claim and self.claim is None

    @property
    def sent_on(self) -> date | None:
        return max((paper.sent_on for paper in self.made if paper.sent_on), default=None)

    @property
    def made_at(self) -> datetime | None:
        return max((paper.made_at for paper in self.made), default=None)


@dataclass(slots=True)
class Shelf:
    """The letters to one addressee."""

    addressee: str
    name: str
    rows: list[Row] = field(default_factory=list)


def shelves(case: Case, user: User, country: str, today: date) -> list[Shelf]:
    """The letters of one country, by addressee; those that fit the case come first on their shelf."""
    found: dict[str, Shelf] = {}
    for row in _rows(case, user, country, today):
        to = row.kind.addressee
        found.setdefault(to, Shelf(to, addressee_name(to))).rows.append(row)
    order = [addressee for addressee, _name in ADDRESSEES]
    for shelf in found.values():
        shelf.rows.sort(key=lambda row: not row.fits)
    fits = {shelf.addressee: any(row.fits for row in shelf.rows) for shelf in found.values()}
    return sorted(found.values(), key=lambda shelf: (not fits[shelf.addressee], order.index(shelf.addressee)))


def countries_of(case: Case) -> list[str]:
    """The countries whose letters the case needs: of its claims, its own, and home; then whatever else there is."""
    near = [*(claim.law for claim in case.claims.all()), case.country, HOME]
    return [code for code in dict.fromkeys([*near, *letters.countries()]) if letters.available(code)]


def is_near(case: Case, country: str) -> bool:
    """True for the countries that the case is about, and home."""
    return country in {case.country, HOME, *(claim.law for claim in case.claims.all())}


def known_for(case: Case, kind: letters.LetterKind, known: Mapping[str, Any], person: Person | None) -> dict[str, Any]:
    """The facts of this letter that nobody has to ask again: from the case (*known*), and as typed before.

    What was typed wins: she may have chosen another address for letters than the one written down for her.
    """
    return _with_typed(kind, known, case.letter_answers.filter(person=person).first())


def of_case(kind: letters.LetterKind, known: Mapping[str, Any]) -> dict[str, Any]:
    """What the case tells of this letter's facts, by their keys."""
    return {fact.key: known[fact.known] for fact in kind.facts if fact.known in known}


def initial_of(known: Mapping[str, Any]) -> dict[str, Any]:
    """What is known, as a form shows it."""
    return {key: _shown(value) for key, value in known.items()}


def care_for(case: Case, kind: letters.LetterKind) -> Care:
    """With what care she must be asked before this goes out: the basis of her stay may be looked at there."""
    if not kind.asks_consent:
        return ""
    episode = getattr(case, "episode", None)
    try:
        status = episode.unseal("status") if episode else ""
    except Erased:
        status = ""
    if status in SETTLED:
        return ""
    return "danger" if status and status != "not-asked" else "unknown"


def last_day(kind: letters.LetterKind, since: object, today: date) -> LastDay | None:
    """By the letter's rule, from the day she got the decision; None without a rule, a day, or an answer of the law."""
    if kind.deadline is None or not isinstance(since, date):
        return None
    asked = {kind.deadline.field: since.isoformat(), "language": language()}
    question: dict[str, object] = {**kind.deadline.question, **asked}
    try:
        answer: Mapping[str, Any] = law.compute(kind.deadline.rule, question)
    except LawError:
        return None
    safe = date.fromisoformat(answer["last_safe_day"])
    return LastDay(
        since=since,
        last_day=date.fromisoformat(answer["last_day"]),
        safe_day=safe,
        days_left=(safe - today).days,
        texts=tuple(step["text"] for step in answer["steps"]),
        warnings=tuple(notice["text"] for notice in answer["warnings"]),
        articles=tuple(answer["articles"]),
        is_draft=answer["status"] != "reviewed",
    )


def a_day(value: object) -> date | None:
    """A day as a form has it: a ``date``, or text that may be one."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None


def papers_of(case: Case, kind: letters.LetterKind, person: Person | None = None) -> list[Document]:
    """The papers of this kind that were made in the case, newest first, with their keys; of one woman if named."""
    made = case.documents.filter(kind=Document.Kind.LETTER, letter=kind.path).order_by("-made_at")
    found = list(made.filter(person=person) if person else made)
    load_keys(found)
    return found


def sendable(kind: letters.LetterKind, papers: Sequence[Document]) -> list[Document]:
    """Those in a language the letter may be sent in, and not sent yet: copies to read stay here."""
    ends = tuple(f"-{spoken}.{ending}" for spoken in kind.sent_in for ending in ("docx", "pdf"))
    return [paper for paper in papers if paper.sent_on is None and paper.unseal("name").endswith(ends)]


def _with_typed(kind: letters.LetterKind, known: Mapping[str, Any], row: LetterAnswers | None) -> dict[str, Any]:
    try:
        told = row.for_letter(kind.path) if row else {}
    except Erased:
        told = {}
    return {**of_case(kind, known), **{fact.key: told[fact.key] for fact in kind.facts if fact.key in told}}


@dataclass(frozen=True, slots=True)
class _Side:
    """What is known of one woman: of a claim, or of the case as a whole."""

    claim: Claim | None
    person: Person | None
    known: Mapping[str, Any]
    last_day: LastDay | None = None


def _rows(case: Case, user: User, country: str, today: date) -> Iterator[Row]:
    whole = _Side(None, only_client(case), facts_of(case, user, today=today))
    sides = [
        _Side(claim, claim.person, facts_of(case, user, claim, today=today), _claim_day(case, claim, today))
        for claim in case.claims.select_related("case", "person")
        if claim.law == country
    ]
    typed = {row.person_id: row for row in case.letter_answers.all()}
    made, wanted = _made(case), _wanted(case)
    # At home nobody claims wages that she earned elsewhere: those letters wait for a claim under the law of home.
    waiting = [] if country == HOME and case.country not in ("", HOME) else [whole]
    for kind in letters.available(country):
        for side in (sides or waiting) if kind.needs_claim else [whole]:
            facts = _with_typed(kind, side.known, typed.get(side.person.id if side.person else None))
            yield Row(
                kind=kind,
                claim=side.claim,
                title=kind.title[language()],
                about=kind.about[language()],
                to_ask=tuple(fact.question[language()] for fact in letters.missing(kind, facts)),
                last_day=side.last_day or last_day(kind, facts.get(_since(kind)), today),
                made=tuple(letters_of(side.claim, kind.id)) if side.claim else made.get(kind.path, ()),
                fits=bool(wanted & set(kind.topics)),
            )


def _since(kind: letters.LetterKind) -> str:
    return kind.deadline.fact if kind.deadline else ""


def _wanted(case: Case) -> set[str]:
    """What the case is about: its topic, the topics below a broad one, and what was done to her."""
    needs = vocabulary.scheme("need").concepts
    below = {one.id for one in needs if case.topic and one.broader == f"need/{case.topic}"}
    return {case.topic, *below, *case.violations.values_list("violation", flat=True)} - {""}


def _made(case: Case) -> dict[str, tuple[Document, ...]]:
    found: dict[str, tuple[Document, ...]] = {}
    for paper in case.documents.filter(kind=Document.Kind.LETTER).order_by("-made_at"):
        found[paper.letter] = (*found.get(paper.letter, ()), paper)
    return found


def _claim_day(case: Case, claim: Claim, today: date) -> LastDay | None:
    """The nearest last day to sue that the case already reminds of."""
    rows = list(case.deadlines.filter(claim=claim, is_start=False, last_safe_day__gte=today))
    load_keys(rows)
    wanted = [row for row in rows if row.rule == f"{claim.law}.wage.limitation"]
    if not wanted:
        return None
    nearest = min(wanted, key=lambda row: row.last_safe_day)
    left = (nearest.last_safe_day - today).days
    return LastDay(nearest.since, nearest.last_day, nearest.last_safe_day, left, (), (), (), is_draft=True)


def _shown(value: Any) -> Any:
    """Yes and no as the radio buttons have them, a list one thing a line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value
