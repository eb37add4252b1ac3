"""What a machine can check of the scripts: all of one page share their names, and a name twice stops the second one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "tayanch"
SCRIPTS = sorted(SOURCE.rglob("static/**/*.js"))
# What other scripts may use, each under one name. Everything else stands in a block of its own.
SHARED = {"keeping.js": ["keeping"], "letterbox.js": ["letterbox"], "typeahead.js": ["Typeahead"]}
SHARED |= {"acts.js": ["Acts"], "codes.js": ["Codes"], "places.js": ["Places"]}
TOP_LEVEL = re.compile(r"^(?:async\s+function|function|class|const|let|var)\b\W*(\w+)", re.MULTILINE)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_leaves_no_name_to_the_others_of_its_page(script: Path) -> None:
    text = script.read_text("utf-8")
    assert '"use strict";' in text
    assert TOP_LEVEL.findall(text) == SHARED.get(script.name, [])


def test_a_shared_script_stands_before_the_others_of_a_page() -> None:
    """``defer`` keeps their order, so that what it shares is there when they begin."""
    loading = 0
    for page in SOURCE.rglob("templates/**/*.html"):
        loaded = re.findall(r"static '(?:\w+/)+(\w+\.js)'", page.read_text("utf-8"))
        assert loaded == sorted(loaded, key=lambda name: name not in SHARED), page.name
        loading += bool(SHARED.keys() & set(loaded))
    assert loading
