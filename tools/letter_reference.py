"""Make the reference pages of letters from the letters themselves.

``python -m tools.letter_reference`` says which page is out of date, ``--write`` writes them:
`docs/reference/letter-kinds.md` has every letter with its facts, articles and questions for the lawyer,
`docs/reference/letter-facts.md` the names that a case fills in by itself.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tayanch.site.settings")
REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
_NUMBER = r"\d+(?:\.\d+)?(?:-\d+)?"
_LIST = rf"{_NUMBER}(?:–{_NUMBER})?(?:(?:, | и |; | жана ){_NUMBER}(?:–{_NUMBER})?)*"


def cited(text: str, *, bare: bool = False) -> set[str]:
    """The numbers of articles in a text («статьи 144 и 145», «19.17-беренеси»), a range written out.

    *bare*: the text is a list of numbers and nothing else.
    """
    if bare:
        lists = [text]
    else:
        text = text.replace("-,", ",").replace("- жана", " жана")
        lists = re.findall(rf"(?i)стат[ьие][а-я]* ({_LIST})", text)
        lists += re.findall(rf"({_LIST})-берене", text)
    return {one for part in lists for found in re.split(r", | и |; | жана ", part) for one in _range(found.strip())}


def _range(found: str) -> Iterator[str]:
    first, _, last = found.partition("–")
    if found:
        yield first
    if last:
        yield last
        yield from (str(number) for number in range(int(first.split(".")[0]) + 1, int(last.split(".")[0]) + 1))


def pages() -> dict[str, str]:
    """The pages by name, as they should be."""
    django.setup()
    return {"letter-kinds.md": "\n".join(_kinds()), "letter-facts.md": "\n".join(_facts())}


def _kinds() -> Iterator[str]:
    from tayanch import vocabulary
    from tayanch.desk import letters

    yield "# Letters"
    yield ""
    yield "Every letter that can be written on the desk. Made by `python -m tools.letter_reference --write` from the"
    yield "folders under `src/tayanch/desk/letters/`; [how to write one](../how-to/letters.md). All texts are drafts."
    yield ""
    for country in letters.countries():
        yield f"## {vocabulary.concept(f'country/{country}').label('en')}"
        yield ""
        for kind in letters.available(country):
            yield from _kind(kind)


def _kind(kind: object) -> Iterator[str]:
    from tayanch.desk import letters

    assert isinstance(kind, letters.LetterKind)
    languages = {"ky": "Kyrgyz", "ru": "Russian"}
    copies = [languages[code] for code in kind.languages if code not in kind.sent_in]
    yield f"### `{kind.path}`"
    yield ""
    yield f"**{kind.title['en']}.** {kind.about['en']}"
    yield ""
    yield (
        f"- To: {kind.addressee.replace('_', ' ')}. Sent in {' or '.join(languages[code] for code in kind.sent_in)}"
        + (f"; a copy to read in {', '.join(copies)}." if copies else ".")
    )
    if kind.needs_claim:
        yield "- Carries the calculation of a wage claim under the law of this country."
    if kind.deadline:
        yield f"- Last day by [`{kind.deadline.rule}`](law-rules.md), from `{kind.deadline.fact}`."
    if kind.asks_consent:
        yield "- She is asked once more: this office may look at the basis of her stay."
    yield f"- Facts: {', '.join(_fact(fact) for fact in kind.facts)}."
    yield "- Rests on:"
    for row in kind.legal_basis:
        article = f", {row['article']}" if row["article"] else ""
        rule = f" (`{row['rule']}`)" if "rule" in row else ""
        yield f"    - {row['act']}{article}: {row['about']}{rule}"
    yield "- For the lawyer:"
    yield from (f"    - {question}" for question in kind.questions)
    yield ""


def _fact(fact: object) -> str:
    from tayanch.desk.letters import Fact

    assert isinstance(fact, Fact)
    return f"`{fact.key}`" if fact.required else f"`{fact.key}`?"


def _facts() -> Iterator[str]:
    from tayanch.desk.documents.letter_facts import FACTS

    yield "# Facts a case fills in"
    yield ""
    yield "The names under which a case tells what it knows, for our letters and for templates that an organisation"
    yield "brings. What is not known is absent and asked for. Made by `python -m tools.letter_reference --write` from"
    yield "`tayanch.desk.documents.letter_facts.FACTS`."
    yield ""
    yield "```python"
    yield "from tayanch.desk.documents.letter_facts import facts_of"
    yield ""
    yield "facts_of(case, user)  # a case from desk.access; the figures of its only claim"
    yield "facts_of(case, user, claim)  # of this claim and its woman"
    yield "facts_of(case, user, person=person, today=day)"
    yield "```"
    yield ""
    yield "Her phone number is never among them: whether a letter gives one is her choice each time."
    yield ""
    yield "| Name | Type | What it is |"
    yield "|---|---|---|"
    yield from (f"| `{name}` | {told.type} | {told.meaning} |" for name, told in FACTS.items())
    yield ""


def main() -> int:
    """Write the pages, or say which are out of date."""
    stale = []
    for name, text in pages().items():
        path = REFERENCE / name
        if "--write" in sys.argv:
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
    print("\n".join(f"{name} is out of date" for name in stale) or "up to date")
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
