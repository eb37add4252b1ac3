"""Mobile points: where a bus of lawyers or a consul on a journey will be next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tayanch.directory.model import Organisation, Stop
from tayanch.vocabulary import Text

# Why a stop is called off, as everybody may read it.
REASONS: Mapping[str, Text] = {
    "weather": Text("аба ырайы же жол жаман", "плохая погода или дорога", "bad weather or road"),
    "vehicle": Text("унаа бузулган", "сломалась машина", "the vehicle broke down"),
    "staff": Text("кызматкер келе албайт", "сотрудник не может приехать", "nobody can come"),
    "holiday": Text("майрам күнү", "праздничный день", "a day off"),
    "moved": Text("башка күнгө жылды", "перенесли на другой день", "moved to another day"),
}


def next_stops(entry: Organisation, today: date) -> tuple[Stop, ...]:
    """The stops that are still to come, the next first; one that is called off is among them and says so."""
    return tuple(sorted((one for one in entry.stops if one.day >= today), key=lambda one: (one.day, one.opens)))
