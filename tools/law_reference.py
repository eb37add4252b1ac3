"""Write the reference pages about the law from the packs, so that nobody types what the packs already say.

``python -m tools.law_reference`` says which page is out of date, ``--write`` writes them: `docs/reference/law-rules.md`
has every rule, `docs/reference/law-coverage.md` every id of the fact base and the rules that carry it,
`docs/reference/law-examples.md` an explained rule and a whole claim in each language.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

import tayanch.law
from tayanch import law
from tayanch.law.command import find_rule
from tayanch.law.fields import fields_of
from tayanch.law.given import Given
from tayanch.law.rendering import to_text
from tayanch.law.statement import UNKNOWN

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
FACT_BASE_IDS = ROOT / "tests" / "law" / "fact_base_ids.txt"
INSTRUMENT_IDS = ROOT / "tests" / "law" / "instrument_ids.txt"
LEFT_OUT = Path(tayanch.law.__file__).parent / "left_out.yaml"
# Anything that is not among them keeps its code.
PLACES = {
    "de": "Germany",
    "eaeu": "Eurasian Economic Union",
    "ilo": "International Labour Organization",
    "intl": "International",
    "kg": "Kyrgyzstan",
    "kr": "South Korea",
    "kz": "Kazakhstan",
    "ru": "Russia",
    "tj": "Tajikistan",
    "tr": "Türkiye",
    "uk": "United Kingdom",
    "uz": "Uzbekistan",
}
WRITTEN = "This page is written from the packs by `python -m tools.law_reference --write`; do not edit it by hand.\n"
EXPLAINED = "ru.wage.limitation"
LANGUAGE_NAMES = {"ky": "Кыргызча", "ru": "По-русски", "en": "In English"}
CLAIM: dict[str, object] = {
    "as_of": "2026-09-13",
    "job": {
        "start": "2026-06-16",
        "end": "2026-07-20",
        "salary": "70000.00",
        "norm_hours": "160",
        "pay_days": [20, 5],
        "status": "eaeu",
    },
    "overtime": [{"date": "2026-07-08", "hours": "3"}],
    "payments": [{"date": "2026-07-10", "amount": "10000.00"}],
}
EXAMPLES_INTRODUCTION = """One rule in words, and one whole claim step by step, in each language. Everything is a draft
until a lawyer has signed it off, and says so. The claim is of an invented worker: 70,000 roubles a month before tax,
paid on the 20th and the 5th, three hours of overtime, 10,000 roubles received. This was asked:
"""
Listed = Mapping[str, Any]


def fact_base_ids() -> list[str]:
    """Every rule id of the fact base, in its order."""
    return FACT_BASE_IDS.read_text("utf-8").split()


def instrument_ids() -> list[str]:
    """Treaties, standards and indicators that the fact base lists beside its rules."""
    return INSTRUMENT_IDS.read_text("utf-8").split()


def left_out() -> dict[str, dict[str, str]]:
    """Ids that no rule carries: the reason by language."""
    found: dict[str, dict[str, str]] = yaml.safe_load(LEFT_OUT.read_text("utf-8")) or {}
    return found


def carriers() -> dict[str, list[Listed]]:
    """Fact-base id → the rules that carry it."""
    found: dict[str, list[Listed]] = {}
    for rule in law.rules():
        for covered in _texts(rule["covers"]):
            found.setdefault(covered, []).append(rule)
    return found


def coverage_page() -> str:
    """Which rule carries which fact of the fact base."""
    ids, carried, reasons = fact_base_ids(), carriers(), left_out()
    done = [each for each in ids if each in carried]
    computed = [each for each in done if any(rule["kind"] == "computation" for rule in carried[each])]
    missing = [each for each in ids if each not in carried]
    head = [
        "# Which rules carry the fact base",
        "",
        WRITTEN,
        f"The fact base has {len(ids)} rules. {len(done)} of them are carried: {len(computed)} by a computation, "
        f"{len(done) - len(computed)} in words. {len(missing)} are left out.",
        "",
        "| Fact base | Carried by | Kind | Status |",
        "|---|---|---|---|",
    ]
    rows = [_coverage_row(each, carried[each]) for each in done]
    lines = [*head, *rows, "", "## Left out", "", *_left_out(missing, reasons), "", *_instruments(carried), *_beyond()]
    return "\n".join(lines) + "\n"


def _coverage_row(each: str, rules: list[Listed]) -> str:
    links = ", ".join(f"[{rule['rule']}](law-rules.md#{_anchor(str(rule['rule']))})" for rule in rules)
    kinds, states = (_joined(str(rule[key]) for rule in rules) for key in ("kind", "status"))
    return _row(f"`{each}`", links, kinds, states)


def _instruments(carried: Mapping[str, list[Listed]]) -> list[str]:
    """Treaties and indicators that rules rest on; the fact base lists them as references, not as rules."""
    rows = [_coverage_row(each, carried[each]) for each in instrument_ids() if each in carried]
    head = [
        "## Treaties, standards and indicators",
        "",
        "| Instrument | Carried by | Kind | Status |",
        "|---|---|---|---|",
    ]
    return [*head, *rows, ""] if rows else []


def _beyond() -> list[str]:
    """Rules that carry none of the ids: they rest on tables of the fact base, or put other rules together."""
    bare = [str(rule["rule"]) for rule in law.rules() if not rule["covers"]]
    links = [f"- [{rule}](law-rules.md#{_anchor(rule)})" for rule in bare]
    return [
        "## Rules beyond these ids",
        "",
        "They use tables of the fact base or put other rules together.",
        "",
        *links,
    ]


def _left_out(missing: list[str], reasons: Mapping[str, Mapping[str, str]]) -> list[str]:
    if not missing:
        return ["None."]
    rows = [_row(f"`{each}`", reasons.get(each, {}).get("en", "no reason given")) for each in missing]
    return ["| Fact base | Why |", "|---|---|", *rows]


def rules_page() -> str:
    """Every rule: what it is called, what it is asked, on which days it is known and where it stands."""
    found = law.rules()
    head = [
        "# All rules of law",
        "",
        WRITTEN,
        f"{len(found)} rules: {sum(rule['kind'] == 'computation' for rule in found)} compute, the others say in words "
        "what the law says. [Rules of law](law.md) tells how to ask and how to read an answer; "
        "`tayanch law explain RULE` says any of them in words, with its figures and an example.",
    ]
    sections = []
    for place, rules in _by_place(found):
        sections += [f"## {place}", "", "| Rule | | Known | Status |", "|---|---|---|---|", *map(_listed, rules), ""]
        sections += [line for rule in rules for line in _section(rule)]
    return "\n".join([*head, "", *sections]).rstrip("\n") + "\n"


def _by_place(found: list[dict[str, object]]) -> Iterator[tuple[str, list[Listed]]]:
    by_place: dict[str, list[Listed]] = {}
    for rule in found:
        code = str(rule["rule"]).partition(".")[0]
        by_place.setdefault(PLACES.get(code, code), []).append(rule)
    yield from sorted(by_place.items())


def _listed(rule: Listed) -> str:
    return _row(f"[{rule['rule']}](#{_anchor(rule['rule'])})", rule["title"], _known(rule), rule["status"])


def _section(rule: Listed) -> Iterator[str]:
    yield from (f"### {rule['rule']}", "")
    titles = rule["titles"]
    yield from (f"**{titles['en']}** · {titles['ky']} · {titles['ru']}", "")
    yield f"- Kind: {rule['kind']}. Status: {rule['status']}. Known: {_known(rule)}."
    yield f"- Articles: {'; '.join(rule['articles'])}."
    if rule["tables"]:
        yield f"- Tables: {', '.join(f'`{name}`' for name in rule['tables'])}."
    if rule["covers"]:
        yield f"- Fact base: {', '.join(rule['covers'])}."
    yield f"- For a lawyer: {rule['question']}"
    yield from ("", "| Field | What to write | Needed | About |", "|---|---|---|---|")
    for field in fields_of(rule["input"]):
        yield _row(f"`{field.path}`", field.takes("en"), field.needed("en"), field.about)
    yield ""


def _known(rule: Listed) -> str:
    is_named = rule["known_from"] not in (None, UNKNOWN.isoformat())
    first = f"from {rule['known_from']}" if is_named else "since when is not known"
    return f"{first} through {rule['known_through']}" if rule["known_through"] else first


def _anchor(heading: str) -> str:
    """The address of a heading, as it is made on the web."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _joined(found: Iterator[str]) -> str:
    return ", ".join(dict.fromkeys(found))


