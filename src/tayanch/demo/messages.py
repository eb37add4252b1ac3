"""Invented call-back requests and a message that wait, and the rules by which the invented organisation takes them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.demo.people import KYRGYZ_RANGE, RUSSIAN_RANGE
from tayanch.demo.staff import MARK, Staff
from tayanch.desk.actions.arrivals import do_keep_arrival
from tayanch.desk.actions.channels import do_write_rules
from tayanch.desk.messages.post import Letter

# Numbers of ranges that nobody has.
OURS = f"{KYRGYZ_RANGE}000000"
LETTERS = (
    (
        310,
        Letter(
            f"{RUSSIAN_RANGE}0000101",
            "web",
            by="phone",
            text=f"Иштен чыкканыма эки ай болду, айлыгымды бере элек. {MARK}",
            safe_from="19:00",
            safe_until="21:30",
            zone="Europe/Moscow",
            language="ky",
            topic="work",
        ),
    ),
    (
        95,
        Letter(
            f"{KYRGYZ_RANGE}000102",
            "web",
            by="whatsapp",
            text=f"Документы дочки для школы. {MARK}",
            language="ru",
            topic="documents",
        ),
    ),
    (12, Letter("900000103", "telegram", text=f"Саламатсызбы, патент боюнча сурайын дегем. {MARK}", id="demo-1")),
)


def let_write(staff: Staff) -> None:
    """The night shift gets what comes in; three women wait for an answer."""
    administrator = User.objects.get(username="damira")
    rules = do_write_rules(
        staff.bishkek, by=administrator, team=staff.night_worker.teams.get(), our_number=OURS, takes_callbacks=True
    )
    now = timezone.now()
    for minutes, letter in LETTERS:
        do_keep_arrival(rules, letter, now - timedelta(minutes=minutes), now=now)
