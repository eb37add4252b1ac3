"""Loads the demonstration into an empty, unlocked store: all of it or nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import every_organisation
from tayanch.audit import log
from tayanch.demo import tonight
from tayanch.demo.asked import ask_women
from tayanch.demo.cases import Scene, play
from tayanch.demo.evidence import bring_evidence
from tayanch.demo.figures import bring_figures
from tayanch.demo.indicators import bring_indicators
from tayanch.demo.messages import let_write
from tayanch.demo.papers import write_papers
from tayanch.demo.people import Woman, invent_women, write_down
from tayanch.demo.policy import bring_policy
from tayanch.demo.referrals import refer_one
from tayanch.demo.reports import begin_report
from tayanch.demo.sealed import seal_one
from tayanch.demo.staff import Staff, make_staff
from tayanch.demo.stories import Story, tell_stories
from tayanch.demo.studies import bring_interviews
from tayanch.demo.surveys import bring_survey
from tayanch.demo.talks import Talk, Writer, introduce, moment, plan_talks
from tayanch.demo.together import work_together
from tayanch.demo.work_abroad import bring_work_abroad
from tayanch.desk.legal.claim_calculation import table_known_through
from tayanch.desk.models import Case, Consultation
from tayanch.vault.models import Person

SEED = 20261121
WOMEN, OF_PARTNER, BRIGADE = 200, 15, 6
TALKS = 1000
# A story may stand this many days after the last known rate, so that every claim can still be computed.
AFTER_RATES = 75

Progress = Callable[[str], None]


class AlreadyUsed(Exception):
    """Somebody works here already: the demonstration is loaded into an empty folder only."""

    def __init__(self) -> None:
        super().__init__("There are records in this folder. Choose an empty folder for the demonstration.")


def load(progress: Progress, today: date | None = None) -> None:
    """Write the whole demonstration as of *today* (the local date if not given); the same every time.

    *progress* gets one line a phase. Raises :class:`AlreadyUsed` and
    :class:`~tayanch.store.keyring.Locked`; then nothing was written.
    """
    if Organisation.objects.exists():
        raise AlreadyUsed
    with transaction.atomic(), every_organisation():
        _load(progress, today or timezone.localdate())


def _load(progress: Progress, today: date) -> None:
    chance = random.Random(SEED)  # noqa: S311  (nothing secret: the keys do not come from here)
    progress("Demonstration: two invented organisations and eight people who work there")
    staff = make_staff()
    progress(f"Demonstration: {WOMEN} invented women")
    women = invent_women(chance, today, WOMEN, OF_PARTNER, BRIGADE)
    known = [woman for woman in women if not woman.in_brigade]
    for woman in known:
        write_down(woman, by=staff.partner if woman.partner else staff.night_worker)
    progress(f"Demonstration: {TALKS} conversations of two years, by published shares of topics")
    talks = plan_talks(chance, today, women, TALKS)
    cast = _cast(chance, _stage_day(today), talks, women)
    waiting = tonight.cast_tonight(chance, today, talks)
    talks.sort(key=lambda talk: talk.started_at)
    writer = Writer(chance, staff)
    rows = writer.write(talks)
    progress(f"Demonstration: {len(cast)} cases with claims, letters and money")
    row_of = {id(talk): row for talk, row in zip(talks, rows, strict=True)}
    played = _play(cast, row_of, staff, writer, _stage_day(today))
    progress("Demonstration: promises for tonight and safety cards")
    tonight.write_cards(chance, women, staff)
    tonight.promise_tonight([(one, row_of[id(talk)]) for one, talk in waiting], staff, today)
    tonight.promise_in_cases(played, today)
    tonight.talk_now(staff)
    _backdate(rows)
    work_together(staff, today)
    ask_women(staff, today)
    let_write(staff)
    bring_evidence(staff, today)
    refer_one(staff)
    write_papers(staff, today)
    seal_one(staff)
    bring_survey(staff)
    bring_work_abroad(staff)
    bring_interviews(staff)
    bring_figures(staff)
    bring_policy(staff, today)
    bring_indicators(staff)
    begin_report(staff, today)
    log.record("demo.load", by=None)


def _stage_day(today: date) -> date:
    """The day on which the stories of the cases stand: today while the law's tables reach so far."""
    through = table_known_through("ru")
    return min(today, through + timedelta(days=AFTER_RATES)) if through else today


Cast = list[tuple[Story, Talk, list[Woman]]]


def _cast(chance: random.Random, day: date, talks: list[Talk], women: list[Woman]) -> Cast:
    """Give each story a woman and one of the planned conversations on its topic, moved to the day of her call."""
    brigade = [woman for woman in women if woman.in_brigade]
    caller = next(woman for woman in women if woman.relation == "brigade" and not woman.in_brigade)
    free = {
        True: [woman for woman in women if woman.partner],
        False: [w for w in women if not w.partner and w.relation != "brigade"],
    }
    for some in free.values():
        chance.shuffle(some)
    cast: Cast = []
    for story in tell_stories(chance):
        fitting = [t for t in talks if t.desk == story.desk and t.topic == story.topic and not t.taken]
        talk = min(fitting, key=lambda t: t.woman is not None)  # a talk without a name, if there is one
        first = caller if story.women > 1 else free[story.desk == "moscow"].pop()
        talk.taken, talk.started_at = True, moment(chance, story.opened(day), story.desk)
        talk.stage, talk.country, talk.place = "life-abroad", "ru", story.place
        talk.sector = story.work.sector if story.employer else talk.sector
        introduce(talk, first)
        cast.append((story, talk, [first, *brigade] if story.women > 1 else [first]))
    return cast


def _play(
    cast: Cast, row_of: dict[int, Consultation], staff: Staff, writer: Writer, day: date
) -> list[tuple[Story, Case]]:
    played = []
    for number, (story, talk, clients) in enumerate(cast):
        row = row_of[id(talk)]
        by = staff.of_desk(story.desk)
        played.append((story, play(Scene(story, number, by, day, row, clients, writer.reference()))))
    return played


def _backdate(rows: list[Consultation]) -> None:
    """Let each woman have been written down when she first spoke with us."""
    first = {row.person_id: row.started_at for row in reversed(rows) if row.person_id}
    people = list(Person.objects.filter(id__in=first))
    for person in people:
        person.created_at = first[person.id]
    Person.objects.bulk_update(people, ["created_at"])
