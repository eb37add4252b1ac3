"""Words and files of the page of agreement."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tayanch.interviews.agreement import Agreement, Figure, Measured, measuring

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


def names() -> dict[str, str]:
    """Figures in the order of the table."""
    return {
        "alpha": _("Krippendorff’s alpha"),
        "ac1": _("Gwet’s AC1"),
        "cohen": _("Cohen’s kappa"),
        "percent_coded": _("agreement on coded text"),
    }


def reasons() -> dict[str, str]:
    """Why a figure is not there, in the language of the page."""
    return {
        measuring.NO_SHARED: _("No interview was finished by two of these coders."),
        measuring.NOBODY: _("Nobody gave this code in what two coders read."),
        measuring.EVERYBODY: _("Every coder gave this code to everything, so that nothing could differ."),
        measuring.NEITHER: _("Neither of the two gave it in what both read."),
        measuring.NOT_MET: _("Nowhere did two coders code the same text with codes that could differ."),
        measuring.BY_CHARACTER: _("Counted in characters only: there coders set the borders."),
        measuring.ONE_DOCUMENT: _("An interval needs two interviews that two coders finished."),
        measuring.RARELY: _("An interval cannot be said: in most draws of interviews there is no figure."),
    }


def why(reason: str) -> str:
    """One of them."""
    return reasons().get(reason, reason)


def kinds() -> dict[str, str]:
    """How coders differ in a place."""
    return {
        "one-sided": _("not everybody coded it"),
        "other-code": _("other codes"),
        "other-borders": _("the same codes, other borders"),
    }


def texts(found: Agreement) -> dict[str, Any]:
    """What the template says beside the figures."""
    return {"names_of_figures": names(), "reasons": reasons(), "kinds": kinds(), "all": found.pooled}


def figures_csv(told: Mapping[str, Any]) -> str:
    """A line for each code, then all together; for each pair a line more."""
    heading = ["code", "label", "coders", "figure", "value", "low", "high", "reason"]
    heading += ["prevalence", "units", "coded", "documents"]
    return _csv([heading, *_lines(told)])


def _lines(told: Mapping[str, Any]) -> Iterator[list[Any]]:
    lines = [(line["label"], line["of"]) for line in told["lines"]]
    for (code, label), of in [*lines, (("", _("all codes")), told["found"].pooled)]:
        about = [of.prevalence, of.units, of.coded, of.documents]
        for name in names():
            if name in of.figures:
                yield [code, label, "", name, *_figure(of[name]), *about]
        for pair in of.pairs:
            who = " / ".join(told["names"][each] for each in pair.coders)
            about = [of.prevalence, pair.units, of.coded, pair.documents]
            yield [code, label, who, "cohen", *_figure(pair.cohen), *about]
            yield [code, label, who, "percent_coded", *_figure(pair.percent_coded), *about]


def _figure(one: Figure) -> list[Any]:
    return [one.value, one.low, one.high, why(one.reason) if one.reason else ""]


def places_csv(told: Mapping[str, Any]) -> str:
    """Where coders differ: no word of the text, only where it stands."""
    heading = ["interview", "start", "end", "kind", "codes", "coded by", "not coded by"]
    rows = [
        [
            p["name"],
            p["start"],
            p["end"],
            kinds()[p["kind"]],
            " / ".join(p["codes"]),
            " / ".join(p["who"]),
            " / ".join(p["silent"]),
        ]
        for p in told["places"]
    ]
    return _csv([heading, *rows])


def _csv(rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _safe(cell: Any) -> Any:
    if isinstance(cell, float):
        return f"{cell:.4f}"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def caution(of: Measured) -> str:
    """A sentence when prevalence makes alpha and AC1 tell different stories."""
    if not of.caution or of.prevalence is None:
        return ""
    return _("This code is rare or nearly everywhere: alpha and AC1 tell different stories. Report both, and how much.")
