"""Fill a template: in memory, in a sandbox, with every value as plain text. What is missing is named, never blank."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import Template, TemplateError, UndefinedError
from lxml import etree  # type: ignore[import-untyped]

from tayanch.desk.docx_templates.grammar import environment
from tayanch.desk.docx_templates.package import FILLED, W
from tayanch.desk.docx_templates.variables import VARIABLES, printable

RED = "8C2F2B"
PROPERTIES = ["author", "category", "comments", "content_status", "identifier", "keywords", "subject"]
ABSENT = re.compile(r"'(\w+)' is undefined")  # how Jinja says it
EMPTY: Mapping[str, Any] = {"yes": False, "lines": [], "rows": [], "number": 0}


class NotRendered(Exception):
    """The template does not come out as a document: its tags cut through its structure, or compare unlike things."""


class _Strict(DocxTemplate):  # type: ignore[misc]
    """docxtpl mends broken XML by leaving parts of it out. A letter that lost a paragraph is worse than none."""

    def fix_tables(self, xml: str) -> Any:
        etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
        return super().fix_tables(xml)


def render(data: bytes, facts: Mapping[str, Any], *, notice: str = "", title: str = "Document") -> bytes:
    """The filled DOCX. *data* passed :func:`~tayanch.desk.docx_templates.checking.check`.

    *notice*: a frame above the text, for a template that no lawyer has read. *title*: of the file, neutral.
    Raises :class:`NotRendered`; a fact that the text needs and that is not there raises it as well.
    """
    try:
        filled = _Strict(io.BytesIO(data))
        filled.render(printable(facts), environment())
        made = io.BytesIO()
        filled.save(made)
        return _finished(made.getvalue(), notice, title)
    except (TemplateError, etree.LxmlError, TypeError, ValueError, KeyError, PackageNotFoundError) as mistake:
        # The chained error would carry her words into a log.
        raise NotRendered(type(mistake).__name__) from None


def needed(data: bytes, facts: Mapping[str, Any]) -> set[str]:
    """The names that this text would print or ask with these facts, and that are not among them.

    A question that is not answered yet counts as no; what a yes would need is told once it is answered.
    """
    known, asked = printable(facts), set[str]()
    for source in sources(data).values():
        text = environment().from_string(source)
        while name := _first_missing(text, known):
            asked.add(name)
            known[name] = EMPTY.get(VARIABLES[name].type, "")
    return asked


def _first_missing(text: Template, known: Mapping[str, Any]) -> str:
    try:
        text.render(known)
    except UndefinedError as absent:
        name = ABSENT.match(str(absent))
        if name and name[1] in VARIABLES and name[1] not in known:
            return name[1]
        raise NotRendered("UndefinedError") from None
    except (TemplateError, TypeError) as mistake:
        raise NotRendered(type(mistake).__name__) from None
    return ""


def sources(data: bytes) -> dict[str, str]:
    """What docxtpl will give to Jinja, by the part it comes from."""
    reader = DocxTemplate(io.BytesIO(data))
    reader.init_docx()
    found = {"text": reader.patch_xml(reader.get_xml())}
    for where, uri in (("header", reader.HEADER_URI), ("footer", reader.FOOTER_URI)):
        for name, part in reader.get_headers_footers(uri):
            found[f"{where} {name}"] = reader.patch_xml(reader.get_part_xml(part))
    for part in reader.docx.part.package.parts:
        if FILLED.get(part.content_type) == "footnotes":
            found[f"footnotes {part.partname}"] = reader.patch_xml(part.blob.decode("utf-8"))
    return found


def text_of(data: bytes) -> list[str]:
    """The lines of a DOCX as one reads them, to be shown before it is taken; header and footer too."""
    paper = docx.Document(io.BytesIO(data))
    section = paper.sections[0]
    trees = [section.header._element, paper.element.body, section.footer._element]
    return [line for tree in trees for line in _lines(tree)]


def _lines(tree: Any) -> Iterator[str]:
    breaks = {f"{W}br": "\n", f"{W}tab": "\t"}
    for paragraph in tree.iter(f"{W}p"):
        yield "".join(breaks.get(node.tag, node.text or "") for node in paragraph.iter(f"{W}t", *breaks))


def _finished(data: bytes, notice: str, title: str) -> bytes:
    """With the frame, without a word about who wrote the template and when this was made."""
    paper = docx.Document(io.BytesIO(data))
    if notice:
        paper.element.body.insert(0, _frame(paper, notice))
    for name in (*PROPERTIES, "last_modified_by"):
        setattr(paper.core_properties, name, "")
    paper.core_properties.title = title
    today = datetime.combine(datetime.now(UTC).date(), time(), tzinfo=UTC)
    paper.core_properties.created = paper.core_properties.modified = today
    made = io.BytesIO()
    paper.save(made)
    return _without_times(made.getvalue())


def _frame(paper: Any, notice: str) -> Any:
    paragraph = paper.add_paragraph()
    run = paragraph.add_run(notice)
    run.font.size, run.font.color.rgb = Pt(10.5), RGBColor.from_string(RED)
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, value in {"val": "single", "sz": "4", "space": "4", "color": RED}.items():
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().insert(0, borders)
    return paragraph._p


def _without_times(data: bytes) -> bytes:
    """Every entry at the ZIP epoch: the clock would tell when she was here."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry), zipfile.ZIP_DEFLATED)
    return made.getvalue()
