"""The tree of codes: how it is read, and how it changes. Every change is a new codebook that remembers the old one's
merges, so that what was coded under a code of the first round is still found under the theme it became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

NESTING = 60  # levels; a deeper tree is a mistake


class CodebookError(ValueError):
    """A change that the tree does not allow; the message says what to do."""


@dataclass(frozen=True)
class Code:
    """A code or a theme. Labels and texts by language (ky, ru, en)."""

    id: str
    name: str  # short, unique among its siblings: MOT-SELF
    parent: str = ""  # empty: at the top
    is_codable: bool = True  # False: a folder
    colour: str = ""  # "#rrggbb"
    labels: Mapping[str, str] = field(default_factory=dict)
    definition: Mapping[str, str] = field(default_factory=dict)
    include: Mapping[str, str] = field(default_factory=dict)
    exclude: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """What to call it in *language*, else in English, else by its name."""
        return self.labels.get(language) or self.labels.get("en") or self.name


@dataclass(frozen=True)
class Merge:
    """*code* became part of *into*: who decided, when, why. The code itself is kept, for the history."""

    code: Code
    into: str
    version: int  # of the codebook that the merge made
    by: str = ""
    at: datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class Codebook:
    """Codes in reading order; *merges* in the order they were made. Raises :class:`CodebookError` for a broken tree."""

    codes: tuple[Code, ...] = ()
    version: int = 1
    merges: tuple[Merge, ...] = ()

    def __post_init__(self) -> None:
        if len(self._by_id) != len(self.codes):
            raise CodebookError("Two codes have one id.")
        for code in self.codes:
            if code.parent and code.parent not in self._by_id:
                raise CodebookError(f"The code {code.name} stands under a code that is not there.")
            if len(self.ancestors(code.id)) > NESTING:
                raise CodebookError(f"The code {code.name} stands under itself.")

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for code in self.codes:
            found[code.parent] = (*found.get(code.parent, ()), code.id)
        return found

    @cached_property
    def _became(self) -> dict[str, str]:
        return {merge.code.id: merge.into for merge in self.merges}

    def __contains__(self, code_id: object) -> bool:
        return code_id in self._by_id

    def __getitem__(self, code_id: str) -> Code:
        """The code; ``KeyError`` when it is not in this version."""
        return self._by_id[code_id]

    def children(self, code_id: str = "") -> tuple[str, ...]:
        """Ids right below a code; of the top without one."""
        return self._children.get(code_id, ())

    def ancestors(self, code_id: str) -> tuple[str, ...]:
        """Ids above a code, the top first; stops after more than :data:`NESTING`."""
        found: list[str] = []
        above = self._by_id[code_id].parent
        while above and len(found) <= NESTING:
            found.append(above)
            above = self._by_id[above].parent
        return tuple(reversed(found))

    def path(self, code_id: str) -> tuple[str, ...]:
        """Names from the top to the code."""
        return tuple(self._by_id[each].name for each in (*self.ancestors(code_id), code_id))

    def descendants(self, code_id: str) -> frozenset[str]:
        """The code and everything below it."""
        return frozenset(self._below(code_id))

    def _below(self, code_id: str) -> Iterator[str]:
        yield code_id
        for child in self.children(code_id):
            yield from self._below(child)

    def walk(self, code_id: str = "", depth: int = 1) -> Iterator[tuple[int, Code]]:
        """Depth (1 at the top) and code, in the order of the tree."""
        for child in self.children(code_id):
            yield depth, self._by_id[child]
            yield from self.walk(child, depth + 1)

    def at_depth(self, code_id: str, depth: int) -> str:
        """The code that stands for *code_id* when the tree is cut below *depth* (1: themes only)."""
        return (*self.ancestors(code_id), code_id)[:depth][-1]

    def now(self, code_id: str) -> str:
        """What a code of an earlier version is called now: itself, or what it was merged into."""
        for _ in range(len(self.merges) + 1):
            if code_id not in self._became or code_id in self._by_id:
                return code_id
            code_id = self._became[code_id]
        return code_id

    # --- changes: each gives the next version ------------------------------------------------------------------------

    def add(self, code: Code) -> Codebook:
        """With one more code, last among its siblings."""
        if code.id in self._by_id:
            raise CodebookError(f"There is a code {code.name} already.")
        self._require_free(code.name, code.parent, code.id)
        return self._next((*self.codes, code))

    def change(self, code_id: str, **changes: object) -> Codebook:
        """With other names, texts, colour or parent of one code."""
        changed = replace(self._by_id[code_id], **changes)  # type: ignore[arg-type]
        if changed.parent in self.descendants(code_id):
            raise CodebookError(f"{changed.name} cannot stand under itself. Choose another place.")
        self._require_free(changed.name, changed.parent, code_id)
        return self._next(tuple(changed if code.id == code_id else code for code in self.codes))

    def remove(self, code_id: str) -> Codebook:
        """Without a code that has nothing below it."""
        if self.children(code_id):
            raise CodebookError("There are codes below it. Move or merge them first.")
        return self._next(tuple(code for code in self.codes if code.id != code_id))

    def merge(self, code_id: str, into: str, *, by: str = "", at: datetime | None = None, why: str = "") -> Codebook:
        """With *code_id* as a part of *into*; what stood below it stands below *into* now."""
        if into not in self._by_id or into in self.descendants(code_id):
            raise CodebookError("A code is merged into another one that is not below it.")
        gone = self._by_id[code_id]
        kept = tuple(
            replace(code, parent=into) if code.parent == code_id else code for code in self.codes if code.id != code_id
        )
        merge = Merge(gone, into, self.version + 1, by, at, why)
        return Codebook(kept, self.version + 1, (*self.merges, merge))

    def _require_free(self, name: str, parent: str, but: str) -> None:
        if any(self._by_id[each].name == name for each in self.children(parent) if each != but):
            raise CodebookError(f"There is a code {name} here already. Choose another name.")

    def _next(self, codes: tuple[Code, ...]) -> Codebook:
        return Codebook(codes, self.version + 1, self.merges)
