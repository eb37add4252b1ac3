"""Reports at the desk: live numbers that warn, versions of two editors, quotes that were taken back, the end."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tayanch.evidence.reports import actions, resolving
from tayanch.evidence.reports.access import access_section, texts_of
from tayanch.evidence.reports.drafting import as_draft, composed_of
from tayanch.evidence.reports.models import Report, Section, Version
from tayanch.reports.model import Fact, Known, Reference, fingerprint
from tests.evidence.made import asked, designed, signed_in

pytestmark = pytest.mark.django_db
BAN = Reference("figure", "bans")
WORDS = Reference("quote", "1a2b3c4d")


def number(text: str, **more: Any) -> Known:
    value = float(text.partition(" ")[0])
    return Known(text, value, "people", f"A source, {text}", fingerprint=fingerprint(text), **more)


def began(here: SimpleNamespace, kind: str = "cedaw-shadow", language: str = "en") -> Report:
    return actions.do_begin(kind, language=language, period="2026", by=here.analyst)


def text_of(report: Report, key: str) -> str:
    return next(version.unseal("text") for section, version in texts_of(report) if section.key == key)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[Reference, Known]:
    """What the register of figures and the interviews tell, to be changed by a test."""
    told: dict[Reference, Known] = {
        BAN: number("200 people"),
        WORDS: Known("I waited", None, "", "Study", label="A woman"),
    }
    monkeypatch.setattr(
        resolving,
        "SOURCES",
        {
            kind: (lambda who, asked: told.get(asked, resolving.GONE))
            for kind in ("figure", "quote", "policy", "survey")
        },
    )
    facts = [
        Fact(BAN, told[BAN], "published", "People who were banned", {"cedaw": ("15",)}, year="2020"),
        Fact(WORDS, told[WORDS], "voice", "", {"cedaw": ("15",)}),
    ]
    monkeypatch.setattr(resolving, "FACTS", ((lambda who, period: facts),))
    return told


def test_a_first_draft_is_made_of_what_is_known(here: SimpleNamespace, known: dict[Reference, Known]) -> None:
    report = began(here)
    assert "{{figure:bans|200 people}}" in text_of(report, "article-15")
    assert "{{quote:1a2b3c4d}}" in text_of(report, "article-15")
    assert "!gap:" in text_of(report, "article-12")


def test_a_number_that_changed_warns_until_it_is_accepted(here: SimpleNamespace, known: dict[Reference, Known]) -> None:
    report = began(here)
    known[BAN] = number("300 people")
    page = signed_in(here.analyst).get(f"/en/evidence/reports/{report.id}/changes/").content.decode()
    assert "200 people" in page
    assert "300 people" in page
    assert actions.do_accept(report, None, by=here.analyst) == 1
    assert "{{figure:bans|300 people}}" in text_of(report, "article-15")
    composed = composed_of(as_draft(report, report.at.date()), here.analyst)
    assert not [one for one in composed.warned if one.what == "changed"]


def test_a_quote_that_was_taken_back_disappears_with_a_warning(
    here: SimpleNamespace, known: dict[Reference, Known]
) -> None:
    report = began(here)
    del known[WORDS]
    composed = composed_of(as_draft(report, report.at.date()), here.analyst)
    warned = [one.section for one in composed.warned if one.what == "withdrawn"]
    assert warned == ["findings", "article-15"]
    assert "I waited" not in str(composed)


def test_a_quote_disappears_even_from_a_finished_report(here: SimpleNamespace, known: dict[Reference, Known]) -> None:
    report = began(here)
    actions.do_finish(report, by=here.analyst)
    report = Report.objects.get(id=report.id)
    assert "I waited" not in report.unseal("frozen")
    page = f"/en/evidence/reports/{report.id}/read/"
    assert "I waited" in signed_in(here.analyst).get(page).content.decode()
    known[BAN] = number("300 people")
    del known[WORDS]
    read = signed_in(here.analyst).get(page).content.decode()
    assert "I waited" not in read
    assert "200 people" in read  # numbers stay as they were on the day


def test_a_report_with_numbers_that_changed_is_not_finished(
    here: SimpleNamespace, known: dict[Reference, Known]
) -> None:
    report = began(here)
    known[BAN] = number("300 people")
    with pytest.raises(actions.Refused):
        actions.do_finish(report, by=here.analyst)


def test_contradictions_are_said_beside_the_number(here: SimpleNamespace, known: dict[Reference, Known]) -> None:
    known[BAN] = replace(known[BAN], also=("250 people, Ministry, 2020",))
    composed = composed_of(as_draft(began(here), began(here).at.date()), here.analyst)
    assert any("Another source says otherwise: 250 people, Ministry, 2020." in note for note in composed.notes)


# --- writing --------------------------------------------------------------------------------------------------------


def section_of(report: Report, key: str = "introduction") -> Section:
    return access_section(Report.objects.get(id=report.id), key)


def test_what_one_person_writes_within_minutes_is_one_version(here: SimpleNamespace) -> None:
    report = began(here)
    first = actions.do_save(section_of(report), "One.", 1, by=here.analyst)
    second = actions.do_save(section_of(report), "One. Two.", first.version.number, by=here.analyst)
    assert first.version.number == second.version.number == 2
    assert section_of(report).versions.count() == 2
    assert text_of(report, "introduction") == "One. Two."


def test_two_who_write_at_once_lose_nothing(here: SimpleNamespace) -> None:
    report = began(here)
    actions.do_save(section_of(report), "Hers.", 1, by=here.analyst)
    beside = actions.do_save(section_of(report), "His.", 1, by=here.supervisor)
    assert beside.beside
    assert text_of(report, "introduction") == "Hers."
    assert {version.unseal("text") for version in Version.objects.filter(section=section_of(report))} >= {
        "Hers.",
        "His.",
    }
    page = signed_in(here.analyst).get(f"/en/evidence/reports/{report.id}/section/introduction/versions/")
    assert "His." in page.content.decode()
    actions.do_restore(section_of(report), beside.version, by=here.analyst)
    assert text_of(report, "introduction") == "His."


def test_a_number_typed_by_hand_is_marked_until_it_has_a_source(here: SimpleNamespace) -> None:
    report, client = began(here), signed_in(here.analyst)
    path = f"/en/evidence/reports/{report.id}/section/introduction/save/"
    said = client.post(path, {"text": "63 % of them.", "version": 1}, headers={"HX-Request": "true"}).content.decode()
    assert "<mark" in said
    assert "without a source" in said
    told = "{{own:63 %|Statistical Committee, 2024}} of them."
    said = client.post(path, {"text": told, "version": 2}, headers={"HX-Request": "true"}).content.decode()
    assert "<mark" not in said
    assert "Statistical Committee, 2024" in said


def test_what_an_author_writes_is_sealed(here: SimpleNamespace) -> None:
    report = began(here)
    actions.do_save(section_of(report), "A sentence that nobody else knows.", 1, by=here.analyst)
    kept = json.dumps([str(bytes(row.text)) for row in Version.objects.filter(report=report)])
    assert "nobody else" not in kept


# --- pages and files -----------------------------------------------------------------------------------------------


def test_a_survey_estimate_stands_with_its_interval_and_base(at_once: SimpleNamespace) -> None:
    here = at_once
    made = asked(designed(here.analyst), here.analyst)
    actions_of_surveys(made, here)
    facts = [fact for fact in resolving.knowledge(here.analyst, "en", "2026") if fact.reference.kind == "survey"]
    assert facts
    women = next(fact for fact in facts if fact.sex)
    assert "95 % interval" in women.known.footnote
    assert "base" in women.known.footnote
    assert resolving.resolve(here.analyst, women.reference, "en") == women.known


def actions_of_surveys(made: Any, here: SimpleNamespace) -> None:
    from tayanch.evidence import actions as of_surveys

    of_surveys.do_keep(made, "Abroad", by=here.analyst)


def test_other_organisations_resolve_nothing(at_once: SimpleNamespace) -> None:
    here = at_once
    made = asked(designed(here.analyst), here.analyst)
    actions_of_surveys(made, here)
    women = next(f for f in resolving.knowledge(here.analyst, "en", "2026") if f.reference.kind == "survey")
    from tayanch.accounts.scopes import of_organisation

    with of_organisation(here.stranger.organisation_id):
        assert resolving.resolve(here.stranger, women.reference, "en").is_gone


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_report_leaves_as_a_file(here: SimpleNamespace, form: str) -> None:
    report = began(here, "brief", "ky")
    answer = signed_in(here.director).post(f"/ky/evidence/reports/{report.id}/file/", {"format": form})
    assert answer.status_code == 200
    if form == "docx":
        assert "word/footnotes.xml" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    else:
        assert answer.content.startswith(b"%PDF")


def test_every_page_of_a_report_opens(here: SimpleNamespace) -> None:
    report, client = began(here), signed_in(here.analyst)
    pages = ("", "read/", "changes/", "finish/", "find/?q=права", "section/article-11/", "section/article-11/versions/")
    for page in ("", "new/", *(f"{report.id}/{page}" for page in pages)):
        assert client.get(f"/ru/evidence/reports/{page}").status_code == 200, page
