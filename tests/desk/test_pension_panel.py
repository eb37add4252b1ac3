"""The panel of her work: years in several countries, which agreement covers them, who pays, and what is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tayanch.audit.models import Entry
from tayanch.desk.actions import panels
from tayanch.desk.legal import panel_words, pension
from tayanch.desk.models import Case, Deadline, Panel
from tayanch.law import BadInput, LawError
from tayanch.law.eaeu.pension import agreements
from tests.desk.claim_helpers import a_case
from tests.desk.test_stay import every_cell_of

RUSSIA = {"country": "RU", "from": "2019-03-01", "to": "2023-02-28", "contributions": True}
KAZAKHSTAN = {"country": "KZ", "from": "2023-03-01", "to": None, "contributions": False}
TYPED = {"country": "RU", "first": "2019-03-01", "last": "2023-02-28", "contributions": "yes"}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page of another test may have left its language behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return a_case(here)


@pytest.fixture
def owner(here: SimpleNamespace, client: Client) -> Client:
    client.force_login(here.owner)
    return client


def a_history(case: Case, here: SimpleNamespace, *work: dict[str, Any]) -> None:
    today = timezone.localdate()
    facts = {"citizenship": "KG", "residence": "KG", "expires": today + timedelta(days=90)}
    panels.do_keep_panel(case, "pension", by=here.owner, today=today, **facts)
    for each in work:
        panels.do_add_row(case, "pension", each, by=here.owner, today=today)


def address(case: Case, name: str = "pension") -> str:
    return reverse(f"desk:{name}", args=[case.reference])


def read(client: Client, case: Case, language: str = "en", query: str = "?as_of=2026-07-21") -> str:
    with translation.override(language):
        answer = client.get(address(case) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_work_is_typed_row_by_row_and_taken_back(case: Case, owner: Client) -> None:
    expires = (timezone.localdate() + timedelta(days=90)).isoformat()
    facts = {"citizenship": "KG", "residence": "KG", "expires": expires}
    assert owner.post(address(case, "pension-facts"), facts).status_code == 302
    assert "Write down where she worked" in read(owner, case)
    later = {"country": "KZ", "first": "2023-03-01", "last": "", "contributions": "no"}
    for sent in (later, TYPED):
        assert owner.post(address(case, "pension-add"), sent).status_code == 302
    assert Panel.objects.get().told["work"] == [RUSSIA, KAZAKHSTAN]
    owner.post(address(case, "pension-remove"), {"row": json.dumps(RUSSIA)})
    assert Panel.objects.get().told["work"] == [KAZAKHSTAN]


def test_the_page_says_which_agreement_covers_what_who_pays_and_what_is_lost(
    here: SimpleNamespace, case: Case, owner: Client
) -> None:
    """22 months under the agreement of 1992, 26 under that of the Union, and three years that nobody paid for."""
    a_history(case, here, RUSSIA, KAZAKHSTAN)
    seen = read(owner, case)
    assert ">48<" in seen
    for said in ("agreement of 1992", "agreement of the Eurasian Union", "no contributions were paid"):
        assert said in seen
    assert "at least 12 months: this country pays its part" in seen
    assert "CIS Agreement on Pensions" in seen
    assert "not yet reviewed by a lawyer" in seen


def test_periods_are_typed_figures() -> None:
    told = {"citizenship": "KG", "residence": "KG", "work": [RUSSIA, KAZAKHSTAN]}
    found = pension.count(told, date(2026, 7, 21), "en")
    assert found is not None
    assert (found.months, found.days) == (48, 0)
    assert [(each.agreement, each.payer, each.months, each.lost) for each in found.periods] == [
        ("cis", "KG", 22, ""),
        ("eaeu", "RU", 26, ""),
        ("no_contributions", "", 40, "no_contributions"),
    ]
    assert [(state.country, state.months, state.reaches) for state in found.states] == [("RU", 26, True)]


def test_money_that_is_paid_out_once_is_not_called_lost_without_a_reason() -> None:
    work = [{"country": "KR", "from": "2024-01-01", "to": "2024-12-31", "contributions": True}]
    found = pension.count({"citizenship": "KG", "residence": "KG", "work": work}, date(2026, 7, 21), "en")
    assert found is not None
    assert found.periods[0].lost in panel_words.LOST


def test_every_agreement_that_counts_has_a_name() -> None:
    assert set(agreements.COUNTING) <= set(panel_words.AGREEMENTS)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_a_refusal_is_shown_with_its_reason_in_the_language_of_the_page(
    here: SimpleNamespace, case: Case, owner: Client, language: str
) -> None:
    early = {"country": "RU", "from": "1991-03-01", "to": "1991-04-01", "contributions": True}
    a_history(case, here, RUSSIA, early)
    with pytest.raises(LawError) as refused:
        pension.count(Panel.objects.get().told, date(2026, 7, 21), language)
    assert not isinstance(refused.value, BadInput)
    seen = read(owner, case, language)
    assert refused.value.text(language) in seen
    assert 'class="wrong"' in seen


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_page_is_in_the_language_of_the_worker(
    here: SimpleNamespace, case: Case, owner: Client, language: str
) -> None:
    a_history(case, here, RUSSIA)
    seen = read(owner, case, language)
    assert "agreement of 1992" not in seen
    assert "Who pays" not in seen
    assert "01.03.2019" in seen


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"last": "2019-02-01"}, "before the first"),
        ({"country": "XX"}, "Select a valid choice"),
        ({"contributions": ""}, "required"),
        ({"first": "0019-03-01"}, "Check the year"),
    ],
)
def test_a_row_that_cannot_be_kept_says_why(
    here: SimpleNamespace, case: Case, owner: Client, change: dict[str, str], said: str
) -> None:
    a_history(case, here)
    answer = owner.post(address(case, "pension-add"), TYPED | change)
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("actor", ["other_team", "stranger", "administrator", "analyst"])
def test_a_colleague_of_another_team_gets_404(here: SimpleNamespace, case: Case, client: Client, actor: str) -> None:
    a_history(case, here, RUSSIA)
    client.force_login(getattr(here, actor))
    assert client.get(address(case)).status_code == 404
    for name in ("pension-facts", "pension-add", "pension-remove", "pension-forget"):
        assert client.post(address(case, name)).status_code == 404


def test_a_teammate_reads_and_writes(here: SimpleNamespace, case: Case, client: Client) -> None:
    a_history(case, here)
    client.force_login(here.teammate)
    assert client.post(address(case, "pension-add"), TYPED).status_code == 302
    assert "agreement of 1992" in read(client, case)


def test_work_sets_no_clock_and_is_sealed(here: SimpleNamespace, case: Case) -> None:
    a_history(case, here, RUSSIA)
    assert not Deadline.objects.exists()
    cells = every_cell_of(Panel)
    for word in ("2019-03-01", "contributions", "RU", "KG", "residence"):
        assert word not in cells


def test_it_is_forgotten_on_its_day_and_leaves_the_days_of_the_stay(here: SimpleNamespace, case: Case) -> None:
    a_history(case, here, RUSSIA)
    today = timezone.localdate()
    on = {"by": here.owner, "today": today}
    facts = {"country": "ru", "citizenship": "KG", "expires": today + timedelta(days=100)}
    panels.do_keep_panel(case, "stay", **facts, **on)
    panels.do_add_row(case, "stay", {"date": today.isoformat(), "kind": "entry"}, **on)
    assert panels.do_forget_panels(today + timedelta(days=90)) == 1
    assert [panel.kind for panel in case.panels.all()] == ["stay"]
    assert case.deadlines.count() == 2
    assert Entry.objects.filter(action="case.pension-forgotten", actor_id=None).exists()
