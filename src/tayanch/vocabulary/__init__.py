"""The shared words of the product: what a woman asks about, what was done to her, where, and what came of it.

Ground floor: plain Python, read-only values, the same words for the desk, the guide and the evidence.
"""

from tayanch.vocabulary.load import ILO_FORCED_LABOUR_INDICATORS, concept, scheme, schemes
from tayanch.vocabulary.model import LANGUAGES, Concept, Scheme, Text, VocabularyError, Words
from tayanch.vocabulary.typeahead import search

__all__ = [
    "ILO_FORCED_LABOUR_INDICATORS",
    "LANGUAGES",
    "Concept",
    "Scheme",
    "Text",
    "VocabularyError",
    "Words",
    "concept",
    "scheme",
    "schemes",
    "search",
]
