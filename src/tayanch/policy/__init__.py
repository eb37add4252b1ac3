"""Treaties, recommendations, niches and review calendars: what States agreed to and were asked, and since when.

Ground floor: plain Python, read-only values, no clock. The data lie beside the code as YAML; how they are written is
said in docs/reference/policy.md.
"""

from tayanch.policy.dates import Due, next_dates
from tayanch.policy.finding import OfTopic, for_topic, search_instruments
from tayanch.policy.load import areas, documents, instruments, recommendations, reviews, volumes
from tayanch.policy.model import Area, Instrument, Matrix, PolicyError, Recommendation, Review

__all__ = [
    "Area",
    "Due",
    "Instrument",
    "Matrix",
    "OfTopic",
    "PolicyError",
    "Recommendation",
    "Review",
    "areas",
    "documents",
    "for_topic",
    "instruments",
    "next_dates",
    "recommendations",
    "reviews",
    "search_instruments",
    "volumes",
]
