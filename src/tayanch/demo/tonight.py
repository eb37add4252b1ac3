"""What is open now: promises for tonight and the coming days, safety cards, conversations of this evening."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import cycle
from typing import Any

from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.demo.people import Woman
from tayanch.demo.staff import MARK, Staff
from tayanch.demo.stories import Step, Story
from tayanch.demo.talks import Talk, moment
from tayanch.desk.actions import consultations, promises, safety
from tayanch.desk.models import Case, Consultation, Promise

EVERY_CARD = 4  # every fourth woman has a safety card

CARDS: tuple[dict[str, Any], ...] = (
    {
        "is_watched": True,
        "may_leave_message": False,
        "safe_from": time(20),
        "safe_until": time(21),
        "code_word": "дүкөн",
        "remarks": "Күйөөсү телефонун окуйт. Башка адам алса, «дүкөндөнбүз» деп айтабыз.",
    },
    {
        "whose_phone": "sister",
        "is_watched": False,
        "may_leave_message": False,
        "who_may_answer": f"Сестра Назгуль {MARK}. Знает только, что мы «с курсов».",
        "safe_from": time(18),
        "safe_until": time(22),
        "code_word": "курсы шитья",
    },
    {
        "is_watched": False,
        "may_leave_message": True,
        "safe_from": time(9),
        "safe_until": time(22),
        "code_word": "библиотека",
    },
    {
        "is_watched": False,
        "may_leave_message": False,
        "who_may_answer": "Кто угодно из бригады: позовут её.",
        "safe_from": time(21),
        "safe_until": time(23),
        "name_to_use": "Апай",
    },
)


@dataclass(frozen=True, slots=True)
class Tonight:
    """A promise of the night shift. *days* from today; *owner*: night, lead, or nobody; *card*: place in CARDS.

    *left*: what the shift before did with it, "kept" or "moved" to tonight.
    """

    what: str
    topic: str
    days: int = 0
    since: time | None = None
    until: time | None = None
    is_urgent: bool = False
    is_call: bool = True
    owner: str = "night"
    card: int | None = None
    left: str = ""


NIGHT = (
    Tonight(
        "Коопсуз жай табылды. Дарегин үн менен гана айтуу.",
        "domestic-violence",
        since=time(20),
        until=time(21),
        is_urgent=True,
        card=0,
    ),
    Tonight("Паспортун бериштиби, сурап көрүү.", "withheld-passport", since=time(21, 30), until=time(22), card=1),
    Tonight("Сот чечимине даттануу мөөнөтүн айтуу.", "expulsion", since=time(19), until=time(22), is_urgent=True),
    Tonight("Эжесинен кабар барбы, сурап көрүү.", "missing-person", -1, time(20), time(22)),
    Tonight("Кат-кабардын сүрөттөрү келдиби, текшерүү.", "unpaid-wages", -2, is_call=False),
    Tonight("Чалып берүүнү суранды, аты-жөнүн айткан жок.", "unpaid-wages", since=time(19), owner=""),
    Tonight("Чалып берүүнү суранды: каттоо боюнча суроосу бар.", "registration-and-stay", until=time(23), owner=""),
    Tonight("Дарыгерге жете алдыбы, сурап көрүү.", "health", since=time(20, 30), until=time(21, 30), card=2),
    Tonight("Консулдукка жазылуу күнүн айтуу.", "documents", until=time(23)),
    Tonight("Кризистик борбордон жооп күтүү.", "domestic-violence", is_call=False, owner="lead"),
    Tonight("Эсепти жиберүү.", "unpaid-wages", -1, left="kept"),
    Tonight("Консулдуктун дарегин айтуу.", "documents", -1, left="kept"),
    Tonight("Келишимдин сүрөтүн сурап алуу.", "contract", -1, time(21), left="moved", card=3),
    Tonight("Иш сааттарын жазып баштадыбы, сурап көрүү.", "working-hours", 1, time(20), time(21)),
    Tonight("Билет жөнүндө кабар айтуу.", "return-home", 2, time(19), time(20)),
)
LEGAL = {
    Step.COMPUTED: "Показать расчёт и спросить, что она решила",
    Step.WRITTEN: "Прочитать ей письмо по телефону",
    Step.SENT: "Спросить, ответил ли работодатель на письмо",
    Step.ACKNOWLEDGED: "Спросить, пришла ли первая часть денег",
    Step.AWARDED: "Узнать, готов ли исполнительный лист",
    Step.RECOVERED: "Позвонить приставу об остатке",
    Step.RECEIVED: "Спросить, все ли деньги у неё",
    Step.NONE: "Позвонить в договорённый час",
}


def write_cards(chance: random.Random, women: list[Woman], staff: Staff) -> None:
    """Safety cards, most of them confirmed; the last kind is still to be asked about."""
    kinds = cycle(CARDS)
    for number, woman in enumerate(women):
        if number % EVERY_CARD:
            continue
        by = staff.partner if woman.partner else staff.night_worker
        zone = "Europe/Moscow" if woman.phone.startswith("+7") else "Asia/Bishkek"
        facts = {"whose_phone": woman.relation, "time_zone": zone} | next(kinds)
        card = safety.do_write_card(safety.card_about(woman.person), by=by, **facts)
        if chance.random() < 0.8:
            safety.do_confirm_card(card, by=by)


def cast_tonight(chance: random.Random, today: date, talks: list[Talk]) -> list[tuple[Tonight, Talk]]:
    """Give each promise of tonight one of the planned conversations on its topic, moved to the last nights."""
    cast = []
    for number, one in enumerate(NIGHT):
        fitting = [t for t in talks if t.topic == one.topic and t.desk != "moscow" and not t.taken]
        # Who asks to be called back has given no name.
        wanted = [t for t in fitting if (t.woman is not None) == bool(one.owner)]
        talk = (wanted or fitting)[0]
        talk.taken, talk.desk = True, "night"
        talk.started_at = moment(chance, today - timedelta(days=max(1, -one.days) + number % 4), "night")
        talk.phone = talk.phone or f"+996000{950_000 + number:06d}"
        cast.append((one, talk))
    return cast


def promise_tonight(cast: list[tuple[Tonight, Consultation]], staff: Staff, today: date) -> None:
    """Make the promises of the night shift, with the safety cards they need."""
    owners = {"night": staff.night_worker, "lead": staff.supervisor, "": None}
    by = staff.night_worker
    for one, row in cast:
        made = promises.do_promise(
            row,
            by=by,
            what=one.what,
            due=today + timedelta(days=one.days),
            due_from=one.since,
            due_until=one.until,
            is_urgent=one.is_urgent,
            is_call=one.is_call,
            owner=owners[one.owner],
        )
        _as_last_shift_left(made, one.left, by, today)
        Promise.objects.filter(id=made.id).update(made_at=row.finished_at)
        if one.card is not None:
            card = safety.do_write_card(safety.card_about(row.person or row), by=by, **CARDS[one.card])
            safety.do_confirm_card(card, by=by)


def _as_last_shift_left(made: Promise, left: str, by: User, today: date) -> None:
    if left == "moved":
        promises.do_move_promise(made, by=by, due=today, due_from=made.due_from)
    if left == "kept":
        promises.do_keep_promise(made, by=by)
        Promise.objects.filter(id=made.id).update(settled_at=timezone.now() - timedelta(hours=9))


def promise_in_cases(played: list[tuple[Story, Case]], today: date) -> None:
    """One promise in each open case: two overdue, some today, the others in the coming two weeks."""
    is_open = [(story, case) for story, case in played if not story.outcome]
    for number, (story, case) in enumerate(is_open):
        days = number % 15 - 1 if number > 1 else -1 - number
        made = promises.do_promise(
            case,
            by=case.owner,
            what=LEGAL[story.step],
            due=today + timedelta(days=days),
            due_from=time(10 + number % 8) if days == 0 else None,
            is_urgent=number == 0,
            is_call=story.step is not Step.RECOVERED,
            owner=case.owner,
        )
        Promise.objects.filter(id=made.id).update(made_at=case.opened_at)


def talk_now(staff: Staff) -> None:
    """A conversation that has just begun: no name, a number, the first words."""
    started = consultations.do_start_consultation(by=staff.night_worker)
    said = {
        "channel": "hotline-phone",
        "language": "ky",
        "phone": "+996 000 999 001",
        "phone_relation": "not-asked",
        "topics": "unpaid-wages withheld-passport",
        "place": "place/moscow",
        "said": "Эки айдан бери айлык жок. Паспорту бригадирде.",
    }
    consultations.do_save_fields(started, said, by=staff.night_worker)
