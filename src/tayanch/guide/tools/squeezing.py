"""Scripts as they are sent: without notes and blanks, and with short names for what is named in our own scripts only.

Properties (``x.due``, ``{ due: … }``) keep their names, and so does what belongs to the browser. The same name is the
same short one in every script, so that scripts of one page still find each other. Scripts end their statements with
``;``, have no template strings, and give every variable of a list of several a value (``let a = 1, b = 2, c = 3``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count, pairwise
from string import ascii_letters

_TOKEN = re.compile(
    r"""(?P<note>//[^\n]*)|(?P<blank>\s+)|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<name>[A-Za-z_$][\w$]*)|(?P<number>\d[\w.]*)"""
    r"""|(?P<sign>\.\.\.|=>|\+\+|--|\?\.|\?\?|[-+*/%&|!=<>^]=*|[{}()\[\].,;:?~]|[&|]{2})"""
)
_PATTERN = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[gimsuy]*")
_BEFORE_PATTERN = ("", *"(,=:[!&|?{};", "=>", "return", "&&", "||")
# Words of the language, and what the browser has under these names.
KEPT = frozenset(
    """
    Array BigInt Blob Date FormData Infinity Intl JSON Map Math NaN Number Object RegExp Set String URL
    addEventListener compute document isNaN localStorage location navigator print setTimeout window
    async await break case catch class const continue default delete do else false finally for function if in
    instanceof let new null of return super switch this throw true try typeof undefined var void while yield
    """.split()
)
Token = tuple[str, str]  # what it is, and how it is written


class CannotSqueeze(ValueError):
    """A script that is written in a way this does not read."""


def tokens(script: str) -> Iterator[Token]:
    """Without notes and blanks. Raises CannotSqueeze."""
    place, before = 0, ""
    while place < len(script):
        found = _PATTERN.match(script, place) if script[place] == "/" and before in _BEFORE_PATTERN else None
        kind = "text" if found else ""
        if not found or script.startswith("//", place):
            found = _TOKEN.match(script, place)
            kind = str(found.lastgroup) if found else ""
        if not found:
            raise CannotSqueeze(script[place : place + 40])
        place = found.end()
        if kind not in ("note", "blank"):
            before = found[0]
            yield kind, before


def short_names(scripts: Iterable[str]) -> dict[str, str]:
    """Every name that is shortened and its short one, the shortest for the most frequent."""
    counted = Counter(text for script in scripts for text, is_own in _named(script) if is_own != "property")
    counted = Counter({name: times for name, times in counted.items() if name not in KEPT})
    free = (name for name in _names() if name not in KEPT and name not in counted)
    return dict(zip(sorted(counted, key=lambda name: (-counted[name], name)), free, strict=False))


def squeezed(script: str, names: dict[str, str]) -> str:
    """The script with these short names."""
    written = [_written(text, what, names) for text, what in _named(script)]
    parts = [each + (" " if _would_join(each, after) else "") for each, after in pairwise([*written, ""])]
    return "".join(parts).replace(";}", "}")


def _written(text: str, what: str, names: dict[str, str]) -> str:
    if what == "both" and text in names:
        return f"{text}:{names[text]}"
    return names.get(text, text) if what == "own" else text


def _named(script: str) -> Iterator[tuple[str, str]]:
    """Each token and what it names: something of our ``own``, a ``property``, ``both`` (``{ due }``), or nothing."""
    read, inside = list(tokens(script)), [""]
    for (_, before), (kind, text), (_, after) in zip([("", ""), *read], read, [*read[1:], ("", "")], strict=False):
        if kind == "sign" and text in "{[(":
            inside.append(text)
        elif kind == "sign" and text in "}])":
            inside.pop()
        is_first = before in ("{", ",")
        if kind != "name":
            yield text, ""
        elif before in (".", "?.") or (is_first and after == ":"):
            yield text, "property"
        else:
            yield text, "both" if is_first and inside[-1] == "{" and after in (",", "}") else "own"


def _names() -> Iterator[str]:
    letters = f"{ascii_letters}_$"
    for number in count():
        head = "" if number < len(letters) else letters[number // len(letters) - 1]
        yield head + letters[number % len(letters)]


def _would_join(before: str, after: str) -> bool:
    return bool(re.fullmatch(r"[\w$]{2}|\+\+|--", before[-1:] + after[:1]))
