"""What each line of a list will be, and what stands in the way. Nothing is written here.

A cell that cannot be read is a :class:`Problem`; a person says once for all of them what becomes of such cells. What is
no mistake but is told all the same (a birth year without a day, a sum without a period) is a *notice*.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from tayanch import vocabulary
from tayanch.desk.importing import mapping as columns
from tayanch.desk.importing import values
from tayanch.desk.importing.mapping import KEEP, LEAVE, TARGETS
from tayanch.desk.importing.reading import Line, Table
from tayanch.desk.importing.values import Unclear
from tayanch.vault import documents, names, phones

EARLIEST = date(1991, 1, 1)  # no consultation of ours is older
STOP, WORDS, LEAVE_OUT = "stop", "words", "line"  # what becomes of cells that cannot be read
NOTICES = {"birth-year", "no-topic", "sum-without-period", "other-currency", "no-law", "same-line"}
FATAL = {"no-day", "same-original"}  # of these, no words can be kept: the line waits or stays out
OTHER_TOPIC = "other"
HOME = "kg"
ROUNDED = re.compile(r"\d[.,]?\d*e\+?\d+", re.IGNORECASE)
_PHONES_APART = re.compile(r"[,;\n]|\s/\s?|\s(?:и|же|жана|and|or|или)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Options:
    """What a person said about the whole list. *laws*: currency of each country whose wages can be claimed."""

    today: date
    region: str | None = None
    with_names: bool = True
    bad: str = STOP
    missing_day: date | None = None
    laws: Mapping[str, str] = field(default_factory=dict)
    american: bool | None = None  # the month comes before the day; None: as the column itself shows


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell of one line that cannot be taken as it is. ``value`` is for the eyes of the importer only."""

    line: int
    column: str
    target: str
    code: str
    value: str = ""

    @property
    def is_notice(self) -> bool:
        return self.code in NOTICES


@dataclass(slots=True)
class Period:
    """A pay period of a claim."""

    first: date
    last: date
    agreed: Decimal
    paid: Decimal = Decimal(0)
    paid_on: date | None = None


@dataclass(slots=True)
class Record:
    """What one line will be."""

    line: int
    original: str = ""
    day: date | None = None
    talk: dict[str, str] = field(default_factory=dict)  # concepts; topics with spaces between; the place as a full id
    said: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    woman: dict[str, str] = field(default_factory=dict)  # name, birth_date, document, address
    number: str = ""  # hers in the list: one number, one woman
    phones: list[str] = field(default_factory=list)
    case: dict[str, str] = field(default_factory=dict)  # number, employer_name …, outcome, closed_on
    notes: list[str] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    law: str = ""
    problems: list[Problem] = field(default_factory=list)
    content: str = ""  # the whole line, to know it again

    @property
    def is_of_case(self) -> bool:
        """True when the line names a case, an employer or what is owed; a note or a result alone is of a talk."""
        return bool(self.periods or any(part == "number" or part.startswith("employer") for part in self.case))

    @property
    def name_keys(self) -> tuple[str, ...]:
        return names.name_keys(self.woman.get("name", ""))


