"""Cases of a project: people who speak, or groups of sources; and their variables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tayanch.interviews.attributes import METHODS as METHODS
from tayanch.interviews.model import Case, Coding, Document, Speaker, Turn
from tayanch.interviews.refi import schema
from tayanch.interviews.refi.elements import Ids, child, children, described, held_in, target, text_of
from tayanch.interviews.refi.losses import Ledger
from tayanch.interviews.refi.schema import local, made, normal

if TYPE_CHECKING:
    from lxml.etree import _Element

RESERVED = (schema.METHOD, schema.LANGUAGE, schema.DATE, schema.VERSION)


def replaced(document: Document, **changes: Any) -> Document:
    """The document with changes."""
    return replace(document, **changes)


def with_set(document: Document, names: list[str]) -> Document:
    """The document with the groups it is in, as an attribute."""
    if not names:
        return document
    return replace(document, attributes={**document.attributes, "set": "; ".join(names)})


def day(text: str) -> date | None:
    """A date as the standard writes it."""
    try:
        return date.fromisoformat(text[:10]) if re.fullmatch(r"\d{4}-\d\d-\d\d(T.*|Z|[+-].*)?", text) else None
    except ValueError:
        return None


def own_names(values: Mapping[str, str]) -> dict[str, str]:
    """Attributes under the names they have in a study."""
    return {name.removeprefix(schema.OWN): value for name, value in values.items()}


def variable_name(name: str) -> str:
    """Under which name an attribute of a document is written, so that it is not taken for something else."""
    taken = name in RESERVED or name.startswith((schema.OWN, schema.OF_SPEAKERS))
    return schema.OWN + name if taken else name


def words_from(text: str, start: int, end: int, label: str) -> int:
    """Where the words of a turn begin when they follow "Label:"."""
    found = re.compile(re.escape(label) + r"[^\S\n]*:\s*").match(text, start, end) if label else None
    return found.end() if found else start


def turn(text: str, start: int, end: int, speaker: Speaker | None, name: str) -> Turn:
    """A turn from a selection; its name may tell the time and where the words begin."""
    said, at = re.search(r"; said (\d+)", name), re.search(r"; at (\d+(?:\.\d+)?)", name)
    begins = start + int(said[1]) if said else words_from(text, start, end, speaker.label if speaker else "")
    return Turn(start, min(begins, end), end, speaker.id if speaker else None, float(at[1]) if at else None)


def turn_name(text: str, told: Turn, label: str) -> str:
    """The name of the selection of a turn; :func:`turn` reads it."""
    at = "" if told.at is None else f"; at {_decimal(told.at)}"
    said = "" if told.said == words_from(text, told.start, told.end, label) else f"; said {told.said - told.start}"
    return f"turn{at}{said}"


def _decimal(seconds: float) -> str:
    shortest = repr(float(seconds))
    return shortest.removesuffix(".0") if "e" not in shortest else f"{seconds:.9f}"


@dataclass
class Cases:
    """Cases while a project is read."""

    ids: Ids
    ledger: Ledger
    names: dict[str, str] = field(default_factory=dict)  # GUID of a variable to its name
    by_id: dict[str, Speaker] = field(default_factory=dict)
    kept: dict[str, Case] = field(default_factory=dict)
    case_ids: dict[str, str] = field(default_factory=dict)  # GUID in the file to id in the study
    labels: dict[str, str] = field(default_factory=dict)  # GUID of a code for a speaker to her label
    owners: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # of a selection: speakers
    members: list[tuple[str, str]] = field(default_factory=list)  # case, GUID of a source
    codes: dict[str, str] = field(default_factory=dict)  # code to the speaker whose words it marks
    _coded: dict[str, list[tuple[int, int, str, str]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, root: _Element, ids: Ids, ledger: Ledger, folder: _Element | None) -> Cases:
        """All variables and cases of a project."""
        found = cls(ids, ledger)
        for variable in held_in(root, "Variables", "Variable"):
            found.names[normal(variable.get("guid"))] = variable.get("name") or normal(variable.get("guid"))
        for code in children(folder, "Code"):
            found.labels[normal(code.get("guid"))] = code.get("name") or ""
        known = {normal(each.get("guid")) for each in root.iter() if local(each.tag) == "Code"}
        for element in held_in(root, "Cases", "Case"):
            found._read(element, known)
        return found

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        return tuple(self.by_id.values())

    @property
    def cases(self) -> tuple[Case, ...]:
        return tuple(self.kept.values())

    def values(self, element: _Element) -> dict[str, str]:
        """Values of variables that hang on a case or a source, by the variables' names."""
        found: dict[str, str] = {}
        for each in children(element, "VariableValue"):
            name = self.names.get(target(child(each, "VariableRef")))
            if name is None:
                self.ledger.drop("VariableValue", "of a variable that is not listed")
                continue
            if name in found:
                self.ledger.drop("VariableValue", "a second value of one variable")
                continue
            found[name] = "".join(text_of(part) for part in children(each) if local(part.tag) != "VariableRef")
        return found

    def _read(self, element: _Element, known_codes: set[str]) -> None:
        guid, told = normal(element.get("guid")), described(element)
        own = self.ids.take(element, "Case")
        self.case_ids.setdefault(guid, own)
        picks = [target(each) for each in children(element, "SelectionRef")]
        inside = [target(each) for each in children(element, "SourceRef")]
        twins = [code for code in [guid, *map(target, children(element, "CodeRef"))] if code in known_codes]
        values = self.values(element)
        if told in (schema.SPEAKER, schema.ASKS) or picks or (twins and not inside):
            self.by_id[own] = Speaker(own, element.get("name") or own, values, told == schema.ASKS)
            for pick in picks:
                self.owners[pick].append(own)
            for code in twins if not picks else ():
                self.codes[code] = own
            if inside:
                self.ledger.drop("SourceRef", "of a case that is a speaker: her turns tell where she speaks", len(inside))
            return
        name = element.get("name") or ""
        if not name:
            self.ledger.guess("Case", "had no name; it is called by its source")
        self.kept[own] = Case(own, name, values)
        self.members += [(own, source) for source in inside]

    def claims(self, selection: str) -> bool:
        """Whether a selection is some case's."""
        return selection in self.owners

    def label_of_code(self, code: str) -> str:
        """Whom a code of the folder of speakers stands for."""
        return self.labels.get(code, "")

    def speaker_of(self, selection: str, label: str) -> str:
        """The id of who speaks in a selection; empty when nobody knows. A label alone makes a speaker."""
        owners = self.owners.get(selection)
        if owners:
            if len(owners) > 1:
                self.ledger.drop("SelectionRef", "a passage of several cases; the first one speaks", len(owners) - 1)
            return owners[0]
        if not label:
            return ""
        own = next((each.id for each in self.by_id.values() if each.label == label), "") or made("Speaker", label)
        if own not in self.by_id:
            self.ledger.guess("Code", "there is no case for the code of a speaker; made one from its name")
            self.by_id[own] = Speaker(own, label)
        return own

    def note_codes(self, codings: Iterable[Coding]) -> None:
        """Codings with the code of a case, as NVivo has them, are where that person speaks."""
        for coding in codings:
            if speaker := self.codes.get(coding.code):
                self._coded[coding.document].append((coding.start, coding.end, speaker, ""))
                self.ledger.change("Case", "its code marks where this person speaks; also kept as turns")

    def coded(self, document: str) -> list[tuple[int, int, str, str]]:
        """Turns that were found by :meth:`note_codes`."""
        return self._coded.get(document, [])

    def bind(self, documents: list[Document], ids_of_sources: Mapping[str, str]) -> list[Document]:
        """Documents with their cases. What describes a case of one source also describes the document."""
        of: dict[str, str] = {}
        by_id = {document.id: document for document in documents}
        for case, source in self.members:
            document = ids_of_sources.get(source)
            if document is None:
                self.ledger.drop("SourceRef", "points to no source that is kept")
            elif document in of:
                self.ledger.drop("SourceRef", "a source of several cases; it stays with the first one")
            else:
                of[document] = case
        for document, case in of.items():
            found = self.kept[case]
            if not found.name:
                self.kept[case] = replace(found, name=by_id[document].name)
                by_id[document] = replace(
                    by_id[document], attributes={**found.attributes, **by_id[document].attributes}
                )
        for own, case_ in self.kept.items():
            self.kept[own] = case_ if case_.name else replace(case_, name=own)
        return [replace(document, case=of.get(document.id, "")) for document in by_id.values()]
