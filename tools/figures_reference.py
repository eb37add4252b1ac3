"""Make the reference page of contradictions in the registered figures, from the register and its checks.

``python -m tools.figures_reference`` says whether `docs/reference/figures-checks.md` is out of date, ``--write`` writes
it.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from tayanch import figures

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "figures-checks.md"


def page() -> str:
    """The page as it should be."""
    return "\n".join([*_head(), *_rules(), *_known(), *_rows(), ""])


def _finders() -> dict[str, set[str]]:
    """Row → ids of the rules that find it, ``by-hand`` among them."""
    found: dict[str, set[str]] = defaultdict(set)
    for finding in figures.load().findings():
        for row in finding.rows:
            found[row].add(finding.rule)
    return found


def _head() -> Iterator[str]:
    register = figures.load()
    marked = {row for known in register.known for row in known.rows}
    computed = {row for finding in figures.check(register.figures) for row in finding.rows}
    yield "# What the checks find in the registered figures"
    yield ""
    yield f"{len(register.figures)} figures of {len(register.documents)} documents are registered. Readers had marked"
    yield f"{len(marked)} of them as part of a contradiction: the checks compute {len(marked & computed)}, the other"
    yield f"{len(marked - computed)} are recorded by hand, because the other side stands in the text and not in a row."
    yield f"{len(computed - marked)} more rows stand on one side of these findings."
    yield ""
    yield "Made by `python -m tools.figures_reference --write`. [How a check works](figures.md),"
    yield "[how to run them on a file of yours](../how-to/check-figures.md)."
    yield ""


def _rules() -> Iterator[str]:
    found = Counter(finding.rule for finding in figures.load().findings())
    yield "## The checks"
    yield ""
    yield "| Check | What it does | Severity | Columns | Found |"
    yield "|---|---|---|---|---|"
    for rule in figures.rules().values():
        columns = ", ".join(f"`{name}`" for name in rule.needs)
        told = f"**{rule.name.en}.** {rule.about.en}"
        yield f"| `{rule.id}` | {told} | {rule.severity} | {columns} | {found[rule.id]} |"
    yield f"| `{figures.BY_HAND}` | Recorded by people in `register/recorded.yaml`. | | | {found[figures.BY_HAND]} |"
    yield ""


def _known() -> Iterator[str]:
    yield "## Contradictions readers had marked"
    yield ""
    yield "A: inside one document. B: between documents."
    yield ""
    yield "| No. | What does not agree | Rows | Found by |"
    yield "|---|---|---|---|"
    for known in figures.load().known:
        by = ", ".join(f"`{rule}`" for rule in known.by) or "not in the register"
        yield f"| {known.id} | {known.about} | {', '.join(known.rows) or '–'} | {by} |"
    yield ""


def _rows() -> Iterator[str]:
    finders = _finders()
    numbers: dict[str, list[str]] = defaultdict(list)
    for known in figures.load().known:
        for row in known.rows:
            if known.id not in numbers[row]:
                numbers[row].append(known.id)
    yield "## Row by row"
    yield ""
    yield "| Row | Printed | Contradiction | Found by |"
    yield "|---|---|---|---|"
    for figure in figures.load().figures:
        if figure.id in numbers:
            by = ", ".join(f"`{rule}`" for rule in sorted(finders[figure.id]))
            yield f"| {figure.id} | {figure.statement.en} | {', '.join(numbers[figure.id])} | {by} |"


def main() -> int:
    """Write the page, or say that it is out of date."""
    text = page()
    if "--write" in sys.argv:
        PAGE.write_text(text, "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != text:
        print(f"Out of date: {PAGE.name}. Run python -m tools.figures_reference --write.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
