"""The organisations that a card names, by their ids in the directory: the guide's only way to it.

Everything is made from what the directory lets everybody see; a number is shown only when somebody has confirmed it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tayanch.directory import Organisation as Entry
from tayanch.directory import lookup
from tayanch.vocabulary import Text


class Phone(Protocol):
    """A number; `last_checked` is None while nobody has rung it."""

    @property
    def number(self) -> str: ...
    @property
    def confirmed(self) -> bool: ...
    @property
    def last_checked(self) -> date | None: ...


class Service(Protocol):
    """One thing that an organisation does; None: nobody has confirmed it."""

    @property
    def free(self) -> bool | None: ...
    @property
    def women_only(self) -> bool | None: ...
    @property
    def safe_without_papers(self) -> bool | None: ...


class Organisation(Protocol):
    """An entry of the directory, as far as a card shows it. `alert` is what she must know before she turns to it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> Text: ...
    @property
    def says(self) -> Text: ...
    @property
    def alert(self) -> Text: ...
    @property
    def languages(self) -> Iterable[str]: ...
    @property
    def services(self) -> Iterable[Service]: ...
    @property
    def phones(self) -> Iterable[Phone]: ...


class Find(Protocol):
    """The directory: an organisation by its id, with nothing in it that must not be known."""

    def __call__(self, id: str, /) -> Organisation | None: ...


@dataclass(frozen=True)
class Helper:
    """Whom a card shows: name, one sentence, languages, and the numbers that may be dialled."""

    id: str
    name: str
    says: str
    alert: str
    languages: tuple[str, ...]
    is_free: bool
    is_women_only: bool
    is_safe_without_papers: bool
    numbers: tuple[str, ...]
    rung_on: date | None


def directory() -> Find:
    """The directory as it is now, and as everybody may see it."""
    known = lookup.known()

    def find(id: str, /) -> Organisation | None:
        entry = known.get(id)
        return None if entry is None else lookup.public(entry)

    return find


def helper(find: Find, id: str, language: str) -> Helper | None:
    """The organisation as a card shows it in *language*; None when the directory does not know it."""
    one = find(id)
    if one is None:
        return None
    services, dialled = list(one.services), [phone for phone in one.phones if phone.confirmed]
    return Helper(
        id=one.id,
        name=one.name.get(language),
        says=one.says.get(language),
        alert=one.alert.get(language),
        languages=tuple(one.languages),
        is_free=bool(services) and all(each.free for each in services),
        is_women_only=bool(services) and all(each.women_only for each in services),
        is_safe_without_papers=bool(services) and all(each.safe_without_papers for each in services),
        numbers=tuple(phone.number for phone in dialled),
        rung_on=max((phone.last_checked for phone in dialled if phone.last_checked), default=None),
    )


def dialled_in(country: str) -> list[str]:
    """The entries that have a number to dial in *country*, the most helpful first.

    Its own come before those that help everywhere, a helper before a state, and the emergency number before the others.
    """
    entries = [lookup.public(one) for one in lookup.all_entries() if country in (*one.covers, one.country)]
    emergency = {phone.number for one in entries if one.id == "any-emergency" for phone in one.phones}

    def order(one: Entry) -> tuple[bool, bool, bool, str]:
        is_emergency = any(phone.number in emergency for phone in one.phones)
        return one.country != country, one.kind == "state", not is_emergency, one.id

    return [one.id for one in sorted(entries, key=order) if any(phone.confirmed for phone in one.phones)]


def state_number(find: Find, number: str, country: str) -> str | None:
    """A short number of a state, if the directory of that country has it confirmed."""
    entries = [find(id) for id in (f"{country}-{number}", "any-emergency", f"any-{number}")]
    known = {phone.number for one in entries if one for phone in one.phones if phone.confirmed}
    return number if number in known else None
