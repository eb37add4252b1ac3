"""Scripts as they are sent: without notes and blanks, and with short names for what is named in our own scripts only.

Properties (``x.due``, ``{ due: … }``) keep their names, and so does what belongs to the browser. What is declared on
the outside has the same short name in every script, so that scripts of one page still find each other; what is
declared inside of a declaration gets the first letters anew, which compresses best. Scripts end their statements with
``;``, have no template strings, and give every variable of a list of several a value (``let a = 1, b = 2, c = 3``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count, pairwise
from string import ascii_lowercase, ascii_uppercase

_TOKEN = re.compile(
    r"""(?P<note>//[^\n]*)|(?P<blank>\s+)|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<name>[A-Za-z_$][\w$]*)|(?P<number>\d[\w.]*)"""
    r"""|(?P<sign>\.\.\.|=>|\+\+|--|\?\.|\?\?|[-+*/%&|!=<>^]=*|[{}()\[\].,;:?~]|[&|]{2})"""
)
_PATTERN = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[gimsuy]*")
_BEFORE_PATTERN = ("", *"(,=:[!&|?{};", "=>", "return", "&&", "||")
# Words of the language, and what the browser has under these names.
KEPT = frozenset(
    [
        "Array",
        "BigInt",
        "Blob",
        "Date",
        "FormData",
        "Infinity",
        "Intl",
        "JSON",
        "Map",
        "Math",
        "NaN",
        "Number",
        "Object",
        "RegExp",
        "Set",
        "String",
        "URL",
        "addEventListener",
        "compute",
        "document",
        "isNaN",
        "localStorage",
        "location",
        "navigator",
        "print",
        "setTimeout",
        "window",
        "async",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "default",
        "delete",
        "do",
        "else",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "in",
        "instanceof",
        "let",
        "new",
        "null",
        "of",
        "return",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "undefined",
        "var",
        "void",
        "while",
        "yield",
    ]
)
OUTSIDE, INSIDE = f"{ascii_uppercase}_$", ascii_lowercase
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
    """The names that are declared on the outside of these scripts, each with its short one."""
    found = dict.fromkeys(name for script in scripts for name in _declared(script) if name not in KEPT)
    return dict(zip(found, _names(OUTSIDE), strict=False))


def squeezed(script: str, names: dict[str, str]) -> str:
    """The script with these short names, and short ones of its own for what it declares inside."""
    return "".join(_squeezed(piece, names) for piece in pieces(script))


def _squeezed(piece: str, names: dict[str, str]) -> str:
    told = list(_named(piece))
    own = dict.fromkeys(text for text, what in told if what in ("own", "both"))
    inside = [name for name in own if name not in names and name not in KEPT]
    every = names | dict(zip(inside, (one for one in _names(INSIDE) if one not in KEPT), strict=False))
    written = [_written(text, what, every) for text, what in told]
    parts = [each + (" " if _would_join(each, after) else "") for each, after in pairwise([*written, ""])]
    return "".join(parts).replace(";}", "}")


def pieces(script: str) -> list[str]:
    """The script cut where a line begins that is neither indented nor a closing bracket."""
    found: list[str] = []
    for line in script.splitlines():
        if found and (line[:1] in (" ", "}", ")", "]") or not line):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def _declared(script: str) -> Iterator[str]:
    """What stands after const or let, or after a comma of such a list, outside of every bracket."""
    read = list(tokens(script))
    depth, is_list, before = 0, False, ""
    for (kind, text), (_, after) in pairwise([*read, ("", "")]):
        if not depth and text in ("const", "let", ";"):
            is_list = text != ";"
        if kind == "sign" and text in "{[()]}":
            depth += 1 if text in "{[(" else -1
        elif not depth and is_list and kind == "name" and before in ("const", "let", ",") and after == "=":
            yield text
        before = text


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


def _names(letters: str) -> Iterator[str]:
    for number in count():
        head = "" if number < len(letters) else letters[number // len(letters) - 1]
        yield head + letters[number % len(letters)]


def _would_join(before: str, after: str) -> bool:
    return bool(re.fullmatch(r"[\w$]{2}|\+\+|--", before[-1:] + after[:1]))
