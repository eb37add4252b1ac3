"""Who helps in a country: by need and by place, the page of a place, and the page of one organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tayanch.directory import Freshness, Organisation, Service, freshness, last_checked, places
from tayanch.directory.lookup import next_stops
from tayanch.directory.model import Stop
from tayanch.directory.opendata import schema_org
from tayanch.directory.places import City
from tayanch.directory.quiet import is_quiet
from tayanch.directory.stops import REASONS
from tayanch.guide import words
from tayanch.guide.content.card import NEEDS
from tayanch.guide.content.known import areas, is_hidden, is_in, is_oblast, topic_of, topics_of
from tayanch.guide.pages import map as drawing
from tayanch.guide.pages.frame import Page
from tayanch.guide.pages.hours import Hours, hours
from tayanch.guide.pages.places import WHO
from tayanch.law.texts import show
from tayanch.vocabulary import Text

if TYPE_CHECKING:
    from tayanch.guide.pages.rendering import Asked

_NEAR, _CITIES, _STOPS = 6, 3, 8  # rows of what is near; cities named in a row; stops that are told


@dataclass(frozen=True)
class Row:
    """One line of a list. `old`: why it must be doubted, empty while the check is fresh or none was ever made."""

    name: str
    address: str
    is_quiet: bool
    about: tuple[str, ...]
    numbers: tuple[str, ...]
    checked: str
    old: str


@dataclass(frozen=True)
class Said:
    """A service on the page of its organisation, with what somebody has confirmed of it."""

    name: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where one can go: the city, and the address where it may be known."""

    city: str
    href: str
    address: str
    is_hidden: bool


@dataclass(frozen=True)
class Number:
    number: str
    note: str
    told: str


# --- the list of a country -----------------------------------------------------------------------------------


def who(asked: Asked) -> Page | None:
    """Everybody who helps in a country, by need, with the map and the places; None where we know nobody."""
    found = asked.making.known.of(asked.country)
    if not found:
        return None
    by_topic = [(topic, [one for one in found if topic in topics_of(one)]) for topic in NEEDS]
    main = asked.render(
        "who.html",
        groups=[(number, topic, rows(asked, own, topic)) for number, (topic, own) in enumerate(by_topic, 1) if own],
        map=_map(asked),
        areas=_choices(asked),
        urgent=_urgent(found),
    )
    return Page(asked.say("section.ask"), main)


def part(asked: Asked, topic: str) -> str:
    """The address of those who help with one topic; "" where there is nobody."""
    if not any(topic in topics_of(one) for one in asked.making.known.of(asked.country)):
        return ""
    return f"{asked.start}{asked.country}/{WHO}/#n{NEEDS.index(topic) + 1}"


def _urgent(entries: Iterable[Organisation]) -> list[str]:
    """The numbers for danger, each once."""
    asked_for = (one for one in entries if any(service.need == "safety" for service in one.services))
    return list(dict.fromkeys(phone.number for one in asked_for for phone in one.phones if phone.short))


def rows(asked: Asked, entries: Iterable[Organisation], topic: str = "") -> list[Row]:
    """The organisations as lines, those that may be rung first, those whose check is too old last."""
    made = [row(asked, one, [each for each in one.services if topic in ("", topic_of(each.need))]) for one in entries]
    return sorted(made, key=lambda one: (bool(one.old), not one.numbers))


def row(asked: Asked, entry: Organisation, services: Iterable[Service], *more: str) -> Row:
    """One organisation with these of its services; *more* stands at the end of the line."""
    told, checked = list(services), last_checked(entry)
    fresh = freshness(entry, asked.making.today)
    day = show(checked, asked.language) if checked else ""
    about = (", ".join(dict.fromkeys(each.name.get(asked.language) for each in told)), _cities(asked, entry))
    return Row(
        name=entry.name.get(asked.language),
        address=asked.organisation(entry.id),
        is_quiet=is_quiet(entry),
        about=tuple(part for part in (*about, *_marks(asked, told), *more) if part),
        numbers=tuple(phone.number for phone in entry.phones),
        checked=asked.say("org.checked", day=day) if fresh is Freshness.FRESH else "",
        old=asked.say("org.old", day=day) if fresh is Freshness.STALE else "",
    )


def _marks(asked: Asked, services: list[Service]) -> list[str]:
    """What holds for all of these services."""
    names = (("free", "org.free"), ("women_only", "org.women"), ("safe_without_papers", "org.papers"))
    return [asked.say(said) for name, said in names if services and all(getattr(each, name) for each in services)]


def _cities(asked: Asked, entry: Organisation) -> str:
    named = list(dict.fromkeys(places.cities()[place.city].label(asked.language) for place in entry.places))
    rest = len(named) - _CITIES
    return ", ".join(named[:_CITIES]) + (f" +{rest}" if rest > 0 else "")


def _choices(asked: Asked) -> list[tuple[str, str]]:
    """Address and name of every place she can choose, oblasts first."""
    return [(f"{WHO}/{code}", area.label(asked.language)) for code, area in areas(asked.country).items()]


