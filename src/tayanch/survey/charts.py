"""Estimates as a picture: a point and its interval for each group, as SVG that a screen reader can read too.

Drawn by Vega-Lite inside ``vl-convert`` (no browser, no network). Colour never says anything alone: groups differ in
shape as well, hidden cells say so in words, shaky ones are hollow and stand in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeGuard
from xml.sax.saxutils import escape

import vl_convert

from tayanch.survey.codebook import Codebook
from tayanch.survey.results import HIDDEN_BASE, Estimate, Estimates

# the colours of the product's screens: ink, walnut, line, and one for each group
INK, WALNUT, LINE = "#2b211a", "#6a5443", "#ddcfb8"
GROUPS = ("#9b2a23", "#243a66", "#3f6146", "#8a5a00")
SHAPES = ("circle", "square", "triangle-up", "diamond")
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif'
PLOT, STEP, LABELS = 360, 24, 260  # width of the plot, height of a row, width kept for the names of rows, in pixels

WORDS = {
    "en": {
        "all": "All",
        "hidden": f"not shown: fewer than {HIDDEN_BASE} answers",
        "empty": "nobody was asked or answered",
        "unknown": "cannot be known",
        "interval": "interval from {lower} to {upper}",
        "answers": "{n} answers",
        "base": "Base: {n} answers.",
        "source": "Source: {source}.",
        "line": "Line: interval of the estimate.",
        "shaky": "In brackets and hollow: few answers, read with care.",
    },
    "ru": {
        "all": "Все",
        "hidden": f"не показано: меньше {HIDDEN_BASE} ответов",
        "empty": "никого не спросили или никто не ответил",
        "unknown": "узнать нельзя",
        "interval": "интервал от {lower} до {upper}",
        "answers": "ответов: {n}",
        "base": "База: ответов {n}.",
        "source": "Источник: {source}.",
        "line": "Черта – интервал оценки.",
        "shaky": "В скобках и с пустым знаком: ответов мало, читайте осторожно.",
    },
    "ky": {
        "all": "Баары",
        "hidden": f"көрсөтүлгөн жок: {HIDDEN_BASE} жооптон аз",
        "empty": "эч кимден суралган жок же эч ким жооп берген жок",
        "unknown": "билүүгө болбойт",
        "interval": "аралык {lower} – {upper}",
        "answers": "жооп: {n}",
        "base": "Негизи: {n} жооп.",
        "source": "Булагы: {source}.",
        "line": "Сызык – баанын аралыгы.",
        "shaky": "Кашаада жана ичи бош белги менен: жооп аз, этият окуңуз.",
    },
}

Row = dict[str, Any]


def chart(
    estimates: Estimates | Sequence[Estimate],
    *,
    title: str,
    source: str,
    language: str,
    codebook: Codebook | None = None,
    share: bool | None = None,
    unit: str = "",
) -> str:
    """The estimates as an SVG document with points and intervals.

    The first column of the domains becomes colour and shape when it has at most four values and something else names
    the rows; everything else stands in rows. *codebook* gives words for codes. *share* prints percent; without it
    estimates of answers between 0 and 1 do. *unit* names the axis otherwise.

    Raises:
        ValueError: there is nothing to draw.
    """
    cells = tuple(estimates)
    if not cells:
        raise ValueError("There are no estimates to draw.")
    words = WORDS.get(language, WORDS["en"])
    percent = _shares(cells) if share is None else share
    say = _figures(language, percent, cells)
    rows = _rows(cells, words, language, codebook, say)
    caption = _caption(cells, words, source, say)
    spec = _spec(rows, title, caption, percent, unit)
    return picture(spec, title, [*(_sentence(row) for row in rows), *caption], language)


def picture(spec: dict[str, Any], title: str, sentences: Sequence[str], language: str) -> str:
    """A Vega-Lite specification as SVG in the product's style, with a name and a description in words.

    No network is touched. Raises ``ValueError`` when the specification cannot be drawn.
    """
    styled = {"config": _style()} | spec
    svg: str = vl_convert.vegalite_to_svg(styled, allowed_base_urls=[], format_locale=_locale(language))
    return _readable(svg, title, sentences)


def heading(title: str, caption: Sequence[str]) -> dict[str, Any]:
    """Title and caption of a picture, in lines that fit it."""
    return {"text": _lines(title, 90), "subtitle": [line for text in caption for line in _lines(text, 110)]}


def _rows(
    cells: Sequence[Estimate],
    words: dict[str, str],
    language: str,
    codebook: Codebook | None,
    say: Callable[[float], str],
) -> list[Row]:
    """What is drawn and said for each cell."""
    columns = list(dict.fromkeys(name for cell in cells for name in cell.by))
    several = len({cell.variable for cell in cells}) > 1
    apart = several or len({cell.level for cell in cells}) > 1 or len(columns) > 1
    first = columns[0] if columns and apart and len({_value(cell, columns[0]) for cell in cells}) <= len(GROUPS) else ""

    def name(column: str, code: object) -> str:
        known = codebook is not None and column in codebook.variables
        return codebook[column].answer(code, language) if codebook and known else str(code)

    def place(cell: Estimate) -> str:
        asked = codebook[cell.variable].label(language) if codebook and cell.variable in codebook.variables else ""
        parts = [asked or cell.variable] if several or not (columns or cell.level is not None) else []
        parts += [name(cell.variable, cell.level)] if cell.level is not None else []
        rest = [column for column in columns if column != first]
        named = [name(column, cell.by[column]) for column in rest if column in cell.by]
        return " · ".join([*parts, *(named or ([words["all"]] if rest and not parts else []))]) or words["all"]

    return [
        {
            "row": place(cell),
            "group": (name(first, cell.by[first]) if first in cell.by else words["all"]) if first else "",
            **_drawn(cell, words, say),
        }
        for cell in cells
    ]


def _value(cell: Estimate, column: str) -> object:
    return cell.by.get(column)


def _drawn(cell: Estimate, words: dict[str, str], say: Callable[[float], str]) -> Row:
    """Point, interval and text of a cell; nothing but words where it may not or cannot be shown."""
    reason = next((word for word in ("hidden", "empty") if f"{word}-base" in cell.flags or word in cell.flags), None)
    if reason or cell.estimate is None:
        text = words[reason or "unknown"]
        return {"value": None, "lower": None, "upper": None, "text": text, "said": text, "shaky": False}
    shaky = "shaky-base" in cell.flags
    number, base = say(cell.estimate), words["answers"].format(n=_whole(cell.n))
    known = cell.lower is not None and cell.upper is not None
    interval = f" [{say(cell.lower)} – {say(cell.upper)}]" if cell.lower is not None and cell.upper is not None else ""
    limits = words["interval"].format(lower=say(cell.lower or 0.0), upper=say(cell.upper or 0.0)) if known else ""
    return {
        "value": cell.estimate,
        "lower": cell.lower,
        "upper": cell.upper,
        "text": (f"({number})" if shaky else number) + f"{interval}   n {_whole(cell.n)}",
        "said": ", ".join(part for part in (f"({number})" if shaky else number, limits, base) if part),
        "shaky": shaky,
    }


def _spec(rows: list[Row], title: str, caption: list[str], percent: bool, unit: str) -> dict[str, Any]:
    """The picture as Vega-Lite: interval, point and text of each row, groups of a row one under another."""
    groups = list(dict.fromkeys(row["group"] for row in rows))
    y = {"field": "row", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": LABELS}}
    offset: Row = {"yOffset": {"field": "group", "sort": groups}} if len(groups) > 1 else {}
    colour, shape = (_by_group(groups, given) for given in (GROUPS, SHAPES))
    x: Row = {
        "field": "value",
        "type": "quantitative",
        "title": unit or None,
        "scale": {"zero": percent} | ({} if percent else {"padding": 10}),
    }
    x["axis"] = {"format": "~%" if percent else ",~r", "tickCount": 5}
    ends: Row = {"x": {"field": "lower", "type": "quantitative"}, "x2": {"field": "upper"}}
    point: Row = {"shape": shape, "fill": {"condition": {"test": "datum.shaky", "value": "#ffffff"}} | colour}
    place: Row = {"y": y} | offset
    layers: list[Row] = [
        {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": place | ends | {"color": colour}},
        {
            "mark": {"type": "point", "size": 70, "strokeWidth": 2, "opacity": 1},
            "encoding": place | {"x": x, "stroke": colour} | point,
        },
        {
            "mark": {"type": "text", "align": "left", "color": INK},
            "encoding": place | {"x": {"value": PLOT + 12}, "text": {"field": "text"}},
        },
    ]
    return {
        "data": {"values": rows},
        "title": heading(title, caption),
        "width": PLOT,
        "height": {"step": STEP, "for": "offset"} if offset else {"step": STEP + 4},
        "layer": layers,
    }


def _shares(cells: Sequence[Estimate]) -> bool:
    """Whether these are shares of answers: the level of a quantile is a probability, that of a share a code."""
    codes = all(cell.level is not None and not (_is_part(cell.level) and 0 < cell.level < 1) for cell in cells)
    return codes and all(cell.estimate is None or 0 <= cell.estimate <= 1 for cell in cells)


def _is_part(level: object) -> TypeGuard[float]:
    return isinstance(level, float)


def _by_group(groups: list[str], given: Sequence[str]) -> Row:
    """A channel of the picture that tells the groups apart; its legend stands once, above."""
    legend = {"title": None, "orient": "top"} if len(groups) > 1 else None
    scale = {"domain": groups, "range": list(given[: len(groups)])}
    return {"field": "group", "sort": groups, "scale": scale, "legend": legend}


def _style() -> dict[str, Any]:
    title: Row = {"anchor": "start", "frame": "group", "color": INK, "subtitleColor": WALNUT, "fontSize": 15}
    return {
        "font": FONT,
        "background": "#ffffff",
        "view": {"stroke": None},
        "title": title | {"subtitleFontSize": 12, "subtitlePadding": 6, "offset": 12},
        "axis": {"labelColor": INK, "titleColor": WALNUT, "labelFontSize": 12, "titleFontSize": 12}
        | {"titleFontWeight": "normal", "gridColor": LINE, "domainColor": LINE, "tickColor": LINE},
        "axisY": {"grid": False, "ticks": False, "domain": False},
        "legend": {"labelColor": INK, "labelFontSize": 12},
        "text": {"fontSize": 12},
    }


def _caption(cells: Sequence[Estimate], words: dict[str, str], source: str, say: Callable[[float], str]) -> list[str]:
    """Base, marks and source; the base counts each shown group of the finest domains once."""
    depth = max(len(cell.by) for cell in cells)
    shown = [cell for cell in cells if "hidden-base" not in cell.flags]
    bases = {tuple(cell.by.items()): 0 for cell in shown if len(cell.by) == depth}
    for cell in shown:
        if len(cell.by) == depth:
            bases[tuple(cell.by.items())] = max(bases[tuple(cell.by.items())], cell.n)
    lines = [words["base"].format(n=_whole(sum(bases.values()))) + " " + words["line"]]
    if any("shaky-base" in cell.flags for cell in shown):
        lines.append(words["shaky"])
    return [*lines, words["source"].format(source=source.rstrip("."))]


def _sentence(row: Row) -> str:
    return f"{', '.join(part for part in (row['row'], row['group']) if part)}: {row['said']}."


def _readable(svg: str, title: str, sentences: Sequence[str]) -> str:
    """The SVG as one picture with a name and a description in words; its parts are not read one by one."""
    words = f"<title>{escape(title)}</title><desc>{escape(' '.join(sentences))}</desc>"
    opened = re.match(r"<svg[^>]*>", svg)
    if opened is None:
        raise ValueError("The picture could not be drawn as SVG.")
    inner = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg[opened.end() :])
    return opened.group()[:-1] + ' role="img">' + words + inner


def _figures(language: str, percent: bool, cells: Sequence[Estimate]) -> Callable[[float], str]:
    """How a number is written: percent with one decimal, large numbers whole, else three significant digits."""
    largest = max((abs(cell.estimate) for cell in cells if cell.estimate is not None), default=0.0)
    decimals = 0 if largest >= 100 else 1 if largest >= 10 else 2

    def say(value: float) -> str:
        text = f"{value * 100:.1f} %" if percent else f"{value:,.{decimals}f}"
        text = text.replace("-", "−").replace(",", " ")
        return text if language == "en" else text.replace(".", ",")

    return say


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _locale(language: str) -> dict[str, Any]:
    decimal = "." if language == "en" else ","
    return {"decimal": decimal, "thousands": " ", "grouping": [3], "currency": ["", ""], "minus": "−"}


def _lines(text: str, width: int) -> list[str]:
    """A text in lines of at most *width* characters, broken at spaces."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
