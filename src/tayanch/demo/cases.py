"""Acts the stories out with the desk's own functions, so that history, figures and the audit log are real.

The functions write down that everything happened now; afterwards the days are set back to those of the story.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.demo import phrases
from tayanch.demo.people import Woman
from tayanch.demo.staff import MARK
from tayanch.demo.stories import Step, Story
from tayanch.desk import letters
from tayanch.desk.actions import cases, claims, documents, ledger, panels
from tayanch.desk.actions.letters import do_make_letter, do_mark_sent
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import Case, CaseNote, Claim, Consultation, Document, LedgerEntry
from tayanch.law.days import add_months
from tayanch.vault.people import do_add_contact

Stage = LedgerEntry.Stage
OUR_ADDRESS = f"720000, г. Бишкек, а/я 0 {MARK}"
# Days from the opening of the case to each step of the money.
AFTER = {Stage.CLAIMED: 12, Stage.ACKNOWLEDGED: 26, Stage.AWARDED: 80, Stage.RECOVERED: 110, Stage.RECEIVED: 116}
WAY = tuple(AFTER)  # the order of the steps
LAST_STAGE = {
    Step.SENT: Stage.CLAIMED,
    Step.ACKNOWLEDGED: Stage.ACKNOWLEDGED,
    Step.AWARDED: Stage.AWARDED,
    Step.RECOVERED: Stage.RECEIVED,
    Step.RECEIVED: Stage.RECEIVED,
}
THOUSAND = Decimal(1000)
# Years of work in two countries: country, from, to, whether contributions were paid.
WORKED = (
    ("KG", "2011-09-01", "2015-06-30", True),
    ("RU", "2017-03-13", "2020-11-30", True),
    ("RU", "2021-04-05", "2024-08-31", True),
    ("RU", "2024-10-01", None, False),
)


@dataclass
class Scene:
    """A story with what it is played with. *today* is the day on which the story stands."""

    story: Story
    number: int
    by: User
    today: date
    consultation: Consultation
    clients: list[Woman]
    reference: str

    @property
    def opened(self) -> date:
        return timezone.localdate(self.consultation.started_at)

    def day_of(self, stage: Stage) -> date:
        """The day of a step of the money, never in the future."""
        return min(self.opened + timedelta(days=AFTER[stage]), self.today - timedelta(days=1))


def play(scene: Scene) -> Case:
    """Open the case, write down who owes and what was done, compute the claims, follow the money, close."""
    case = _open(scene)
    _describe(scene, case)
    made = [_claim(scene, case, place) for place in range(_claims(scene))]
    for claim in made:
        _follow_money(scene, case, claim)
    _write_about(scene, case)
    if scene.story.stays:
        _count_days(scene, case)
    if scene.story.outcome:
        _close(scene, case)
    _backdate(scene, case)
    return case


def _claims(scene: Scene) -> int:
    return 0 if scene.story.step is Step.NONE else min(len(scene.clients), 3)


def _open(scene: Scene) -> Case:
    case = cases.do_open_case(by=scene.by, consultation=scene.consultation)
    case.reference, case.opened_at = scene.reference, scene.consultation.started_at
    case.save(update_fields=["reference", "opened_at"])
    for woman in scene.clients[1:]:
        woman.person = do_add_person(case, by=scene.by, name=woman.name, relation="client").person
        do_add_contact(woman.person, woman.phone, woman.relation, by=scene.by)
    return case


def _describe(scene: Scene, case: Case) -> None:
    story, by = scene.story, scene.by
    if story.employer:
        cases.do_set_employer(case, by=by, **_employer(scene))
    if case.country == "ru":
        since = add_months(story.first_day(scene.today), -3)
        until = story.last_day(scene.today) if story.has_left else None
        facts = {"country": "ru", "place": case.place, "mode": "alone", "since": since, "until": until}
        cases.do_set_episode(case, by=by, status="", **facts)
    if found := phrases.VIOLATIONS.get(story.topic):
        violation, perpetrator = found
        facts = {"violation": violation, "perpetrator": perpetrator, "since": story.first_day(scene.today)}
        cases.do_add_violation(case, by=by, detail="", **facts)


def _employer(scene: Scene) -> dict[str, Any]:
    """Its tax number begins with 00, a region that does not exist; its street is "Example Street"."""
    return {
        "name": f"{scene.story.employer} {MARK}",
        "tax_number": "" if scene.story.work.is_household else f"00{scene.number:08d}",
        "address": f"ул. Примерная, д. {scene.number + 1} {MARK}",
        "contact": "",
        "is_household": scene.story.work.is_household,
        "papers": "contract" if scene.number % 3 == 0 else "none",
    }


def _claim(scene: Scene, case: Case, place: int) -> Claim:
    """The claim of one of the women, with its pay periods and what was paid of the first."""
    story, by = scene.story, scene.by
    claim = claims.do_start_claim(case, by=by)
    claim.person, claim.created_at = scene.clients[place].person, scene.consultation.started_at
    claim.save(update_fields=["person", "created_at"])
    last_day = story.last_day(scene.today) if story.has_left else None
    pay = story.pay + place * 2 * THOUSAND
    claims.do_update_terms(claim, by=by, work=story.work.work, pay_days=[], last_day_worked=last_day)
    periods = claims.do_make_periods(
        claim,
        by=by,
        first=story.first_day(scene.today),
        last=story.last_day(scene.today),
        rhythm=claims.HALF_MONTHLY if story.halves else claims.MONTHLY,
        agreed=pay / 2 if story.halves else pay,
    )
    if story.paid_first:
        _pay(scene, claim, [(periods[0].due, Decimal(5 + scene.number % 4) * THOUSAND)])
    return claim


def _pay(scene: Scene, claim: Claim, payments: list[tuple[date, Decimal]]) -> None:
    """Enter payments against the pay periods, the oldest first, as far as each still lacks."""
    rows = []
    for period in claims.periods_of(claim):
        lacks = period.agreed - sum((payment.amount for payment in period.payments.all()), Decimal(0))
        mine: list[tuple[date, Decimal]] = []
        for number, (on, amount) in enumerate(payments):
            part = min(lacks, amount)
            if part > 0:
                mine.append((on, part))
                lacks, payments[number] = lacks - part, (on, amount - part)
        rows.append(
            claims.PeriodRow(period.first, period.last, period.agreed, period.due, period.hours, tuple(mine), period.id)
        )
    claims.do_save_periods(claim, rows, by=scene.by, today=scene.today)


def _follow_money(scene: Scene, case: Case, claim: Claim) -> None:
    """Every step up to where the story stands. What she received is also paid into the pay periods."""
    story = scene.story
    papers = _letter(scene, claim)
    if story.step < Step.SENT:
        return
    claimed = _owed(claim, scene.day_of(Stage.CLAIMED))
    if papers:
        day = scene.day_of(Stage.CLAIMED)
        do_mark_sent(papers[1], by=scene.by, sent_on=day, today=scene.today, claim=claim, claimed=claimed)
    done = {Stage.CLAIMED} if papers else {Stage.AWARDED} if story.outcome == "settled" else set()
    for stage in WAY[: WAY.index(LAST_STAGE[story.step]) + 1]:
        if stage not in done:
            _enter(scene, case, claim, stage, _sum_of(story, stage, claimed))
    if story.step >= Step.RECOVERED:
        _pay(scene, claim, [(scene.day_of(Stage.RECEIVED), _sum_of(story, Stage.RECEIVED, claimed))])


def _owed(claim: Claim, day: date) -> Decimal:
    """Wages and compensation together on that day."""
    result = claims.result_of(claim, known(day), today=day, language="ru")
    return result.together if result else Decimal(0)


def known(day: date) -> date:
    """The day itself, or the last one for which the rates are known."""
    return claim_calculation.usual_day("ru", day)


def _sum_of(story: Story, stage: Stage, claimed: Decimal) -> Decimal:
    """In whole thousands where only a part came; a quarter of that is still with the bailiff."""
    if story.step is not Step.RECOVERED or stage not in (Stage.RECOVERED, Stage.RECEIVED):
        return claimed
    part = claimed * 3 / 5 if stage == Stage.RECOVERED else claimed * 9 / 20
    return part // THOUSAND * THOUSAND


def _enter(scene: Scene, case: Case, claim: Claim, stage: Stage, amount: Decimal) -> None:
    ledger.do_enter_money(
        case,
        by=scene.by,
        today=scene.today,
        stage=stage,
        on=scene.day_of(stage),
        amount=amount,
        currency=claim.currency,
        evidence=phrases.EVIDENCE[stage],
        claim=claim,
    )


def _letter(scene: Scene, claim: Claim) -> list[Document]:
    """The real letter of a story that has one, dated the day on which it is sent."""
    if not scene.story.letter:
        return []
    day = scene.day_of(Stage.CLAIMED)
    kind = letters.load("ru", scene.story.letter)
    return do_make_letter(claim, kind, _facts(scene, claim, day), by=scene.by, as_of=known(day), today=scene.today)


def _facts(scene: Scene, claim: Claim, day: date) -> dict[str, object]:
    """What either letter asks for; each takes what it needs."""
    story, employer = scene.story, _employer(scene)
    since = add_months(story.first_day(scene.today), -3)
    pay = f"{story.pay:,.0f}".replace(",", " ")
    return {
        "letter_date": day,
        "employer_name": employer["name"],
        "employer_address": employer["address"],
        "inspectorate_name": "Государственная инспекция труда в городе Москве",
        "worker_name": scene.clients[0].name,
        "worker_address": OUR_ADDRESS,
        "work": story.work.work,
        "workplace": employer["address"],
        "worked_from": since,
        "employment_ended": story.has_left,
        "worked_to": claim.last_day_worked or "",
        "agreed_pay": f"{pay} рублей в месяц на руки",
        "written_contract": employer["papers"] == "contract",
        "contract_date": since,
        "payment_way": "на банковскую карту, реквизиты сообщу",
        "answer_days": 7,
        "ask_documents": True,
        "proof": "переписка, снимки переводов, имена двух свидетелей",
        "keep_source_secret": True,
    }


def _write_about(scene: Scene, case: Case) -> None:
    """The plan, dated notes, and now and then a paper she brought."""
    story, by = scene.story, scene.by
    cases.do_change_plan(case, phrases.PLANS[story.step], by=by)
    for number, text in enumerate(phrases.NOTES[story.step]):
        note = cases.do_add_note(case, text, by=by)
        day = min(scene.opened + timedelta(days=3 + number * 9), scene.today - timedelta(days=1))
        note.at = moment_after(day, scene.number + number)
        CaseNote.objects.filter(id=note.id).update(at=note.at)
    if scene.number % 5 == 0:
        text = f"Тетрадь с часами работы, переписано с её слов {MARK}\nпн 9-21, вт 9-21, ср 9-20, чт 9-21, пт 9-22\n"
        documents.do_keep_document(case, text.encode(), "тетрадь.txt", by=by, person=scene.clients[0].person)


def _count_days(scene: Scene, case: Case) -> None:
    """The days of her stay, as she told them on the phone, and for one woman her years of work."""
    today = timezone.localdate()
    on: dict[str, Any] = {"by": scene.by, "today": today}
    facts: dict[str, Any] = {"citizenship": "KG", "expires": today + panels.USUAL}
    panels.do_keep_panel(case, "stay", country="ru", **facts, **on)
    for days, kind in scene.story.stays:
        panels.do_add_row(case, "stay", {"date": (today - timedelta(days=days)).isoformat(), "kind": kind}, **on)
    if any(kind == "contract_start" for _, kind in scene.story.stays):
        panels.do_keep_panel(case, "pension", residence="KG", **facts, **on)
        for country, first, last, is_paid in WORKED:
            row = {"country": country, "from": first, "to": last, "contributions": is_paid}
            panels.do_add_row(case, "pension", row, **on)


def moment_after(day: date, number: int) -> datetime:
    """A working hour of that day."""
    return timezone.make_aware(datetime.combine(day, time(10 + number % 7, number * 7 % 60)))


def _close(scene: Scene, case: Case) -> None:
    outcome = scene.story.outcome
    cases.do_close_case(case, by=scene.by, outcome=outcome, closing_words=phrases.CLOSING[outcome])
    day = min(scene.opened + timedelta(days=130), scene.today - timedelta(days=5 + scene.number % 20))
    case.closed_at = moment_after(day, scene.number)
    case.save(update_fields=["closed_at"])


def _backdate(scene: Scene, case: Case) -> None:
    """Let papers have been made, and money entered, on the days on which the story says so."""
    for document in case.documents.all():
        day = scene.day_of(Stage.CLAIMED) if document.letter else scene.opened
        Document.objects.filter(id=document.id).update(made_at=moment_after(day, scene.number))
    for entry in case.ledger.all():
        LedgerEntry.objects.filter(id=entry.id).update(entered_at=moment_after(entry.date, scene.number))
