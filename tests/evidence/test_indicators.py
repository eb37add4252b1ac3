"""Indicators of the desk: equal to plain SQL on the records, by any way of computing, and protected for everybody."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.desk.models import Canary, Case, Consultation, FactPart, LedgerEntry, Violation
from tayanch.evidence import work
from tayanch.evidence.indicators import values
from tayanch.evidence.indicators.actions import compute_now, do_compute
from tayanch.evidence.indicators.models import Definition, PeriodValues, Run
from tayanch.indicators.definitions import definitions
from tests.conftest import make_here
from tests.evidence.made import signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
TOPICS = ("unpaid-wages", "late-wages", "violence", "contract", "entry-ban", "documents")
COUNTRIES, SEXES = ("ru", "kz", "tr", ""), ("female", "female", "female", "male", "")
OUTCOMES = ("paid-in-full", "lost-contact", "advice-given", "ban-lifted")


def fill(here: SimpleNamespace, talks: int = 220, cases: int = 60, seed: int = 3) -> None:
    """An invented organisation of two years, in bulk; sealed columns stay empty, nothing counts them."""
    chance = random.Random(seed)
    owned = {"organisation": here.organisation, "team": here.night, "owner": here.owner}

    def moment() -> datetime:
        return datetime(chance.choice((2025, 2026)), chance.randint(1, 10), chance.randint(1, 28), 9, tzinfo=UTC)

    Consultation.objects.bulk_create(
        Consultation(
            **owned,
            started_at=moment(),
            topic=chance.choice(TOPICS),
            sex=chance.choice(SEXES),
            country=chance.choice(COUNTRIES),
            stage=chance.choice(("crisis", "return", "preparation", "")),
            sector=chance.choice(("housework", "trade", "")),
            channel=chance.choice(("messenger", "hotline-phone")),
            target_group=chance.choice(("wife-at-home", "woman-migrant")),
            language="ky",
        )
        for _ in range(talks)
    )
    made = [
        Case(**owned, topic=chance.choice(TOPICS), sex=chance.choice(SEXES), opened_at=moment()) for _ in range(cases)
    ]
    for number, one in enumerate(made):
        one.country = chance.choice(COUNTRIES)
        if number % 3:
            one.state, one.outcome = "closed", chance.choice(OUTCOMES)
            one.closed_at = one.opened_at.replace(month=one.opened_at.month + 1 + number % 2)
    Case.objects.bulk_create(made)
    Canary.objects.create(case=made[0], organisation=here.organisation, planted_by=here.director)
    Violation.objects.bulk_create(
        Violation(case=chance.choice(made), violation=chance.choice(("unpaid-wages", "documents-taken")))
        for _ in range(40)
    )
    for _ in range(50):
        amount, on = Decimal(chance.randrange(100, 90_000_00)) / 100, moment().date()
        stage = chance.choice(("claimed", "received"))
        LedgerEntry.objects.create(
            case=chance.choice(made),
            stage=stage,
            currency=chance.choice(("RUB", "KGS")),
            amount=amount,
            date=on,
            by=here.owner,
        )


@pytest.fixture(scope="module")
def full(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Made and computed once: whatever a test changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        here = make_here()
        fill(here)
        compute_now(here.organisation.id, TODAY)
        yield here
        transaction.set_rollback(True)


def sql(text: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        return cursor.fetchall()


def exact(here: SimpleNamespace, indicator: str, period: str) -> dict[tuple[tuple[str, str], ...], list[Any]]:
    row = PeriodValues.objects.filter(organisation=here.organisation, indicator=indicator, period=period).first()
    cells = row.cells if row else []
    return {tuple(sorted(zip(cell[0], cell[1], strict=True))): cell[2:5] for cell in cells}


REAL = "NOT EXISTS (SELECT 1 FROM desk_canary k WHERE k.case_id = c.id)"
OPENED = f"FROM desk_case c WHERE {REAL} AND c.opened_at >= '2026-01-01' AND c.opened_at < '2027-01-01'"
CLOSED = f"FROM desk_case c WHERE {REAL} AND c.state = 'closed' "
CLOSED += "AND c.closed_at >= '2026-01-01' AND c.closed_at < '2027-01-01'"
TALKS = "FROM desk_consultation c WHERE c.started_at >= '2026-01-01' AND c.started_at < '2027-01-01'"
MONEY = (
    f"FROM desk_ledgerentry l JOIN desk_case c ON c.id = l.case_id WHERE {REAL} AND l.stage = 'received' "
    "AND l.date >= '2026-01-01' AND l.date < '2027-01-01'"
)
HAS = "EXISTS (SELECT 1 FROM desk_violation v WHERE v.case_id = c.id AND v.violation = "
WAGES = "CASE WHEN c.topic IN ('unpaid-wages', 'late-wages') THEN 1 ELSE 0 END"
# Ten indicators → SQL on the records themselves for 2026 by sex: sex, value. No table of facts is asked.
TEN = {
    "desk-consultations": f"SELECT c.sex, COUNT(*) {TALKS} GROUP BY c.sex",
    "desk-consultations-unpaid-wages-share": (
        f"SELECT c.sex, AVG(1.0 * {WAGES}) {TALKS} AND c.topic <> '' GROUP BY c.sex"
    ),
    "desk-consultations-violence": f"SELECT c.sex, COUNT(*) {TALKS} AND c.topic = 'violence' GROUP BY c.sex",
    "desk-consultations-entry-ban": f"SELECT c.sex, COUNT(*) {TALKS} AND c.topic = 'entry-ban' GROUP BY c.sex",
    "desk-consultations-return": f"SELECT c.sex, COUNT(*) {TALKS} AND c.stage = 'return' GROUP BY c.sex",
    "desk-cases-opened": f"SELECT c.sex, COUNT(*) {OPENED} GROUP BY c.sex",
    "desk-cases-closed": f"SELECT c.sex, COUNT(*) {CLOSED} GROUP BY c.sex",
    "desk-cases-lost-contact-share": (
        f"SELECT c.sex, AVG(CASE WHEN c.outcome = 'lost-contact' THEN 1.0 ELSE 0 END) {CLOSED} GROUP BY c.sex"
    ),
    "desk-cases-unpaid-wages": (f"SELECT c.sex, COUNT(*) {OPENED} AND {HAS}'unpaid-wages') GROUP BY c.sex"),
    "desk-cases-documents-taken": (f"SELECT c.sex, COUNT(*) {OPENED} AND {HAS}'documents-taken') GROUP BY c.sex"),
}


@pytest.mark.parametrize("indicator", sorted(TEN))
def test_an_indicator_equals_plain_sql_on_the_records(full: SimpleNamespace, indicator: str) -> None:
    found = exact(full, indicator, "2026")
    expected = {(("sex", sex),): float(value) for sex, value in sql(TEN[indicator])}
    assert expected, indicator
    ours = {groups: cell[0] for groups, cell in found.items() if len(groups) == 1 and groups[0][0] == "sex"}
    assert ours == pytest.approx(expected, rel=1e-12)


def test_money_equals_plain_sql_with_the_cases_behind_it(full: SimpleNamespace) -> None:
    query = f"SELECT l.currency, c.sex, SUM(l.amount), COUNT(DISTINCT c.id) {MONEY} GROUP BY l.currency, c.sex"
    found = exact(full, "desk-money-received", "2026")
    for currency, sex, amount, cases in sql(query):
        value, count, _ = found[("currency", currency), ("sex", sex)]
        assert (value, count) == (pytest.approx(float(amount)), cases)


def test_the_median_of_days_is_the_middle_of_those_that_are_known(full: SimpleNamespace) -> None:
    closed = Case.objects.filter(canary=None, state="closed", closed_at__year=2026)
    days = sorted((one.closed_at - one.opened_at).days for one in closed)
    middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
    assert exact(full, "desk-case-days", "2026")[()][0] == middle


def test_quarters_and_groups_add_up_and_unknown_is_a_group(full: SimpleNamespace) -> None:
    year = exact(full, "desk-consultations", "2026")
    quarters = [exact(full, "desk-consultations", f"2026-Q{number}") for number in range(1, 5)]
    assert year[()][0] == sum(one[()][0] for one in quarters if one)
    assert year[()][0] == sum(cell[0] for groups, cell in year.items() if dict(groups).keys() == {"country"})
    assert (("country", ""),) in year
    assert (("sex", ""),) in year


def state(here: SimpleNamespace) -> dict[tuple[str, str], Any]:
    """Everything that is kept, but for the day on which it was computed."""
    rows = PeriodValues.objects.filter(organisation=here.organisation)
    return {(one.indicator, one.period): (one.cells, one.derivation | {"at": ""}) for one in rows}


EDITS = st.lists(
    st.tuples(st.sampled_from(["talk", "close", "money", "drop", "sex"]), st.integers(0, 10**6)), max_size=4
)


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDITS, max_size=2))
def test_after_any_edits_the_values_are_those_of_computing_everything(full: SimpleNamespace, rounds: Any) -> None:
    for edits in rounds:
        for act, number in edits:
            _edit(full, act, number)
        compute_now(full.organisation.id, TODAY)
    step_by_step = state(full)
    FactPart.objects.all().delete()
    compute_now(full.organisation.id, TODAY, anew=True)
    assert step_by_step == state(full)


def _edit(here: SimpleNamespace, act: str, number: int) -> None:
    talks, cases = Consultation.objects.order_by("reference"), Case.objects.filter(canary=None).order_by("reference")
    if act == "talk":
        fill(here, talks=1, cases=1, seed=number) if not Canary.objects.exists() else Consultation.objects.filter(
            id=talks[number % talks.count()].id
        ).update(started_at=datetime(2026, 1 + number % 10, 5, tzinfo=UTC))
    elif act == "close":
        chosen = cases[number % cases.count()]
        Case.objects.filter(id=chosen.id).update(
            state="closed", outcome="advice-given", closed_at=datetime(2026, 9, 1, tzinfo=UTC)
        )
    elif act == "money":
        LedgerEntry.objects.create(
            case=cases[number % cases.count()],
            stage="received",
            currency="RUB",
            amount=5,
            date=date(2026, 3, 3),
            by=here.owner,
        )
    elif act == "drop":
        Consultation.objects.filter(id=talks[number % talks.count()].id).delete()
    else:
        Consultation.objects.filter(id=talks[number % talks.count()].id).update(sex="other")


def test_only_what_rests_on_a_change_is_computed_again(full: SimpleNamespace) -> None:
    assert compute_now(full.organisation.id, TODAY).indicators == 0
    talk = Consultation.objects.filter(started_at__year=2026).first()
    assert talk is not None
    Consultation.objects.filter(id=talk.id).update(sex="other")
    before = {row.id for row in PeriodValues.objects.all()}
    done = compute_now(full.organisation.id, TODAY)
    new = PeriodValues.objects.exclude(id__in=before)
    assert done.months == 1
    assert {row.period[:4] for row in new} == {"2026"}
    assert all(row.indicator.startswith("desk-consultations") for row in new)


def test_a_new_version_of_a_definition_keeps_the_series_of_the_one_before(full: SimpleNamespace) -> None:
    row = PeriodValues.objects.get(indicator="desk-cases-opened", period="2025")
    PeriodValues.objects.filter(indicator="desk-cases-opened").update(version=0)
    Definition.objects.filter(indicator="desk-cases-opened").delete()
    compute_now(full.organisation.id, TODAY)
    assert PeriodValues.objects.get(indicator="desk-cases-opened", period="2025", version=0).cells == row.cells
    assert PeriodValues.objects.get(indicator="desk-cases-opened", period="2025", version=1).cells == row.cells
    assert values.former_versions(full.organisation, "desk-cases-opened") == [0]


def test_no_small_count_is_shown_and_none_follows_from_its_line(full: SimpleNamespace) -> None:
    for indicator in ("desk-consultations", "desk-cases-opened", "desk-consultations-unpaid-wages-share"):
        seen = values.shown(full.analyst, indicator)
        assert any("hidden" in one.flags for one in seen), indicator
        assert all(not 0 < (one.count or 0) < 5 for one in seen)
        assert all(one.base is None or not 0 < one.base - (one.count or 0) < 5 for one in seen if one.value is not None)
    _no_subtraction(values.shown(full.analyst, "desk-consultations"))


def _no_subtraction(seen: Any) -> None:
    """Quarters of a year, of every group: never is exactly one of them hidden while the year is shown."""
    told = {(one.period, one.groups): one for one in seen}
    for (period, groups), one in told.items():
        if len(period) == 4 and one.value is not None:
            parts = [told.get((f"{period}-Q{number}", groups)) for number in range(1, 5)]
            assert sum("hidden" in part.flags for part in parts if part) != 1, (period, groups)


def test_every_value_knows_its_way(full: SimpleNamespace) -> None:
    every = values.series(full.organisation, "desk-consultations", (("sex", "female"),))
    one = next(one for one in every if one.period == "2026")
    assert one.derivation is not None
    assert '"sex"' in one.derivation.query
    assert len(one.derivation.inputs["consultations"]) == 64
    assert one.derivation.rows == Consultation.objects.filter(started_at__year=2026).count()


def test_the_query_of_a_derivation_gives_the_same_numbers_alone(full: SimpleNamespace) -> None:
    import duckdb

    from tayanch.desk import facts

    tables = facts.read(full.organisation.id)
    with duckdb.connect() as database:
        for name, rows in tables.items():
            database.register(name, rows)
        for indicator in ("desk-consultations", "desk-cases-unpaid-wages", "desk-consultations-unpaid-wages-share"):
            row = PeriodValues.objects.filter(indicator=indicator, period="2026").first()
            assert row is not None
            found = database.sql(row.derivation["query"]).fetchall()
            of_year = [line for line in found if line[0].startswith("2026")]
            total = next(cell for cell in row.cells if not cell[0])
            assert sum(line[-2] for line in of_year) == total[3], indicator


def test_a_supervisor_comes_down_to_the_records_and_an_analyst_stops_at_the_table(full: SimpleNamespace) -> None:
    page = "/en/evidence/indicators/desk-consultations/"
    asked = "records/?period=2026-Q3&sex=female&country=ru"
    shown = signed_in(full.supervisor).get(page + asked)
    mine = Consultation.objects.filter(
        started_at__year=2026, started_at__month__in=(7, 8, 9), sex="female", country="ru"
    )
    assert {one.reference for one in mine} == {one.reference for one in shown.context["behind"].records}
    assert Entry.objects.filter(action="indicators.drill", actor_id=full.supervisor.id).exists()
    for actor in (full.analyst, full.director):
        assert signed_in(actor).get(page + asked).status_code == 403
        assert signed_in(actor).get(page).status_code == 200
        assert mine.first().reference not in signed_in(actor).get(page).content.decode()


def test_a_supervisor_sees_only_records_of_her_teams(full: SimpleNamespace) -> None:
    full.supervisor.teams.set([full.day])
    asked = "/en/evidence/indicators/desk-consultations/records/?period=2026"
    behind = signed_in(full.supervisor).get(asked).context["behind"]
    assert behind.records == []
    assert behind.beyond == Consultation.objects.filter(started_at__year=2026).count()


def test_cases_behind_money_and_violations_are_the_cases(full: SimpleNamespace) -> None:
    asked = "/en/evidence/indicators/desk-violations/records/?period=2026"
    behind = signed_in(full.supervisor).get(asked).context["behind"]
    expected = Case.objects.filter(canary=None, opened_at__year=2026, violations__isnull=False).distinct()
    assert {one.id for one in behind.records} == set(expected.values_list("id", flat=True))


def test_another_organisation_sees_none_of_it(full: SimpleNamespace) -> None:
    stranger = User.objects.get(id=full.stranger.id)
    stranger.role = "analyst"
    stranger.save()
    page = signed_in(stranger).get("/en/evidence/indicators/desk-consultations/")
    assert page.status_code == 200
    assert page.context["seen"] is False
    assert values.shown(stranger, "desk-consultations") == ()


def test_every_page_of_an_indicator_opens_in_three_languages(full: SimpleNamespace) -> None:
    client = signed_in(full.supervisor)
    for language in ("ky", "ru", "en"):
        assert client.get(f"/{language}/evidence/indicators/").status_code == 200
        for indicator in [one.id for one in definitions().values()][:: 8 if language == "en" else 20]:
            page = client.get(f"/{language}/evidence/indicators/{indicator}/")
            assert page.status_code == 200, indicator
        assert client.get(f"/{language}/evidence/indicators/desk-consultations/way/").status_code == 200


def test_the_button_computes_in_the_background_once(full: SimpleNamespace, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do, **_more: do())
    monkeypatch.setattr(work, "start", work.carry_on)
    Consultation.objects.filter(started_at__year=2026).update(sex="other")
    signed_in(full.analyst).post("/en/evidence/indicators/compute/")
    run = Run.objects.get()
    assert run.state == "done"
    assert run.rows > 0
    assert signed_in(full.director).post("/en/evidence/indicators/compute/").status_code == 403
    Run.objects.update(state="working")
    assert do_compute(by=User.objects.get(id=full.analyst.id)).id == run.id


def test_the_pages_ask_a_bounded_number_of_questions(full: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    client = signed_in(full.analyst)
    client.get("/en/evidence/indicators/desk-consultations/")
    with django_assert_max_num_queries(20):
        client.get("/en/evidence/indicators/desk-consultations/")
