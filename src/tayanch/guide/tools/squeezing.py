"""Scripts as they are sent: without notes and blanks, and with short names for what only our own scripts name.

Properties (``x.due``, ``{ due: … }``) keep their names, and so does what belongs to the browser. A name at the top of a
script gets the same short one in every script, so that scripts of one page find each other; names within a function
get the shortest that are free there. Scripts end their statements with ``;``, have no template strings, no ``function``
and no ``var``, give every variable of a list of several a value (``let a = 1, b = 2, c = 3``), and call nothing in a
block what its function knows from outside by the same name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count, pairwise
from string import ascii_letters

_TOKEN = re.compile(
    r"""(?P<note>//[^\n]*)|(?P<blank>\s+)|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<name>[A-Za-z_$][\w$]*)|(?P<number>\d[\w.]*)"""
    r"""|(?P<sign>\.\.\.|=>|\+\+|--|\?\.|\?\?|[-+*/%&|!=<>^]=*|[{}()\[\].,;:?~]|[&|]{2})"""
)
_PATTERN = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[gimsuy]*")
_BEFORE_PATTERN = ("", *"(,=:[!&|?{};", "=>", "return", "&&", "||")
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
# Words of the language, what the browser has under these names, and what a page asks a kernel by.
KEPT = frozenset(
    re.findall(
        r"\w+",
        """
        Array BigInt Blob Date FormData Infinity Intl JSON Map Math NaN Number Object RegExp Set String URL
        addEventListener document isNaN localStorage location navigator print setTimeout window
        async await break case catch class const continue default delete do else false finally for function if in
        instanceof let new null of return super switch this throw true try typeof undefined var void while yield
        """,
    )
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


@dataclass
class _Scope:
    """A function from its parameters to the end of its body, or a whole script; places are those of its tokens."""

    first: int
    last: int
    outer: _Scope | None = None
    named: set[str] = field(default_factory=set)  # what is declared here
    seen: Counter[tuple[int, str]] = field(default_factory=Counter)  # what is used here or deeper, by whose it is
    short: dict[str, str] = field(default_factory=dict)

    def owner(self, name: str) -> _Scope | None:
        found: _Scope | None = self
        while found and name not in found.named:
            found = found.outer
        return found


@dataclass
class Script:
    """A script as it is read: its tokens, and what is named where."""

    text: str

    @cached_property
    def read(self) -> list[str]:
        return [text for _, text in self._tokens]

    @cached_property
    def _tokens(self) -> list[Token]:
        return list(tokens(self.text))

    @cached_property
    def partner(self) -> dict[int, int]:
        """The place of the bracket that closes or opens another."""
        found, open_ = {}, []
        for place, (kind, text) in enumerate(self._tokens):
            if kind == "sign" and text in _OPEN:
                open_.append(place)
            elif kind == "sign" and text in _CLOSE:
                found[place] = open_.pop()
                found[found[place]] = place
        return found

    @cached_property
    def roles(self) -> list[str]:
        """Of each token: ``own`` for a name of ours, ``both`` if it is a property too (``{ due }``), or nothing."""
        found, inside = [], [""]
        for place, (kind, text) in enumerate(self._tokens):
            before, after = (self._at(place + step) for step in (-1, 1))
            if kind == "sign" and text in _OPEN:
                inside.append(text)
            elif kind == "sign" and text in _CLOSE:
                inside.pop()
            is_first = before in ("{", ",")
            is_property = before in (".", "?.") or (is_first and after == ":" and inside[-1] == "{")
            is_both = is_first and inside[-1] == "{" and after in (",", "}")
            is_ours = kind == "name" and text not in KEPT and not is_property
            found.append("" if not is_ours else "both" if is_both else "own")
        return found

    def _at(self, place: int) -> str:
        return self.read[place] if 0 <= place < len(self.read) else ""

    # --- scopes

    @cached_property
    def scopes(self) -> list[_Scope]:
        """The script first, then its functions, an outer one before those inside it."""
        found = [_Scope(0, len(self.read) - 1)]
        for place, text in enumerate(self.read):
            if text == "=>":
                first = self.partner[place - 1] if self.read[place - 1] == ")" else place - 1
                found.append(_Scope(first, self._end_of_body(place + 1)))
                found[-1].named = set(self._declared(first, place - 1))
        found.sort(key=lambda scope: (scope.first, -scope.last))
        for scope in found[1:]:
            around = [each for each in found if each.first <= scope.first and scope.last <= each.last]
            scope.outer = [each for each in around if each is not scope][-1]
        for place, text in enumerate(self.read):
            if text in ("const", "let", "catch"):
                self._innermost(found, place).named.update(self._variables(place))
        for place, name in self._names():
            scope = self._innermost(found, place)
            owner, at = scope.owner(name), scope
            while at:
                at.seen[id(owner), name] += 1
                at = at.outer  # type: ignore[assignment]
        return found

    def _names(self) -> Iterator[tuple[int, str]]:
        return ((place, self.read[place]) for place, role in enumerate(self.roles) if role)

    def _innermost(self, scopes: list[_Scope], place: int) -> _Scope:
        return [scope for scope in scopes if scope.first <= place <= scope.last][-1]

    def _end_of_body(self, place: int) -> int:
        return self.partner[place] if self.read[place] == "{" else self._end_of(place, (",", ";")) - 1

    def _declared(self, first: int, last: int) -> Iterator[str]:
        """The names of a pattern or of parameters, without what stands for a value that was left out."""
        for place in range(first, last + 1):
            if self.roles[place] and self._at(place - 1) != "=":
                yield self.read[place]

    def _variables(self, place: int) -> Iterator[str]:
        """What ``const``, ``let`` or ``catch`` at this place names."""
        is_catch = self.read[place] == "catch"
        while True:
            place += 1
            end = self.partner.get(place, place)
            yield from self._declared(place, end)
            place = self._end_of(end + 1, (",", ";", "of", "in"))
            if is_catch or self._at(place) != ",":
                return

    def _end_of(self, place: int, ends: tuple[str, ...]) -> int:
        """The first place behind a value, from its first one: one of *ends*, or the bracket around it."""
        while place < len(self.read) and self.read[place] not in (*ends, *_CLOSE):
            place = self.partner.get(place, place) + 1
        return place

    # --- short names

    def top(self) -> Counter[str]:
        """Names at the top of this script or of another one, and how often they stand here."""
        script = self.scopes[0]
        return Counter({name: times for (owner, name), times in script.seen.items() if owner in (id(script), id(None))})

    def squeezed(self, names: Mapping[str, str]) -> str:
        """The script, with these short names for what is named at the top."""
        script, *functions = self.scopes
        script.named |= self.top().keys()
        script.short = dict(names)
        for scope in functions:
            self._shorten(scope)
        written = [self._short(place) for place in range(len(self.read))]
        parts = [each + (" " if _would_join(each, after) else "") for each, after in pairwise([*written, ""])]
        return "".join(parts).replace(";}", "}")

    def _shorten(self, scope: _Scope) -> None:
        """The shortest names that nothing from outside has in this function."""
        own = sorted(scope.named, key=self.read[scope.first :].index)  # as they come: that repeats itself more
        outside = {name for owner, name in scope.seen if owner != id(scope) and not self._is_inside(owner, scope)}
        taken = KEPT | {self._named_as(scope, name) for name in outside}
        scope.short = dict(zip(own, (name for name in _letters() if name not in taken), strict=False))

    def _is_inside(self, owner: int, scope: _Scope) -> bool:
        found = next((each for each in self.scopes if id(each) == owner), None)
        return found is not None and scope.first <= found.first and found.last <= scope.last

    def _named_as(self, scope: _Scope, name: str) -> str:
        owner = (scope.outer or scope).owner(name) or self.scopes[0]
        return owner.short.get(name, name)

    def _short(self, place: int) -> str:
        text, role = self.read[place], self.roles[place]
        if not role:
            return text
        owner = self._innermost(self.scopes, place).owner(text) or self.scopes[0]
        short = owner.short.get(text, text)
        return f"{text}:{short}" if role == "both" and short != text else short


def short_names(scripts: Iterable[Script]) -> dict[str, str]:
    """A short name for everything at the top of a script, the shortest for the most frequent."""
    counted = Counter(chain.from_iterable(script.top().elements() for script in scripts))
    free = (name for name in _letters("".join(sorted(ascii_letters))) if name not in KEPT and name not in counted)
    return dict(zip(sorted(counted, key=lambda name: (-counted[name], name)), free, strict=False))


def _letters(letters: str = ascii_letters) -> Iterator[str]:
    """Names from the shortest; those at the top begin with the capitals, so that a function's begin with a, b, c."""
    for number in count():
        head = "" if number < len(letters) else letters[number // len(letters) - 1]
        yield head + letters[number % len(letters)]


def _would_join(before: str, after: str) -> bool:
    return bool(re.fullmatch(r"[\w$]{2}|\+\+|--", before[-1:] + after[:1]))
