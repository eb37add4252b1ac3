"""Agreement as a table to read and as JSON for other programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tayanch.interviews.agreement.disagreements import Disagreement, confusions
from tayanch.interviews.agreement.results import MEASURES, Agreement, Figure, Measured
from tayanch.interviews.model import Study

ASSUMED = "Who read what is not told: a coder counts as a reader of the documents in which she coded something."
SHOWN = {"alpha": "alpha", "ac1": "AC1", "cohen": "kappa", "percent_coded": "of coded"}
UNITS = {"turn": "turns", "sentence": "sentences", "character": "characters"}


def as_json(found: Agreement, study: Study, apart: Sequence[Disagreement] | None = None) -> dict[str, Any]:
    """Everything that was measured, as plain values.

    Each code has its measures by the names of :data:`MEASURES` as numbers or ``None``; ``reasons`` says why there is
    none, ``intervals`` has [low, high]. *apart* adds the disagreements and their confusions.
    """
    names = _coders(study)
    told = {
        "by": found.by,
        "coders": [
            {"id": coder, "name": names.get(coder, coder), "read": list(found.read[coder])} for coder in found.coders
        ],
        "documents": list(found.documents),
        "units": found.units,
        "draws": found.draws,
        "codes": [
            {"code": each.code, "name": study.codebook[each.code].name, "path": list(study.codebook.path(each.code))}
            | _measures(each)
            for each in found.codes
        ],
        "together": _measures(found.together),
        "pooled": _measures(found.pooled),
        "warnings": list(warnings(found, study)),
    }
    return told if apart is None else told | _differences(apart)


def _measures(each: Measured) -> dict[str, Any]:
    figures = each.figures
    return {
        **{name: figures[name].value for name in MEASURES if name in figures},
        "reasons": {name: figure.reason for name, figure in figures.items() if figure.reason},
        "intervals": {name: [figure.low, figure.high] for name, figure in figures.items() if figure.low is not None},
        "no_interval": {name: figure.unsure for name, figure in figures.items() if figure.unsure},
        "pairs": [
            {
                "coders": list(pair.coders),
                "cohen": pair.cohen.value,
                "percent_coded": pair.percent_coded.value,
                "documents": pair.documents,
                "units": pair.units,
            }
            for pair in each.pairs
        ],
        "prevalence": each.prevalence,
        "units": each.units,
        "coded": each.coded,
        "documents": each.documents,
        "codings": dict(each.codings),
    }


def _differences(apart: Sequence[Disagreement]) -> dict[str, Any]:
    return {
        "disagreements": [
            {
                "document": each.document,
                "start": each.start,
                "end": each.end,
                "kind": each.kind,
                "codes": list(each.codes),
                "said": [vars(said) for said in each.said],
                "silent": list(each.silent),
                "apart": each.apart,
            }
            for each in apart
        ],
        "confusions": [
            {"codes": list(each.codes), "count": each.count, "apart": each.apart} for each in confusions(apart)
        ],
    }


def warnings(found: Agreement, study: Study) -> Iterable[str]:
    """What a reader of the numbers must know, in sentences."""
    if found.assumed and found.coders:
        yield ASSUMED
    yield from found.notes
    torn = [each for each in found.codes if each.caution]
    if len(torn) == 1:
        yield f"{_name(study, torn[0].code)}: {torn[0].caution}"
    elif torn:
        names = ", ".join(_name(study, each.code) for each in torn)
        yield (
            f"Alpha and AC1 tell different stories about {len(torn)} codes: {names}. Few of the units carry them, or "
            "nearly all, and AC1 counts agreement about what nobody coded. Report both with the prevalence, and look "
            "at the agreement on coded text."
        )
    if found.draws and len(found.documents) < 10:
        yield f"The intervals rest on {len(found.documents)} documents: they are rough."


# --- a table --------------------------------------------------------------------------------------------------------


def as_table(found: Agreement, study: Study) -> str:
    """Codes in the order of the tree with the numbers that matter most, and the sentences that go with them."""
    names = _coders(study)
    coders = ", ".join(names.get(coder, coder) for coder in found.coders) or "nobody"
    head = (
        f"By {found.by}: {coders}; {len(found.documents)} documents that two read, {found.units:,} {UNITS[found.by]}."
    )
    rows = [["", "coded", "share", *SHOWN.values()]]
    rows += [[_name(study, each.code), *_cells(each)] for each in found.codes]
    rows += [["All codes as one", *_cells(found.together)], ["All decisions", *_cells(found.pooled)]]
    lines = [head, "", *_aligned(rows), *_unit_numbers(found), *_reasons(found, study)]
    said = list(warnings(found, study))
    return "\n".join([*lines, *(["", *said] if said else [])])


def _name(study: Study, code: str) -> str:
    return " › ".join(study.codebook.path(code))


def _coders(study: Study) -> Mapping[str, str]:
    return {coder.id: coder.name or coder.id for coder in study.coders}


def _cells(each: Measured) -> list[str]:
    share = "–" if each.prevalence is None else f"{each.prevalence:.1%}"
    return [f"{each.coded:,}", share, *(_cell(name, each.figures[name]) for name in SHOWN)]


def _cell(name: str, figure: Figure) -> str:
    if figure.value is None:
        return "–"
    form = "{:.0%}" if name == "percent_coded" else "{:.2f}"
    between = "" if figure.low is None else f" ({form.format(figure.low)} to {form.format(figure.high)})"
    return form.format(figure.value) + between


def _aligned(rows: list[list[str]]) -> list[str]:
    """Columns of one width; the first to the left, numbers to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]


def _unit_numbers(found: Agreement) -> list[str]:
    """The family for borders that coders set themselves, where it was measured."""
    names = {"u_alpha": "u-alpha", "u_any": "what was coded at all", "cu_alpha": "cu-alpha"}
    told = [
        f"{name} {_cell(key, found.together.figures[key])}"
        for key, name in names.items()
        if key in found.together.figures and found.together.figures[key].value is not None
    ]
    return ["", f"Borders of all codes: {', '.join(told)}."] if told else []


def _reasons(found: Agreement, study: Study) -> list[str]:
    """Why there is a dash, with the codes it holds for."""
    why: defaultdict[str, list[str]] = defaultdict(list)
    for each in found.codes:
        if each.figures["alpha"].reason:
            why[each.figures["alpha"].reason].append(_name(study, each.code))
    told = [
        f"– {reason} {', '.join(names)}" if len(why) > 1 or len(names) < len(found.codes) else f"– {reason}"
        for reason, names in why.items()
    ]
    return ["", *told] if told else []


def as_list(apart: Iterable[Disagreement], study: Study) -> str:
    """Disagreements one below the other: where, in which way, who said what."""
    names, documents = _coders(study), {each.id: each.name for each in study.documents}
    lines = []
    for each in apart:
        said = "; ".join(
            f"{names.get(one.coder, one.coder)}: {_name(study, one.code)} {one.start}–{one.end}" for one in each.said
        )
        silent = f"; nothing: {', '.join(names.get(coder, coder) for coder in each.silent)}" if each.silent else ""
        lines.append(f"{documents[each.document]} {each.start}–{each.end}, {each.kind}: {said}{silent}")
    return "\n".join(lines)
