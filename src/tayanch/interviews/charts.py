"""Codes by group as a picture: how many speakers, documents or passages, beside how many there could be.

Drawn like the charts of surveys (:mod:`tayanch.survey.charts`). Counts only, never shares of people: interviews are no
sample. Groups differ in colour, shape and words; a group of too few respondents is not drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from tayanch.disclosure import SMALLEST
from tayanch.interviews.codebook import Codebook
from tayanch.interviews.labels import FACTS, words
from tayanch.interviews.matrices import AFTER, BEFORE, DURING, Matrix

Unit = Literal["speakers", "documents", "passages", "characters"]
Kind = Literal["bars", "dots"]
PLOT, LABELS, STEP = 300, 280, 22  # width of the plot, width kept for codes, height of a bar, in pixels

WORDS: Mapping[str, Mapping[str, str]] = {
    "ky": {
        "speakers": "сүйлөгөндөр",
        "documents": "документтер",
        "passages": "үзүндүлөр",
        "characters": "белгилер",
        "of": "{n} / {base}",
        "base": "Негизи: {groups}.",
        "group": "{name} – {speakers} сүйлөгөн, {documents} документ",
        "hidden": "Көрсөтүлгөн жок: {groups} ({limit} сүйлөгөндөн аз).",
        "source": "Булагы: {source}.",
        "": "белгисиз",
        BEFORE: "чейин",
        DURING: "учурунда",
        AFTER: "кийин",
    },
    "ru": {
        "speakers": "говорящие",
        "documents": "документы",
        "passages": "фрагменты",
        "characters": "знаки",
        "of": "{n} из {base}",
        "base": "База: {groups}.",
        "group": "{name} – говорящих {speakers}, документов {documents}",
        "hidden": "Не показано: {groups} (меньше {limit} говорящих).",
        "source": "Источник: {source}.",
        "": "неизвестно",
        BEFORE: "до",
        DURING: "во время",
        AFTER: "после",
    },
    "en": {
        "speakers": "speakers",
        "documents": "documents",
        "passages": "passages",
        "characters": "characters",
        "of": "{n} of {base}",
        "base": "Base: {groups}.",
        "group": "{name}, {speakers} speakers in {documents} documents",
        "hidden": "Not shown: {groups} (fewer than {limit} speakers).",
        "source": "Source: {source}.",
        "": "not known",
        BEFORE: "before",
        DURING: "during",
        AFTER: "after",
    },
}
ATTRIBUTES = {
    "sex": ("жынысы", "пол", "sex"),
    "age": ("курагы", "возраст", "age"),
    "wide-age": ("курагы", "возраст", "age"),
    "oblast": ("облус", "область", "oblast"),
    "region": ("аймак", "регион", "region"),
    "status": ("кимдер", "кто говорит", "who speaks"),
    "broader-status": ("кимдер", "кто говорит", "who speaks"),
    "method": ("ыкма", "метод", "method"),
    "destination": ("иштеген өлкөсү", "страна работы", "country of work"),
    "returned": ("кайтканы", "возвращение", "return"),
}
Row = dict[str, Any]


def chart(
    matrix: Matrix,
    codebook: Codebook,
    *,
    title: str,
    source: str,
    language: str,
    unit: Unit = "speakers",
    kind: Kind = "bars",
    names: Mapping[str, str] | None = None,
    limit: int = SMALLEST,
) -> str:
    """A matrix as an SVG document: a row for each code that was found, a mark for each group.

    *names*: what to call groups; values that labels can tell have names already. *limit*: a group with fewer
    respondents is left out, and the caption says so; 0 shows all, for the team's own eyes. Below the title stand
    base, method, what may not be concluded, and source.

    Raises:
        ValueError: there is nothing to draw.
    """
    from tayanch.survey.charts import heading, picture

    say = WORDS.get(language, WORDS["en"])
    called = {group: (names or {}).get(group) or _name(matrix, group, language) for group in matrix.groups}
    shown = [group for group in matrix.groups if matrix.bases[group].speakers >= limit]
    rows = _rows(matrix, codebook, shown, called, unit=unit, language=language)
    if not rows:
        raise ValueError("There is nothing to draw: no code was found in a group that may be shown.")
    caption = _caption(matrix, shown, called, source, limit=limit, language=language)
    spec = _spec(rows, [called[group] for group in shown], say[unit], kind)
    sentences = [f"{row['code']}, {row['group']}: {row['text']} {say[unit]}." for row in rows]
    return picture(spec | {"title": heading(title, caption)}, title, [*sentences, *caption], language)


def _rows(
    matrix: Matrix, codebook: Codebook, shown: list[str], called: Mapping[str, str], *, unit: Unit, language: str
) -> list[Row]:
    """Every code with something to show × every group; also zeros, which say something beside a base."""
    say = WORDS.get(language, WORDS["en"])
    codes = [code for code in matrix.codes if any(matrix[code, group].passages for group in shown)]
    label = {code: codebook[code].label(language) if code in codebook else code for code in codes}
    double = {text for text, times in Counter(label.values()).items() if times > 1}
    found = []
    for code in codes:
        for group in shown:
            n, base = getattr(matrix[code, group], unit), getattr(matrix.bases[group], unit, None)
            text = say["of"].format(n=n, base=base) if base is not None else f"{n:,}".replace(",", " ")
            more = f" ({codebook[code].name})" if label[code] in double else ""
            found.append({"code": label[code] + more, "group": called[group], "n": n, "text": text})
    return found


def _spec(rows: list[Row], groups: list[str], unit: str, kind: Kind) -> Row:
    from tayanch.survey.charts import GROUPS, INK, SHAPES

    told_apart = 1 < len(groups) <= len(GROUPS)
    y: Row = {
        "field": "code",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": LABELS, "labelPadding": 10},
    }
    place: Row = {"y": y} | ({"yOffset": {"field": "group", "sort": groups}} if len(groups) > 1 else {})
    axis = {"format": ",~r", "tickMinStep": 1, "tickCount": 5}
    x: Row = {"field": "n", "type": "quantitative", "title": unit, "axis": axis, "scale": {"zero": True}}
    colour = _channel(groups, GROUPS) if told_apart else {"value": GROUPS[1]}
    shape: Row = {"shape": _channel(groups, SHAPES)} if told_apart else {}
    mark: Row = (
        {"type": "bar", "height": {"band": 0.8}} if kind == "bars" else {"type": "point", "size": 80, "opacity": 1}
    )
    drawn = place | {"x": x} | ({"color": colour} if kind == "bars" else {"color": colour, "fill": colour} | shape)
    said: Row = {"calculate": "datum.text + ' · ' + datum.group" if len(groups) > 1 else "datum.text", "as": "said"}
    text: Row = {"type": "text", "align": "left", "dx": 10, "color": INK}
    return {
        "data": {"values": rows},
        "transform": [said],
        "width": PLOT,
        "height": {"step": STEP, "for": "offset"} if len(groups) > 1 else {"step": STEP + 6},
        "layer": [
            {"mark": mark, "encoding": drawn},
            {"mark": text, "encoding": place | {"x": x, "text": {"field": "said"}}},
        ],
    }


def _channel(groups: list[str], given: tuple[str, ...]) -> Row:
    scale = {"domain": groups, "range": list(given[: len(groups)])}
    legend = {"title": None, "orient": "top"}
    return {"field": "group", "type": "nominal", "sort": groups, "scale": scale, "legend": legend}


def _caption(
    matrix: Matrix, shown: list[str], called: Mapping[str, str], source: str, *, limit: int, language: str
) -> list[str]:
    """Base, method, what may not be concluded, source."""
    say = WORDS.get(language, WORDS["en"])
    once = shown[:1] if matrix.kind == "around" else shown  # before, during and after have one base
    bases = (say["group"].format(name=called[group], **vars(matrix.bases[group])) for group in once)
    hidden = [called[group] for group in matrix.groups if group not in shown]
    attribute = ATTRIBUTES.get(matrix.attribute)
    lang = list(WORDS).index(language) if language in WORDS else 2
    lines = [say["base"].format(groups="; ".join(bases))]
    lines += [say["hidden"].format(groups="; ".join(hidden), limit=limit)] if hidden else []
    lines += [matrix.method(language, attribute[lang] if attribute else ""), matrix.note(language)]
    return [*lines, say["source"].format(source=source.rstrip("."))]


def _name(matrix: Matrix, group: str, language: str) -> str:
    if matrix.attribute in FACTS and group:
        return words({matrix.attribute: group}, language)
    return WORDS.get(language, WORDS["en"]).get(group, group)
