"""A ``.qdpx`` becomes a study: lenient with what other tools write, and exact about what it could not keep."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from tayanch.interviews.attributes import METHODS
from tayanch.interviews.codebook import NESTING, Code, Codebook
from tayanch.interviews.model import Adjudication, Coder, Coding, Document, Memo, Study, Subject, TextVersion, Turn
from tayanch.interviews.refi import cases, checking, codes, dialects, packing, schema
from tayanch.interviews.refi.dialects import Dialect, Reading
from tayanch.interviews.refi.elements import Ids, child, children, described, held_in, moment, target
from tayanch.interviews.refi.losses import Ledger, Loss, RefiError
from tayanch.interviews.refi.schema import local, made, normal
from tayanch.interviews.refi.sources import Placed, Source, find_sources, measured, place, read_text

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

COUNTED = (
    *("User", "Code", "Variable", "VariableValue", "Case", "Note", "Link", "Set", "Graph", "Coding", *schema.SOURCES),
    *("PlainTextSelection", "PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection"),
    *("TranscriptSelection", "Representation", "TextDescription", "Transcript", "SourceRef"),
)  # elements whose number a report accounts for


@dataclass(frozen=True)
class Imported:
    """A study, how its positions were read, what was lost, and what a person should know.

    For each element of :data:`COUNTED`: ``held`` in the file = ``kept`` + the counts of its losses "dropped".
    """

    study: Study
    dialect: Dialect
    report: tuple[Loss, ...]
    held: Mapping[str, int]
    kept: Mapping[str, int]
    warnings: tuple[str, ...] = ()


def read_project(data: bytes, *, reading: Reading | None = None, language: str = "en") -> Imported:
    """The study in the bytes of a ``.qdpx`` or of a bare ``.qde``.

    *reading* forces a way to count positions. *language* is what descriptions of codes are taken to be in. Raises
    :class:`RefiError` with a sentence for what is no project at all.
    """
    package = packing.open_package(data)
    root, mended = packing.parse(package.qde)
    if local(root.tag) == "CodeBook":
        raise RefiError("This is a codebook, not a project. Read it as a codebook (.qdc).")
    if local(root.tag) != "Project":
        raise RefiError(f"The XML begins with {local(root.tag)}, so it is no project of REFI-QDA.")
    if not any(local(each.tag) in ("Code", *schema.SOURCES) for each in root.iter()):
        raise RefiError("There is neither a text nor a code in this project.")
    return _Reader(root, package, language).imported(reading, mended)


@dataclass
class _Reader:
    """One reading of one project, in the order of its methods."""

    root: _Element
    package: packing.Package
    language: str
    coders: dict[str, Coder] = field(default_factory=dict)
    rounds: dict[str, tuple[str, int]] = field(default_factory=dict)  # GUID of a user to coder and round
    settlers: set[str] = field(default_factory=set)
    codings: list[Coding] = field(default_factory=list)
    adjudications: list[Adjudication] = field(default_factory=list)
    memos: list[Memo] = field(default_factory=list)
    turns: dict[str, list[tuple[int, int, str, str]]] = field(default_factory=dict)  # of a document; see _turn
    _seen: set[tuple[object, ...]] = field(default_factory=set)
    _passages: dict[str, tuple[str, tuple[int, int], int]] = field(default_factory=dict)  # by the selection's GUID
    _noted: Counter[str] = field(default_factory=Counter)  # how often a note was used

    def __post_init__(self) -> None:
        found = Counter(local(each.tag) for each in self.root.iter())
        self.ledger = Ledger({name: found[name] for name in COUNTED if found[name]})
        self.ids = Ids(self.ledger)
        self.origin = self.root.get("origin") or ""

    def imported(self, reading: Reading | None, mended: bool) -> Imported:
        told = checking.check(self.root, self.package)
        self._prune()
        self._read_users()
        self._read_codebook()
        sources = find_sources(self.root, self.package, self.ledger)
        self._drop_sources(sources)
        dialect = self._dialect(sources, reading)
        way, as_written = _way(dialect)
        placed = [place(source, way, as_written=as_written, ledger=self.ledger) for source in sources]
        self.people = cases.Cases.of(self.root, self.ids, self.ledger, self.folder)
        documents = [self._document(source, kept) for source, kept in zip(sources, placed, strict=True)]
        self.people.note_codes(self.codings)
        documents = [self._with_turns(document) for document in documents]
        documents = self.people.bind(documents, self.ids_of_sources)
        documents = self._read_sets(documents)
        self._read_notes()
        self._drop_rest()
        study = self._study(documents)
        warnings = [*(finding.message for finding in told), *self._warnings(dialect, sources, mended)]
        return Imported(study, dialect, self.ledger.losses, self.ledger.held, self.ledger.kept, tuple(warnings))

    def _study(self, documents: list[Document]) -> Study:
        name = self.root.get("name") or "Project"
        own = re.search(r"; study (.+)$", self.origin) if self.origin.startswith(schema.ORIGIN) else None
        identity = own[1] if own else made("Study", name, *(document.id for document in documents[:1]))
        return Study(
            identity,
            name,
            tuple(documents),
            self.people.speakers,
            self.people.cases,
            Codebook(self.codes),
            tuple(self.coders.values()),
            tuple(self.codings),
            tuple(self.adjudications),
            tuple(self.memos),
        )

    def _prune(self) -> None:
        """Take out what stands where the standard has no place for it, and a second codebook."""
        waiting, books = [self.root], 0
        while waiting:
            element = waiting.pop()
            allowed = schema.CHILDREN.get(local(element.tag))
            for inner in list(element):
                name = local(inner.tag)
                books += name == "CodeBook" and element is self.root
                if allowed is None:
                    strange = any(local(each.tag) in COUNTED for each in inner.iter())
                else:
                    strange = name != "" and (name not in allowed or (name == "CodeBook" and books > 1))
                if strange:
                    self._drop_whole(inner)
                    element.remove(inner)
                else:
                    waiting.append(inner)

    def _drop_whole(self, element: _Element) -> None:
        """Account for an element and everything in it."""
        found = Counter(local(each.tag) for each in element.iter())
        for what in found:
            if what in COUNTED or what == local(element.tag):
                self.ledger.drop(what, "stands where the standard has no place for it", found[what])

    # --- people and codes --------------------------------------------------------------------------------------------

    def _read_users(self) -> None:
        users = held_in(self.root, "Users", "User")
        by_name = {each.get("name"): normal(each.get("guid")) for each in users if each.get("name")}
        for user in users:
            own, name, mark = normal(user.get("guid")), user.get("name") or "", user.get("id") or ""
            told = re.fullmatch(r"(.+) round (\d+)", mark)
            said = re.fullmatch(r"(.+) \(round (\d+)\)", name)
            if mark == "settled" or name == schema.SETTLED:
                self.settlers.add(own)
            elif mark in ("speakers", "nobody") or name in (schema.SPEAKERS, schema.NOBODY):
                self.rounds[own] = "", 1
            elif told:
                self.rounds[own] = normal(told[1]), int(told[2])
            elif said and said[1] in by_name:
                self.rounds[own] = by_name[said[1]], int(said[2])
            else:
                identity = self.ids.take(user, "User")
                self.rounds.setdefault(own, (identity, 1))
                self.coders[identity] = Coder(identity, name or mark)

    def _who(self, guid: str | None) -> tuple[str, int]:
        """Coder and round; a user who is not listed becomes a coder without a name."""
        own = normal(guid)
        if not own:
            return "", 1
        if own not in self.rounds:
            self.rounds[own] = own, 1
            self.coders[own] = Coder(own, "")
            self.ledger.guess("User", "codes, but is not among the users; kept without a name")
        return self.rounds[own]

    def _read_codebook(self) -> None:
        book = child(self.root, "CodeBook")
        self.folder = codes.speakers_folder(book)
        if self.folder is not None and self.folder.getparent() is not None:
            count = len(list(children(self.folder, "Code"))) + 1
            self.ledger.drop("Code", "codes for speakers, kept as speakers", count)
        self.codes = self._codes_without_folder(book)
        self.code_ids: dict[str, str] = {}
        for element, code in zip(self._code_elements(book), self.codes, strict=False):
            self.code_ids.setdefault(normal(element.get("guid")), code.id)
            for note in children(element, "NoteRef"):
                self._memo(note, "code", code.id)

    def _codes_without_folder(self, book: _Element | None) -> tuple[Code, ...]:
        skipped = codes.guids_below(self.folder) if self.folder is not None else frozenset()
        self.speaker_codes = skipped
        return codes.read_codes(book, self.ids, self.ledger, self.language, but=self.folder)

    def _code_elements(self, book: _Element | None) -> list[_Element]:
        """In the order of the codes."""
        inside = set(self.folder.iter()) if self.folder is not None else set()
        found = [each for each in (book.iter() if book is not None else ()) if local(each.tag) == "Code"]
        deep = [each for each in found if each not in inside]
        return [each for each in deep if codes.depth_of(each) <= NESTING]

    # --- texts -------------------------------------------------------------------------------------------------------

    def _drop_sources(self, sources: list[Source]) -> None:
        """What hangs on a source that is not kept, or on the part of one that is no text."""
        self.ids_of_sources: dict[str, str] = {}
        kept = {id(source.outer): source for source in sources}
        for outer in self.root.iterfind("{*}Sources/*"):
            source = kept.get(id(outer))
            inside = set() if source is None else set(source.element.iter())
            of_outer = set() if source is None else set(children(outer, "Coding", "VariableValue", "NoteRef"))
            for each in outer.iter():
                if each is not outer and each not in inside and each not in of_outer and local(each.tag) in COUNTED:
                    self._drop_inside(each, of_outer, outer)
            if local(outer.tag) not in schema.SOURCES and local(outer.tag):
                self.ledger.drop(local(outer.tag), "no source that the standard knows")

    def _drop_inside(self, each: _Element, but: set[_Element], outer: _Element) -> None:
        if each.getparent() not in but:
            self.ledger.drop(local(each.tag), f"belongs to a {local(outer.tag)}, of which only a text is kept")

    def _dialect(self, sources: list[Source], reading: Reading | None) -> Dialect:
        texts = [measured(source) for source in sources if source.raw]
        if reading is not None:
            return dialects.scored(texts, reading, "forced", self.origin)
        own = re.match(rf"{schema.ORIGIN}; (\w+)(?:;|$)", self.origin)
        if own and own[1] in dialects.READINGS:
            return dialects.scored(texts, dialects.READINGS[own[1]], "declared", self.origin)
        return dialects.probe(texts, origin=self.origin)

    def _document(self, source: Source, kept: Placed) -> Document:
        outer = source.outer
        own = self.ids.take(outer, local(outer.tag))
        self.ids_of_sources.setdefault(normal(outer.get("guid")), own)
        values = self.people.values(outer)
        told = _Told.of(values, self.origin.startswith(schema.ORIGIN), self.ledger)
        document = Document(
            own,
            outer.get("name") or own,
            (TextVersion(told.number, told.kind, kept.text),),  # type: ignore[arg-type]
            told.method,
            told.language,
            "",
            told.held_on,
            told.attributes,
        )
        if described(outer).strip():
            self._own_memo(described(outer), "document", own, "Description of a source became a memo")
        for note in children(outer, "NoteRef"):
            self._memo(note, "document", own)
        for pick, span in zip(source.picks, kept.spans, strict=True):
            self._selection(document, pick, span)
        self._whole(document, outer, source.element)
        return document

    def _whole(self, document: Document, *elements: _Element) -> None:
        """Codings of a source as such."""
        text = document.newest.text
        for coding in [each for element in dict.fromkeys(elements) for each in children(element, "Coding")]:
            if text:
                self.ledger.change("Coding", "of a whole source; it codes the whole text")
                self._coding(document, coding, (0, len(text)), None)
            else:
                self.ledger.drop("Coding", "of a source without text")

    def _selection(self, document: Document, pick: _Element, span: tuple[int, int] | None) -> None:
        inside = list(children(pick, "Coding"))
        name = pick.get("name") or ""
        if span is None:
            if inside:
                self.ledger.drop("Coding", "its selection has no place in the text", len(inside))
            if described(pick).strip():
                self._own_memo(described(pick), "document", document.id, "Description of a selection became a memo")
            return
        self._passages[normal(pick.get("guid"))] = document.id, span, document.newest.number
        turn = self.people.claims(normal(pick.get("guid"))) or re.match(r"turn(;|$)", name)
        labelled = [each for each in inside if target(child(each, "CodeRef")) in self.speaker_codes]
        if turn or labelled:
            self._turn(document, pick, span, labelled)
        settled = [each for each in inside if normal(each.get("creatingUser")) in self.settlers]
        if name == "settled" or settled:
            self._settle(document, pick, span, settled)
        for coding in inside:
            if coding not in settled and coding not in labelled:
                self._coding(document, coding, span, pick)
        self._notes_of(document, pick, span, name)
        if not (inside or turn or name == "settled" or described(pick).strip() or child(pick, "NoteRef") is not None):
            self.ledger.drop(local(pick.tag), "has neither a code nor a comment")

    def _notes_of(self, document: Document, pick: _Element, span: tuple[int, int], name: str) -> None:
        if described(pick).strip():
            detail = "Description of a selection became a memo of its passage"
            self._own_memo(described(pick), "passage", document.id, detail, span=span, version=document.newest.number)
        for note in children(pick, "NoteRef") if name != "settled" else ():
            self._memo(note, "passage", document.id, span, document.newest.number)

    def _coding(self, document: Document, coding: _Element, span: tuple[int, int], pick: _Element | None) -> None:
        code = self.code_ids.get(target(child(coding, "CodeRef")))
        if code is None:
            self.ledger.drop("Coding", "names no code, or one that is not in the codebook")
            return
        by, at = coding.get("creatingUser"), coding.get("creationDateTime")
        if pick is not None and not by and pick.get("creatingUser"):
            by = pick.get("creatingUser")
            self.ledger.guess("Coding", "does not tell its coder; taken from its selection")
        if pick is not None and not at:
            at = pick.get("creationDateTime")
        coder, round_ = self._who(by)
        key = document.id, *span, code, coder, round_
        if key in self._seen:
            self.ledger.drop("Coding", "repeats another one: same code, coder and passage")
            return
        self._seen.add(key)
        own = self.ids.take(coding, "Coding", document.id, str(span))
        self.codings.append(Coding(own, document.id, document.newest.number, *span, code, coder, round_, moment(at)))
        for note in children(coding, "NoteRef"):
            if not self._is_settled(target(note)):
                self._memo(note, "coding", own)

    # --- turns of speakers -------------------------------------------------------------------------------------------

    def _turn(self, document: Document, pick: _Element, span: tuple[int, int], labelled: list[_Element]) -> None:
        if labelled:
            self.ledger.drop("Coding", "codes for speakers, kept as turns", len(labelled))
        label = self.people.label_of_code(target(child(labelled[0], "CodeRef"))) if labelled else ""
        speaker = self.people.speaker_of(normal(pick.get("guid")), label)
        self.turns.setdefault(document.id, []).append((*span, speaker, pick.get("name") or ""))

    def _with_turns(self, document: Document) -> Document:
        text = document.newest.text
        found: list[Turn] = []
        for start, end, speaker, name in sorted([*self.turns.get(document.id, ()), *self.people.coded(document.id)]):
            if found and start < found[-1].end:
                if (start, end, speaker or None) != (found[-1].start, found[-1].end, found[-1].speaker):
                    self.ledger.change("Case", "passages of speakers overlap; the first one is kept as a turn")
                continue
            found.append(cases.turn(text, start, end, self.people.by_id.get(speaker), name))
        version = TextVersion(document.newest.number, document.newest.kind, text, tuple(found))
        return cases.replaced(document, versions=(version,))

    # --- what was settled --------------------------------------------------------------------------------------------

    @cached_property
    def _notes(self) -> dict[str, _Element]:
        found: dict[str, _Element] = {}
        for note in held_in(self.root, "Notes", "Note"):
            found.setdefault(normal(note.get("guid")), note)
        return found

    @cached_property
    def _settlements(self) -> dict[str, list[str]]:
        """A note about what was settled, to the codings that refer to it and do not stand."""
        names = ("PlainTextSelection", "TranscriptSelection")
        picks = [each for each in self.root.iter() if local(each.tag) in names and each.get("name") == "settled"]
        found: dict[str, list[str]] = {target(note): [] for pick in picks for note in children(pick, "NoteRef")}
        for coding in self.root.iter("{*}Coding") if found else ():
            if normal(coding.get("creatingUser")) not in self.settlers:
                for note in children(coding, "NoteRef"):
                    found.get(target(note), []).append(normal(coding.get("guid")))
        return found

    def _is_settled(self, note: str) -> bool:
        return note in self._settlements

    def _settle(self, document: Document, pick: _Element, span: tuple[int, int], settled: list[_Element]) -> None:
        wanted = [self.code_ids.get(target(child(each, "CodeRef"))) for each in settled]
        stand = tuple(code for code in wanted if code)
        self.ledger.drop("Coding", "names no code, or one that is not in the codebook", len(wanted) - len(stand))
        guid = next((target(each) for each in children(pick, "NoteRef")), "")
        note = self._notes.get(guid)
        own = self.ids.take(note, "Note") if note is not None else self.ids.take(pick, "settled", document.id)
        why = by = ""
        at = None
        if note is not None:
            self._noted[guid] += 1
            why, by = self._note_text(note), self._who(note.get("creatingUser"))[0]
            at = moment(note.get("creationDateTime"))
        rejected = tuple(self._settlements.get(guid, ()))
        self.adjudications.append(
            Adjudication(own, document.id, document.newest.number, *span, stand, rejected, by, why, at)
        )

    # --- memos -------------------------------------------------------------------------------------------------------

    def _own_memo(
        self,
        text: str,
        about: Subject,
        subject: str,
        detail: str,
        *,
        span: tuple[int, int] = (0, 0),
        version: int = 0,
    ) -> None:
        """A description that the model has no other place for."""
        self.ledger.change("Description", detail)
        own = made("Memo", about, subject, str(span), text)
        self.memos.append(Memo(own, text, about, subject, version, *span))

    def _memo(
        self, ref: _Element, about: Subject, subject: str, span: tuple[int, int] = (0, 0), version: int = 0
    ) -> None:
        """What a reference to a note stands for."""
        self._memo_of(target(ref), about, subject, span, version)

    def _memo_of(
        self, guid: str, about: Subject, subject: str, span: tuple[int, int] = (0, 0), version: int = 0
    ) -> None:
        note = self._notes.get(guid)
        if note is None:
            self.ledger.drop("NoteRef", "points to no note")
            return
        self._noted[guid] += 1
        if self._noted[guid] > 1:
            self.ledger.change("Note", "about several things; each has a memo of its own")
        own = self.ids.take(note, "Note") if self._noted[guid] == 1 else made("Memo", guid, about, subject, str(span))
        by = self._who(note.get("creatingUser"))[0]
        at, title = moment(note.get("creationDateTime")), note.get("name") or ""
        self.memos.append(Memo(own, self._note_text(note), about, subject, version, *span, title, by, at))

    def _note_text(self, note: _Element) -> str:
        text, _, missing = read_text(note, self.package, self.ledger, "Note")
        about = described(note)
        if missing and not about:
            self.ledger.change("Note", "its text is not in the file; the memo is empty")
        return text or about

    def _read_notes(self) -> None:
        """Notes of the project, those that a link ties to something, and those that nothing refers to."""
        for note in children(self.root, "NoteRef"):
            self._memo(note, "study", "")
        if described(self.root).strip():
            self._own_memo(described(self.root), "study", "", "Description of the project became a memo")
        subjects: dict[str, tuple[Subject, str]] = {
            each: ("document", own) for each, own in self.ids_of_sources.items()
        }
        subjects |= {each: ("code", own) for each, own in self.code_ids.items()}
        subjects |= {each: ("case", own) for each, own in self.people.case_ids.items()}
        for link in held_in(self.root, "Links", "Link"):
            ends = normal(link.get("originGUID")), normal(link.get("targetGUID"))
            note = next((end for end in ends if end in self._notes), "")
            other = ends[1] if note == ends[0] else ends[0]
            if note and other in subjects:
                self._memo_of(note, *subjects[other])
            elif note and (passage := self._passages.get(other)):
                self._memo_of(note, "passage", passage[0], passage[1], passage[2])
            else:
                self.ledger.drop("Link", "ties things that cannot be tied in a study")
                continue
            self.ledger.change("Link", "from a note to what it is about; the note became a memo about it")
        for guid, note in self._notes.items():
            if not self._noted[guid]:
                self._memo_of(guid, "study", "")
            for each in note.iter():
                if each is not note and local(each.tag) in COUNTED:
                    self.ledger.drop(local(each.tag), "belongs to a note: memos are not coded")
        extra = len(held_in(self.root, "Notes", "Note")) - len(self._notes)
        self.ledger.drop("Note", "shares its GUID with another note", extra)

    # --- the rest ----------------------------------------------------------------------------------------------------

    def _read_sets(self, documents: list[Document]) -> list[Document]:
        """Groups of sources become an attribute of documents, groups of codes a memo."""
        groups: dict[str, list[str]] = {}
        names = {code.id: code.name for code in self.codes}
        for each in held_in(self.root, "Sets", "Set"):
            name = each.get("name") or ""
            for member in children(each, "MemberSource"):
                groups.setdefault(self.ids_of_sources.get(target(member), ""), []).append(name)
            inside = [self.code_ids.get(target(member), "") for member in children(each, "MemberCode")]
            told = [described(each), *(names[code] for code in inside if code)]
            if inside or described(each).strip():
                own = made("Memo", "set", normal(each.get("guid")))
                self.memos.append(Memo(own, "\n".join(line for line in told if line), title=name))
            if inside:
                self.ledger.change("Set", "a group of codes became a memo of the study")
            if next(children(each, "MemberSource"), None) is not None:
                self.ledger.change("Set", 'a group of sources became the attribute "set" of their documents')
            if not inside and next(children(each, "MemberSource"), None) is None:
                self.ledger.drop("Set", "has neither codes nor sources")
        return [cases.with_set(document, groups.get(document.id, [])) for document in documents]

    def _drop_rest(self) -> None:
        for graph in held_in(self.root, "Graphs", "Graph"):
            self.ledger.drop("Graph", "drawings are not kept" if graph is not None else "")
        if self.root.get("basePath"):
            self.ledger.drop("basePath", "the folder of the one who exported it is not kept")
        rich = [each for each in self.root.iter() if each.get("richTextPath")]
        self.ledger.drop("richTextPath", "styled texts are not kept, only their plain twins", len(rich))
        changed = [each for each in self.root.iter() if each.get("modifiedDateTime") or each.get("modifyingUser")]
        self.ledger.drop("modifiedDateTime", "who changed an element last, and when, is not kept", len(changed))
        made_ = [
            each for each in self.root.iter() if local(each.tag) in schema.SOURCES and each.get("creationDateTime")
        ]
        self.ledger.drop("creationDateTime", "when a source was made, and by whom, is not kept", len(made_))

    def _warnings(self, dialect: Dialect, sources: list[Source], mended: bool) -> list[str]:
        told = []
        if mended:
            told.append("The XML is broken: what could be read was read. Export the project again if you can.")
        if self.package.archive is None and sources:
            told.append("This is the project's XML alone, without its texts. Ask for the whole .qdpx.")
        empty = [source for source in sources if not source.raw.strip()]
        if empty:
            told.append(f"{len(empty)} of {len(sources)} sources have no text, so nothing can be coded in them.")
        if dialect.asks:
            told.append(_doubt(dialect))
        return told


def _way(dialect: Dialect) -> tuple[Reading, bool]:
    """How to place selections, and whether the text is kept with its line ends: where somebody says so, and where we
    wrote it ourselves; where one counts one, we write single line feeds."""
    if dialect.decided == "declared" and dialect.reading.line_end != "two":
        return replace(dialect.reading, line_end="as written"), True
    return dialect.reading, dialect.decided == "forced" and dialect.reading.line_end == "as written"


def _doubt(dialect: Dialect) -> str:
    fits = f"{dialect.score:.0%} of the passages begin and end at words when positions are read as {dialect.reading}"
    if not dialect.runner_up:
        return f"Only {fits}. Compare some passages with the tool that wrote the file."
    other, share = dialect.runner_up
    return (
        f"{fits}; {share:.0%} when read as {other}. Compare some passages, and choose the reading yourself if need be."
    )


@dataclass(frozen=True)
class _Told:
    """What the variables of a source tell about the document."""

    method: str = ""
    language: str = ""
    held_on: date | None = None
    number: int = 1
    kind: str = "transcribed"
    attributes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, str], ours: bool, ledger: Ledger) -> _Told:
        rest, known = dict(values), {}
        if ours or values.get(schema.METHOD) in METHODS:
            known["method"] = rest.pop(schema.METHOD, "")
        if ours or re.fullmatch(r"[a-z]{2,3}", values.get(schema.LANGUAGE, "")):
            known["language"] = rest.pop(schema.LANGUAGE, "")
        version = re.fullmatch(r"(transcribed|corrected|anonymised) (\d{1,9})", values.get(schema.VERSION, ""))
        kind, number = (version[1], int(version[2])) if version else ("transcribed", 1)
        if version:
            del rest[schema.VERSION]
        held = cases.day(values.get(schema.DATE, ""))
        if held:
            del rest[schema.DATE]
        for name in [name for name in rest if name.startswith(schema.OF_SPEAKERS)]:
            del rest[name]
            ledger.change("VariableValue", "repeats what stands with the speakers; read from there")
        return cls(**known, held_on=held, number=number, kind=kind, attributes=cases.own_names(rest))
