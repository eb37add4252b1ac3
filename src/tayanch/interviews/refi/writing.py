"""A study becomes a ``.qdpx`` that is valid against the schema, with an account of what the standard has no place for.

What goes where: a speaker is a Case whose SelectionRefs are her turns, and a code of the folder "Speakers" for tools
that know no SelectionRef; several codings of one passage stand in one selection; a round is a user of its own; what
was settled is coded by the user "Settled"; memos are notes. The text is written as it is unless a reading asks for
other line ends; the root's ``origin`` names the reading and the study, so that our own files come back as they were.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tayanch.interviews.model import Adjudication, Coding, Document, Memo, Study
from tayanch.interviews.refi import cases, codes, schema
from tayanch.interviews.refi.dialects import PLAIN, Measured, Reading
from tayanch.interviews.refi.losses import Ledger, Loss, RefiError
from tayanch.interviews.refi.packing import INTERNAL, pack
from tayanch.interviews.refi.schema import guid, made

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = f"{{{schema.PROJECT}}}"


@dataclass(frozen=True)
class Exported:
    """The file, what did not go into it, and what a person should know before sending it."""

    data: bytes
    report: tuple[Loss, ...]
    warnings: tuple[str, ...] = ()


def write_project(
    study: Study, *, reading: Reading = PLAIN, names_of_coders: bool = False, created: datetime
) -> Exported:
    """The study as a ``.qdpx``: the newest text of each document with what is coded in it.

    Coders are called "Coder 1" and so on unless *names_of_coders*. *created* is written as the time of the export; the
    same study at the same time gives the same bytes. Raises :class:`RefiError` for a reading that cannot be written.
    """
    if reading.counts_bom:
        raise RefiError("No tool counts the byte order mark on purpose. Choose another reading.")
    return _Writer(study, reading, names_of_coders, created).exported()


def time_of(moment: datetime) -> str:
    """``xsd:dateTime``; what knows its zone is written in UTC."""
    if moment.tzinfo is None:
        return moment.isoformat()
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def file_text(text: str, reading: Reading) -> str:
    """How *text* stands in a file that is read with *reading*."""
    if reading.line_end == "two":
        text = re.sub("\r?\n", "\r\n", text)
    elif reading.line_end == "one":
        text = text.replace("\r\n", "\n")
    return "\ufeff" + text if reading.writes_bom or text.startswith("\ufeff") else text


@dataclass
class _Writer:
    """One export, in the order of its methods."""

    study: Study
    reading: Reading
    named: bool
    created: datetime
    files: list[tuple[str, bytes]] = field(default_factory=list)
    users: dict[tuple[str, int], str] = field(default_factory=dict)  # coder and round to a user's GUID
    variables: dict[str, str] = field(default_factory=dict)  # name to GUID
    notes: dict[tuple[str, ...], list[str]] = field(default_factory=lambda: defaultdict(list))  # subject to notes
    settled: str = ""
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        held = {"Document": len(self.study.documents), "Coding": len(self.study.codings), "Memo": len(self.study.memos)}
        held |= {"Adjudication": len(self.study.adjudications), "Event": len(self.study.events)}
        held |= {"Speaker": len(self.study.speakers), "Case": len(self.study.cases), "Merge": len(self.study.codebook.merges)}
        self.ledger = Ledger(held)
        self.documents = {document.id: document for document in self.study.documents}
        self.labels = {speaker.id: speaker.label for speaker in self.study.speakers}
        self.settled = made("settled", self.study.id)

    def exported(self) -> Exported:
        from lxml import etree

        root = etree.Element(NAMESPACE + "Project", nsmap={None: schema.PROJECT})
        root.set("name", self._clean(self.study.name or "Project", "name"))
        root.set("origin", self._clean(f"{schema.ORIGIN}; {self.reading.name}; study {self.study.id}", "origin"))
        root.set("creationDateTime", time_of(self.created))
        self._collect()
        self._users(root)
        self._codebook(root)
        self._variables(root)
        self._cases(root)
        self._sources(root)
        self._notes(root)
        for note in self.notes.get(("study", ""), ()):
            self._sub(root, "NoteRef", targetGUID=note)
        self._account()
        xml: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return Exported(pack(xml, self.files, self.created), self.ledger.losses, tuple(self.warnings))

    # --- what goes with each document -------------------------------------------------------------------------------

    def _collect(self) -> None:
        """Bring everything to the newest texts, and see who takes part."""
        self.codings: dict[str, list[Coding]] = defaultdict(list)
        for coding in self.study.codings:
            if kept := self._carried(coding, "Coding"):
                self.codings[coding.document].append(kept)
        self.adjudications: dict[str, list[Adjudication]] = defaultdict(list)
        for each in self.study.adjudications:
            if settled := self._carried(each, "Adjudication"):
                self.adjudications[each.document].append(settled)
        self.memos: list[Memo] = []
        for memo in self.study.memos:
            kept_memo = self._carried(memo, "Memo") if memo.about == "passage" else memo
            if kept_memo:
                self.memos.append(kept_memo)
        for memo in self.memos:
            self._file_memo(memo)

    def _carried(self, what: Any, kind: str) -> Any:
        """A coding, an adjudication or a memo on the newest text, or None when its words are gone."""
        subject = what.subject if kind == "Memo" else what.document
        document = self.documents.get(subject)
        if document is None:
            self.ledger.drop(kind, "of a document that is not in the study")
            return None
        start, end, newest = what.start, what.end, document.newest
        if what.version != newest.number:
            for version in document.versions:
                if version.number > what.version and version.came_by is not None:
                    start, end = version.came_by.span(start, end)
            self.ledger.change(kind, "made on an earlier text; carried over to the newest one")
        if not 0 <= start < end <= len(newest.text):
            self.ledger.drop(kind, "its words are not in the newest text")
            return None
        changes: dict[str, Any] = {"start": start, "end": end, "version": newest.number}
        if kind == "Coding":
            changes["code"] = self._code(what.code)
            if not changes["code"]:
                self.ledger.drop(kind, "its code is not in the codebook")
                return None
        return replace(what, **changes)

    def _code(self, code: str) -> str:
        """What a code is called now; empty when it is gone."""
        now = self.study.codebook.now(code)
        if now != code:
            self.ledger.change("Coding", "its code was merged into another one; coded with that one")
        return now if now in self.study.codebook else ""

    def _file_memo(self, memo: Memo) -> None:
        place = (str(memo.start), str(memo.end)) if memo.about == "passage" else ()
        subject = "" if memo.about == "study" else memo.subject
        self.notes[memo.about, subject, *place].append(guid(memo.id, "Memo"))

    # --- people and codes --------------------------------------------------------------------------------------------

    def _users(self, root: _Element) -> None:
        told = {(coder.id, 1): coder.name for coder in self.study.coders}
        for coding in (each for codings in self.codings.values() for each in codings):
            told.setdefault((coding.coder, coding.round), "")
        by = [each.by for each in self.study.adjudications] + [memo.by for memo in self.memos]
        for name in by:
            told.setdefault((name, 1), name)
        names = {coder.id: coder.name for coder in self.study.coders}
        people = dict.fromkeys(coder for coder, _ in told if coder)
        if people or self.study.adjudications:
            users = self._sub(root, "Users")
            for place, coder in enumerate(people, 1):
                name = (names.get(coder) or told.get((coder, 1)) or "") if self.named else f"Coder {place}"
                for round_ in sorted({each for who, each in told if who == coder} | {1}):
                    self._user(users, coder, round_, name)
            if self.study.adjudications:
                self._sub(users, "User", guid=self.settled, name=schema.SETTLED, id="settled")
        if any(not coder and round_ > 1 for coder, round_ in told):
            self.ledger.change("Coding", "of a later round by nobody knows whom; its round is not told")
        if not self.named and people:
            self.ledger.change("Coder", "called by a number in the place of the name", len(people))

    def _user(self, users: _Element, coder: str, round_: int, name: str) -> None:
        own = guid(coder, "User") if round_ == 1 else made("User", coder, str(round_))
        self.users[coder, round_] = own
        name = self._clean(name, "User")
        if round_ == 1:
            self._sub(users, "User", guid=own, name=name)
        else:
            mark = f"{guid(coder, 'User')} round {round_}"
            self._sub(users, "User", guid=own, name=f"{name} (round {round_})", id=mark)

    def _codebook(self, root: _Element) -> None:
        speakers = [self.labels[each] for each in self._speaking()]
        self.speaker_codes: dict[str, str] = {}
        if not self.study.codebook.codes and not speakers:
            return
        book = self._sub(self._sub(root, "CodeBook"), "Codes")
        above = [book]
        for depth, code, attributes, description in codes.write_codes(self.study.codebook, self.ledger):
            element = self._sub(above[depth - 1], "Code", **attributes)
            if description:
                self._sub(element, "Description").text = description
            for note in self.notes.get(("code", code.id), ()):
                self._sub(element, "NoteRef", targetGUID=note)
            above[depth:] = [element]
        if speakers:
            self._speakers_folder(book, speakers)

    def _speaking(self) -> list[str]:
        """Speakers who have turns in the newest texts, in the order of the study."""
        have = {turn.speaker for document in self.study.documents for turn in document.newest.turns}
        return [speaker.id for speaker in self.study.speakers if speaker.id in have]

    def _speakers_folder(self, book: _Element, labels: list[str]) -> None:
        taken = {code.name for code in self.study.codebook.codes if not code.parent}
        name, number = schema.SPEAKERS, 1
        while name in taken:
            number += 1
            name = f"{schema.SPEAKERS} ({number})"
        folder = self._sub(book, "Code", guid=made("Speakers", self.study.id), name=name, isCodable="false")
        for label in dict.fromkeys(labels):
            own = self.speaker_codes[label] = made("Speakers", self.study.id, label)
            self._sub(folder, "Code", guid=own, name=self._clean(label, "Speaker"), isCodable="true")

    # --- variables and cases -----------------------------------------------------------------------------------------

    def _variables(self, root: _Element) -> None:
        self.values = {document.id: self._values(document) for document in self.study.documents}
        names = [name for values in self.values.values() for name in values]
        for each in (*self.study.cases, *self.study.speakers):
            names += each.attributes
        if names:
            outer = self._sub(root, "Variables")
            for name in dict.fromkeys(names):
                own = self.variables[name] = made("Variable", self.study.id, name)
                kind = "Date" if name == schema.DATE and self._only_dates() else "Text"
                self._sub(outer, "Variable", guid=own, name=self._clean(name, "Variable"), typeOfVariable=kind)

    def _only_dates(self) -> bool:
        return not any(schema.DATE in each.attributes for each in (*self.study.cases, *self.study.speakers))

    def _values(self, document: Document) -> dict[str, str]:
        """Variables of a source: what the document is, its attributes, and those of who speaks in it."""
        newest = document.newest
        found = {schema.METHOD: document.method, schema.LANGUAGE: document.language}
        found = {name: value for name, value in found.items() if value}
        if document.held_on:
            found[schema.DATE] = document.held_on.isoformat()
        if (newest.number, newest.kind) != (1, "transcribed"):
            found[schema.VERSION] = f"{newest.kind} {newest.number}"
        found |= {cases.variable_name(name): value for name, value in document.attributes.items()}
        here = {turn.speaker for turn in newest.turns}
        respondents = [each for each in self.study.speakers if each.id in here and not each.asks]
        for name in dict.fromkeys(name for each in respondents for name in each.attributes):
            values = dict.fromkeys(each.attributes[name] for each in respondents if name in each.attributes)
            found[schema.OF_SPEAKERS + name] = "; ".join(values)
        return found

    def _write_values(self, element: _Element, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            outer = self._sub(element, "VariableValue")
            self._sub(outer, "VariableRef", targetGUID=self.variables[name])
            kind = "DateValue" if name == schema.DATE and self._only_dates() else "TextValue"
            self._sub(outer, kind).text = self._clean(value, "VariableValue")

    def _cases(self, root: _Element) -> None:
        if not self.study.cases and not self.study.speakers:
            return
        outer = self._sub(root, "Cases")
        for case in self.study.cases:
            element = self._sub(outer, "Case", guid=guid(case.id, "Case"), name=self._clean(case.name, "Case"))
            self._write_values(element, case.attributes)
            for document in self.study.documents:
                if document.case == case.id:
                    self._sub(element, "SourceRef", targetGUID=guid(document.id, "TextSource"))
        turns: dict[str, list[str]] = defaultdict(list)
        for document in self.study.documents:
            for place, turn in enumerate(document.newest.turns):
                if turn.speaker:
                    turns[turn.speaker].append(_turn_guid(document, place))
        for speaker in self.study.speakers:
            name = self._clean(speaker.label, "Speaker")
            element = self._sub(outer, "Case", guid=guid(speaker.id, "Case"), name=name)
            self._sub(element, "Description").text = schema.ASKS if speaker.asks else schema.SPEAKER
            self._write_values(element, speaker.attributes)
            for own in turns.get(speaker.id, ()):
                self._sub(element, "SelectionRef", targetGUID=own)

    # --- texts -------------------------------------------------------------------------------------------------------

    def _sources(self, root: _Element) -> None:
        if not self.study.documents:
            return
        outer = self._sub(root, "Sources")
        for document in self.study.documents:
            own, text = guid(document.id, "TextSource"), document.newest.text
            element = self._sub(outer, "TextSource", guid=own, name=self._clean(document.name, "Document"))
            element.set("plainTextPath", self._file(own, text, "Document"))
            self._warn(document)
            self._selections(element, document)
            for note in self.notes.get(("document", document.id), ()):
                self._sub(element, "NoteRef", targetGUID=note)
            self._write_values(element, self.values[document.id])
            if len(document.versions) > 1:
                self.ledger.drop("TextVersion", "earlier texts stay with the study", len(document.versions) - 1)

    def _file(self, own: str, text: str, what: str) -> str:
        """Write a text beside the XML; the path under which it is found."""
        written = file_text(text, self.reading)
        if self.reading.line_end != "as written" and "\r\n" in text:
            self.ledger.change(what, "its line ends CR LF come back as LF")
        if _has_halves(written):
            written = re.sub("[\ud800-\udfff]", "\ufffd", written)
            self.ledger.change(what, "has halves of characters, which no file can hold; each became \ufffd")
        self.files.append((f"{own}.txt", written.encode("utf-8")))
        return f"{INTERNAL}{own}.txt"

    def _warn(self, document: Document) -> None:
        wide = sum(1 for character in document.newest.text if ord(character) > 0xFFFF)
        if wide:
            self.warnings.append(
                f"{document.name} has {wide} characters such as emoji that tools count differently: compare the passages "
                f"behind them in the tool that opens the file."
            )

    def _selections(self, element: _Element, document: Document) -> None:
        """Codings by passage, then what was settled, then the turns."""
        passages: dict[tuple[int, int], list[Coding]] = defaultdict(list)
        for coding in self.codings.get(document.id, ()):
            passages[coding.start, coding.end].append(coding)
        for memo in self.memos:
            if memo.about == "passage" and memo.subject == document.id:
                passages.setdefault((memo.start, memo.end), [])
        settled, turns = self.adjudications.get(document.id, []), document.newest.turns
        ordered = sorted(passages)
        spans = [*ordered, *((each.start, each.end) for each in settled), *((turn.start, turn.end) for turn in turns)]
        edges = Measured(document.newest.text).edges(self.reading)
        places = [(str(edges[start]), str(edges[end])) for start, end in spans]
        rejecting = self._rejecting(settled)
        for span, place in zip(ordered, places, strict=False):
            self._passage(element, document, span, place, passages[span], rejecting)
        for each, place in zip(settled, places[len(ordered) :], strict=False):
            self._settlement(element, each, place)
        for number, (turn, place) in enumerate(zip(turns, places[len(ordered) + len(settled) :], strict=True)):
            label = self.labels.get(turn.speaker or "", "")
            name = cases.turn_name(document.newest.text, turn, label)
            pick = self._pick(element, _turn_guid(document, number), place, name)
            if label in self.speaker_codes and turn.speaker in self.labels:
                coding = self._sub(pick, "Coding", guid=made("Coding", _turn_guid(document, number)))
                self._sub(coding, "CodeRef", targetGUID=self.speaker_codes[label])

    def _pick(self, element: _Element, own: str, place: tuple[str, str], name: str = "") -> _Element:
        pick = self._sub(element, "PlainTextSelection", guid=own)
        if name:
            pick.set("name", name)
        pick.set("startPosition", place[0])
        pick.set("endPosition", place[1])
        return pick

    def _passage(
        self,
        element: _Element,
        document: Document,
        span: tuple[int, int],
        place: tuple[str, str],
        codings: Iterable[Coding],
        rejecting: Mapping[str, list[str]],
    ) -> None:
        pick = self._pick(element, made("PlainTextSelection", document.id, *map(str, span)), place)
        for coding in codings:
            inner = self._sub(pick, "Coding", guid=guid(coding.id, "Coding"))
            if user := self.users.get((coding.coder, coding.round)):
                inner.set("creatingUser", user)
            if coding.at:
                inner.set("creationDateTime", time_of(coding.at))
            self._sub(inner, "CodeRef", targetGUID=guid(coding.code, "Code"))
            for note in (*self.notes.get(("coding", coding.id), ()), *rejecting.get(coding.id, ())):
                self._sub(inner, "NoteRef", targetGUID=note)
        for note in self.notes.get(("passage", document.id, str(span[0]), str(span[1])), ()):
            self._sub(pick, "NoteRef", targetGUID=note)

    def _rejecting(self, settled: Iterable[Adjudication]) -> dict[str, list[str]]:
        """A coding to the notes of what was settled against it."""
        found: dict[str, list[str]] = defaultdict(list)
        for each in settled:
            for coding in each.rejected:
                found[coding].append(guid(each.id, "Adjudication"))
        return found

    def _settlement(self, element: _Element, settled: Adjudication, place: tuple[str, str]) -> None:
        note = guid(settled.id, "Adjudication")
        pick = self._pick(element, made("PlainTextSelection", "settled", settled.id), place, "settled")
        for number, code in enumerate(settled.codes):
            now = self.study.codebook.now(code)
            if now not in self.study.codebook:
                self.ledger.change("Adjudication", "a code that stands is not in the codebook; left out")
                continue
            coding = self._sub(pick, "Coding", guid=made("Coding", settled.id, str(number)), creatingUser=self.settled)
            if settled.at:
                coding.set("creationDateTime", time_of(settled.at))
            self._sub(coding, "CodeRef", targetGUID=guid(now, "Code"))
        self._sub(pick, "NoteRef", targetGUID=note)

    # --- notes and the account ---------------------------------------------------------------------------------------

    def _notes(self, root: _Element) -> None:
        settled = [each for found in self.adjudications.values() for each in found]
        if not self.memos and not settled:
            return
        outer = self._sub(root, "Notes")
        for memo in self.memos:
            self._note(outer, guid(memo.id, "Memo"), memo.title, memo.text, memo.by, memo.at, "Memo")
        for each in settled:
            self._note(outer, guid(each.id, "Adjudication"), schema.SETTLED, each.why, each.by, each.at, "Adjudication")
        links = [memo for memo in self.memos if memo.about == "case"]
        if links:
            outer = self._sub(root, "Links")
            for memo in links:
                ends = {"originGUID": guid(memo.id, "Memo"), "targetGUID": guid(memo.subject, "Case")}
                self._sub(outer, "Link", guid=made("Link", memo.id), name="memo", direction="OneWay", **ends)

    def _note(
        self, outer: _Element, own: str, title: str, text: str, by: str, at: datetime | None, what: str
    ) -> None:
        note = self._sub(outer, "Note", guid=own)
        if title:
            note.set("name", self._clean(title, what))
        note.set("plainTextPath", self._file(own, text, what))
        if user := self.users.get((by, 1)):
            note.set("creatingUser", user)
        if at:
            note.set("creationDateTime", time_of(at))

    def _account(self) -> None:
        """What the standard has no place for, and what stays with us."""
        self.ledger.drop("Event", "the log of who did what stays with the study", len(self.study.events))
        merges = len(self.study.codebook.merges)
        self.ledger.drop("Merge", "which codes became part of which stays with the study", merges)
        told = {guid(speaker.id, "Case") for speaker in self.study.speakers}
        unknown = sum(
            1
            for document in self.study.documents
            for turn in document.newest.turns
            if turn.speaker and guid(turn.speaker, "Case") not in told
        )
        self.ledger.change("Turn", "of a speaker who is not in the study; written without one", unknown)
        ids = [*self.documents, *self.labels, *(code.id for code in self.study.codebook.codes)]
        strange = sum(1 for own in ids if not schema.GUID.fullmatch(own))
        self.ledger.change("id", "is no GUID; one was made from it, the same at each export", strange)

    def _clean(self, text: str, what: str) -> str:
        return codes.clean(text, self.ledger, what)

    def _sub(self, element: _Element, tag: str, /, **attributes: str) -> _Element:
        from lxml import etree

        return etree.SubElement(element, NAMESPACE + tag, attributes)


def _turn_guid(document: Document, place: int) -> str:
    return made("Turn", document.id, str(place))


def _has_halves(text: str) -> bool:
    """Whether there are surrogates in it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