class Checker:
    """Reads the lines of one table by one mapping. *chosen*: ``{target: {entry: concept, KEEP or LEAVE}}``."""

    def __init__(
        self, table: Table, mapping: Mapping[str, str], chosen: Mapping[str, Mapping[str, str]], options: Options
    ) -> None:
        self.table, self.chosen, self.options = table, chosen, options
        self.of: dict[str, list[int]] = defaultdict(list)
        for column, target in mapping.items():
            self.of[target].append(table.place(column))
        self.american = {
            place: values.month_first(table.values(table.columns[place]))
            for target, places in self.of.items()
            for place in places
            if TARGETS[target].kind in {"day", "month"}
        }

    def records(self) -> Iterator[Record]:
        """A record for each line, in their order."""
        return map(self.record, self.table.lines)

    def record(self, line: Line) -> Record:
        """What *line* will be, with its problems."""
        made = Record(line.number, content="\x1f".join(map("\x1e".join, line.cells)))
        made.original = self._text(line, "original")
        self._day(line, made)
        self._talk(line, made)
        if self.options.with_names:
            self._woman(line, made)
            self._phones(line, made)
        self._case(line, made)
        self._money(line, made)
        self._words(line, made)
        if not made.is_of_case:
            self._without_case(line, made)
        return made

    # --- cells ---

    def _cells(self, line: Line, target: str) -> Iterator[tuple[str, str, int]]:
        """(heading, text, place) of each filled cell of a target."""
        for place in self.of.get(target, ()):
            for text in line.cells[place]:
                if text:
                    yield self.table.columns[place], text, place

    def _text(self, line: Line, target: str) -> str:
        return next((text for _, text, _ in self._cells(line, target)), "")

    def _problem(self, made: Record, code: str, target: str, heading: str = "", text: str = "") -> None:
        made.problems.append(Problem(made.line, heading, target, code, text))
        if text and (code in NOTICES or self.options.bad == WORDS):
            made.said.append(f"{heading}: {text}" if heading else text)

    def _read(self, line: Line, made: Record, target: str, parse: Callable[[str, int], object]) -> object | None:
        """The first cell of a target, read; a problem when it cannot be."""
        for heading, text, place in self._cells(line, target):
            try:
                return parse(text, place)
            except Unclear as refusal:
                self._problem(made, refusal.code, target, heading, text)
        return None

    def _parse_day(self, text: str, place: int) -> date:
        american = self.options.american if self.options.american is not None else self.american[place]
        return values.parse_day(text, american=american, from_1904=self.table.counts_from_1904)

    def _parse_past_day(self, text: str, place: int) -> date:
        day = self._parse_day(text, place)
        if day > self.options.today:
            raise Unclear("future")
        if day < EARLIEST:
            raise Unclear("too-early")
        return day

    def _past_day(self, line: Line, made: Record, target: str) -> date | None:
        found = self._read(line, made, target, self._parse_past_day)
        return found if isinstance(found, date) else None

    # --- parts of a record ---

    def _day(self, line: Line, made: Record) -> None:
        made.day = self._past_day(line, made, "day") or self.options.missing_day
        if made.day is None and not any(one.target == "day" for one in made.problems):
            self._problem(made, "no-day", "day")

    def _talk(self, line: Line, made: Record) -> None:
        for target in ("channel", "language", "stage", "target_group", "sector", "sex", "phone_relation"):
            if found := self._concepts(line, made, target):
                made.talk[target] = found[0]
        topics = self._concepts(line, made, "topics")
        if not topics:
            self._problem(made, "no-topic", "topics")
        made.talk["topics"] = " ".join(topics or [OTHER_TOPIC])
        if places := self._concepts(line, made, "place"):
            made.talk["place"] = min(places, key=lambda one: ("place/", "oblast/", "country/").index(_scheme(one)))

    def _concepts(self, line: Line, made: Record, target: str) -> list[str]:
        found = []
        for heading, text, _ in self._cells(line, target):
            for entry in columns.parts(target, text):
                concept = columns.concept_of(target, entry, chosen=self.chosen.get(target)) or KEEP
                if concept == KEEP:
                    made.said.append(f"{heading}: {entry}")
                elif concept != LEAVE:
                    found.append(concept)
        return list(dict.fromkeys(found))

    def _woman(self, line: Line, made: Record) -> None:
        given = [self._text(line, part) for part in ("surname", "given", "patronymic")]
        whole = [text for _, text, _ in self._cells(line, "name")]
        name = " ".join(part for part in (*whole, *given) if part)
        details = {"birth_date": self._birth(line, made), "document": self._document(line, made)}
        details["address"] = ", ".join(text for _, text, _ in self._cells(line, "address"))
        details = {detail: text for detail, text in details.items() if text}
        if name:
            made.woman = {"name": name} | details
            made.number = self._text(line, "person_number")
        elif details:
            self._problem(made, "nameless", "name", "", ", ".join(details.values()))

    def _birth(self, line: Line, made: Record) -> str:
        for heading, text, place in self._cells(line, "birth_date"):
            if re.fullmatch(r"(19|20)\d\d\s*\D{0,6}", text):
                self._problem(made, "birth-year", "birth_date", heading, text)
                continue
            try:
                born = self._parse_day(text, place)
                if not date(1900, 1, 1) < born <= self.options.today:
                    raise Unclear("not-a-day")
                return born.isoformat()
            except Unclear as refusal:
                self._problem(made, refusal.code, "birth_date", heading, text)
        return ""

    def _document(self, line: Line, made: Record) -> str:
        for heading, text, _ in self._cells(line, "document"):
            try:
                documents.normalise(text)
                return text
            except documents.NotADocumentNumber:
                self._problem(made, "not-a-document", "document", heading, text)
        return ""

    def _phones(self, line: Line, made: Record) -> None:
        for heading, text, _ in self._cells(line, "phone"):
            for part in filter(None, map(str.strip, _PHONES_APART.split(text))):
                number, code = read_phone(part, self.options.region)
                if number and number not in made.phones:
                    made.phones.append(number)
                elif code:
                    self._problem(made, code, "phone", heading, part)

    def _case(self, line: Line, made: Record) -> None:
        case = {"number": self._text(line, "case_number")}
        case |= {part: self._text(line, part) for part in ("employer_name", "employer_tax")}
        case["employer_contact"] = ", ".join(text for _, text, _ in self._cells(line, "employer_contact"))
        if outcomes := self._concepts(line, made, "outcome"):
            closed = self._past_day(line, made, "closed_on") or made.day
            case |= {"outcome": outcomes[0], "closed_on": closed.isoformat() if closed else ""}
        made.case = {part: text for part, text in case.items() if text}
        made.notes = [f"{h}: {t}" if len(self.of["note"]) > 1 else t for h, t, _ in self._cells(line, "note")]

    def _without_case(self, line: Line, made: Record) -> None:
        """What would be kept in a case stays in the words of the talk."""
        made.said += made.notes
        made.said += [f"{heading}: {text}" for heading, text, _ in self._cells(line, "outcome") if made.case]
        made.notes, made.case = [], {}

    def _words(self, line: Line, made: Record) -> None:
        for target, texts in (("said", made.said), ("advice", made.advice)):
            several = len(self.of.get(target, ())) > 1
            told = [f"{heading}: {text}" if several else text for heading, text, _ in self._cells(line, target)]
            texts[:0] = told

    # --- money ---

    def _money(self, line: Line, made: Record) -> None:
        """Pay periods: cells of one repeat stand side by side, so the first sum goes with the first month."""
        rows = max((len(line.cells[place]) for place in self.of.get("agreed", ())), default=0)
        for number in range(rows):
            self._period(_nth(line, number), made)
        country = country_of(made.talk.get("place", ""))
        if made.periods and country not in self.options.laws:
            self._as_words(made, "no-law")
        made.law = country if made.periods else ""

    def _period(self, line: Line, made: Record) -> None:
        heading, text, _ = next(self._cells(line, "agreed"), ("", "", 0))
        if not text:
            return
        sums = {target: self._sum(line, made, target) for target in ("agreed", "paid")}
        agreed, paid = sums["agreed"], sums["paid"]
        span = self._span(line, made)
        if agreed is None:
            return
        if span is None:
            self._problem(made, "sum-without-period", "agreed", heading, text)
        elif paid is not None and paid > agreed:
            self._problem(made, "overpaid", "paid", heading, f"{text} / {self._text(line, 'paid')}")
        else:
            paid_on = self._past_day(line, made, "paid_on")
            made.periods.append(Period(*span, agreed, paid or Decimal(0), paid_on))

    def _sum(self, line: Line, made: Record, target: str) -> Decimal | None:
        for heading, text, _ in self._cells(line, target):
            try:
                amount, currency = values.parse_sum(text)
            except Unclear as refusal:
                self._problem(made, refusal.code, target, heading, text)
                return None
            said = currency or _currency(self._text(line, "currency"))
            wanted = self.options.laws.get(country_of(made.talk.get("place", "")), "")
            if said and wanted and said != wanted:
                self._problem(made, "other-currency", target, heading, text)
                return None
            return amount
        return None

    def _span(self, line: Line, made: Record) -> tuple[date, date] | None:
        if self._text(line, "month"):
            found = self._read(line, made, "month", self._parse_month)
            return found if isinstance(found, tuple) else None
        first, last = (self._past_day(line, made, target) for target in ("period_first", "period_last"))
        if first and last and last < first:
            self._problem(made, "period-reversed", "period_last", "", f"{first} – {last}")
            return None
        return (first, last) if first and last else None

    def _parse_month(self, text: str, place: int) -> tuple[date, date]:
        american = self.options.american if self.options.american is not None else self.american[place]
        first, last = values.parse_month(text, american=american, from_1904=self.table.counts_from_1904)
        if not EARLIEST <= first <= self.options.today:
            raise Unclear("future" if first > self.options.today else "too-early")
        return first, min(last, max(first, self.options.today))

    def _as_words(self, made: Record, code: str) -> None:
        """Periods that no law of ours counts are kept as words in a note."""
        told = "; ".join(f"{one.first} – {one.last}: {one.agreed} ({one.paid})" for one in made.periods)
        made.problems.append(Problem(made.line, "", "agreed", code, told))
        made.notes.append(told)
        made.periods = []


