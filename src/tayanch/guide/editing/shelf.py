"""The cards as the desk sees them: those of the program's files, those somebody has worked on, what phones show."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache

from django.http import Http404

from tayanch.guide.content.card import COUNTRIES, LANGUAGES
from tayanch.guide.content.loading import guide
from tayanch.guide.content.parts import OF_TEXT, Parts, parts_of
from tayanch.guide.editing.models import Card, Reading, Version

# What the desk changes about a card by itself, and never by editing.
BY_ITSELF = ("checked_on",)


@cache
def shipped() -> Mapping[tuple[str, str], Parts]:
    """The pieces of every card of the program, by country and name. Nobody may change them."""
    return {(card.country, card.folder.name): parts_of(card.folder) for card in guide().cards}


def access_card(country: str, slug: str) -> Card:
    """The card of that name; one that nobody has worked on yet is made of the program's, and not kept.

    Raises ``Http404``.
    """
    found = Card.objects.select_related("edited_by", "withdrawal_by").filter(country=country, slug=slug).first()
    return found or _of_program(country, slug)


def access_version(country: str, slug: str, number: int) -> Version:
    """One version of it. Raises ``Http404``."""
    found = Version.objects.select_related("card", "by", "agreed_by")
    version = found.filter(card__country=country, card__slug=slug, number=number).first()
    if version is None:
        raise Http404
    return version


def _of_program(country: str, slug: str) -> Card:
    parts = shipped().get((country, slug))
    if parts is None:
        raise Http404
    return Card(country=country, slug=slug, parts=dict(parts), base=dict(parts))


def all_cards() -> list[Card]:
    """Every card, in the order of countries and names; three queries for all of them."""
    kept = {(one.country, one.slug): one for one in Card.objects.prefetch_related("versions", "readings", "checks")}
    names = sorted({*kept, *shipped()}, key=lambda name: (COUNTRIES.index(name[0]), name[1]))
    return [kept.get(name) or _of_program(*name) for name in names]


# --- what phones show ----------------------------------------------------------------------------------------


def newest(card: Card) -> Version | None:
    """The last version, one that took the card back too."""
    versions = list(card.versions.all()) if card.is_kept else []
    return max(versions, key=lambda one: one.number, default=None)


def shown(card: Card) -> Parts | None:
    """The pieces that phones show; None: no such page."""
    version, own = newest(card), shipped().get((card.country, card.slug))
    if version is None or is_outdated(version, own):
        return own
    if version.kind == Version.Kind.WITHDRAWN:
        return None
    return {**version.parts, "checked_on": checked_on(card, version.parts)}


def is_outdated(version: Version, own: Parts | None) -> bool:
    """A checked copy of the program's own text gives way as soon as the program has a newer one."""
    return version.kind == Version.Kind.CHECKED and own is not None and not is_same(version.parts, own)


def checked_on(card: Card, parts: Parts) -> str:
    """The last day when somebody made sure of it."""
    days = [one.on.isoformat() for one in card.checks.all()] if card.is_kept else []
    return max([parts["checked_on"], *days])


def is_withdrawn(card: Card) -> bool:
    version = newest(card)
    return version is not None and version.kind == Version.Kind.WITHDRAWN


def has_newer_program(card: Card) -> bool:
    """Whether the program brought another text since the desk took its copy."""
    own = shipped().get((card.country, card.slug))
    return bool(card.base) and own is not None and not is_same(card.base, own)


def was_shown(card: Card) -> bool:
    """Whether its address may stand in a phone: of the program, or published once."""
    return bool(card.base) or newest(card) is not None


def is_same(one: Parts, other: Parts) -> bool:
    """Alike in all that is written by hand."""
    names = {*one, *other} - set(BY_ITSELF)
    return all(one.get(name, "") == other.get(name, "") for name in names)


def is_changed(card: Card) -> bool:
    """Whether what is being written differs from what phones show."""
    now = shown(card)
    return now is None or not is_same(card.parts, now)


# --- fingerprints --------------------------------------------------------------------------------------------


def fingerprint(parts: Parts, language: str = "") -> str:
    """Of all pieces, or of the text in a language."""
    told = {name: text for name, text in parts.items() if name not in BY_ITSELF}
    if language:
        told = {name: parts[f"{language}.{name}"] for name in OF_TEXT}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def readers(card: Card, parts: Parts, language: str) -> dict[str, Reading]:
    """Who has read exactly this text in that language, by what she is."""
    wanted = fingerprint(parts, language)
    rows = card.readings.all() if card.is_kept else []
    return {one.kind: one for one in rows if one.language == language and one.content == wanted}


def reviewed(card: Card, parts: Parts) -> dict[str, bool]:
    """The languages that a native reader and a lawyer have read, and those that the program's own text says it of."""
    own = guide_status(card.country, card.slug)
    same = shipped().get((card.country, card.slug))
    found = {}
    for language in LANGUAGES:
        is_own = same is not None and fingerprint(same, language) == fingerprint(parts, language)
        kinds = readers(card, parts, language).keys()
        found[language] = kinds >= set(Reading.Kind.values) or (is_own and own.get(language) == "reviewed")
    return found


def guide_status(country: str, slug: str) -> dict[str, str]:
    """Of the program's card: language → draft or reviewed."""
    found = next((one for one in guide().cards if (one.country, one.folder.name) == (country, slug)), None)
    return {language: text.status for language, text in found.texts.items()} if found else {}
