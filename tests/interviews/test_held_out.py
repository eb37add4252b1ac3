"""The set that measures the anonymiser is what its README says: 25 snippets a language, marked in a readable way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "held_out"
KINDS = {"person", "place", "organisation", "phone", "email", "handle", "document", "address", "date", "number"}
MARK = re.compile(r"⟦(\w+)\|([^⟦⟧|]+)⟧")


@pytest.mark.parametrize("language", ["ru", "ky", "en", "uz"])
def test_twenty_five_snippets_with_enough_names_of_every_kind(language):
    lines = (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines)) == 25
    found = [mark for line in lines for mark in MARK.findall(line)]
    assert 60 <= len(found) <= 80
    assert {kind for kind, _ in found} == KINDS
    assert all(words == words.strip() for _, words in found)
    assert not re.search("[⟦⟧|]", MARK.sub(r"\2", "".join(lines)))
