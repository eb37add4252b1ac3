"""Names, places and numbers that say who somebody is: found by rules, confirmed by a person, replaced by stand-ins.

:func:`candidates` lists what may be one; :class:`Dictionary` holds what was confirmed and what was rejected;
:func:`stand_ins` gives each its stand-in, one across the study; :func:`anonymised` makes the next version of a text and
the map that carries codings over; :func:`leftovers` tells what is left. No network, no clock, nothing is kept.
"""

from tayanch.interviews.anonymising.applying import (
    anonymised,
    anonymised_study,
    key_table,
    leftovers,
    without_history,
)
from tayanch.interviews.anonymising.dictionary import Confirmed, Dictionary, Suggestion, merged, names_of, same_as
from tayanch.interviews.anonymising.filing import DictionaryError, read_dictionary, write_dictionary
from tayanch.interviews.anonymising.finding import candidates
from tayanch.interviews.anonymising.languages import language_of
from tayanch.interviews.anonymising.lexicon import Lexicon
from tayanch.interviews.anonymising.model import KINDS, Candidate, Kind
from tayanch.interviews.anonymising.standing_in import shown, stand_ins

__all__ = [
    "KINDS",
    "Candidate",
    "Confirmed",
    "Dictionary",
    "DictionaryError",
    "Kind",
    "Lexicon",
    "Suggestion",
    "anonymised",
    "anonymised_study",
    "candidates",
    "key_table",
    "language_of",
    "leftovers",
    "merged",
    "names_of",
    "read_dictionary",
    "same_as",
    "shown",
    "stand_ins",
    "without_history",
    "write_dictionary",
]
