"""Figures on one question as dots on one line, a bar where a range is printed; SVG that a screen reader can read too.

Drawn like the charts of surveys (:mod:`tayanch.survey.charts`). Women, men and both together differ in shape and words,
not in colour alone; a figure whose base is not stated is hollow.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tayanch.evidence.figures import telling
from tayanch.evidence.figures.telling import Group, Told

WIDTH, STEP, LABELS = 300, 30, 300  # of the plot, of a row, kept for the names of rows, in pixels
Row = dict[str, Any]


def dots(group: Group) -> str:
    """The figures of a group that have a number, as an SVG document. Raises ``ValueError`` when there is none."""
    from tayanch.survey.charts import heading, picture  # takes a second: not at every start

    rows = [_row(one) for one in group.told if one.figure.value is not None]
    if not rows:
        raise ValueError("There is nothing to draw: none of these figures has a number.")
    caption = [_("Each dot is a figure as it is printed; a line joins the ends of a range.")]
    if any(row["hollow"] for row in rows):
        caption.append(_("Hollow: the base is not stated."))
    caption.append(_("Sources: %s.") % "; ".join(dict.fromkeys(one.document for one in group.told)))
    sentences = [f"{row['row']}: {row['text']}." for row in rows]
    spec = _spec(rows, telling.unit(group.told[0].figure.unit))
    return picture(
        spec | {"title": heading(group.title, caption)}, group.title, [*sentences, *caption], telling.language()
    )


def _row(one: Told) -> Row:
    figure = one.figure
    assert figure.value is not None
    high = figure.value if figure.value_high is None else figure.value_high
    return {
        "row": f"{one.figure.source or one.document}, {one.when} ({one.id})",
        "low": float(figure.value),
        "high": float(high),
        "group": telling.sex(figure.sex) or _("not by sex"),
        "text": one.value,
        "hollow": one.lacks_base,
    }


def _spec(rows: list[Row], unit: str) -> Row:
    from tayanch.survey.charts import GROUPS, INK, SHAPES

    groups = list(dict.fromkeys(row["group"] for row in rows))
    scale = {"domain": groups}
    legend = {"title": None, "orient": "top"} if len(groups) > 1 else None
    colour = {"field": "group", "scale": scale | {"range": list(GROUPS[: len(groups)])}, "legend": legend}
    shape = {"field": "group", "scale": scale | {"range": list(SHAPES[: len(groups)])}, "legend": legend}
    y = {"field": "row", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": LABELS}}
    axis = {"tickCount": 5, "format": ",~r"}
    x = {"field": "low", "type": "quantitative", "title": unit, "scale": {"zero": unit == "%"}, "axis": axis}
    fill = {"condition": {"test": "datum.hollow", "value": "#ffffff"}} | colour
    ends = {"x": x, "x2": {"field": "high"}}
    layers = [
        {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"y": y, "color": colour} | ends},
        {
            "mark": {"type": "point", "size": 90, "strokeWidth": 2, "opacity": 1},
            "encoding": {"y": y, "x": x, "stroke": colour, "shape": shape, "fill": fill},
        },
        {
            "mark": {"type": "point", "size": 90, "strokeWidth": 2, "opacity": 1},
            "transform": [{"filter": "datum.high > datum.low"}],
            "encoding": {"y": y, "x": x | {"field": "high"}, "stroke": colour, "shape": shape, "fill": fill},
        },
        {
            "mark": {"type": "text", "align": "left", "color": INK},
            "encoding": {"y": y, "x": {"value": WIDTH + 12}, "text": {"field": "text"}},
        },
    ]
    return {"data": {"values": rows}, "width": WIDTH, "height": {"step": STEP}, "layer": layers}
