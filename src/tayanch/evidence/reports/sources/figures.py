"""Published figures of the register: ``figure:s000-029``. As printed, with what does not agree said beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import Http404
from django.utils.translation import override

from tayanch.evidence.figures import citing, register, telling
from tayanch.evidence.reports.sources.common import GONE, Who, joined, place_said
from tayanch.figures import Document, value_with_unit
from tayanch.figures.model import Figure, Finding
from tayanch.reports.model import Fact, Known, Reference, fingerprint
from tayanch.reports.topics import articles_of
from tayanch.reports.words import number, said, word

MOST_OTHERS = 2  # sources that say otherwise are named in a footnote; all of them stand in the register
MISPRINTS = ("error",)
TELLING = ("percent", "people", "children", "work permits", "patents", "percent of GDP", "KGS/month", "USD/month")


def resolve(who: Who, reference: Reference) -> Known:
    """A figure as it is printed; gone when the register does not know it."""
    try:
        return _known(register.figure(who.user, reference.key), who)
    except Http404:
        return GONE


def facts(who: Who, period: str) -> Iterator[Fact]:
    """Every figure of the register that has a value and may stand in a sentence."""
    for place, figure in enumerate(register.figures_for(who.user)):
        if figure.value is None or figure.topic == "study-method" or figure.base == 1:  # one woman's story is no figure
            continue
        found = _findings(who).get(figure.id, [])
        topics = (*figure.topics, f"register:{figure.topic}")
        yield Fact(
            Reference("figure", figure.id),
            _known(figure, who),
            "published",
            statement_of(figure, who.language),
            articles_of(figure.topics),
            topics,
            sex=figure.sex if figure.sex == "female" else "",
            country=",".join(code for code in (figure.origin, figure.destination) if code).lower(),
            year=figure.year.replace("-", "–"),
            has_base=figure.base is not None,
            has_source=bool(figure.source) and not figure.source.startswith("not cited"),
            checked=not any(one.severity in MISPRINTS for one in found),
            sort=(0 if figure.unit in TELLING else 1, f"{place:05}"),
        )


def _findings(who: Who) -> Mapping[str, list[Finding]]:
    """What does not agree, by the figures it is about."""
    if "findings" not in who.memory:
        by_figure: dict[str, list[Finding]] = {}
        for one in register.findings_for(who.user):
            for row in one.rows:
                by_figure.setdefault(row, []).append(one)
        who.memory["findings"] = by_figure
    kept: Mapping[str, list[Finding]] = who.memory["findings"]
    return kept


def statement_of(figure: Figure, language: str) -> str:
    """What the figure is of, without its value and year."""
    line = figure.statement.get(language)
    value = value_with_unit(figure, language) or value_with_unit(figure, "en")
    for ending in (value, value_with_unit(figure, "ru"), value_with_unit(figure, "en")):
        line = line.removesuffix(f" – {ending}") if ending else line
    return line.rstrip(". ") or f"{figure.measure}: {figure.population}"


def _known(figure: Figure, who: Who) -> Known:
    if figure.value is None:
        return GONE
    language, found = who.language, _findings(who).get(figure.id, [])
    text = said(figure.value, figure.unit, language, figure.value_high)
    document = _document(figure, who)
    flags = tuple(dict.fromkeys(one.severity for one in found)) + (("no-base",) if figure.base is None else ())
    checks = tuple(telling.without_ids(one.explanation.get(language)) for one in _worst(found))
    footnote = _footnote(figure, _short(document), language)
    print_of = fingerprint(figure.value, figure.value_high, figure.unit, figure.year, figure.base, figure.source)
    value = float(figure.value)
    plain = text if figure.unit.startswith("percent") else number(figure.value, language)
    whole = _cited(document)
    source = whole if whole.startswith(_short(document)) else f"{_short(document)} – {whole}"
    others = _others(figure, who)
    return Known(text, value, figure.unit, footnote, flags, print_of, others, source=source, plain=plain, checks=checks)


def _worst(found: list[Finding]) -> list[Finding]:
    order = ("error", "doubt", "note")
    told = [one for one in found if one.severity != "note"]
    return sorted(told, key=lambda one: order.index(one.severity))[:MOST_OTHERS]


def _footnote(figure: Figure, source: str, language: str) -> str:
    base = word("notes", "base", language, n=number(figure.base, language)) if figure.base else ""
    years = figure.year.replace("-", "–")
    year = word("notes", "year", language, y=years) if years else word("notes", "no_year", language)
    named = "" if figure.source.startswith("not cited") else figure.source
    is_share = figure.unit.startswith("percent")
    return joined(
        (
            source,
            place_said(figure.place, language),
            named,
            year,
            base or (word("notes", "no_base", language) if is_share else ""),
        )
    )


def _document(figure: Figure, who: Who) -> Document:
    with override(who.language):
        return citing.document_of(who.user, figure.document)


def _cited(document: Document) -> str:
    """The document in full, for the list of sources."""
    people = "; ".join(document.authors) or document.publisher
    return ". ".join(part for part in (people, document.title, str(document.year or "")) if part)


def _short(document: Document) -> str:
    """Its author and year, for footnotes; the list of sources has the whole."""
    name = document.authors[0].split(",")[0] if document.authors else document.publisher.split(";")[0].split(",")[0]
    return " ".join(part for part in (name or document.title, str(document.year or "")) if part)


def _others(figure: Figure, who: Who) -> tuple[str, ...]:
    """What other sources say to the same question, where it is another number."""
    if "comparison" not in who.memory:
        who.memory["comparison"] = register.comparison_for(who.user)
    group = who.memory["comparison"].of(figure.id)
    if group is None or group.agree:
        return ()
    others = [
        one
        for one in group.figures
        if one.value is not None
        and (one.value, one.value_high) != (figure.value, figure.value_high)
        and _about(one) == _about(figure)
    ]
    return tuple(_other(one, who) for one in others[:MOST_OTHERS])


def _about(figure: Figure) -> tuple[str, ...]:
    """Of whom it tells: figures on others are no contradiction."""
    return (figure.origin, figure.destination, figure.sex)


def _other(figure: Figure, who: Who) -> str:
    assert figure.value is not None
    text = said(figure.value, figure.unit, who.language, figure.value_high)
    year = figure.year or word("notes", "no_year", who.language)
    return f"{text} ({joined((_short(_document(figure, who)), place_said(figure.place, who.language), year))})"
