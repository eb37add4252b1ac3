"""Invented figures for the tests: a row is what is given, the rest is plain."""

from decimal import Decimal

from tayanch.figures import Figure, check


def row(figure_id="a", measure="share of something", value="10", **more):
    """A figure of an invented register; numbers as text, as they are printed."""
    high, base = more.pop("high", None), more.pop("base", None)
    given = {
        "document": "doc-1", "section": "One", "topic": "stock", "population": "migrants from Kyrgyzstan", "sex": "all",
        "origin": "KG", "destination": "", "unit": "percent", "year": "2019", "source": "Statistics bureau",
    }  # fmt: skip
    given |= more
    return Figure(
        id=figure_id,
        measure=measure,
        value=Decimal(value),
        value_high=None if high is None else Decimal(high),
        base=base,
        **given,
    )


def found(*figures):
    """(rule, rows) of every finding."""
    return [(finding.rule, finding.rows) for finding in check(figures)]


def one(*figures):
    """The only finding."""
    (finding,) = check(figures)
    return finding
