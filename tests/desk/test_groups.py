"""Groups: a claim a woman, a payment divided to the kopeck, and an erased woman leaves the others' shares."""

from __future__ import annotations

import html
from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tayanch.desk.actions import groups as actions
from tayanch.desk.actions.cases import do_close_case
from tayanch.desk.actions.ledger import EntryRefused, totals
from tayanch.desk.legal import groups as reading
from tayanch.desk.legal.sharing import divide, percents
from tayanch.desk.models import Group, GroupShare, LedgerEntry
from tayanch.vault import erasure
from tayanch.vault.models import DataKey
from tests.desk.together_helpers import NAMES, a_case, a_claim, women_of

TODAY = date(2026, 9, 20)
kopecks = st.integers(min_value=0, max_value=10**11).map(lambda n: Decimal(n) / 100)
weights = st.lists(st.decimals(min_value=0, max_value=10**7, places=2), min_size=1, max_size=30).filter(any)


@given(kopecks, weights)
def test_parts_add_up_to_the_kopeck_and_each_is_within_one_of_her_exact_share(
    total: Decimal, owed: list[Decimal]
) -> None:
    parts = divide(total, owed)
    assert sum(parts) == total
    together = sum(owed)
    for part, weight in zip(parts, owed, strict=True):
        assert abs(part * together - total * weight) < Decimal("0.01") * together
        assert part == part.quantize(Decimal("0.01"))
        assert weight or not part


@given(kopecks, weights)
def test_who_is_owed_more_never_gets_less(total: Decimal, owed: list[Decimal]) -> None:
    pairs = sorted(zip(owed, divide(total, owed), strict=True))
    assert all(one[1] <= other[1] + Decimal("0.01") for one, other in pairwise(pairs))


@given(kopecks, st.integers(min_value=1, max_value=40))
def test_equal_parts_differ_by_a_kopeck_at_most(total: Decimal, women: int) -> None:
    parts = divide(total, [Decimal(1)] * women)
    assert max(parts) - min(parts) <= Decimal("0.01")


@given(weights)
def test_percents_are_a_hundred_together(owed: list[Decimal]) -> None:
    assert sum(percents(owed)) == 100


@pytest.mark.parametrize(
    ("total", "owed"), [("-1", ["1"]), ("1.001", ["1"]), ("1", []), ("1", ["0", "0"]), ("1", ["-1", "2"])]
)
def test_what_cannot_be_divided_is_refused(total: str, owed: list[str]) -> None:
    with pytest.raises(ValueError, match="must"):
        divide(Decimal(total), [Decimal(one) for one in owed])


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def brigade(here: SimpleNamespace) -> SimpleNamespace:
    """Three women: two of one case, one of another, and an employer that owes 60, 30 and 10 thousand."""
    case, other = a_case(here.owner, *NAMES[:2]), a_case(here.owner, NAMES[2])
    group = actions.do_make_group("Warm kitchen", by=here.owner, team=case.team)
    women = [*women_of(case), *women_of(other)]
    for person, agreed in zip(women, ("60000", "30000", "10000"), strict=True):
        of = case if person in women_of(case) else other
        actions.do_add_member(group, a_claim(of, person, here.owner, agreed), by=here.owner)
    return SimpleNamespace(case=case, other=other, group=group, women=women, members=list(group.members.all()))


def divide_payment(here: SimpleNamespace, brigade: SimpleNamespace, *shares: str, **facts: Any) -> Any:
    parts = [(member, Decimal(share)) for member, share in zip(reading.members_of(brigade.group), shares, strict=True)]
    told = {"stage": "received", "on": TODAY, "currency": "RUB", "how": "by_hand", "evidence": "bank"}
    amount = sum((share for _member, share in parts), Decimal(0))
    return actions.do_divide_payment(
        brigade.group, parts, **({"amount": amount} | told | facts), by=here.owner, today=TODAY
    )


