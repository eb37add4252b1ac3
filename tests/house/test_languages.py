"""Every text of the screens exists in Kyrgyz and Russian, with its places for values, and is compiled."""

from __future__ import annotations

import re

import pytest
from tools import messages


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    assert messages.missing(language) == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_texts(language: str) -> None:
    path = messages.LOCALE / language / "LC_MESSAGES" / "django.mo"
    assert path.read_bytes() == messages.compiled(language)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_translation_has_the_same_places_for_values(language: str) -> None:
    places = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
    for entry in messages.catalogue(language):
        wanted = set(places.findall(entry.msgid_plural or entry.msgid))
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert set(places.findall(text)) <= wanted | set(places.findall(entry.msgid)), entry.msgid
            if not entry.msgid_plural:
                assert set(places.findall(text)) == wanted, entry.msgid
