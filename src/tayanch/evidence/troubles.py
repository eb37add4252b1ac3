"""Why a work on a survey did not come to its end, as a sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tayanch.survey.design import DesignError, LonelyUnitError

LONELY, DESIGN, QUESTION, FILE, MEMORY, UNKNOWN = "lonely", "design", "question", "file", "memory", "unknown"


@dataclass(frozen=True)
class Trouble:
    """*kind* decides which way out the page offers."""

    kind: str
    text: str


class Refused(ValueError):
    """What was asked for cannot be done; the text says why, and *kind* what it is about."""

    def __init__(self, text: str, kind: str = QUESTION) -> None:
        super().__init__(text)
        self.kind = kind


def of(error: Exception) -> Trouble:
    """What went wrong. The library's own sentences are shown as they are."""
    if isinstance(error, Refused):
        return Trouble(error.kind, str(error))
    if isinstance(error, LonelyUnitError):
        return Trouble(LONELY, str(error.stratum))
    if isinstance(error, DesignError):
        return Trouble(DESIGN, str(error))
    if isinstance(error, MemoryError):
        return Trouble(MEMORY, _("This needs more memory than the computer has. Choose fewer questions or groups."))
    return _of_the_library(error)


def _of_the_library(error: Exception) -> Trouble:
    if isinstance(error, FileNotFoundError):
        return Trouble(FILE, _("The file is not here any more. Delete the survey and bring the file again."))
    kind = {"ReadError": FILE, "FormError": FILE, "ExpressionError": QUESTION}.get(type(error).__name__)
    if kind:
        return Trouble(kind, str(error))
    if isinstance(error, ValueError) and type(error).__module__.startswith("tayanch.survey"):
        return Trouble(QUESTION, str(error))
    return Trouble(UNKNOWN, _("This did not work, and the program does not know why. Nothing is lost. Try once more."))
