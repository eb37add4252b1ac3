"""The codebook of a study: who may change it, that a change can be taken back, that nothing coded is rewritten."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from tayanch.evidence.interviews import telling_codes, trees
from tayanch.evidence.interviews.actions import codebooks as actions
from tayanch.evidence.interviews.models import Coding, Study
from tayanch.evidence.interviews.troubles import Refused
from tayanch.interviews import codebooks as ready
from tests.evidence.interviews.made import HOME, WAGES, WORK, kept, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(here: SimpleNamespace) -> Study:
    return kept(here)


def act(user: Any, study: Study, **told: str) -> Any:
    return signed_in(user).post(reverse("interviews:codebook-act", args=[study.id]), told, follow=True)


def page(user: Any, study: Study, query: str = "") -> str:
    answer = signed_in(user).get(reverse("interviews:codebook", args=[study.id]) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_tree_tells_how_many_passages_each_code_holds(here: SimpleNamespace, study: Study) -> None:
    tree = telling_codes.tree(study, trees.codebook_of(study), "en")
    assert [(one.label, one.own, one.all) for one in tree] == [("Work", 1, 2), ("Home", 1, 1)]
    assert "Unpaid wages" in page(here.analyst, study)


def test_two_codes_become_one_and_are_two_again(here: SimpleNamespace, study: Study) -> None:
    before = list(Coding.objects.order_by("id").values_list("id", "code"))
    act(here.analyst, study, act="merge", code=HOME, into=WORK, why="One theme", seen="1")
    book = trees.codebook_of(study)
    assert book.now(HOME) == WORK
    assert {one for one in (WORK, WAGES, HOME) if book.now(one) in book.descendants(WORK)} == {WORK, WAGES, HOME}
    assert "Holds what was “Home”." in page(here.analyst, study, f"?code={WORK}")
    act(here.analyst, study, act="undo", seen="2")
    assert trees.codebook_of(study).now(HOME) == HOME
    assert list(Coding.objects.order_by("id").values_list("id", "code")) == before


def test_what_is_taken_back_twice_goes_back_two_changes(here: SimpleNamespace, study: Study) -> None:
    first = trees.codebook_of(study).codes
    actions.do_add_code(study, {"name": "A"}, by=here.analyst)
    actions.do_add_code(study, {"name": "B"}, by=here.analyst)
    actions.do_undo_codebook(study, by=here.analyst)
    actions.do_undo_codebook(study, by=here.analyst)
    assert trees.codebook_of(study).codes == first
    with pytest.raises(Refused, match="no change"):
        actions.do_undo_codebook(study, by=here.analyst)


def test_of_two_who_change_it_at_once_the_second_is_told(here: SimpleNamespace, study: Study) -> None:
    actions.do_merge_codes(study, HOME, WORK, by=here.analyst, seen=1)
    told = act(here.analyst, study, act="merge", code=WAGES, into=WORK, seen="1").content.decode()
    assert "Somebody else changed the codebook" in told
    assert trees.number_of(study) == 2


def test_a_code_with_passages_is_not_removed(here: SimpleNamespace, study: Study) -> None:
    assert "Passages are coded with it" in act(here.analyst, study, act="remove", code=HOME).content.decode()
    assert HOME in trees.codebook_of(study)


def test_a_coder_adds_a_code_and_changes_none(here: SimpleNamespace, study: Study) -> None:
    added = {"name": "DEBT", "parent": WORK, "colour": "#336699", "label_en": "Debts"}
    coder = signed_in(here.owner)
    assert coder.post(reverse("interviews:codebook-add", args=[study.id]), added).status_code == 302
    assert [trees.codebook_of(study)[one].name for one in trees.codebook_of(study).children(WORK)][-1] == "DEBT"
    changed = coder.post(reverse("interviews:codebook-change", args=[study.id]), added | {"code": HOME})
    assert changed.status_code == 403


def test_a_code_without_a_label_in_the_language_of_the_page_is_asked_for(here: SimpleNamespace, study: Study) -> None:
    answer = signed_in(here.analyst).post(reverse("interviews:codebook-add", args=[study.id]), {"name": "X"})
    assert answer.status_code == 422
    assert trees.number_of(study) == 1


def test_the_ready_codebook_of_87_codes_begins_an_empty_study(here: SimpleNamespace, study: Study) -> None:
    study.codebooks.all().delete()
    act(here.analyst, study, act="load", name="women-migration")
    book = trees.codebook_of(study)
    assert book.codes == ready.load("women-migration").codes
    assert sum(code.is_codable for code in book.codes) == 87
    assert (
        "This study has codes already" in act(here.analyst, study, act="load", name="women-migration").content.decode()
    )
