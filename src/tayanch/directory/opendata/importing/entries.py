"""Makes entries of the rows of a package. Whatever nobody has confirmed stays unconfirmed.

What is not understood is refused with line and reason, or lost by name; nothing is guessed. Where a service is about
violence or trafficking, its places are hidden and their addresses, points and phones are not even written down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache

from anyascii import anyascii

from tayanch import vocabulary
from tayanch.directory import places
from tayanch.directory.hiding import find_leaks
from tayanch.directory.model import Organisation, Phone, Place, Schedule, Service, Source
from tayanch.directory.opendata.importing.package import Package, Row, Told
from tayanch.directory.opendata.schema_org import is_sensitive, sensitive_needs
from tayanch.directory.searching.fold import fold
from tayanch.vault import phones
from tayanch.vocabulary import Text

UNCHECKED = Text("Муну азырынча эч ким текшере элек.", "Это пока никто не проверил.", "Nobody has checked this yet.")
_THREE_LETTERS = {
    "kir": "ky",
    "rus": "ru",
    "eng": "en",
    "uzb": "uz",
    "tgk": "tg",
    "kaz": "kk",
    "tur": "tr",
    "kor": "ko",
}
_SHORT, _WEB, _NAME = re.compile(r"\d{2,8}"), re.compile(r"https?://\S+"), re.compile(r"[^a-z0-9]+")
_DAYS = re.compile(r"(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
# Words of places at which somebody may be hiding, in the languages of packages that reach us.
_DANGER = re.compile(
    r"\b(?:shelters?|refuges?|safe ?houses?|crisis|violence|abuse|traffick\w*|убежищ\w*|приют\w*|кризис\w*|насили\w*"
    r"|торговл\w+ людьми|зомбулук\w*|баш калкалоо\w*)\b",
    re.IGNORECASE,
)
Known = Callable[[str, str], Organisation | None]


@dataclass(frozen=True, slots=True)
class Given:
    """What a package may not tell. *country*, *need*: for whatever tells none itself; empty: that is refused."""

    today: date
    country: str = ""
    need: str = ""
    kind: str = "ngo"


class Refused(ValueError):
    """The row cannot become what it should."""


@dataclass(frozen=True, slots=True)
class Made:
    """An entry, the row of the organisation it is made of, and what the directory has of it."""

    row: Row
    entry: Organisation
    old: Organisation | None


def make(package: Package, given: Given, known: Known) -> tuple[list[Made], list[Told]]:
    """All entries of a package, and what was refused. *known* finds what the directory has, by UUID or by our id."""
    made: list[Made] = []
    refused: list[Told] = []
    taken: set[str] = set()
    for row in package.rows("organizations"):
        try:
            made_of_it = _Maker(package, given, row)
            entry, without = made_of_it.entry(known)
        except Refused as error:
            refused.append(_told(row, error))
            continue
        refused += without
        id = next(one for one in _numbered(entry.id) if one not in taken)
        taken.add(id)
        made.append(Made(row, replace(entry, id=id), made_of_it.old))
    return made, [*refused, *_without_organisation(package)]


class _Maker:
    """Everything that the package has about one organisation."""

    def __init__(self, package: Package, given: Given, row: Row) -> None:
        self.package, self.given, self.row = package, given, row
        self.id = row.take("id")
        self.old: Organisation | None = None
        self.services = package.by("services", "organization_id", self.id)
        service_ids = [one.look("id") for one in self.services]
        self.at = [at for id in service_ids for at in package.by("service_at_locations", "service_id", id)]
        self.locations = _once(
            [
                *package.by("locations", "organization_id", self.id),
                *(one for at in self.at for one in package.by("locations", "id", at.look("location_id"))),
            ]
        )
        self.location_ids = [one.look("id") for one in self.locations]
        self.links = (
            ("organization_id", [self.id]),
            ("service_id", service_ids),
            ("location_id", self.location_ids),
            ("service_at_location_id", [at.look("id") for at in self.at]),
        )

    def entry(self, known: Known) -> tuple[Organisation, list[Told]]:
        """The entry, and what of it was refused. Raises Refused when there is none."""
        if not self.id:
            raise Refused("it has no id")
        name = _text(self.row.take("name"), "it has no name")
        services, refused = self._services()
        if self.services and not services:
            raise Refused("none of its services could be taken: " + "; ".join(map(str, refused)))
        where = self._places()
        country = self._country(where)
        id = f"{country}-{_slug(name.en)}"
        self.old = known(self.id, id)
        hides = self._is_sensitive(services)
        withheld = self._numbers_of_places() if hides else ()
        entry = Organisation(
            id=id,
            country=country,
            name=name,
            kind=self.given.kind,
            covers=self._covers(country),
            languages=tuple(sorted(self._languages())),
            says=_text(self.row.take("description"), "it has no description"),
            services=tuple(services),
            places=tuple(where),
            phones=tuple(self._phones(withheld)),
            sources=(self._source("organization", self.id),),
            schedule=self._schedule(),
            known_from="report",
            alert=self._alert(),
            website=self._website(),
        )
        return (self._hidden(entry, withheld) if hides else entry), refused

    # --- what it does

    def _services(self) -> tuple[list[Service], list[Told]]:
        found: list[Service] = []
        refused: list[Told] = []
        for row in self.services:
            try:
                one = self._service(row)
            except Refused as error:
                refused.append(_told(row, error))
                continue
            id = next(id for id in _numbered(one.need) if id not in {other.id for other in found})
            found.append(replace(one, id=id))
        return found, refused

    def _service(self, row: Row) -> Service:
        status = row.take("status")
        if status not in ("", "active"):
            raise Refused(f"the service is {status}")
        name = _text(row.take("name"), "the service has no name")
        need = self._need(row)
        return Service(need, need, name, sources=(self._source("service", row.look("id")),))

    def _need(self, row: Row) -> str:
        for attribute in self.package.by("attributes", "link_id", row.look("id")):
            for term in self.package.by("taxonomy_terms", "id", attribute.look("taxonomy_term_id")):
                for column in ("code", "term_uri", "name"):
                    if need := _needs().get(fold(term.look(column).removeprefix("urn:tayanch:vocabulary:need/"))):
                        term.take(column)
                        return need
        for column in ("name", "alternate_name"):
            if need := _needs().get(fold(row.look(column))):
                return need
        if not self.given.need:
            raise Refused("no need of the vocabulary fits; put one into taxonomy_terms.code, or give --need")
        return self.given.need

    def _languages(self) -> Iterator[str]:
        codes = {one.id for one in vocabulary.scheme("language")} | set(_THREE_LETTERS.values())
        named = {fold(name): one.id for one in vocabulary.scheme("language") for _, name in one.labels.items()}
        found = set()
        for row in self._linked("languages"):
            code = row.look("code").lower()
            code = _THREE_LETTERS.get(code, code)
            known = code if code in codes or re.fullmatch(r"[a-z]{2}", code) else named.get(fold(row.look("name")), "")
            if known:
                row.take("code"), row.take("name")
                found.add(known)
            else:
                row.lose("name", "this language is not known")
        yield from found

    def _is_sensitive(self, services: list[Service]) -> bool:
        """Whether somebody may be hiding there, as far as anything tells. Too often is safe: people read it after."""
        rows = [self.row, *self.services, *self.locations]
        told = " ".join(row.look(column) for row in rows for column in ("name", "alternate_name", "description"))
        by_need = any(one.need in sensitive_needs() for one in services)
        return by_need or bool(_DANGER.search(told)) or (self.old is not None and is_sensitive(self.old))

    # --- where it is

    def _places(self) -> list[Place]:
        found = [self._place(row) for row in self.locations]
        return [place for place in found if place is not None]

    def _place(self, row: Row) -> Place | None:
        for address in self.package.by("addresses", "location_id", row.look("id")):
            city = _cities().get((address.look("country").lower(), fold(address.look("city"))))
            if city is None:
                address.lose("city", "places.yaml does not have this city")
                continue
            for column in ("city", "country", "address_1", "address_type"):
                address.take(column)
            street = address.look("address_1")
            return Place(
                city=city,
                oblast=places.oblast_of(city),
                address=Text(street, street, street) if street else None,
                latitude=_degrees(row, "latitude", 90),
                longitude=_degrees(row, "longitude", 180),
            )
        return None

    def _country(self, where: list[Place]) -> str:
        found = [places.cities()[place.city].country for place in where]
        told = [
            address.look("country").lower()
            for id in self.location_ids
            for address in self.package.by("addresses", "location_id", id)
        ]
        known = {one.id for one in vocabulary.scheme("country")}
        country = next((one for one in [*found, *told, self.given.country] if one in known), "")
        if not country:
            raise Refused("no address tells a country of the vocabulary; give --country")
        return country

    def _covers(self, country: str) -> tuple[str, ...]:
        known = {fold(name): one.id for one in vocabulary.scheme("country") for _, name in one.labels.items()}
        known |= {one.id: one.id for one in vocabulary.scheme("country")}
        found = [country]
        for row in self._linked("service_areas"):
            for column in ("extent", "name"):
                if told := known.get(fold(row.look(column))):
                    row.take(column)
                    found.append(told)
        return tuple(dict.fromkeys(found))

    def _hidden(self, entry: Organisation, numbers: tuple[str, ...]) -> Organisation:
        """With nothing that tells where its places are; refused when something else tells it."""
        for id, row in zip(self.location_ids, self.locations, strict=True):
            row.withhold()
            for address in self.package.by("addresses", "location_id", id):
                address.withhold()
        telling = tuple(replace(place, hidden=True, phones=numbers) for place in entry.places)
        hidden = tuple(Place(place.city, place.oblast, hidden=True) for place in entry.places)
        found = replace(entry, places=hidden)
        if find_leaks(replace(entry, places=telling), str(asdict(found))):
            raise Refused("something in it tells the address or a number of a place that must be hidden")
        return found

    # --- how it is reached

    def _phones(self, withheld: tuple[str, ...]) -> Iterator[Phone]:
        done = set(withheld)
        for row in self._linked("phones"):
            if row.look("type").lower() not in ("", "voice", "cell", "mobile"):
                row.lose("number", "it is no number for talking")
                continue
            number = self._number(row)
            if number in withheld:
                row.withhold()
            elif number and number not in done:
                done.add(number)
                note = row.take("description")
                source = self._source("phone", row.look("id"))
                yield Phone(number, not number.startswith("+"), False, source, Text(note, note, note))

    def _numbers_of_places(self) -> tuple[str, ...]:
        rows = (row for column, ids in self.links[2:] for id in ids for row in self.package.by("phones", column, id))
        return tuple(number for row in _once(rows) if (number := self._number(row)))

    def _number(self, row: Row) -> str:
        typed = row.take("number").strip("\"' ")
        row.take("type")
        if _SHORT.fullmatch(typed):
            return typed
        try:
            return phones.normalise(typed, self.given.country.upper() or None)
        except phones.NotAPhone:
            row.lose("number", "it is no number that can be dialled; write + and the country's code")
            return ""

    def _website(self) -> str | None:
        if _WEB.fullmatch(self.row.look("website")):
            return self.row.take("website")
        self.row.lose("website", "it is no web address")
        return None

    def _schedule(self) -> Schedule | None:
        """The hours that all say; the first ones where they differ."""
        found: Schedule | None = None
        for row in self._linked("schedules"):
            one = _hours(row)
            if one is None or (found is not None and one != found):
                for column in row.cells:
                    row.lose(
                        column, "an entry has one schedule of every week" if one else "these hours are not understood"
                    )
            found = found or one
        return found

    def _alert(self) -> Text:
        told = next((row.take("alert") for row in self.services if row.look("alert")), "")
        return Text(*(f"{words} {told}".strip() for _, words in UNCHECKED.items()))

    # --- finding rows

    def _linked(self, table: str) -> list[Row]:
        """The rows that name the organisation, one of its services or one of its places."""
        return _once(row for column, ids in self.links for id in ids for row in self.package.by(table, column, id))

    def _source(self, kind: str, id: str) -> Source:
        return Source(f"HSDS package {self.package.name}: {kind} {id}", None, self.given.today)


def _hours(row: Row) -> Schedule | None:
    opens, closes = (row.look(column)[:5] for column in ("opens_at", "closes_at"))
    is_weekly = row.look("freq") in ("", "WEEKLY") and row.look("interval") in ("", "1")
    days = row.look("byday").replace(" ", "")
    if not (is_weekly and _DAYS.fullmatch(days) and _TIME.fullmatch(opens) and _TIME.fullmatch(closes)):
        return None
    for column in ("opens_at", "closes_at", "byday", "freq", "interval"):
        row.take(column)
    note = row.take("notes") or row.take("description")
    return Schedule(days, opens, closes, _degrees(row, "timezone", 14), Text(note, note, note))


def _degrees(row: Row, column: str, most: float) -> float | None:
    told = row.take(column)
    try:
        value = float(told)
    except ValueError:
        value = most + 1
    if abs(value) <= most:
        return value
    row.lose(column, f"it is no number from -{most} to {most}")
    return None


def _text(told: str, why: str) -> Text:
    """In all three languages the same: names and sentences are translated by people."""
    if not told:
        raise Refused(why)
    return Text(told, told, told)


def _told(row: Row, error: Refused) -> Told:
    return Told(row.file, row.line, "", str(error))


def _without_organisation(package: Package) -> Iterator[Told]:
    for row in package.rows("services"):
        if not package.by("organizations", "id", row.look("organization_id")):
            yield Told(row.file, row.line, "", "its organisation is not in the package")


def _once(rows: Iterable[Row]) -> list[Row]:
    return list({id(row): row for row in rows}.values())


def _numbered(id: str) -> Iterator[str]:
    yield id
    yield from (f"{id}-{number}" for number in range(2, 10_000))


def _slug(name: str) -> str:
    """For an id: small Latin letters and hyphens; a name in other letters is spelt in them."""
    return _NAME.sub("-", anyascii(name).lower()).strip("-")[:60].strip("-") or "without-a-name"


@cache
def _needs() -> dict[str, str]:
    """Needs by everything they are called. A word that several are called by tells none."""
    named: dict[str, set[str]] = {}
    for one in vocabulary.scheme("need"):
        words = [one.id, *(label for _, label in one.labels.items())]
        words += [word for language in vocabulary.LANGUAGES for word in one.alts.get(language)]
        for word in words:
            named.setdefault(fold(word), set()).add(one.id)
    return {word: min(ids) for word, ids in named.items() if len(ids) == 1}


@cache
def _cities() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for city in places.cities().values():
        for _, name in (*city.names, *city.others):
            found.setdefault((city.country, fold(name)), city.id)
    return found
