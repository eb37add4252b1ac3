"""A report that the invented organisation published itself: its figures beside those of real publications."""

from __future__ import annotations

from datetime import date
from typing import Any

from tayanch.accounts.models import Role, User
from tayanch.demo.staff import MARK, Staff
from tayanch.evidence.figures.actions import figures as actions
from tayanch.evidence.figures.actions import saying
from tayanch.evidence.figures.register import by_id, figures_for, findings_for

KEY = "tayanch-2025"
PUBLICATION: dict[str, Any] = {
    "title": f"Таяныч борборунун 2025-жылдык отчету {MARK}",
    "authors": f"Таяныч борбору {MARK}",
    "publisher": f"Таяныч борбору, Бишкек {MARK}",
    "year": "2026",
    "language": "ky",
}
CALLERS = f"борбордун ишеним телефонуна чалган аялдар {MARK}"
NOTHING: dict[str, Any] = {
    "section": "",
    "topic": "services",
    "origin": "KG",
    "value_high": "",
    "note": "",
    "replaces": "",
}
ABOUT = NOTHING | {
    "document": KEY,
    "sex": "female",
    "destination": "RU",
    "year": "2025",
    "source": PUBLICATION["title"],
}
# Two of them cannot both hold: 312 of 840 is 37 percent, and 41 is printed. Somebody looks, and says why.
FIGURES: tuple[dict[str, Any], ...] = (
    {
        "population": CALLERS,
        "measure": "consultations given",
        "value": "1204",
        "unit": "consultations",
        "base": None,
        "place": "5-бет",
        "statement": {
            "ky": "Борбор жыл бою 1204 кеңеш берди",
            "ru": "За год центр дал 1204 консультации",
            "en": "The centre gave 1,204 consultations in the year",
        },
        "topics": [],
    },
    {
        "population": CALLERS,
        "measure": "women who said that wages were not paid",
        "value": "312",
        "unit": "people",
        "base": 840,
        "place": "7-бет",
        "statement": {
            "ky": "312 аял айлыгы төлөнбөгөнүн айтты",
            "ru": "312 женщин сказали, что им не заплатили",
            "en": "312 women said that their wages were not paid",
        },
        "topics": ["need:unpaid-wages"],
    },
    {
        "population": CALLERS,
        "measure": "share who said that wages were not paid",
        "value": "41",
        "unit": "percent",
        "base": 840,
        "place": "7-бет",
        "statement": {
            "ky": "Чалгандардын 41 %ы айлыгы төлөнбөгөнүн айтты",
            "ru": "41 % позвонивших сказали, что им не заплатили",
            "en": "41 % of the callers said that their wages were not paid",
        },
        "topics": ["need:unpaid-wages"],
    },
    {
        "population": CALLERS,
        "measure": "share who had no written contract",
        "value": "68",
        "unit": "percent",
        "base": None,
        "place": "9-бет",
        "statement": {
            "ky": "Чалгандардын 68 %ында жазуу жүзүндөгү келишим болгон эмес",
            "ru": "У 68 % позвонивших не было письменного договора",
            "en": "68 % of the callers had no written contract",
        },
        "topics": ["need:contract"],
    },
)


def bring_figures(staff: Staff) -> None:
    """For the analyst of the first organisation: the report, its figures, how one finding was judged."""
    by = User.objects.get(organisation=staff.bishkek, role=Role.ANALYST)
    actions.do_add_publication(KEY, PUBLICATION | {"url": "", "seen_on": date(2026, 2, 3)}, by=by)
    codes = {actions.do_add_figure(ABOUT | told, by=by).code for told in FIGURES}
    own = [one for one in findings_for(by) if set(one.rows) <= codes]
    for finding in own[:1]:
        text = f"Басмакана катасы: 312 / 840 = 37 %. Кийинки отчетто оңдолот. {MARK}"
        saying.do_judge(finding, "misprint", text, figures=by_id(figures_for(by)), by=by)
