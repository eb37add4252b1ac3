"""Invented papers of one case with a bundle of them, and a template that the organisation wrote itself."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import docx
import typst
from PIL import Image

from tayanch.demo.staff import MARK, Staff
from tayanch.desk.actions import bundles, documents, templates
from tayanch.desk.models import Case

# Pictures of screens and papers, drawn here: kind of evidence, name, what it shows, what stands in the picture.
PAPERS = (
    (
        "chat",
        "Переписка с бригадиром",
        "Бригадир подтверждает долг и обещает заплатить.",
        ("Бригадир", "Когда будет зарплата за два месяца?", "На следующей неделе. 110 тысяч, я помню."),
    ),
    (
        "pay-slip",
        "Листок с расчётом за апрель",
        "Сумма за месяц, записанная работодателем.",
        ("Апрель", "22 смены × 2 500 = 55 000", "выдано: 0"),
    ),
    ("pass", "Пропуск на объект", "Её пускали на работу.", ("ПРОПУСК № 000", "Уборка помещений", "до 31.12")),
)
TEMPLATE = (
    "{{ organisation_name }}",
    "Кому: {{ employer_name }}, {{ employer_address }}",
    "Просим ответить",
    "К нам обратилась {{ worker_name }}. Она работала у вас: {{ work }}.",
    "{% if written_contract %}Договор от {{ contract_date }}.{% else %}Письменного договора ей не дали.{% endif %}",
    "Просим ответить в течение {{ answer_days }} дней.",
    "{{ letter_date }} · {{ caseworker_name }}",
)


def bring_evidence(staff: Staff, today: date) -> None:
    """Papers into the newest open case of the lawyer, one bundle, one template in use."""
    case = Case.objects.filter(owner=staff.lawyer, state=Case.State.OPEN, topic="unpaid-wages").earliest("opened_at")
    tie = case.people.filter(relation="client").select_related("person").first()
    person = tie.person if tie else None
    kept = []
    for number, (sort, name, proves, lines) in enumerate(PAPERS):
        said = documents.Said(sort=sort, on=today - timedelta(days=90 - number * 7), proves=proves)
        picture = _picture((*lines, MARK))
        kept.append(documents.do_keep_document(case, picture, name, by=staff.lawyer, person=person, said=said))
    bundles.do_make_bundle(case, kept, f"Приложение к требованию {MARK}", by=staff.lawyer, language="ru", today=today)
    about: dict[str, Any] = {"language": "ru", "country": "ru", "addressee": "employer"}
    made = templates.do_try_template(_letter(), f"Просьба ответить {MARK}", by=staff.supervisor, **about)
    templates.do_take_template(made, by=staff.supervisor)


def _picture(lines: tuple[str, ...]) -> bytes:
    """A JPEG with these lines, as somebody's phone would show them."""
    body = "\n".join(f'#block(fill: white, inset: 9pt, radius: 6pt, "{line}")' for line in lines)
    page = f"#set page(width: 240pt, height: 320pt, margin: 14pt, fill: luma(225))\n#set text(14pt)\n{body}"
    drawn = typst.Compiler(page.encode(), ignore_system_fonts=True).compile(format="png", ppi=144)
    made = io.BytesIO()
    Image.open(io.BytesIO(drawn)).convert("RGB").save(made, "JPEG", quality=80)  # type: ignore[arg-type]
    return made.getvalue()


def _letter() -> bytes:
    paper = docx.Document()
    for line in TEMPLATE:
        paper.add_paragraph(line)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()
