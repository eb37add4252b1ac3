"""Nobody reaches a record without saying of which organisation, and a request says it by who is signed in."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.test import Client
from django_scopes import ScopeError, scope, scopes_disabled

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import of_organisation
from tayanch.desk.actions import cases
from tayanch.desk.models import Case

# These find out who somebody is and where she belongs, or hold keys and no record.
OUTSIDE = {"accounts.Team", "accounts.User", "vault.DataKey"}
OUTSIDE |= {"desk.ChannelSetting", "desk.MessageRules", "desk.SeenMessage"}  # how messages go, and which have come


def of_an_organisation() -> list[type]:
    """Every model with a column that names its organisation."""
    models = [m for m in apps.get_models() if any(f.name == "organisation" for f in m._meta.fields)]
    return [m for m in models if m._meta.label not in OUTSIDE]


@pytest.mark.parametrize("model", of_an_organisation(), ids=lambda model: model._meta.label)
def test_a_record_of_an_organisation_cannot_be_asked_for_outside_of_one(db: None, model: type) -> None:
    with scopes_disabled(), scope(), pytest.raises(ScopeError):
        list(model.objects.all())  # type: ignore[attr-defined]


def test_the_records_of_another_organisation_do_not_exist(here: SimpleNamespace) -> None:
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    with of_organisation(here.partner.id):
        assert not Case.objects.filter(id=case.id).exists()
    with of_organisation(here.organisation.id):
        assert Case.objects.filter(id=case.id).exists()


def test_a_view_that_forgets_to_filter_still_shows_only_its_own_organisation(
    here: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of cases, made careless on purpose: every case there is."""
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    monkeypatch.setattr("tayanch.desk.access.cases.cases_for", lambda user: Case.objects.all())
    client = Client()
    client.force_login(here.stranger)
    assert client.get(f"/en/desk/cases/{case.reference}/").status_code == 404
    client.force_login(here.other_team)
    assert client.get(f"/en/desk/cases/{case.reference}/").status_code == 200


def test_two_organisations_never_share_a_reference(here: SimpleNamespace) -> None:
    theirs = cases.do_open_case(by=here.stranger, topic="unpaid-wages")
    with of_organisation(here.organisation.id):
        mine = cases.do_open_case(by=here.owner, topic="unpaid-wages")
        mine.pk, mine._state.adding, mine.reference = None, True, theirs.reference
        mine.id = Case().id
        mine.save()
    assert mine.reference != theirs.reference
    assert Organisation.objects.count() >= 2
