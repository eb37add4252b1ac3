"""HTML: the words of a page in the paragraphs a browser shows; scripts, styles and what is hidden are dropped."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tayanch.interviews.calling import word_set
from tayanch.interviews.reading.base import Paragraph, ReadError, Transcript, bold_lead, from_paragraphs
from tayanch.interviews.reading.encodings import decoded

_DROPPED = word_set("script style head template noscript svg math object iframe select textarea button nav")
_BLOCKS = word_set(
    """
    p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre table thead tbody tfoot tr section article header footer
    main aside address figure figcaption form fieldset hr body html caption details summary center
    """
)
_VOID = word_set("area base br col embed hr img input link meta source track wbr")
_BOLD = word_set("b strong th")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w\-]{2,30})", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title)[\s>]", re.IGNORECASE)


def looks_like_page(data: bytes) -> bool:
    """Whether a file begins as a page does."""
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and _HTML.search(head) is not None


def read_page(data: bytes) -> Transcript:
    """The transcript of an HTML page; raises :class:`~tayanch.interviews.reading.ReadError`."""
    text, note = _decoded(data)
    page = _Page()
    page.feed(text)
    page.close()
    page.end_paragraph()
    notes = [note] if note else []
    notes += ["1 picture was left out." if page.pictures == 1 else f"{page.pictures} pictures were left out."][
        : page.pictures
    ]
    return from_paragraphs(page.paragraphs, notes)


def _decoded(data: bytes) -> tuple[str, str]:
    """As the page says of itself, else as its bytes look."""
    told = _CHARSET.search(data[:4096])
    if told and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(told[1].decode("ascii")), ""
        except (LookupError, UnicodeError):
            pass
    return decoded(data)


class _Page(HTMLParser):
    """Paragraphs of a page, as its tags come."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[Paragraph] = []
        self.runs: list[tuple[str, bool]] = []
        self.open: list[str] = []
        self.dropped = self.bold = self.kept = self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._add("\n")
        elif tag == "img":
            self.pictures += 1
        elif tag in ("td", "th") and any(text.strip() for text, _ in self.runs):
            self._add("\t")
        elif tag in _BLOCKS:
            self.end_paragraph()
        if tag not in _VOID:
            self.open.append(tag)
            self._count(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_paragraph()
        # A tag that was never opened closes nothing; one that was closes what was left open in it.
        if tag in self.open:
            while (closed := self.open.pop()) != tag:
                self._count(closed, -1)
            self._count(tag, -1)

    def _count(self, tag: str, step: int) -> None:
        self.dropped += step * (tag in _DROPPED)
        self.bold += step * (tag in _BOLD)
        self.kept += step * (tag == "pre")

    def handle_data(self, data: str) -> None:
        self._add(data if self.kept else _BLANKS.sub(" ", data))

    def _add(self, text: str) -> None:
        if self.dropped:
            return
        if not self.kept and text.startswith(" ") and (not self.runs or self.runs[-1][0].endswith((" ", "\n", "\t"))):
            text = text[1:]
        if text:
            self.runs.append((text, self.bold > 0))

    def end_paragraph(self) -> None:
        """What was gathered is a paragraph, unless it is blank."""
        paragraph = bold_lead(self.runs)
        self.runs.clear()
        if paragraph.text.strip():
            lines = "\n".join(line.rstrip() for line in paragraph.text.split("\n")).strip("\n")
            self.paragraphs.append(Paragraph(lines, min(paragraph.lead, len(lines))))


def refuse_signed_out(data: bytes) -> None:
    """A page of a site that asks for a password is no transcript; raises :class:`ReadError`."""
    if re.search(rb"<input[^>]{0,200}type\s*=\s*[\"']?password", data[:200_000], re.IGNORECASE):
        raise ReadError("it is a page that asks for a password. Sign in and download the transcript again.")
