"""Invented facts for reports that need no database."""

from __future__ import annotations

from tayanch.reports.model import Fact, Known, Reference, fingerprint

R = Reference
TOPIC = (("topic", "unpaid-wages"),)


def known(text: str, value: float | None = None, unit: str = "people", **more: object) -> Known:
    told = {"footnote": f"Invented source, {text}", "fingerprint": fingerprint(text)} | more
    return Known(text, value, unit, **told)  # type: ignore[arg-type]


ALL = Fact(
    R("indicator", "consultations", "2026", TOPIC),
    known("21 consultations", 21, "consultations", plain="21", source="The desk"),
    "service",
    "Consultations on unpaid wages",
    {"cedaw": ("11",), "icrmw": ("25",)},
    year="2026",
)
WOMEN = Fact(
    R("indicator", "consultations", "2026", (*TOPIC, ("sex", "female"))),
    known("13 consultations", 13, "consultations", plain="13"),
    "service",
    "Consultations on unpaid wages",
    {"cedaw": ("11",)},
    sex="female",
    year="2026",
)
SHARE = Fact(
    R("figure", "f-1"),
    known("59.6 %", 59.6, "percent", source="Report 2018", also=("40 % (Report 2017)",), checks=("Cannot hold.",)),
    "published",
    "Share of women among migrants",
    topics=("register:stock",),
    sex="female",
    year="2015",
)
CHECKED = Fact(
    R("figure", "f-2"),
    known("18.4 %", 18.4, "percent", source="Survey 2014"),
    "published",
    "Women paid late",
    {"cedaw": ("11",)},
    sex="female",
    year="2014",
    has_base=True,
)
WRONG = Fact(
    R("figure", "f-3"),
    known("122 %", 122, "percent"),
    "published",
    "Shares",
    sex="female",
    year="2014",
    has_base=True,
    checked=False,
)
VOICE = Fact(
    R("quote", "1a2b3c4d"),
    known("I was not paid.", label="A woman, 35–54", footnote="Study; released for print 2026-05-01", unit=""),
    "voice",
    "A woman, 35–54",
    {"cedaw": ("11",)},
)
ASKED = Fact(
    R("policy", "rec-1"), known("Count women apart", unit=""), "recommendation", "Count women apart", {"cedaw": ("2",)}
)
FACTS = (ALL, WOMEN, SHARE, CHECKED, WRONG, VOICE, ASKED)


def resolve(reference: Reference) -> Known:
    found = next((fact.known for fact in FACTS if fact.reference == reference), None)
    return found or Known("", None, "", "", ("gone",))
