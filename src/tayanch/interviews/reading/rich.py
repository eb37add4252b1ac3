"""RTF (specification 1.9.1): text, tables' rows, bold beginnings; bytes of any code page and ``\\uN``."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from tayanch.interviews.calling import word_set
from tayanch.interviews.reading import losses
from tayanch.interviews.reading.base import Paragraph, ReadError, Transcript, bold_lead, from_paragraphs
from tayanch.interviews.reading.packed import DAMAGED

_TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})|\\'(?P<byte>[0-9a-fA-F]{2})"
    rb"|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<end>[\r\n]+)|(?P<plain>[^\\{}\r\n]+)|(?P<rest>.)",
    re.DOTALL,
)
_DEEPEST = 500
_SIGNS = {"tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’"}
_SIGNS |= {"ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ", "cell": "\t"}
_SIGNS |= {"nestcell": "\t", "softline": "\n"}
_ENDS = frozenset(("par", "sect", "page", "row", "nestrow"))
_SKIPPED = word_set(
    """
    colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf footnote annotation
    filetbl listtable listoverridetable revtbl rsidtbl generator xmlnstbl object themedata colorschememapping datastore
    latentstyles fldinst atnid atnauthor atndate bkmkstart bkmkend ftnsep ftnsepc aftnsep aftnsepc pntext listtext
    shp shpinst nonshppict mmathPr userprops template passwordhash nesttableprops private xe tc
    """
)
_LOST = {"footnote": "note", "annotation": "comment", "pict": "picture", "object": "picture", "shp": "picture"}
_LOST |= {"pntext": "number", "listtext": "number"}
_HEADERS = frozenset(word for word in _SKIPPED if word.startswith(("header", "footer")))
# \fcharset to code page: the specification's table of character sets.
_CHARSETS = {0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253"}
_CHARSETS |= {162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874"}
_CHARSETS |= {238: "cp1250", 254: "cp437", 255: "cp850"}


@dataclass(frozen=True)
class _State:
    """What holds within a group."""

    skips: bool = False
    is_font_table: bool = False
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    font: int = 0
    blanks: int = 1  # \ucN: so many characters stand for a \u to programs that do not know it


def read_rich(data: bytes) -> Transcript:
    """The transcript of an RTF file; raises :class:`~tayanch.interviews.reading.ReadError`."""
    reading = _Reading()
    reading.read(data)
    return from_paragraphs(reading.paragraphs, losses.told(reading.lost))


class _Reading:
    """One file, token by token."""

    def __init__(self) -> None:
        self.state, self.stack = _State(), list[_State]()
        self.paragraphs: list[Paragraph] = []
        self.runs: list[tuple[str, bool]] = []
        self.lost: Counter[str] = Counter()
        self.page, self.fonts = "cp1252", dict[int, str]()
        self.bytes = bytearray()
        self.to_skip = 0  # characters that only repeat a \u
        self.half = 0  # the first unit of a surrogate pair
        self.is_starred = False

    def read(self, data: bytes) -> None:
        position = 0
        while position < len(data):
            found = _TOKEN.match(data, position)
            if found is None:
                raise ReadError(DAMAGED)
            position = found.end()
            if found["word"] == b"bin":
                position += max(0, int(found["number"] or 0))
            else:
                self._take(found)
        self._end_paragraph()

    def _take(self, found: re.Match[bytes]) -> None:
        kind = found.lastgroup
        if kind in ("word", "number"):
            self._word(found["word"].decode("ascii"), found["number"])
        elif kind == "byte":
            self._bytes(bytes.fromhex(found["byte"].decode("ascii")))
        elif kind == "plain":
            self._bytes(found["plain"])
        elif kind == "sign":
            self._sign(found["sign"])
        elif kind == "open":
            self._open()
        elif kind == "close":
            self._close()

    def _open(self) -> None:
        self._flush()
        if len(self.stack) > _DEEPEST:
            raise ReadError(DAMAGED)
        self.stack.append(self.state)
        self.to_skip, self.is_starred = 0, False

    def _close(self) -> None:
        self._flush()
        self.state = self.stack.pop() if self.stack else _State()
        self.to_skip, self.is_starred = 0, False

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.is_starred = True
        elif sign in (b"\n", b"\r"):
            self._end_paragraph()
        elif sign in (b"~", b"_", b"\\", b"{", b"}"):
            self._put({b"~": "\u00a0", b"_": "-"}.get(sign, sign.decode("ascii")))

    def _word(self, word: str, told: bytes | None) -> None:
        number = int(told) if told is not None else None
        starred, self.is_starred = self.is_starred, False
        if word in _SKIPPED or (starred and word not in ("shppict", "fldrslt")):
            self._skip(word)
        elif word == "fonttbl":
            self._change(is_font_table=True)
        elif word == "u" and number is not None:
            self._unit(number % 65536)
        elif word in _SIGNS:
            self._put(_SIGNS[word])
        elif word in _ENDS:
            self._end_paragraph()
        else:
            self._setting(word, number)

    def _skip(self, word: str) -> None:
        if not self.state.skips:
            kind = "header" if word in _HEADERS else _LOST.get(word)
            self.lost.update([kind] if kind else [])
        self._change(skips=True)

    def _setting(self, word: str, number: int | None) -> None:
        """What changes how the following is read."""
        settings: dict[str, Callable[[], None]] = {
            "ansicpg": lambda: self._code_page(number),
            "mac": lambda: setattr(self, "page", "mac-roman"),
            "pc": lambda: setattr(self, "page", "cp437"),
            "pca": lambda: setattr(self, "page", "cp850"),
            "f": lambda: self._change(font=number or 0),
            "fcharset": lambda: self._charset(number or 0),
            "b": lambda: self._change(bold=number != 0),
            "v": lambda: self._change(hidden=number != 0),
            "deleted": lambda: self._change(deleted=number != 0),
            "revised": lambda: self.lost.update(["inserted"] if number != 0 else []),
            "uc": lambda: self._change(blanks=min(max(number or 0, 0), 100)),
            "plain": lambda: self._change(bold=False, hidden=False, deleted=False),
        }
        if word in settings:
            settings[word]()
        if word in ("v", "deleted") and number != 0 and not self.state.skips:
            self.lost["hidden" if word == "v" else "deleted"] += 1

    def _change(self, **changes: object) -> None:
        self._flush()
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    def _code_page(self, number: int | None) -> None:
        name = "utf-8" if number == 65001 else f"cp{number}"
        try:
            codecs.lookup(name)
        except LookupError:
            self.page = "cp1252"
        else:
            self.page = name

    def _charset(self, number: int) -> None:
        # Charset 0 and 1 say no more than the page of the file; Word writes them for Cyrillic fonts too.
        if self.state.is_font_table and number > 1 and number in _CHARSETS:
            self.fonts[self.state.font] = _CHARSETS[number]

    @property
    def _is_silent(self) -> bool:
        state = self.state
        return state.skips or state.is_font_table or state.hidden or state.deleted

    def _bytes(self, given: bytes) -> None:
        skipped = min(self.to_skip, len(given))
        self.to_skip -= skipped
        if not self._is_silent:
            self.bytes += given[skipped:]

    def _flush(self) -> None:
        """The bytes so far, in the code page of their font."""
        if self.bytes:
            page = self.fonts.get(self.state.font, self.page)
            self.runs.append((self.bytes.decode(page, "replace"), self.state.bold))
            self.bytes.clear()

    def _put(self, text: str) -> None:
        if self.to_skip:
            self.to_skip -= 1
        elif not self._is_silent:
            self._flush()
            self.runs.append((text, self.state.bold))

    def _unit(self, unit: int) -> None:
        """One UTF-16 unit; two of them make a letter beyond the basic plane."""
        self.to_skip = 0
        if 0xD800 <= unit < 0xDC00:
            self.half = unit
        elif 0xDC00 <= unit < 0xE000:
            if self.half:
                self._put(chr(0x10000 + ((self.half - 0xD800) << 10) + unit - 0xDC00))
            self.half = 0
        else:
            self._put(chr(unit))
        self.to_skip = self.state.blanks

    def _end_paragraph(self) -> None:
        self._flush()
        if not self._is_silent:
            paragraph = bold_lead(self.runs)
            self.paragraphs.append(Paragraph(paragraph.text.rstrip("\t"), paragraph.lead))
            self.runs.clear()


def looks_rich(data: bytes) -> bool:
    """Whether a file begins as RTF does."""
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf")
