"""A number to carry away: the code that a phone's camera reads, as a drawing of a few hundred bytes."""

from __future__ import annotations

import segno
from markupsafe import Markup, escape


def drawing(text: str, label: str) -> Markup:
    """*text* as a code with the white border that a reader needs; *label* says in words what it is.

    Capitals, digits and a few signs take half the room: write ``TEL:`` and not ``tel:``.
    """
    code = segno.make(text, error="m", micro=False, boost_error=False)
    drawn = code.svg_inline(border=4, svgclass=None, lineclass=None, omitsize=True)
    return Markup(f'<svg role="img" aria-label="{escape(label)}"{drawn.removeprefix("<svg")}')  # noqa: S704  our own
