"""A codebook of all tables as DDI-Codebook 2.5 (DDI Alliance, 2014), as data archives take it.

Elements stand in the order of the schema; texts carry their language in ``xml:lang``.
"""

from __future__ import annotations

from typing import Any

from tayanch.releases.model import Column, Dataset, Release
from tayanch.vocabulary.model import Text

NAMESPACE = "ddi:codebook:2_5"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def to_ddi(release: Release) -> bytes:
    """The XML: the study, one file description a dataset, one variable a column."""
    from lxml import etree  # type: ignore[import-untyped]

    root = etree.Element(f"{{{NAMESPACE}}}codeBook", nsmap={None: NAMESPACE}, version="2.5")
    _study(_under(root, "stdyDscr"), release)
    for place, dataset in enumerate(release.datasets, 1):
        file = _under(_under(root, "fileDscr", ID=f"F{place}"), "fileTxt")
        _under(file, "fileName", f"data/{dataset.id}.csv")
        size = _under(file, "dimensns")
        _under(size, "caseQnty", str(len(dataset.rows)))
        _under(size, "varQnty", str(len(dataset.columns)))
    data = _under(root, "dataDscr")
    for place, dataset in enumerate(release.datasets, 1):
        for nth, column in enumerate(dataset.columns, 1):
            _variable(data, column, dataset, f"F{place}", f"F{place}V{nth}")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)  # type: ignore[no-any-return]


def _study(study: Any, release: Release) -> None:
    citation = _under(study, "citation")
    titles = _under(citation, "titlStmt")
    own = release.title.get("en")
    _under(titles, "titl", own, language="en")
    for language, told in release.title.items():
        if language != "en":
            _under(titles, "parTitl", told, language=language)
    _under(titles, "IDNo", f"evidence-{release.date}")
    _under(_under(citation, "rspStmt"), "AuthEnty", release.publisher.name)
    made = _under(citation, "prodStmt")
    _under(made, "producer", release.publisher.name)
    _under(made, "copyright", f"{release.licence.name}, {release.licence.url}")
    _under(made, "prodDate", release.date, date=release.date)
    _under(_under(citation, "verStmt"), "version", release.date, date=release.date)
    about = _under(study, "stdyInfo")
    _texts(about, "abstract", release.summary)
    method = _under(study, "method")
    for dataset in release.datasets:
        for note in (dataset.method, dataset.caveats, *dataset.hidden):
            _texts(method, "notes", note, subject=dataset.id)


def _variable(data: Any, column: Column, dataset: Dataset, file: str, identity: str) -> None:
    """One column, its parts in the order of the schema."""
    found = _under(data, "var", ID=identity, name=column.name, files=file)
    found.set("intrvl", "discrete" if column.codes else "contin")
    _texts(found, "labl", column.label)
    for code, meaning in column.codes:
        category = _under(found, "catgry")
        _under(category, "catValu", code)
        _texts(category, "labl", meaning)
    _texts(found, "txt", column.about)
    _under(found, "varFormat", type="numeric" if column.kind in ("number", "integer") else "character")
    _under(found, "notes", dataset.id, type="dataset")


def _under(parent: Any, tag: str, text: str = "", language: str = "", **attributes: str) -> Any:
    from lxml import etree

    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attrib=attributes)
    if text:
        element.text = text
    if language:
        element.set(_LANG, language)
    return element


def _texts(parent: Any, name: str, text: Text, **attributes: str) -> None:
    for language, told in text.items():
        _under(parent, name, told, language, **attributes)
