"""The shapes of the vocabulary: texts, concepts and schemes. All are immutable values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

LANGUAGES = ("ky", "ru", "en")

# Whoever reads Uzbek or Tajik in our countries usually also reads Russian; anybody else gets English.
_FALLBACK = {
    "ky": ("ky", "ru", "en"),
    "ru": ("ru", "en"),
    "en": ("en",),
    "uz": ("ru", "en"),
    "tg": ("ru", "en"),
}


class VocabularyError(ValueError):
    """A scheme file or an id is wrong; the message names the file and the concept."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the three languages; an empty string where a translation is not there yet."""

    ky: str = ""
    ru: str = ""
    en: str = ""

    def get(self, lang: str) -> str:
        """The text in `lang` ("ky", "ru", "en", "ru-KG" ...), or in the nearest language that has it."""
        for code in _FALLBACK.get(lang[:2].lower(), ("en",)):
            if text := str(getattr(self, code)):
                return text
        return self.en or self.ru or self.ky

    def items(self) -> Iterator[tuple[str, str]]:
        """(language, text) for each language that has a text, in the order ky, ru, en."""
        return ((code, getattr(self, code)) for code in LANGUAGES if getattr(self, code))


@dataclass(frozen=True, slots=True)
class Words:
    """Other words a person may type for a concept, per language."""

    ky: tuple[str, ...] = ()
    ru: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def get(self, lang: str) -> tuple[str, ...]:
        """The words of exactly this language; empty for an unknown one."""
        return getattr(self, lang) if lang in LANGUAGES else ()


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a scheme.

    `broader` is a full id ("need/work", "country/ru") or None. `mappings` are pairs of a standard
    ("cedaw", "icrmw", "ilo_forced_labour", "sdg") and its articles, indicators or codes.
    """

    scheme_id: str
    id: str
    labels: Text
    notes: Text
    source: str
    broader: str | None = None
    notation: str | None = None
    alts: Words = field(default_factory=Words)
    mappings: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def full_id(self) -> str:
        """`scheme/concept`, the form every other part of the product stores."""
        return f"{self.scheme_id}/{self.id}"

    def label(self, lang: str) -> str:
        """The label in `lang`, or in the nearest language (see `Text.get`)."""
        return self.labels.get(lang)

    def note(self, lang: str) -> str:
        """The scope note in `lang`, or in the nearest language."""
        return self.notes.get(lang)

    def mapping(self, standard: str) -> tuple[str, ...]:
        """Articles or codes of one standard; empty when the concept is not mapped to it."""
        return dict(self.mappings).get(standard, ())


@dataclass(frozen=True, slots=True)
class Scheme:
    """A list of concepts in file order. `status` says per language: "draft" or "reviewed"."""

    id: str
    titles: Text
    note: str
    source: str
    status: tuple[tuple[str, str], ...]
    concepts: tuple[Concept, ...]

    def title(self, lang: str) -> str:
        """The scheme's title in `lang`, or in the nearest language."""
        return self.titles.get(lang)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    def __len__(self) -> int:
        return len(self.concepts)

    def top(self) -> tuple[Concept, ...]:
        """Concepts with nothing broader in this scheme (a city's country is in another scheme)."""
        own = f"{self.id}/"
        return tuple(c for c in self.concepts if c.broader is None or not c.broader.startswith(own))

    def narrower(self, concept: Concept) -> tuple[Concept, ...]:
        """Concepts of this scheme directly under `concept`, which may be of another scheme."""
        return tuple(c for c in self.concepts if c.broader == concept.full_id)
