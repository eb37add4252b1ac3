"""Which topics, countries and sectors the invented consultations have: published shares, and our split of the rest.

docs/explanation/demonstration.md tells which numbers are published and which are ours.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """A share that a document prints: of what, in which year, and who says so. ``percent`` of consultations."""

    topic: str
    percent: int
    base: str
    year: str
    source: str


UNION = "more than 5,000 consultations of the Migrant Workers' Union, Kyrgyzstan"
CENTRE = "cases of the centre Migration and Law, Moscow, in six months (4,460 people)"
UNION_PAPER = "presentation of the Migrant Workers' Union and the Solidarity Center, 2024"
SHADOW_REPORT = "report on women migrant workers' rights under CEDAW, article 3"

AT_THE_UNION = (
    Published("unpaid-wages", 30, UNION, "2023-2024", UNION_PAPER),
    Published("migration-law", 15, UNION, "2023-2024", UNION_PAPER),
)
AT_THE_CENTRE = (Published("unpaid-wages", 41, CENTRE, "2013", SHADOW_REPORT),)

# Nobody published how the other 55 percent of the union divide. The topics are those that the union and the studies
# name; the weights are ours, in tenths of a percent.
OUR_SPLIT: dict[str, int] = {
    "registration-and-stay": 70,
    "withheld-passport": 60,
    "permit-and-patent": 40,
    "late-wages": 40,
    "entry-ban": 40,
    "working-hours": 30,
    "deductions-and-fines": 30,
    "contract": 30,
    "dismissal": 20,
    "broken-promises": 20,
    "expulsion": 20,
    "documents": 20,
    "domestic-violence": 20,
    "health": 15,
    "child-documents": 15,
    "alimony": 15,
    "pregnancy-and-birth": 10,
    "sexual-harassment": 10,
    "finding-work": 10,
    "agency-and-fees": 10,
    "work-accident": 5,
    "forced-labour": 5,
    "trafficking": 5,
    "missing-person": 5,
    "return-home": 5,
}

# Citizens of Kyrgyzstan working abroad, Ministry of Labour, 24 May 2024 (all sexes). The rest of the world is ours.
COUNTRIES: dict[str, int] = {"ru": 411_226, "kz": 65_000, "tr": 60_000, "us": 36_000, "kr": 14_000}

# Migrants from Kyrgyzstan in the Eurasian Economic Union by sector, 2024 (all sexes): the first six are published
# and make 69 percent; the other 31 are our split.
SECTORS: dict[str, int] = {
    "housework": 15,
    "construction": 14,
    "food-service": 14,
    "trade": 11,
    "transport": 8,
    "beauty-and-health": 7,
    "cleaning": 13,
    "textile": 8,
    "hospitality": 4,
    "agriculture": 4,
    "industry": 2,
}


def topic_counts(total: int, published: tuple[Published, ...]) -> dict[str, int]:
    """How many of *total* consultations have each topic: the published percents, the rest by our split."""
    said = {row.topic: row.percent * 10 for row in published}
    rest = {topic: weight for topic, weight in ({"migration-law": 150} | OUR_SPLIT).items() if topic not in said}
    left = 1000 - sum(said.values())
    scaled = {topic: weight * left / sum(rest.values()) for topic, weight in rest.items()}
    return _whole(total, {**said, **scaled})


def _whole(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers in these proportions that add up to *total*: the largest remainders are rounded up."""
    shares = {name: total * weight / sum(weights.values()) for name, weight in weights.items()}
    counts = {name: int(share) for name, share in shares.items()}
    by_remainder = sorted(shares, key=lambda name: counts[name] - shares[name])
    for name in by_remainder[: total - sum(counts.values())]:
        counts[name] += 1
    return counts


def pick(chance: random.Random, weights: Mapping[str, int]) -> str:
    """One of the names, by weight."""
    return chance.choices(list(weights), list(weights.values()))[0]
