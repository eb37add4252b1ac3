"""The vocabulary for other programs: SKOS in Turtle, JSON and CSV. The same input gives the same bytes.

SKOS: https://www.w3.org/TR/skos-reference/. Names are URNs, because a web address would promise a site
that answers there.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tayanch.vocabulary.load import STANDARDS, schemes
from tayanch.vocabulary.model import LANGUAGES, Concept, Scheme, Text, Words

BASE = "urn:tayanch:vocabulary:"
TERMS = "urn:tayanch:term:"
FORMATS = ("ttl", "json", "csv")

_PREFIXES = (
    "@prefix dct: <http://purl.org/dc/terms/> .",
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
    f"@prefix term: <{TERMS}> .",
)
# Our own properties: treaty articles and indicators have no address all registers agree on.
_PROPERTIES = {
    "cedaw": "term:cedawArticle",
    "icrmw": "term:icrmwArticle",
    "ilo_forced_labour": "term:iloForcedLabourIndicator",
    "sdg": "term:sdgIndicator",
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
# A spreadsheet runs a cell that begins with one of these (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(format: str) -> str:
    """All schemes as "ttl", "json" or "csv" text. Raises ValueError for another format."""
    writers = {"ttl": to_turtle, "json": to_json, "csv": to_csv}
    if format not in writers:
        raise ValueError(f"format {format!r} is not one of {', '.join(FORMATS)}")
    return writers[format](schemes())


def to_turtle(found: Mapping[str, Scheme]) -> str:
    """SKOS in Turtle: a ConceptScheme for each scheme, a Concept for each concept."""
    blocks = ["\n".join(_PREFIXES)]
    for one in found.values():
        blocks.append(_subject(iri(one.id), _scheme_statements(one)))
        blocks += [_subject(iri(c.full_id), _concept_statements(c)) for c in one]
    return "\n\n".join(blocks) + "\n"


def to_json(found: Mapping[str, Scheme]) -> str:
    """A list of schemes under "schemes", each with the keys its file has."""
    return json.dumps({"schemes": [_scheme_data(s) for s in found.values()]}, ensure_ascii=False, indent=1) + "\n"


def to_csv(found: Mapping[str, Scheme]) -> str:
    """One row a concept; lists are joined by "; ". A cell a spreadsheet would run gets an apostrophe."""
    out = io.StringIO()
    rows = [_row(c) for one in found.values() for c in one]
    writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: guard(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def iri(full_id: str) -> str:
    """The URN of a scheme ("need") or a concept ("need/unpaid-wages"), in Turtle's angle brackets."""
    return f"<{BASE}{full_id}>"


def guard(cell: str) -> str:
    """The cell, with an apostrophe in front if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _subject(name: str, statements: Iterable[str]) -> str:
    return f"{name} " + " ;\n    ".join(statements) + " ."


def _scheme_statements(one: Scheme) -> Iterator[str]:
    yield "a skos:ConceptScheme"
    yield from _literals("skos:prefLabel", one.titles)
    yield f"skos:scopeNote {_literal(one.note)}@en"
    yield f"dct:source {_literal(one.source)}"
    yield from (f"term:translationStatus {_literal(f'{lang}: {state}')}" for lang, state in one.status)
    # A city has no broader concept in its own scheme, so it is a top concept there.
    yield from (f"skos:hasTopConcept {iri(c.full_id)}" for c in one.top())


def _concept_statements(c: Concept) -> Iterator[str]:
    yield "a skos:Concept"
    yield f"skos:inScheme {iri(c.scheme_id)}"
    yield from _literals("skos:prefLabel", c.labels)
    for lang in LANGUAGES:
        yield from (f"skos:altLabel {_literal(word)}@{lang}" for word in c.alts.get(lang))
    yield from _literals("skos:scopeNote", c.notes)
    if c.notation:
        yield f"skos:notation {_literal(c.notation)}"
    if c.broader:
        # Within a scheme broader is direct; between schemes SKOS has a mapping property for it.
        own = c.broader.startswith(f"{c.scheme_id}/")
        yield f"skos:{'broader' if own else 'broadMatch'} {iri(c.broader)}"
    for name, values in c.mappings:
        yield from (f"{_PROPERTIES[name]} {_literal(value)}" for value in values)
    yield f"dct:source {_literal(c.source)}"


def _literals(predicate: str, text: Text) -> Iterator[str]:
    return (f"{predicate} {_literal(value)}@{lang}" for lang, value in text.items())


def _literal(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _scheme_data(one: Scheme) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": dict(one.titles.items()),
        "note": one.note,
        "source": one.source,
        "translation_status": dict(one.status),
        "concepts": [_concept_data(c) for c in one],
    }


def _concept_data(c: Concept) -> dict[str, Any]:
    data = {
        "id": c.id,
        "broader": c.broader,
        "notation": c.notation,
        "label": dict(c.labels.items()),
        "note": dict(c.notes.items()),
        "source": c.source,
        "alt": _filled(c.alts),
        "mappings": {name: list(values) for name, values in c.mappings},
    }
    return {key: value for key, value in data.items() if value}


def _filled(words: Words) -> dict[str, list[str]]:
    return {lang: list(words.get(lang)) for lang in LANGUAGES if words.get(lang)}


def _row(c: Concept) -> dict[str, str]:
    return {
        "id": c.full_id,
        "scheme": c.scheme_id,
        "concept": c.id,
        "broader": c.broader or "",
        "notation": c.notation or "",
        **{f"label_{lang}": getattr(c.labels, lang) for lang in LANGUAGES},
        **{f"note_{lang}": getattr(c.notes, lang) for lang in LANGUAGES},
        **{f"alt_{lang}": "; ".join(c.alts.get(lang)) for lang in LANGUAGES},
        **{name: "; ".join(c.mapping(name)) for name in STANDARDS},
        "source": c.source,
    }
