"""Own figures: kept with their history, one organisation's own, found by what other parts of the product ask."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.http import Http404

from tayanch.audit.models import Entry
from tayanch.evidence.figures import judging, library, register
from tayanch.evidence.figures.actions import figures as actions
from tayanch.evidence.figures.actions import saying
from tayanch.evidence.figures.models import FigureVersion, Publication
from tayanch.evidence.figures.rows import figure_of, values_of, values_of_row
from tayanch.evidence.figures.troubles import Changed, Refused
from tests.evidence.figures.made import VALUES, added, publication

pytestmark = pytest.mark.django_db


def ids(found: object) -> set[str]:
    return {one.id for one in found}  # type: ignore[attr-defined]


def test_shipped_and_own_figures_stand_together(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    found = register.figures_for(here.organisation)
    assert ids(found) == {*library.shipped_by_id(), row.code}
    assert register.figures_for(here.analyst) == found == register.figures_for(here.organisation.id)
    assert row.code not in ids(register.figures_for(here.partner))


def test_a_topic_holds_the_figures_of_what_is_below_it(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    for topic in ("need:unpaid-wages", "need/unpaid-wages", "need/work"):
        assert row.code in ids(register.figures_for(here.analyst, topic=topic))
    assert row.code not in ids(register.figures_for(here.analyst, topic="need/pension"))
    assert register.figures_for(here.analyst, topic="need/no-such-thing") == ()


def test_every_shipped_figure_survives_the_way_into_values_and_back() -> None:
    assert all(figure_of(one.id, values_of(one)) == one for one in library.shipped_by_id().values())


def test_an_own_figure_takes_the_place_of_a_shipped_one_which_stays_readable(here: SimpleNamespace) -> None:
    shipped = library.shipped().figures[0]
    row = added(here.analyst, replaces=shipped.id)
    found = ids(register.figures_for(here.analyst))
    assert shipped.id not in found
    assert row.code in found
    assert register.figure(here.analyst, shipped.id) == shipped
    assert shipped.id in ids(register.figures_for(here.partner))


def test_what_is_printed_is_kept_digit_by_digit(here: SimpleNamespace) -> None:
    row = added(here.analyst, value="18.40", value_high="18.500")
    figure = register.figure(here.analyst, row.code)
    assert (str(figure.value), str(figure.value_high)) == ("18.40", "18.500")
    assert figure.value == Decimal("18.4")


def test_every_state_of_a_figure_is_kept_and_can_hold_again(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    row = actions.do_change_figure(row, VALUES | {"value": "61"}, was=1, by=here.supervisor)
    row = actions.do_restore_figure(row, 1, by=here.analyst)
    assert (row.value, row.version) == ("60", 3)
    assert [(one.number, one.values["value"]) for one in row.versions.all()] == [(3, "60"), (2, "61"), (1, "60")]
    told = Entry.objects.filter(object_id=row.id).order_by("seq").values_list("action", "fields")
    assert [tuple(one) for one in told] == [
        ("figure.add", []),
        ("figure.change", ["value"]),
        ("figure.restore", ["value"]),
    ]


def test_two_people_who_change_different_fields_lose_nothing(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    actions.do_change_figure(row, VALUES | {"value": "61"}, was=1, by=here.supervisor)
    row = actions.do_change_figure(row, VALUES | {"place": "p. 13"}, was=1, by=here.analyst)
    assert (row.value, row.place, row.version) == ("61", "p. 13", 3)


def test_two_people_who_change_one_field_are_told(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    actions.do_change_figure(row, VALUES | {"value": "61"}, was=1, by=here.supervisor)
    with pytest.raises(Changed) as told:
        actions.do_change_figure(row, VALUES | {"value": "62", "place": "p. 13"}, was=1, by=here.analyst)
    assert (told.value.now, told.value.version) == ({"value": "61"}, 2)
    row.refresh_from_db()
    assert (row.value, row.place) == ("61", "p. 12")


def test_saying_the_same_twice_makes_no_new_state(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    assert actions.do_change_figure(row, values_of_row(row), was=1, by=here.analyst).version == 1
    assert FigureVersion.objects.filter(figure=row).count() == 1


def test_a_retired_figure_is_out_of_the_register_and_still_found_by_its_id(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    actions.do_retire_figure(row, by=here.analyst)
    assert row.code not in ids(register.figures_for(here.analyst))
    assert register.figure(here.analyst, row.code).id == row.code
    actions.do_return_figure(row, by=here.analyst)
    assert row.code in ids(register.figures_for(here.analyst))


def test_an_unknown_figure_is_not_found(here: SimpleNamespace) -> None:
    added(here.analyst)
    for code in ("nothing", ""):
        with pytest.raises(Http404):
            register.figure(here.analyst, code)
    with pytest.raises(Http404):
        register.figure(here.stranger, "own-1")


def test_a_code_that_is_taken_is_refused_also_one_of_a_shipped_figure(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    for code in (row.code, library.shipped().figures[0].id):
        with pytest.raises(Refused, match="Choose another id"):
            actions.do_add_figure(VALUES, by=here.analyst, code=code)


def test_a_publication_is_described_once_and_two_people_lose_nothing(here: SimpleNamespace) -> None:
    row = publication(here.analyst)
    with pytest.raises(Refused, match="short name"):
        actions.do_add_publication(row.key, {"title": "Another"}, by=here.supervisor)
    actions.do_change_publication(row, {"title": "A better title"}, was=1, by=here.supervisor)
    with pytest.raises(Changed) as told:
        actions.do_change_publication(row, {"title": "Mine"}, was=1, by=here.analyst)
    assert told.value.now == {"title": "A better title"}
    assert Publication.objects.get().title == "A better title"


# --- what does not agree -------------------------------------------------------------------------------------------


def two(by: object) -> tuple[str, str]:
    return added(by).code, added(by, value="35", document="report-2024").code


def between(by: object, *codes: str) -> register.Finding:
    return next(one for one in register.findings_for(by) if set(one.rows) == set(codes))  # type: ignore[arg-type]


def test_two_values_of_one_fact_are_found_by_rule_and_belong_to_their_topic(here: SimpleNamespace) -> None:
    codes = two(here.analyst)
    assert between(here.analyst, *codes).rule != register.BY_HAND
    assert any(set(codes) <= set(one.rows) for one in register.findings_for(here.analyst, topic="need/unpaid-wages"))
    assert not any(set(codes) & set(one.rows) for one in register.findings_for(here.analyst, topic="need/pension"))
    assert not any(set(codes) & set(one.rows) for one in register.findings_for(here.partner))


def test_what_others_say_on_the_question_stands_side_by_side(here: SimpleNamespace) -> None:
    codes = two(here.analyst)
    groups = register.comparison_for(here.analyst, topic="need/unpaid-wages").groups
    assert any(set(codes) <= {figure.id for figure in one.figures} for one in groups)


def test_a_contradiction_written_by_hand_is_a_finding_until_it_is_taken_back(here: SimpleNamespace) -> None:
    code, other = added(here.analyst).code, library.shipped().figures[0].id
    row = saying.do_contradict([code, other], "error", "They cannot both hold.", by=here.analyst)
    found = next(one for one in register.findings_for(here.analyst) if one.rule == "by-hand" and code in one.rows)
    assert (found.rows, found.severity, found.explanation.get("ky")) == (
        (code, other),
        "error",
        "They cannot both hold.",
    )
    saying.do_withdraw(row, by=here.analyst)
    assert not any(one.rule == "by-hand" and code in one.rows for one in register.findings_for(here.analyst))
    saying.do_say_again(row, by=here.analyst)
    assert any(one.rule == "by-hand" and code in one.rows for one in register.findings_for(here.analyst))


def test_a_judgement_changes_no_figure_and_no_finding_and_goes_stale_with_its_figures(here: SimpleNamespace) -> None:
    codes = two(here.analyst)
    finding = between(here.analyst, *codes)
    before = register.figures_for(here.analyst)
    saying.do_judge(finding, "base", "One asks all, one the paid.", figures=register.by_id(before), by=here.analyst)
    assert register.figures_for(here.analyst) == before
    assert finding in register.findings_for(here.analyst)

    def holds() -> judging.Judged:
        figures = register.by_id(register.figures_for(here.analyst))
        return judging.judged(here.analyst, register.findings_for(here.analyst), figures)[judging.key_of(finding)]

    assert (holds().judgement.verdict, holds().stale) == ("base", False)
    row = actions._rows_of(here.analyst).get(code=codes[0])
    actions.do_change_figure(row, values_of_row(row) | {"base": 900}, was=1, by=here.analyst)
    assert holds().stale
    saying.do_withdraw(holds().judgement, by=here.analyst)
    assert judging.judgements_for(here.analyst) == {}


def test_judgements_of_one_organisation_are_not_those_of_another(here: SimpleNamespace) -> None:
    shipped = register.findings_for(here.analyst)[0]
    figures = register.by_id(register.figures_for(here.analyst))
    saying.do_judge(shipped, "open", "Nobody knows.", figures=figures, by=here.analyst)
    assert judging.key_of(shipped) in judging.judgements_for(here.analyst)
    assert judging.judgements_for(here.partner) == {}