def _nth(line: Line, number: int) -> Line:
    """The line with only the *number*-th text of each cell of a repeat; cells that say one thing say it each time."""
    return Line(
        line.number,
        tuple(cell if len(cell) < 2 else cell[number : number + 1] for cell in line.cells),
    )


def _scheme(full_id: str) -> str:
    return full_id[: full_id.index("/") + 1]


@cache
def country_of(place: str) -> str:
    """The country of a place, an oblast or a country; "" when unknown."""
    scheme, _, concept_id = place.partition("/")
    if scheme == "place":
        return (vocabulary.concept(place).broader or "").removeprefix("country/")
    return HOME if scheme == "oblast" else concept_id


def _currency(text: str) -> str:
    try:
        return values.parse_sum(f"1 {text}")[1] if text else ""
    except Unclear:
        return ""


def read_phone(text: str, region: str | None) -> tuple[str, str]:
    """(E.164, "") or ("", code of the problem)."""
    if ROUNDED.fullmatch(text.replace(" ", "")):
        return "", "phone-rounded"
    if not any(map(str.isdecimal, text)) or len(text) > 60:
        return "", "not-a-phone"
    try:
        return phones.normalise(text, region), ""
    except phones.NotAPhone:
        several = len(phones.candidates(text, None)) > 1
        return "", "phone-several-countries" if several else "not-a-phone"