def test_the_table_shows_each_woman_with_what_she_is_owed_and_her_share(
    here: SimpleNamespace, brigade: SimpleNamespace, client: Client
) -> None:
    (table,) = reading.tables(brigade.group, here.owner, TODAY)
    assert [row.name for row in table.rows] == list(NAMES[:3])
    assert [row.percent for row in table.rows] == [Decimal("60.0"), Decimal("30.0"), Decimal("10.0")]
    assert table.owed == sum(row.owed for row in table.rows) > 100_000  # with compensation for the delay
    client.force_login(here.owner)
    page = html.unescape(client.get(reverse("desk:group", args=[brigade.group.reference])).content.decode())
    assert all(name in page for name in NAMES[:3])


def test_a_payment_goes_into_each_womans_own_ledger_and_can_be_taken_back(
    here: SimpleNamespace, brigade: SimpleNamespace
) -> None:
    payment = divide_payment(here, brigade, "600.00", "300.00", "100.00")
    assert totals(brigade.case)["RUB"]["received"] == 900
    assert totals(brigade.other)["RUB"]["received"] == 100
    (table,) = reading.tables(brigade.group, here.owner, TODAY)
    assert [row.received for row in table.rows] == [600, 300, 100]
    actions.do_take_back_payment(payment, by=here.owner)
    assert totals(brigade.case)["RUB"]["received"] == totals(brigade.other)["RUB"]["received"] == 0
    with pytest.raises(EntryRefused):
        actions.do_take_back_payment(payment, by=here.owner)
    assert LedgerEntry.objects.count() == 6


@pytest.mark.parametrize(
    ("shares", "facts"),
    [
        (("600", "300", "99.99"), {"amount": Decimal(1000)}),
        (("600", "300", "100"), {"evidence": ""}),
        (("600", "300", "100"), {"currency": "KGS"}),
        (("600", "300", "100"), {"on": date(2026, 9, 21)}),
        (("1100", "-100", "0"), {"amount": Decimal(1000)}),
    ],
)
def test_a_payment_that_cannot_be_entered_leaves_nothing_behind(
    here: SimpleNamespace, brigade: SimpleNamespace, shares: tuple[str, ...], facts: dict[str, Any]
) -> None:
    with pytest.raises(EntryRefused):
        divide_payment(here, brigade, *shares, **facts)
    assert not LedgerEntry.objects.exists()
    assert not brigade.group.payments.exists()


def test_a_closed_case_takes_no_share(here: SimpleNamespace, brigade: SimpleNamespace) -> None:
    do_close_case(brigade.other, by=here.owner, outcome="other", closing_words="")
    with pytest.raises(EntryRefused, match=brigade.other.reference):
        divide_payment(here, brigade, "600", "300", "100")
    assert divide_payment(here, brigade, "600", "400", "0")


def test_through_the_page_the_shares_are_shown_before_they_are_entered(
    here: SimpleNamespace, brigade: SimpleNamespace, client: Client
) -> None:
    client.force_login(here.owner)
    address = reverse("desk:group-payment", args=[brigade.group.reference])
    typed = {"amount": "1 000,01", "currency": "RUB", "on": "2026-09-19", "stage": "received", "how": "by_claim"}
    typed["evidence"] = "transfer"
    page = client.post(address, typed).content.decode()
    assert not LedgerEntry.objects.exists()
    assert all(f'value="{part}"' in page for part in ("600.01", "300.00", "100.00"))
    names = [f"share-{member.pk}" for member in brigade.members]
    wrong = dict(zip(names, ("600.00", "300.00", "100.00"), strict=True))
    answer = client.post(address, {**typed, **wrong, "enter": "1"})
    assert answer.status_code == 422
    assert "Change one of them" in answer.content.decode()
    right = dict(zip(names, ("600,00", "300,01", "100"), strict=True))
    assert client.post(address, {**typed, **right, "enter": "1", "how": "by_hand"}).status_code == 302
    assert [entry.amount for entry in LedgerEntry.objects.order_by("-amount")] == [600, Decimal("300.01"), 100]
    client.post(client.session["undo"]["url"])
    assert sum(entry.amount for entry in LedgerEntry.objects.all()) == 0


