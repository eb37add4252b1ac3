"""What is the matter with a template, in words that say what to do."""

from __future__ import annotations

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tayanch.desk.docx_templates import Problem

TEXTS: dict[str, LazyText] = {
    "not-docx": gettext_lazy("This is not a Word document. In Word choose Save as, then Word document (.docx)."),
    "large": gettext_lazy("The file is too large. Make its pictures smaller."),
    "bomb": gettext_lazy("Unpacked it would be far too large, or another archive lies in it. Make the document anew."),
    "twice": gettext_lazy("The file has one part twice. Save it again in Word."),
    "part": gettext_lazy("It holds a file that does not belong into a letter. Pictures must be PNG or JPEG."),
    "macros": gettext_lazy("It has macros: it could run something. Save it as .docx without macros."),
    "objects": gettext_lazy("Another document or program is embedded in it. Take it out."),
    "tie": gettext_lazy("It is tied to something that a letter does not need. Copy the text into a new document."),
    "outside": gettext_lazy("It fetches something from outside when it is opened. Put the picture into the document."),
    "xml": gettext_lazy("A part of the file cannot be read. Save it again in Word."),
    "entities": gettext_lazy("A part of the file defines words of its own, which is used for attacks."),
    "field": gettext_lazy("This field fetches or runs something. Type the text instead."),
    "comments": gettext_lazy("It has comments, which would go out with every letter. Delete them."),
    "changes": gettext_lazy("It has tracked changes, which would go out with every letter. Accept or reject them."),
    "bound": gettext_lazy("A content control overwrites its own text. Copy the text out of it and delete it."),
    "place": gettext_lazy("A variable stands where it is not filled: in a field, a shape, a colour or the properties."),
    "not-filled": gettext_lazy("Variables are filled in the text, header, footer and footnotes only."),
    "brace": gettext_lazy("A brace is left over. A variable begins and ends in one line: {{ worker_name }}."),
    "syntax": gettext_lazy("This cannot be read. Each {% if %} and {% for %} needs its {% endif %} or {% endfor %}."),
    "alone": gettext_lazy("This tag takes away its whole paragraph, row or cell. Put it there alone."),
    "tag": gettext_lazy("Only {% if %}, {% elif %}, {% else %}, {% for %} and their ends are allowed."),
    "many": gettext_lazy("It has too many variables."),
    "unknown": gettext_lazy("This name is not known."),
    "attribute": gettext_lazy("Nothing can be asked of a value, but the columns of a row in a list."),
    "filter": gettext_lazy("This filter is not allowed."),
    "expression": gettext_lazy("Only names, comparisons, and, or, not are allowed. Nothing is called or computed."),
    "loop": gettext_lazy("Only a list can be repeated, two levels deep: {% for row in debts %}."),
    "loop-name": gettext_lazy("Choose another word for the row: {% for row in debts %}."),
    "print-list": gettext_lazy("This is a list. Repeat it: {% for row in debts %} … {% endfor %}."),
    "print-row": gettext_lazy("This is a whole row. Name a column of it: {{ row.unpaid }}."),
    "print-yes": gettext_lazy("This is yes or no. Choose by it: {% if written_contract %} … {% endif %}."),
    "no-else": gettext_lazy("Say what stands there otherwise, or use {% if %} … {% endif %}."),
    "structure": gettext_lazy("Word has split a tag in a way that cannot be read. Delete the line and type it anew."),
    "render": gettext_lazy("With invented facts it does not come out whole. A tag may begin in a table and end below."),
    "no-variables": gettext_lazy("No variable is in it, so there is nothing to fill."),
}
WHERE: dict[str, LazyText] = {
    "header": gettext_lazy("header"),
    "footer": gettext_lazy("footer"),
    "footnotes": gettext_lazy("footnotes"),
}
ADDRESSEES: list[tuple[str, LazyText]] = [
    ("employer", gettext_lazy("Employer")),
    ("labour_inspectorate", gettext_lazy("Labour inspectorate")),
    ("prosecutor", gettext_lazy("Prosecutor")),
    ("court", gettext_lazy("Court")),
    ("police", gettext_lazy("Police")),
    ("migration_service", gettext_lazy("Migration service")),
    ("consulate", gettext_lazy("Consulate")),
    ("social_fund", gettext_lazy("Social fund")),
    ("registry", gettext_lazy("Civil registry")),
    ("school", gettext_lazy("School")),
    ("herself", gettext_lazy("Herself")),
    ("other", gettext_lazy("Somebody else")),
]


def addressee_name(addressee: str) -> str:
    """To whom a template is written."""
    return str(dict(ADDRESSEES).get(addressee, addressee))


def told(problem: Problem) -> str:
    """One problem as a line: what to do, and what was probably meant."""
    text = str(TEXTS[problem.code])
    if problem.code == "unknown" and problem.instead:
        return _("%(found)s is not known – did you mean %(instead)s?") % {
            "found": problem.found,
            "instead": problem.instead,
        }
    if problem.instead and problem.code in {"attribute", "filter"}:
        return _("%(text)s There are: %(known)s.") % {"text": text, "known": problem.instead}
    return text


def where(problem: Problem) -> str:
    """The part of the document, "" for its text."""
    return str(WHERE.get(problem.where, ""))
