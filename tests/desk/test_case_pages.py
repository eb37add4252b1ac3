"""The bar with the pages of a case: every page of it is there, marks itself and its group, and can be opened."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from tayanch.desk.actions import cases
from tayanch.desk.models import Case

pytestmark = pytest.mark.django_db
PAGES = {
    "Case": ("case", "tasks", "messages"),
    "About her": ("assessments", "household", "stay", "return-list"),
    "Her money": ("ledger", "case-group", "pension"),
    "Paperwork": ("evidence", "papers", "papers-list"),
    "With others": ("consents", "case-referrals", "review", "sealed"),
}


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return cases.do_open_case(by=here.owner, topic="unpaid-wages")


def bar(user: object, address: str) -> str:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    page = client.get(address, HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200, address
    found = re.search(r'<nav class="pages.*?</nav>', page.content.decode(), re.DOTALL)
    assert found, address
    return found[0]


@pytest.mark.parametrize("group", PAGES)
def test_every_page_of_a_case_marks_itself_and_its_group(here: SimpleNamespace, case: Case, group: str) -> None:
    for name in PAGES[group]:
        address = reverse(f"desk:{name}", args=[case.reference])
        seen = bar(here.owner, address)
        assert re.findall(r'<summary aria-current="true">([^<]+)<', seen) == [group]
        assert re.findall(r'<a href="([^"]+)" aria-current="page">', seen) == [address]


@pytest.mark.parametrize("actor", ["owner", "teammate", "supervisor", "lawyer"])
def test_whoever_may_open_the_case_may_open_every_page_of_the_bar(
    here: SimpleNamespace, case: Case, actor: str
) -> None:
    user = getattr(here, actor)
    addresses = re.findall(r'<a href="([^"#]+)"', bar(user, reverse("desk:case", args=[case.reference])))
    assert addresses == [reverse(f"desk:{name}", args=[case.reference]) for names in PAGES.values() for name in names]
    for address in addresses:
        bar(user, address)
