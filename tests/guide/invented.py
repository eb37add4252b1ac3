"""A directory of two invented entries, and a card to be broken in one place."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from tayanch.guide.content.helpers import Organisation
from tayanch.vocabulary import Text

ENTRIES = {
    "any-emergency": SimpleNamespace(
        id="any-emergency",
        name=Text("Шашылыш жардам", "Экстренная служба", "Emergency"),
        says=Text("Күнү-түнү.", "Круглосуточно.", "Day and night."),
        alert=Text(),
        languages=("ru",),
        services=(),
        phones=(SimpleNamespace(number="112", confirmed=True, last_checked=None),),
    ),
    "kg-helpers": SimpleNamespace(
        id="kg-helpers",
        name=Text("Жардамчылар (ойдон чыгарылган)", "Помощницы (вымышлено)", "Helpers (invented)"),
        says=Text("Кеңеш берет.", "Дают совет.", "They advise."),
        alert=Text("Адегенде чалыңыз.", "Сначала позвоните.", "Call first."),
        languages=("ky", "ru"),
        services=(SimpleNamespace(free=True, women_only=None, safe_without_papers=True),),
        phones=(SimpleNamespace(number="+996312000000", confirmed=False, last_checked=None),),
    ),
}


def find(id: str) -> Organisation | None:
    return ENTRIES.get(id)


def nobody(id: str) -> Organisation | None:
    """A directory without entries."""
    return None


SETTINGS = """\
code: w1
needs: [work]
stages: [abroad]
sensitive: false
amina: false
covers: [INF-13]
rules: [ru.stay.amina]
sources:
  - {title: "A book", url: null, seen: 2026-11-21}
checked_on: 2026-11-22
check_again_after_days: 180
related: []
"""
TEXT = """\
---
title: "{title}"
lead: "{lead}"
status: draft
---
## now
1. {now}
## ask
- [[org:kg-helpers]] – {ask}
"""
WORDS = {
    "ky": {"title": "Айлык алуу", "lead": "Ушуну билесиз.", "now": "Күндөрдү жазыңыз.", "ask": "кеңеш."},
    "ru": {"title": "Как взять зарплату", "lead": "Вы узнаете это.", "now": "Пишите свои дни.", "ask": "дают совет."},
    "en": {"title": "Get your pay", "lead": "You learn this.", "now": "Write down your days.", "ask": "advice."},
}


def write_card(home: Path, country: str = "ru", slug: str = "pay", settings: str = SETTINGS, **texts: str) -> Path:
    """A sound card below *home*; a language given by its letters has that text in place of its own."""
    folder = home / "cards" / country / slug
    folder.mkdir(parents=True)
    (folder / "card.yaml").write_text(settings, "utf-8")
    for language, words in WORDS.items():
        (folder / f"{language}.md").write_text(texts.get(language, TEXT.format(**words)), "utf-8")
    return folder
