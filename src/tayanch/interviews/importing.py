"""From files of transcripts to a study: documents with their turns, speakers with what a table tells of them.

>>> made = study_of("Round 1", [("group-03.docx", data)], table=read_attributes("speakers.xlsx", sheet))
>>> made.study.documents[0].newest.turns, made.files[0].unknown

Ids are made from the study's name, the files' names and the labels: the same files give the same ids.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from tayanch.interviews import calling
from tayanch.interviews.anonymising import language_of
from tayanch.interviews.attribute_words import (
    ASKS,
    CASE,
    DOCUMENT,
    HELD_ON,
    LABEL,
    LANGUAGE,
    METHOD,
    attribute_of,
    value_of,
)
from tayanch.interviews.model import Case, Document, Speaker, Study, TextVersion
from tayanch.interviews.reading import ReadError, Transcript, read
from tayanch.interviews.reading.answers import table_rows

_NAMESPACE = uuid.UUID("8a0f8f0e-52c4-5d7a-8f25-0b0f7a3c9d44")
_OF_DOCUMENTS = (METHOD, LANGUAGE, CASE, HELD_ON)
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")


@dataclass(frozen=True)
class Row:
    """What a table tells of one speaker, or of a document where *label* is empty."""

    number: int  # in the table, the names of the columns are 1
    document: str  # the file's name, with or without its end, or the title; empty: every document
    label: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """Attributes of speakers and documents."""

    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class FileReport:
    """What was found in one transcript. *unknown*: labels of respondents of whom nothing is known."""

    file: str
    title: str
    turns: int
    speakers: tuple[str, ...]
    asking: tuple[str, ...]
    unknown: tuple[str, ...]
    nobodys: int  # turns of which nobody knows who speaks
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """A study, what was found in each file, and sentences on the table."""

    study: Study
    files: tuple[FileReport, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """What holds for all files unless the table tells otherwise."""

    method: str = ""
    language: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def read_attributes(name: str, data: bytes) -> Table:
    """A table of speakers: XLSX or CSV, the names of the columns in its first row.

    Columns for the document, the label and the known attributes may be called in Kyrgyz, Russian, English or Uzbek;
    every other column is an attribute of its own name. A row without a label tells of the document: its method,
    language, case, date, or of the only respondent in it.

    Raises:
        ReadError: it is no table, or has neither a column of labels nor one of documents.
    """
    try:
        rows = table_rows(data)
        if len(rows) < 2:
            raise ReadError(
                "there is nothing in it. Put names of columns into the first row, a speaker into each other."
            )
        header = [attribute_of(cell) or cell.strip(" @") for cell in rows[0]]
        if LABEL not in header and DOCUMENT not in header:
            raise ReadError("it has no column “label” and no column “document”. Name them in the first row.")
    except ReadError as error:
        raise ReadError(f"{name}: {error}") from error
    return Table(tuple(_row(number, header, row) for number, row in enumerate(rows[1:], 2)))


def _row(number: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    told = {name: cell for name, cell in zip(header, cells, strict=False) if name and cell}
    values = {name: value_of(name, cell) for name, cell in told.items() if name not in (DOCUMENT, LABEL)}
    return Row(number, told.get(DOCUMENT, ""), told.get(LABEL, ""), values)


def study_of(
    name: str,
    files: Iterable[tuple[str, bytes]],
    *,
    table: Table | None = None,
    given: Given | None = None,
    columns: Sequence[str] | None = None,
) -> Made:
    """A study of the transcripts in *files*, pairs of a name and bytes.

    Args:
        columns: of tables of answers that are attributes, see :func:`tayanch.interviews.reading.read`.

    Raises:
        ReadError: of the first file that cannot be read.
    """
    own, rows_of = _id("study", name), _by_document(table or Table())
    made: list[DocumentMade] = []
    reports, titles = [], Counter[str]()
    for file, data in files:
        for transcript in read(file, data, attributes=columns if file.lower().endswith((".xlsx", ".csv")) else None):
            titles[transcript.title] += 1
            title = transcript.title + (f" ({titles[transcript.title]})" if titles[transcript.title] > 1 else "")
            rows = [row for key in _names(file, title) for row in rows_of.get(key, ())]
            made.append(document_of(replace(transcript, title=title), study_id=own, rows=rows, given=given))
            reports.append(_report(file, made[-1], transcript))
    used = {number for one in made for number in one.used}
    left = [row for rows in rows_of.values() for row in rows if row.number not in used]
    told = [f"Row {row.number} of the table fits nobody: {row.document} {row.label}".rstrip() + "." for row in left]
    return Made(_study(own, name, made), tuple(reports), tuple(told))


def _study(own: str, name: str, made: Sequence[DocumentMade]) -> Study:
    return Study(
        id=own,
        name=name,
        documents=tuple(one.document for one in made),
        speakers=tuple(speaker for one in made for speaker in one.speakers),
        cases=tuple({one.case.id: one.case for one in made if one.case}.values()),
    )


def _by_document(table: Table) -> dict[str, list[Row]]:
    """Rows by what they call their document; those of every document under the empty text."""
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        found.setdefault(calling.plain(row.document), []).append(row)
    return found


def _names(file: str, title: str) -> list[str]:
    """What a table may call a document: every one, its file with or without its end, its title."""
    bare = file.replace("\\", "/").rpartition("/")[2]
    return list(dict.fromkeys(("", *map(calling.plain, (bare, bare.rpartition(".")[0] or bare, title)))))


def _id(*parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "\n".join(parts)))


@dataclass(frozen=True)
class DocumentMade:
    """One document with its speakers, its case, and the numbers of the rows that told of them."""

    document: Document
    speakers: tuple[Speaker, ...]
    case: Case | None
    used: frozenset[int]


def document_of(
    transcript: Transcript, *, study_id: str, rows: Sequence[Row] = (), given: Given | None = None
) -> DocumentMade:
    """A document of one transcript; ids of its speakers hold in the whole study, two documents share none."""
    given = given or Given()
    name = transcript.title
    own = _id("document", study_id, name)
    ids = {speaker.id: _id("speaker", own, speaker.id) for speaker in transcript.speakers}
    of_speakers, of_document, used = _told(transcript.speakers, rows)
    speakers = tuple(
        _speaker(replace(speaker, id=ids[speaker.id]), of_speakers[speaker.id]) for speaker in transcript.speakers
    )
    turns = tuple(replace(turn, speaker=ids.get(turn.speaker or "")) for turn in transcript.turns)
    case = Case(_id("case", study_id, of_document[CASE]), of_document[CASE]) if CASE in of_document else None
    document = Document(
        id=own,
        name=name,
        versions=(TextVersion(1, "transcribed", transcript.text, turns),),
        method=of_document.get(METHOD, given.method),
        language=of_document.get(LANGUAGE, given.language) or language_of(transcript.text),
        case=case.id if case else "",
        held_on=_day(of_document.get(HELD_ON, "")),
        attributes={**given.attributes, **{k: v for k, v in of_document.items() if k not in _OF_DOCUMENTS}},
    )
    return DocumentMade(document, speakers, case, frozenset(used))


def _told(
    speakers: Sequence[Speaker], rows: Sequence[Row]
) -> tuple[dict[str, dict[str, str]], dict[str, str], set[int]]:
    """Values of each speaker, of the document, and the rows that were used."""
    of_speakers: dict[str, dict[str, str]] = {speaker.id: {} for speaker in speakers}
    of_document: dict[str, str] = {}
    used = set()
    respondents = [speaker for speaker in speakers if not speaker.asks]
    # A row that names the document is more exact than one for every document.
    for row in sorted(rows, key=lambda one: bool(one.document)):
        meant = [speaker for speaker in speakers if _is_called(row.label, speaker.label)]
        if row.label:
            used |= {row.number} if meant else set()
        elif row.document:
            used.add(row.number)
            meant = respondents if len(respondents) == 1 else []
            of_document |= {k: v for k, v in row.values.items() if k in _OF_DOCUMENTS or not meant}
        for speaker in meant:
            of_speakers[speaker.id] |= {k: v for k, v in row.values.items() if row.label or k not in _OF_DOCUMENTS}
    return of_speakers, of_document, used


def _is_called(told: str, label: str) -> bool:
    """Whether a table's label means this speaker: as it stands, or without what stands in brackets."""
    if not told:
        return False
    keys = {calling.key_of(label), calling.key_of(calling.without_brackets(label))}
    return calling.key_of(told) in keys


def _speaker(speaker: Speaker, values: Mapping[str, str]) -> Speaker:
    asks = {"yes": True, "no": False}.get(values.get(ASKS, ""), speaker.asks)
    kept = {name: value for name, value in values.items() if name != ASKS and value}
    return replace(speaker, asks=asks, attributes={**speaker.attributes, **kept})


def _day(told: str) -> date | None:
    for form in _DATES:
        try:
            return datetime.strptime(told.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _report(file: str, made: DocumentMade, transcript: Transcript) -> FileReport:
    asking = tuple(speaker.label for speaker in made.speakers if speaker.asks)
    unknown = tuple(speaker.label for speaker in made.speakers if not speaker.asks and not speaker.attributes)
    # What the table settled is no doubt any more.
    settled = "No interviewer" if asking else "\n"
    return FileReport(
        file=file,
        title=made.document.name,
        turns=len(transcript.turns),
        speakers=tuple(speaker.label for speaker in made.speakers),
        asking=asking,
        unknown=unknown,
        nobodys=sum(turn.speaker is None for turn in transcript.turns),
        warnings=tuple(warning for warning in transcript.warnings if not warning.startswith(settled)),
    )
