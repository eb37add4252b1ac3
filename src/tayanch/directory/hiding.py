"""What of an entry may be seen by everybody, and how to find out that something else got through.

A shelter's address in the wrong hands can kill. So nothing that leaves the directory is made from an entry itself:
pages, search, open data and tables are all made from ``public(entry)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tayanch.directory.model import Organisation, Place
from tayanch.vocabulary import Text

_DIGITS = re.compile(r"\D")
_SHORTEST_SECRET = 5  # a shorter piece is in any text


def public(entry: Organisation) -> Organisation:
    """The entry as everybody may see it.

    Of a hidden place only the city stays, and an unconfirmed number goes, as does one that rings in a hidden place.
    A text that tells of a hidden place (a note, an alert) is left out too.
    """
    ringing_in_secret = {_digits(phone) for place in entry.places if place.hidden for phone in place.phones}
    return replace(
        entry,
        name=_untelling(entry, entry.name) or Text(entry.id, entry.id, entry.id),
        says=_untelling(entry, entry.says) or Text(),
        alert=_untelling(entry, entry.alert) or Text(),
        places=tuple(_shown(place) for place in entry.places),
        phones=tuple(
            replace(phone, note=_untelling(entry, phone.note) or Text())
            for phone in entry.phones
            if phone.confirmed and not _same_number(phone.number, ringing_in_secret)
        ),
        services=tuple(one for one in entry.services if _untelling(entry, one.name)),
        schedule=entry.schedule and replace(entry.schedule, note=_untelling(entry, entry.schedule.note) or Text()),
        words=tuple((lang, tuple(w for w in all_ if not find_leaks(entry, w))) for lang, all_ in entry.words),
        website=None if find_leaks(entry, entry.website or "") else entry.website,
        stops=tuple(one for one in entry.stops if _untelling(entry, one.place)),
    )


def secrets(entry: Organisation) -> set[str]:
    """Every piece of text that would give a hidden place away: addresses, coordinates, numbers (digits only)."""
    pieces = (piece for place in entry.places if place.hidden for piece in _pieces(place))
    return {piece for piece in pieces if len(piece) >= _SHORTEST_SECRET}


def find_leaks(entry: Organisation, output: str) -> list[str]:
    """The secrets of *entry* that stand in *output*, whatever the letters' size, spaces and hyphens between."""
    plain, digits = _plain(output), _digits(output)
    return sorted(piece for piece in secrets(entry) if (piece in digits if piece.isdigit() else piece in plain))


def _shown(place: Place) -> Place:
    return Place(city=place.city, oblast=place.oblast, hidden=True) if place.hidden else place


def _pieces(place: Place) -> Iterator[str]:
    if place.address:
        yield from (_plain(address) for _, address in place.address.items())
    yield from (_coarse(degrees) for degrees in (place.latitude, place.longitude) if degrees is not None)
    yield from (_digits(phone)[-9:] for phone in place.phones)


def _coarse(degrees: float) -> str:
    """Cut to four digits after the point, which are eleven metres: the piece that every more exact one begins with."""
    whole, _, rest = f"{abs(degrees):.7f}".rstrip("0").partition(".")
    return f"{whole}.{rest[:4]}"


def _untelling(entry: Organisation, text: Text) -> Text | None:
    """The text, or none when it tells of a hidden place in any language."""
    return None if any(find_leaks(entry, words) for _, words in text.items()) else text


def _same_number(number: str, others: set[str]) -> bool:
    """Whether two numbers end alike: +996 312 … and 0312 … ring in the same room."""
    digits = _digits(number)
    return any(digits[-9:] == other[-9:] for other in others)


def _plain(text: str) -> str:
    return re.sub(r"[\s\-–—,№#\"'«»]+", " ", text.casefold()).strip()


def _digits(text: str) -> str:
    return _DIGITS.sub("", text)
