"""How pieces and states of a card are called on the desk."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tayanch.guide.content.card import LANGUAGES, SECTIONS
from tayanch.guide.words import say

STATE_NAMES: dict[str, str | Promise] = {
    "missing": gettext_lazy("not translated"),
    "behind": gettext_lazy("translation is behind"),
    "waiting": gettext_lazy("waits for a second person"),
    "agreed": gettext_lazy("agreed, not published yet"),
    "changed": gettext_lazy("changed"),
    "withdrawn": gettext_lazy("taken back"),
    "ready": gettext_lazy("as on phones"),
    "overdue": gettext_lazy("check is overdue"),
    "draft": gettext_lazy("a draft on phones"),
    "newer": gettext_lazy("the program has a newer text"),
}
PART_NAMES: dict[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "neutral": gettext_lazy("Neutral title"),
    "lead": gettext_lazy("In one or two sentences"),
    "code": gettext_lazy("Code"),
    "need": gettext_lazy("Need"),
    "also": gettext_lazy("It also stands under"),
    "stages": gettext_lazy("Where she is"),
    "sensitive": gettext_lazy("Another person must not see what it is about"),
    "amina": gettext_lazy("The warning about the app in Moscow is printed"),
    "covers": gettext_lazy("Lines of the list of needs"),
    "rules": gettext_lazy("Rules of law"),
    "sources": gettext_lazy("Sources that are no rule"),
    "checked_on": gettext_lazy("Checked on"),
    "check_again_after_days": gettext_lazy("Check again after days"),
    "related": gettext_lazy("Related cards"),
}


def page_language() -> str:
    """That of the page, as the guide names it."""
    found = get_language() or "en"
    return found if found in LANGUAGES else "en"


def part_name(part: str) -> str:
    """``title`` → its heading; a section is called as on the phone."""
    return say(f"section.{part}", page_language()) if part in SECTIONS else str(PART_NAMES[part])


def full_name(name: str) -> str:
    """``ky.title`` → “Title · Kyrgyz”."""
    language, _dot, part = name.rpartition(".")
    return f"{part_name(part)} · {language_name(language)}" if language else part_name(part)


def language_name(language: str) -> str:
    return {"ky": _("Kyrgyz"), "ru": _("Russian"), "en": _("English")}[language]
