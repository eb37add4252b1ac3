"""A codebook as DDI-Codebook 2.5, the XML of data archives, and back.

DDI Alliance, *DDI-Codebook 2.5* (2012). Labels carry their language in ``xml:lang``; a text whose language is not
known has none. Frequencies are counted by the caller and written as they may be shown: small ones are hidden, and so is
what would give them away (:mod:`tayanch.disclosure`), as a codebook may be published where its file may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from tayanch.disclosure import protect
from tayanch.survey.codebook import Codebook, CodebookError, Kind, Labels, Level, Variable

NAMESPACE = "ddi:codebook:2_5"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RULE, _UNIT = "asked_if", "unit"
Frequencies = Mapping[str, Mapping[object, int]]


def as_ddi(codebook: Codebook, frequencies: Frequencies | None = None) -> str:
    """The XML of *codebook*.

    Args:
        frequencies: unweighted counts by variable and code; protected here, and left out for what is not given.
    """
    root = etree.Element(_tag("codeBook"), nsmap={None: NAMESPACE}, version="2.5")
    title = codebook.title or codebook.source or "Survey"
    study = _under(root, "stdyDscr")
    _under(_under(_under(study, "citation"), "titlStmt"), "titl", title)
    if codebook.source:
        file = _under(_under(root, "fileDscr"), "fileTxt")
        _under(file, "fileName", codebook.source)
    data = _under(root, "dataDscr")
    for place, variable in enumerate(codebook, 1):
        _write(data, variable, f"V{place}", _shown((frequencies or {}).get(variable.name, {})))
    for note in codebook.notes:
        _under(data, "notes", note)
    return etree.tostring(root, encoding="unicode", pretty_print=True)  # type: ignore[no-any-return]


def from_ddi(text: str) -> Codebook:
    """The codebook that a DDI-Codebook file holds (2.0 to 2.5, with or without its namespace).

    Raises:
        CodebookError: it is no DDI-Codebook.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise CodebookError(f"This is no XML: export the codebook again. ({error})") from error
    if etree.QName(root).localname != "codeBook":
        raise CodebookError("This is no DDI-Codebook: its root must be codeBook.")
    variables = [_read(one) for one in _all(root, "dataDscr/var")]
    title = next((_text(one) for one in _all(root, "stdyDscr/citation/titlStmt/titl")), "")
    source = next((_text(one) for one in _all(root, "fileDscr/fileTxt/fileName")), "")
    notes = tuple(_text(one) for one in _all(root, "dataDscr/notes"))
    return Codebook({one.name: one for one in variables}, "" if title in (source, "Survey") else title, source, notes)


def _shown(counts: Mapping[object, int]) -> dict[object, int]:
    """The counts of one variable that may be shown."""
    if not counts:
        return {}
    cells = protect([list(counts.values())])[0]
    return {code: cell.count for code, cell in zip(counts, cells, strict=False) if cell.count is not None}


# --- writing --------------------------------------------------------------------------------------------


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _under(parent: Any, tag: str, text: str = "", language: str = "", **attributes: str) -> Any:
    """A new element below *parent*."""
    element = etree.SubElement(parent, _tag(tag), attrib=attributes)
    if text:
        element.text = _clean(text)
    if language:
        element.set(_LANG, language)
    return element


def _clean(text: str) -> str:
    """*text* without the control signs that XML cannot hold."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def _write(data: Any, variable: Variable, identity: str, counts: Mapping[object, int]) -> None:
    """One variable, its parts in the order of the schema."""
    kind = "discrete" if variable.kind == "category" else "contin"
    element = _under(data, "var", ID=identity, name=variable.name, intrvl=kind)
    _texts(element, "labl", variable.labels)
    if variable.labels:
        question = _under(element, "qstn")
        _texts(question, "qstnLit", variable.labels)
    _texts(element, "universe", variable.universe)
    for level in variable.levels:
        _category(element, level, counts)
    form = {"number": "numeric", "date": "character", "text": "character"}.get(variable.kind) or _form(variable)
    dated = {"category": "date"} if variable.kind == "date" else {}
    _under(element, "varFormat", type=form, **dated)
    for name, value in ((_RULE, variable.asked_if), (_UNIT, variable.unit)):
        if value:
            _under(element, "notes", value, type=name)


def _form(variable: Variable) -> str:
    return "character" if any(isinstance(level.code, str) for level in variable.answers) else "numeric"


def _category(element: Any, level: Level, counts: Mapping[object, int]) -> None:
    found = _under(element, "catgry", **({"missing": "Y"} if level.missing else {}))
    _under(found, "catValu", str(level.code))
    _texts(found, "labl", level.labels)
    if level.code in counts:
        _under(found, "catStat", str(counts[level.code]), type="freq")


def _texts(parent: Any, name: str, labels: Labels) -> None:
    for language, text in labels.items():
        _under(parent, name, text, language)


# --- reading --------------------------------------------------------------------------------------------


def _all(parent: Any, path: str) -> Iterable[Any]:
    """Elements below *parent* by their local names."""
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    return parent.xpath(steps)  # type: ignore[no-any-return]


def _text(element: Any) -> str:
    return "".join(element.itertext()).strip()


def _read(element: Any) -> Variable:
    form = next(iter(_all(element, "varFormat")), None)
    textual = form is not None and form.get("type") == "character"
    levels = tuple(_level(one, textual) for one in _all(element, "catgry"))
    notes = {one.get("type"): _text(one) for one in _all(element, "notes")}
    return Variable(
        element.get("name") or element.get("ID") or "",
        _kind(element, levels, form),
        _labels(element, "labl") or _labels(element, "qstn/qstnLit"),
        levels,
        notes.get(_RULE) or None,
        _labels(element, "universe"),
        notes.get(_UNIT, ""),
    )


def _labels(element: Any, name: str) -> Labels:
    return {one.get(_LANG, ""): text for one in _all(element, name) if (text := _text(one))}


def _level(element: Any, textual: bool) -> Level:
    code = next((_text(one) for one in _all(element, "catValu")), "")
    return Level(code if textual else _number(code), _labels(element, "labl"), element.get("missing") == "Y")


def _number(code: str) -> str | int | float:
    try:
        return int(code)
    except ValueError:
        pass
    try:
        return float(code)
    except ValueError:
        return code


def _kind(element: Any, levels: tuple[Level, ...], form: Any) -> Kind:
    if element.get("intrvl") == "discrete" or (element.get("intrvl") is None and levels):
        return "category"
    if form is not None and form.get("category") == "date":
        return "date"
    return "text" if form is not None and form.get("type") == "character" else "number"