# --- the list as a whole -------------------------------------------------------------------------------------


def settle(records: list[Record]) -> None:
    """Add what only shows when lines are seen together: one id or one line twice, months of one case that overlap."""
    seen: dict[str, int] = {}
    said: dict[str, int] = {}
    for one in records:
        if said.setdefault(one.content, one.line) != one.line:
            one.problems.append(Problem(one.line, "", "original", "same-line", str(said[one.content])))
        if one.original and seen.setdefault(one.original, one.line) != one.line:
            one.problems.append(Problem(one.line, "", "original", "same-original", one.original))
    for _case, lines in by_case(records).items():
        _find_overlaps(lines)


def by_case(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Lines of one case together: those with the same number of a case, each of the others alone."""
    cases: dict[str, list[Record]] = defaultdict(list)
    for one in records:
        if one.is_of_case:
            number = one.case.get("number", "")
            cases[f"number {number}" if number else f"line {one.line}"].append(one)
    return cases


def _find_overlaps(lines: list[Record]) -> None:
    spans = sorted(((p.first, p.last, one.line, n) for one in lines for n, p in enumerate(one.periods)))
    by_line = {one.line: one for one in lines}
    last, gone = date.min, set()
    for first, end, line, number in spans:
        if first <= last:
            gone.add((line, number))
            by_line[line].problems.append(Problem(line, "", "month", "overlap", f"{first} – {end}"))
        last = max(last, end)
    for one in lines:
        kept = [p for n, p in enumerate(one.periods) if (one.line, n) not in gone]
        one.notes += [f"{p.first} – {p.last}: {p.agreed}" for n, p in enumerate(one.periods) if (one.line, n) in gone]
        one.periods = kept


def is_out(record: Record, bad: str) -> bool:
    """True when the line stays out, by what was said of cells that cannot be read."""
    stopping = {one.code for one in record.problems if not one.is_notice}
    no_day = record.day is None
    return no_day or bool(stopping & FATAL) or (bad == LEAVE_OUT and bool(stopping))


def stops(records: Iterable[Record], bad: str) -> bool:
    """True while the list cannot be taken: a problem that nobody decided on."""
    return bad == STOP and any(not one.is_notice for record in records for one in record.problems)


# --- the same woman twice ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Double:
    """Two lines that may be of the same woman, and why: document, name-birth, phone-name."""

    line: int
    other: int
    reasons: tuple[str, ...]


def doubles_within(records: Iterable[Record]) -> list[Double]:
    """For each line the first line before it that shares a document, a name and birth date, or a phone and a name.

    Lines with the same number of a woman are of one woman: nobody is asked.
    """
    first: dict[tuple[str, ...], Record] = {}
    found = []
    for one in records:
        reasons: dict[int, list[str]] = defaultdict(list)
        for kind, *key in marks(one):
            earlier = first.setdefault((kind, *key), one)
            if earlier is not one and not (one.number and one.number == earlier.number):
                reasons[earlier.line].append(kind)
        if reasons:
            other = min(reasons)
            found.append(Double(one.line, other, tuple(dict.fromkeys(reasons[other]))))
    return found


def marks(record: Record) -> Iterator[tuple[str, ...]]:
    """What tells a woman: (kind, parts …), normalised. None for a line without a name."""
    if not record.woman:
        return
    if number := record.woman.get("document"):
        yield "document", documents.normalise(number)
    keys, born = record.name_keys, record.woman.get("birth_date", "")
    if len(keys) > 1 and born:
        yield "name-birth", *sorted(keys[:2]), born
    for phone in record.phones:
        for key in sorted(set(keys[:2])):
            yield "phone-name", phone, key
