"""What is wrong in a file of figures, in the language of the page: which line, and what to do."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tayanch.figures import FigureError

# What the library says, by its beginning, and the same in words that are translated.
SAID = (
    (r"Line (?P<line>\d+) is not UTF-8", gettext_lazy("Line %(line)s is not UTF-8. Save the table as “CSV UTF-8”.")),
    (
        r"Line (?P<line>\d+): the quotation marks",
        gettext_lazy("Line %(line)s: the quotation marks do not close. Put the cell into one pair of them."),
    ),
    (
        r"Line 1: no column (?P<names>[^.]+)\.",
        gettext_lazy("Line 1: there is no column %(names)s. Take the register out as CSV to see all columns."),
    ),
    (
        r"Line 1: the column (?P<name>.+) stands twice",
        gettext_lazy("Line 1: the column %(name)s stands twice. Delete one of them."),
    ),
    (
        r"Line (?P<line>\d+): (?P<count>\d+) cells",
        gettext_lazy(
            "Line %(line)s: %(count)s cells are expected. Put a cell that has a comma in it into quotation marks."
        ),
    ),
    (r"Line (?P<line>\d+): the id is missing", gettext_lazy("Line %(line)s: the id is missing. Give the figure one.")),
    (
        r"Line (?P<line>\d+): the id (?P<id>.+) stands on line (?P<other>\d+)",
        gettext_lazy("Line %(line)s: the id %(id)s stands on line %(other)s already. Give one of them another id."),
    ),
    (
        r"Line (?P<line>\d+): sex is .* not “(?P<cell>.*)”",
        gettext_lazy("Line %(line)s: sex is female, male, all or n.a., not “%(cell)s”."),
    ),
    (
        r"Line (?P<line>\d+): base_n is “(?P<cell>.*)”",
        gettext_lazy("Line %(line)s: base_n is “%(cell)s”. A base is a whole number of people or things."),
    ),
    (
        r"Line (?P<line>\d+): (?P<name>\w+) is “(?P<cell>.*)”",
        gettext_lazy("Line %(line)s: %(name)s is “%(cell)s”. Write a plain number such as 18.4 or 650000."),
    ),
)


def told(error: FigureError) -> str:
    """The error in the language of the page; as the library says it when it is not known here."""
    kept = _("Nothing was kept.")
    for pattern, words in SAID:
        if found := re.match(pattern, str(error), re.DOTALL):
            return f"{kept} {words % found.groupdict()}"
    return f"{kept} {error}"
