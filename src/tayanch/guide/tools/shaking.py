"""No more of a page's scripts than the page uses: what is declared on a line of its own and never named goes."""

import re
from collections.abc import Iterable

_DECLARED = re.compile(r"^const (\w+) = ", re.MULTILINE)
_KEPT = ("compute", "asked")  # what the form and the tests call


def shaken(scripts: Iterable[str]) -> list[str]:
    """The scripts without top-level declarations that nothing else on the page names."""
    told = [pieces(script) for script in scripts]
    while unused := _unused(piece for script in told for piece in script):
        told = [[piece for piece in script if piece not in unused] for script in told]
    return ["\n".join(script) for script in told]


def pieces(script: str) -> list[str]:
    """The script cut where a line begins that is neither indented nor a closing bracket."""
    found: list[str] = []
    for line in script.splitlines():
        if found and (line[:1] in (" ", "}", ")", "]") or not line):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def _unused(found: Iterable[str]) -> set[str]:
    told = list(found)
    named = {piece: set(re.findall(r"[A-Za-z_$][\w$]*", _without_notes(piece))) for piece in told}
    return {piece for piece in told if (name := _name(piece)) and not any(name in named[o] for o in told if o != piece)}


def _name(piece: str) -> str:
    found = _DECLARED.match(piece)
    return found[1] if found and found[1] not in _KEPT else ""


def _without_notes(piece: str) -> str:
    return re.sub(r"//[^\n]*", "", piece)