def test_from_the_page_of_a_case_women_join_with_a_claim_of_their_own(here: SimpleNamespace, client: Client) -> None:
    case = a_case(here.owner, *NAMES[:2])
    client.force_login(here.owner)
    page = html.unescape(client.get(reverse("desk:case-group", args=[case.reference])).content.decode())
    assert all(name in page for name in NAMES[:2])
    women = [str(person.id) for person in women_of(case)]
    client.post(reverse("desk:case-group-join", args=[case.reference]), {"women": women, "name": "Kitchen"})
    group = Group.objects.get()
    assert group.unseal("name") == "Kitchen"
    assert {member.claim.person for member in group.members.all()} == set(women_of(case))
    assert case.claims.count() == 2


def test_a_claim_is_in_one_group_and_belongs_to_somebody(here: SimpleNamespace, brigade: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied):
        actions.do_add_member(brigade.group, brigade.members[0].claim, by=here.owner)
    nobodys = a_claim(brigade.case, brigade.women[0], here.owner, "1")
    nobodys.person = None
    nobodys.save()
    with pytest.raises(PermissionDenied):
        actions.do_add_member(brigade.group, nobodys, by=here.owner)


def test_a_woman_of_a_case_that_the_reader_may_not_see_is_a_bare_sum(
    here: SimpleNamespace, brigade: SimpleNamespace, client: Client
) -> None:
    hidden = a_case(here.other_team, NAMES[3])
    claim = a_claim(hidden, women_of(hidden)[0], here.other_team, "5000")
    actions.do_add_member(brigade.group, claim, by=here.supervisor)
    client.force_login(here.teammate)
    page = html.unescape(client.get(reverse("desk:group", args=[brigade.group.reference])).content.decode())
    assert NAMES[3] not in page
    assert hidden.reference not in page
    assert NAMES[0] in page
    address = reverse("desk:group-payment", args=[brigade.group.reference])
    assert client.post(address, {}).status_code == 403
    client.force_login(here.supervisor)
    assert client.post(address, {}).status_code == 422


def test_erasing_one_woman_keeps_the_others_shares(here: SimpleNamespace, brigade: SimpleNamespace) -> None:
    payment = divide_payment(here, brigade, "600", "300", "100")
    erasure.do_erase_person(brigade.women[2], by=here.owner, reason="her-wish")
    assert [member.claim.person for member in brigade.group.members.all()] == brigade.women[:2]
    assert [share.amount for share in GroupShare.objects.order_by("id")] == [600, 300, 100]
    assert [name for name, _ in reading.shares_of(payment, {brigade.case.id})] == [*NAMES[:2], ""]
    payment.refresh_from_db()
    assert bytes(payment.evidence) == b""
    (table,) = reading.tables(brigade.group, here.owner, TODAY)
    assert [row.received for row in table.rows] == [600, 300]
    actions.do_take_back_payment(payment, by=here.owner)
    assert totals(brigade.case)["RUB"]["received"] == 0


def test_a_group_of_which_all_women_are_erased_goes_with_its_key(
    here: SimpleNamespace, brigade: SimpleNamespace
) -> None:
    divide_payment(here, brigade, "600", "300", "100")
    for person in brigade.women:
        erasure.do_erase_person(person, by=here.owner, reason="her-wish")
    assert not Group.objects.exists()
    assert not DataKey.objects.filter(subject=brigade.group.id).exists()


def test_another_team_gets_404_for_a_group(here: SimpleNamespace, brigade: SimpleNamespace, client: Client) -> None:
    for user in (here.other_team, here.stranger, here.administrator):
        client.force_login(user)
        assert client.get(reverse("desk:group", args=[brigade.group.reference])).status_code == 404