def _texts(found: object) -> list[str]:
    return [str(each) for each in found] if isinstance(found, list) else []


def examples_page() -> str:
    """One rule explained and one whole claim with its derivation, in the three languages of the product."""
    shown = [
        f"## {LANGUAGE_NAMES[language]}\n\n"
        f"### `tayanch law explain {EXPLAINED} --lang {language}`\n\n"
        f"```text\n{law.explain(EXPLAINED, language).text()}\n```\n\n"
        f"### The whole claim\n\n```text\n{to_text(find_rule('ru.wage.claim').ask(Given(CLAIM)), language)}\n```\n"
        for language in LANGUAGE_NAMES
    ]
    question = json.dumps(CLAIM, indent=2)
    return f"# How an answer reads\n\n{WRITTEN}\n{EXAMPLES_INTRODUCTION}\n```json\n{question}\n```\n\n" + "\n".join(
        shown
    )


PAGES = {
    REFERENCE / "law-rules.md": rules_page,
    REFERENCE / "law-coverage.md": coverage_page,
    REFERENCE / "law-examples.md": examples_page,
}


def main() -> int:
    """Exit code 1 when a page is out of date and `--write` was not given."""
    stale = 0
    for path, made in PAGES.items():
        text = made()
        is_current = path.exists() and path.read_text("utf-8") == text
        if not is_current and "--write" in sys.argv:
            path.write_text(text, "utf-8", newline="\n")
        stale += not is_current
        print(f"{path.name}: {'up to date' if is_current else 'written' if '--write' in sys.argv else 'out of date'}")
    return int(stale and "--write" not in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