def _map(asked: Asked) -> drawing.Map | None:
    found = asked.making.known.of(asked.country)
    spots = [
        drawing.Spot(area.label(asked.language), f"{WHO}/{code}", area.at, sum(1 for one in found if is_in(one, area)))
        for code, area in areas(asked.country).items()
        if not is_oblast(area)
    ]
    return drawing.drawn(asked.country, spots)


# --- the page of a place -------------------------------------------------------------------------------------


def place(asked: Asked, code: str) -> Page | None:
    """Who is in a city or an oblast, who is nearest, and who helps in the whole country."""
    found, area = asked.making.known.of(asked.country), areas(asked.country).get(code)
    if area is None or not found:
        return None
    here = [one for one in found if is_in(one, area)]
    near = list(_near(asked, [one for one in found if one not in here], area))
    named = {*(one.id for one in here), *(entry.id for entry, _ in near)}
    anywhere = [one for one in found if one.id not in named and (not one.places or is_hidden(one))]
    main = asked.render(
        "place.html",
        area=area.label(asked.language),
        here=rows(asked, here),
        near=[row(asked, one, one.services, asked.say("place.km", km=str(far))) for one, far in near],
        anywhere=rows(asked, anywhere),
    )
    return Page(asked.say("section.ask"), main)


def _near(asked: Asked, entries: list[Organisation], area: City) -> Iterator[tuple[Organisation, int]]:
    """The nearest in the same country, by tens of kilometres between the middles of cities. Of a hidden place that is
    not told."""
    own = [one for one in entries if any(_in_country(place.city, asked.country) for place in one.places)]
    for entry, far in places.nearest(own, area, _NEAR):
        if far is not None:
            yield entry, max(10, int(round(far, -1)))


def _in_country(city: str, country: str) -> bool:
    return places.cities()[city].country == country


# --- the page of one organisation ----------------------------------------------------------------------------


def organisation(asked: Asked, code: str) -> Page | None:
    """What we know of an organisation, and how sure that is."""
    entry = asked.making.known.find(asked.country, code)
    if entry is None:
        return None
    quiet, name = is_quiet(entry), entry.name.get(asked.language)
    main = asked.render(
        "organisation.html",
        name=name,
        entry=entry,
        quiet=quiet,
        services=[_said(asked, one) for one in entry.services],
        places=[_place(asked, one.city, one.address, one.hidden) for one in entry.places],
        hours=_hours(asked, entry),
        numbers=list(_numbers(asked, entry)),
        spoken=_languages(asked, entry),
        through=_through(asked, entry),
        old=row(asked, entry, ()).old,
        stops=[_stop(asked, one) for one in next_stops(entry, asked.making.today)[:_STOPS]],
        checked=last_checked(entry),
        linked="" if quiet or asked.is_kiosk else Markup(schema_org.script(entry, asked.language)),  # noqa: S704  it keeps its < away
    )
    return Page(asked.say("neutral") if quiet else name, main, quiet)


def _said(asked: Asked, service: Service) -> Said:
    told = (
        ("org.free", "org.not.free", service.free),
        ("org.women", "", service.women_only),
        ("org.asked", "org.not.asked", service.papers_asked),
        ("org.papers", "org.not.papers", service.safe_without_papers),
    )
    marks = [asked.say(yes if is_so else no) for yes, no, is_so in told if is_so is not None and (is_so or no)]
    return Said(service.name.get(asked.language), tuple(marks))


def _place(asked: Asked, city: str, address: Text | None, is_hidden: bool) -> Place:
    where = places.cities()[city]
    code = next((code for code, area in areas(asked.country).items() if area is where), "")
    told = "" if is_hidden or address is None else address.get(asked.language)
    return Place(where.label(asked.language), f"{WHO}/{code}" if code else "", told, is_hidden)


def _stop(asked: Asked, one: Stop) -> str:
    """When a mobile point stands where; that it is called off comes first."""
    where = ", ".join((places.cities()[one.city].label(asked.language), one.place.get(asked.language)))
    told = f"{show(one.day, asked.language)}, {one.opens}–{one.closes}, {where}"
    why = REASONS[one.called_off].get(asked.language) if one.called_off else ""
    return asked.say("org.called-off", why=why, stop=told) if why else told


def _hours(asked: Asked, entry: Organisation) -> Hours | None:
    return hours(entry.schedule, asked.making.today, asked.language) if entry.schedule else None


def _numbers(asked: Asked, entry: Organisation) -> Iterator[Number]:
    """The numbers that may be dialled, with the day somebody rang and what came of it."""
    for phone in entry.phones:
        told = asked.say("phone.never", source=phone.source.title)
        if phone.last_checked:
            result = asked.say(f"phone.{(phone.result or 'answered').replace(' ', '-')}")
            told = asked.say("phone.rung", day=show(phone.last_checked, asked.language), result=result)
        yield Number(phone.number, phone.note.get(asked.language), told)


def _languages(asked: Asked, entry: Organisation) -> str:
    return ", ".join(asked.say(f"spoken.{code}") for code in entry.languages if words.knows(f"spoken.{code}"))


def _through(asked: Asked, entry: Organisation) -> list[Row]:
    """Who leads to it: an organisation without a number of its own that may be shown."""
    found = (asked.making.known.by_code.get(asked.making.known.code_of.get(id, "")) for id in entry.reach_through)
    return [row(asked, one, ()) for one in found if one]
