"""The demonstration's findings about policy: invented, and each says so."""

from __future__ import annotations

from datetime import date

import pytest

from tayanch.accounts.models import Role, User
from tayanch.accounts.scopes import every_organisation
from tayanch.demo.policy import FOUND, LEVELS, bring_policy
from tayanch.demo.staff import MARK, make_staff
from tayanch.evidence.policy import presenting, states
from tayanch.evidence.policy.models import AreaLevel, Clause, Commitment, Judgement

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def test_some_recommendations_and_two_years_of_the_niches_are_assessed_and_marked_as_invented() -> None:
    with every_organisation():
        staff = make_staff()
        bring_policy(staff, TODAY)
        analyst = User.objects.get(organisation=staff.bishkek, role=Role.ANALYST)
        found = states.overview(analyst, today=TODAY)
        assert found.assessed == len({key for key, *_ in FOUND})
        assert [one.asked.key for one in found.late] == ["s003-state-4"]
        assert presenting.grid(AreaLevel.objects.all()).years == (2024, 2026)
        assert AreaLevel.objects.count() == len(LEVELS)
        notes = [row.note for row in Judgement.objects.all()] + [row.reasons for row in AreaLevel.objects.all()]
        assert all(MARK in note for note in notes)
        assert Clause.objects.count() == 2
        assert Commitment.objects.get().is_late(TODAY)
