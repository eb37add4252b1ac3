"""The pages of the register: what they show, whom they let in, what stands in no address."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.urls import reverse

from tayanch.evidence.figures import register
from tayanch.evidence.figures.models import PublishedFigure
from tests.evidence.figures.made import VALUES, added, csv_file, posted, publication, remarked, signed_in

pytestmark = pytest.mark.django_db
AT = reverse("figures:register")


def page(user: object, path: str = AT, **data: object) -> str:
    answer = signed_in(user).post(path, data) if data else signed_in(user).get(path)
    assert answer.status_code in (200, 422), answer.status_code
    return str(answer.content.decode())


def test_a_share_without_a_base_says_so_plainly(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    assert "base not stated" in page(here.analyst, reverse("figures:figure", args=[row.code]))
    based = added(here.analyst, base=120, value="61", year="2024")
    assert "base not stated" not in page(here.analyst, reverse("figures:figure", args=[based.code]))


def test_words_are_looked_for_from_the_body_only(here: SimpleNamespace) -> None:
    added(here.analyst)
    assert "1 figure<" in page(here.analyst, AT, q="weavers of invented")
    assert "1 figure<" not in page(here.analyst, f"{AT}?q=weavers")


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"topic": "need/unpaid-wages"}, True),
        ({"topic": "need/work"}, True),
        ({"topic": "need/pension"}, False),
        ({"topic": "topic:wages"}, True),
        ({"sex": "female"}, True),
        ({"sex": "male"}, False),
        ({"country": "TR"}, True),
        ({"year": "2025"}, True),
        ({"year": "1999"}, False),
        ({"document": "report-2025"}, True),
        ({"own": "on"}, True),
    ],
)
def test_the_register_is_filtered(here: SimpleNamespace, asked: dict[str, str], is_found: bool) -> None:
    row = added(here.analyst)
    told = page(here.analyst, AT, **(asked | {"q": "weavers"}))
    assert (reverse("figures:figure", args=[row.code]) in told) is is_found


def test_a_figure_of_another_organisation_is_not_found(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    here.stranger.role = "analyst"
    here.stranger.save()
    client = signed_in(here.stranger)
    assert client.get(reverse("figures:figure", args=[row.code])).status_code == 404
    assert client.get(reverse("figures:change", args=[row.code])).status_code == 404
    assert client.get(reverse("figures:publication", args=[row.publication_id])).status_code == 404
    note = reverse("figures:said", args=["note", remarked(row, here.analyst).id])
    assert client.post(note, {"act": "withdraw"}).status_code == 404
    assert row.code not in {one.id for one in register.figures_for(here.stranger)}


def test_a_director_reads_and_finds_nothing_to_press_that_writes(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    told = page(here.director, reverse("figures:figure", args=[row.code]))
    assert reverse("figures:act", args=[row.code]) not in told
    assert reverse("figures:new") not in told


def test_both_sides_of_a_contradiction_stand_on_the_page_of_each(here: SimpleNamespace) -> None:
    one, other = added(here.analyst), added(here.analyst, value="35", document="report-2024")
    for code, there in ((one.code, other.code), (other.code, one.code)):
        told = page(here.analyst, reverse("figures:figure", args=[code]))
        assert 'class="disagree' in told
        assert reverse("figures:figure", args=[there]) in told


def test_the_checks_are_shown_while_a_figure_is_typed_and_nothing_is_kept(here: SimpleNamespace) -> None:
    added(here.analyst)
    publication(here.analyst, "report-2024")
    sent = {**VALUES, "base": "", "value": "35", "document": "report-2024", "statement": ""}
    told = page(here.analyst, reverse("figures:preview"), **sent)
    assert 'class="disagree' in told
    assert PublishedFigure.objects.count() == 1


def test_what_is_wrong_in_the_form_is_told_with_what_to_do(here: SimpleNamespace) -> None:
    publication(here.analyst)
    sent = {**VALUES, "base": "", "statement": "", "value": "1,226", "value_high": "", "year": "last year"}
    told = page(here.analyst, reverse("figures:new"), **sent)
    assert "can be read in two ways. Write 1226" in told
    assert "Write the year as 2015" in told
    assert not PublishedFigure.objects.exists()


def test_a_figure_is_written_down_on_the_page_with_its_spaces_and_comma(here: SimpleNamespace) -> None:
    publication(here.analyst)
    sent = {**VALUES, "base": "1 200", "statement": "", "value": "12 500,5", "unit": "people"}
    answer = signed_in(here.analyst).post(reverse("figures:new"), sent)
    assert answer.status_code == 302
    row = PublishedFigure.objects.get()
    assert (row.value, row.base, row.code) == ("12500.5", 1200, "own-1")


def test_a_colleagues_change_of_the_same_field_is_shown_and_not_written_over(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    path, client = reverse("figures:change", args=[row.code]), signed_in(here.analyst)
    assert signed_in(here.supervisor).post(path, posted(row, value="61")).status_code == 302
    answer = client.post(path, posted(row, value="62"))
    assert answer.status_code == 422
    assert "<b>61</b>" in answer.content.decode()
    row.refresh_from_db()
    assert row.value == "61"
    assert client.post(path, posted(row, value="62")).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.version) == ("62", 3)


def test_citations_are_read_by_their_own_formats(here: SimpleNamespace) -> None:
    row = added(here.analyst)
    client = signed_in(here.director)
    answer = client.get(reverse("figures:cite", args=[row.code, "csl"]))
    assert "Invented report report-2025" in json.dumps(json.loads(answer.content))
    assert client.get(reverse("figures:cite", args=[row.code, "bibtex"])).content.startswith(b"@")
    assert b"p. 12" in client.get(reverse("figures:cite", args=[row.code, "footnote"])).content
    assert client.get(reverse("figures:cite", args=[row.code, "word"])).status_code == 404


def test_the_register_leaves_as_a_file_that_it_reads_again(here: SimpleNamespace) -> None:
    from tayanch import figures

    row = added(here.analyst)
    answer = signed_in(here.director).post(reverse("figures:export"), {"form": "csv"})
    again = {one.id: one for one in figures.read_csv(answer.content)}
    assert again == {one.id: one for one in register.figures_for(here.director)}
    assert row.code in again
    bib = signed_in(here.director).post(reverse("figures:export"), {"form": "bib"}).content.decode()
    assert "Invented report report-2025" in bib


def test_a_question_with_two_answers_is_drawn_and_tabled(here: SimpleNamespace) -> None:
    one, other = added(here.analyst), added(here.analyst, value="35", document="report-2024")
    told = page(here.director, reverse("figures:question", args=[one.code]))
    assert reverse("figures:figure", args=[other.code]) in told
    svg = signed_in(here.director).get(reverse("figures:chart", args=[one.code]))
    assert svg["Content-Type"].startswith("image/svg+xml")
    assert "<desc>" in svg.content.decode()
    assert reverse("figures:question", args=[one.code]) in page(here.director, reverse("figures:questions"))


def test_a_file_is_brought_looked_at_kept_and_taken_back_on_the_pages(here: SimpleNamespace) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(here.supervisor)
    sent = {"file": SimpleUploadedFile("figures.csv", csv_file("60", "35"))}
    at = client.post(reverse("figures:imports"), sent)["Location"]
    told = client.get(at)
    assert "2 new" in told.content.decode()
    assert not PublishedFigure.objects.exists()
    kept = {"act": "keep", "codes": ["inv-1"], "seen": told.context["plan"].seen}
    client.post(f"{at}act/", kept)
    assert [row.code for row in PublishedFigure.objects.all()] == ["inv-1"]
    client.post(f"{at}act/", {"act": "undo"})
    assert not PublishedFigure.objects.exists()
    assert "taken back" in client.get(at).content.decode()


def test_the_demonstration_has_a_marked_report_that_contradicts_itself_and_is_judged(db: None) -> None:
    from tayanch.accounts.models import Role, User
    from tayanch.demo.figures import bring_figures
    from tayanch.demo.staff import MARK, make_staff
    from tayanch.evidence.figures import judging

    staff = make_staff()
    bring_figures(staff)
    analyst = User.objects.get(organisation=staff.bishkek, role=Role.ANALYST)
    own = {row.code for row in PublishedFigure.objects.all()}
    assert all(MARK in row.population and MARK in row.publication.title for row in PublishedFigure.objects.all())
    judged = judging.judgements_for(analyst)
    found = [one for one in register.findings_for(analyst) if set(one.rows) <= own]
    assert [one.rule for one in found if judging.key_of(one) in judged] == ["share-of-base"]
