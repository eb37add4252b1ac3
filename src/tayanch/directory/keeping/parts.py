"""The parts of an entry that are changed together, and how each is told in lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tayanch import vocabulary
from tayanch.directory import places
from tayanch.directory.model import Organisation
from tayanch.directory.stops import REASONS
from tayanch.directory.writing import fields_of
from tayanch.vocabulary import Text

Line = tuple[str, str]  # what it is, what it says
# The fields of the file that belong to each part.
PARTS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "says", "alert"),
    "about": ("kind", "covers", "languages", "website", "reach_through", "check_again_after_days"),
    "services": ("services",),
    "places": ("places",),
    "phones": ("phones",),
    "hours": ("schedule",),
    "stops": ("stops",),
    "search": ("words",),
}
TITLES = {
    "name": gettext_lazy("Name and what it does"),
    "about": gettext_lazy("Kind, countries, languages"),
    "services": gettext_lazy("Services"),
    "places": gettext_lazy("Places"),
    "phones": gettext_lazy("Numbers"),
    "hours": gettext_lazy("Hours"),
    "stops": gettext_lazy("Stops of a mobile point"),
    "search": gettext_lazy("Words for the search"),
}
KINDS = {
    "state": gettext_lazy("Office of the state"),
    "ngo": gettext_lazy("Public organisation"),
    "union": gettext_lazy("Trade union"),
    "international": gettext_lazy("International organisation"),
    "consulate": gettext_lazy("Consulate"),
    "hotline": gettext_lazy("Hotline"),
    "shelter": gettext_lazy("Shelter"),
    "clinic": gettext_lazy("Clinic"),
    "legal-aid": gettext_lazy("Legal aid"),
}
TRUTHS = {
    "free": gettext_lazy("Free of charge"),
    "women_only": gettext_lazy("For women only"),
    "papers_asked": gettext_lazy("Papers are asked for"),
    "safe_without_papers": gettext_lazy("Safe without valid papers"),
}
DAYS = {
    "MO": gettext_lazy("Monday"),
    "TU": gettext_lazy("Tuesday"),
    "WE": gettext_lazy("Wednesday"),
    "TH": gettext_lazy("Thursday"),
    "FR": gettext_lazy("Friday"),
    "SA": gettext_lazy("Saturday"),
    "SU": gettext_lazy("Sunday"),
}


def different(old: Organisation, new: Organisation) -> list[str]:
    """The parts in which two entries differ, in their order."""
    before, after = fields_of(old), fields_of(new)
    return [part for part, names in PARTS.items() if any(before.get(n) != after.get(n) for n in names)]


def lines(entry: Organisation, part: str, language: str) -> list[Line]:
    """A part of an entry as it is read: what was left empty has no line."""
    return [(str(label), words) for label, words in _TOLD[part](entry, language) if words]


def _name(entry: Organisation, language: str) -> Iterator[Line]:
    yield from _in_all(_("What it is called"), entry.name)
    yield from _in_all(_("What she gets there"), entry.says)
    yield from _in_all(_("Warning"), entry.alert)


def _about(entry: Organisation, language: str) -> Iterator[Line]:
    yield _("Kind"), str(KINDS[entry.kind])
    yield _("Helps in"), ", ".join(vocabulary.concept(f"country/{one}").label(language) for one in entry.covers)
    yield _("Languages spoken"), ", ".join(entry.languages)
    yield _("Website"), entry.website or ""
    yield _("Who leads there"), ", ".join(entry.reach_through)
    yield _("Check again after days"), str(entry.check_again_after_days)


def _services(entry: Organisation, language: str) -> Iterator[Line]:
    for one in entry.services:
        need = vocabulary.concept(f"need/{one.need}").label(language)
        known = [f"{label}: {_yes(getattr(one, name))}" for name, label in TRUTHS.items()]
        yield need, "; ".join([_joined(one.name), *known])


def _places(entry: Organisation, language: str) -> Iterator[Line]:
    for one in entry.places:
        city = places.cities()[one.city].label(language)
        yield city, _("The address is hidden.") if one.hidden else _place(one.address, one.latitude, one.longitude)


def _place(address: Text | None, latitude: float | None, longitude: float | None) -> str:
    point = "" if latitude is None else f" ({latitude}, {longitude})"
    return (_joined(address) if address else _("No address is known.")) + point


def _phones(entry: Organisation, language: str) -> Iterator[Line]:
    for one in entry.phones:
        yield (
            one.number,
            "; ".join(
                part for part in (_("works only inside the country") if one.short else "", _joined(one.note)) if part
            )
            or "·",
        )


def _hours(entry: Organisation, language: str) -> Iterator[Line]:
    if (hours := entry.schedule) is None:
        return
    zone = "" if hours.utc_offset is None else f" (UTC{hours.utc_offset:+g})"
    days = ", ".join(str(DAYS[day]) for day in hours.days.split(","))
    yield days, f"{hours.opens}–{hours.closes}{zone} {_joined(hours.note)}".strip()


def _stops(entry: Organisation, language: str) -> Iterator[Line]:
    for one in sorted(entry.stops, key=lambda stop: (stop.day, stop.opens)):
        off = f" – {_('called off')}: {REASONS[one.called_off].get(language)}" if one.called_off else ""
        where = places.cities()[one.city].label(language)
        yield f"{one.day:%d.%m.%Y} {one.opens}–{one.closes}", f"{where}: {_joined(one.place)}{off}"


def _search(entry: Organisation, language: str) -> Iterator[Line]:
    for code, words in entry.words:
        yield code, ", ".join(words)


def _in_all(label: str, text: Text) -> Iterator[Line]:
    yield from ((f"{label} ({language})", words) for language, words in text.items())


def _joined(text: Text) -> str:
    """The text in its languages, each once."""
    return " / ".join(dict.fromkeys(words for _language, words in text.items()))


def _yes(value: bool | None) -> str:
    return {True: _("yes"), False: _("no"), None: _("not known")}[value]


_TOLD: Mapping[str, Callable[[Organisation, str], Iterator[Line]]] = {
    "name": _name,
    "about": _about,
    "services": _services,
    "places": _places,
    "phones": _phones,
    "hours": _hours,
    "stops": _stops,
    "search": _search,
}


def compared(old: Organisation, new: Organisation, language: str) -> list[dict[str, Any]]:
    """Each part that differs: ``part``, ``title``, and the lines that only the ``old`` or only the ``new`` one has."""
    found = []
    for part in different(old, new):
        before, after = lines(old, part, language), lines(new, part, language)
        only = {
            "old": [one for one in before if one not in after],
            "new": [one for one in after if one not in before],
        }
        found.append({"part": part, "title": TITLES[part], **only})
    return found
