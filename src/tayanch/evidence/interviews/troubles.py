"""What somebody is told when a thing cannot be done: a sentence that says what to do."""

from __future__ import annotations


class Refused(Exception):
    """It cannot be done as things are; the text says why, in the language of the page."""
