"""Keep the Kyrgyz and Russian catalogues in step with the English texts in code and templates.

``python -m tools.messages`` says what is missing; ``--write`` adds new texts (untranslated), drops those no longer used
and compiles. Needs no gettext on the machine: Babel reads Python, Django turns templates into what Babel reads.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src" / "tayanch"
LOCALE = SOURCE / "site" / "locale"
LANGUAGES = ("ky", "ru")
KEYWORDS = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"))
KEYWORDS |= dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)) | {"pgettext": ((1, "c"), 2)}  # type: ignore[dict-item]
PLURALS = {
    "ky": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}
Message = tuple[str, str]  # singular, plural or ""


def _messages_of(path: Path) -> Iterator[Message]:
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        # What templatize leaves of a template's own indentation would be a Python error.
        text = "\n".join(line.strip() for line in templatize(text, origin=path.name).splitlines())
    for _line, function, found, _comments in extract_python(
        BytesIO(text.encode()), KEYWORDS, (), {"encoding": "utf-8"}
    ):
        if function and function.startswith("ngettext") and isinstance(found, tuple):
            yield str(found[0]), str(found[1])
        elif found:
            yield str(found[0] if isinstance(found, tuple) else found), ""


def used() -> dict[Message, list[str]]:
    """Every text and the files it stands in."""
    found: dict[Message, list[str]] = {}
    for path in sorted([*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]):
        if "migrations" in path.parts:
            continue
        for message in _messages_of(path):
            found.setdefault(message, []).append(path.relative_to(SOURCE).as_posix())
    return found


def catalogue(language: str) -> polib.POFile:
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        return polib.pofile(str(path))
    fresh = polib.POFile()
    fresh.metadata = {
        "Language": language,
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
        "X-Translation-Status": "draft: a native reader has yet to review it",
    }
    fresh.fpath = str(path)
    return fresh


def is_translated(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def missing(language: str) -> list[str]:
    """Texts in use that the catalogue lacks or leaves empty."""
    known = {(entry.msgid, entry.msgid_plural) for entry in catalogue(language) if is_translated(entry)}
    return sorted(message[0] for message in used() if message not in known)


def compiled(language: str) -> bytes:
    """The binary catalogue as it should be on the disk."""
    binary: bytes = catalogue(language).to_binary()
    return binary


def write(language: str) -> None:
    """Bring one catalogue up to date and compile it."""
    file, wanted = catalogue(language), used()
    known = {(entry.msgid, entry.msgid_plural): entry for entry in file}
    file[:] = [known.get(message) or _empty(message, language) for message in sorted(wanted)]
    for entry in file:
        entry.occurrences = [(place, "") for place in sorted(set(wanted[(entry.msgid, entry.msgid_plural)]))]
    path = Path(file.fpath)
    path.parent.mkdir(parents=True, exist_ok=True)
    file.save(str(path))
    path.with_suffix(".mo").write_bytes(compiled(language))


def _empty(message: Message, language: str) -> polib.POEntry:
    if not message[1]:
        return polib.POEntry(msgid=message[0], msgstr="")
    forms = 3 if language == "ru" else 2
    return polib.POEntry(msgid=message[0], msgid_plural=message[1], msgstr_plural=dict.fromkeys(range(forms), ""))


def main() -> int:
    for language in LANGUAGES:
        if "--write" in sys.argv:
            write(language)
        lacking = missing(language)
        print(f"{language}: {len(used())} texts, {len(lacking)} without translation")
        print("".join(f"  {text}\n" for text in lacking), end="")
    return int(any(missing(language) for language in LANGUAGES))


if __name__ == "__main__":
    sys.exit(main())
