"""From transcripts to a quote that may be printed: two coders, an analyst who leads and a second lead, each at a real
browser of her own; then what leaves is opened by others, and the log says who looked up a name."""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document as Paper
from lxml import etree
from playwright.sync_api import Browser

from tayanch.audit import log
from tayanch.audit.models import Entry
from tayanch.evidence.interviews.models import Coding, Interview, LookUp
from tayanch.evidence.interviews.texts import text_of
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.interviews.refi import read_project
from tests.browser.conftest import PHONE, check_accessible
from tests.browser.interview_story import WHY, WOMEN, Story
from tests.browser.test_screens import keep_picture
from tests.interviews.test_refi_samples import schemas

pytestmark = [pytest.mark.browser, pytest.mark.slow]
READERS = os.environ.get("TAYANCH_OTHER_READERS", "")
LABEL = "returned woman, 35–44, Osh oblast, focus group"
# Pages that a lead opens on her phone.
ON_A_PHONE = ("", "people/", "bring/", "codebook/", "agreement/", "find/", "groups/", "quotes/", "names/", "exchange/")
OF_ONE = ("", "names/", "read/", "compare/", "settle/", "consent/", "speakers/")


@pytest.fixture(scope="module")
def left() -> dict[str, Any]:
    """What the story leaves for the tests after it."""
    return {}


def codings_of(interview: Interview) -> set[tuple[str, str, str]]:
    """Code, coder and words of every coding of its newest text."""
    version = interview.versions.order_by("-number")[0]
    text, book = text_of(version).text, codebook_of(interview.study)
    rows = Coding.objects.filter(version=version).select_related("coder")
    return {(book[str(row.code)].name, row.coder.name, text[row.start : row.end]) for row in rows}


def test_from_transcripts_to_a_quote_that_may_be_printed(
    browser: Browser, live_server: Any, here: SimpleNamespace, tmp_path: Path, left: dict[str, Any]
) -> None:
    story = Story(browser, live_server.url, here, tmp_path)
    try:
        story.it_begins()
        story.transcripts_come()
        story.who_they_are()
        story.it_is_given()
        story.names_go_out()
        story.both_code()
        story.it_is_settled()
        story.it_is_released()
        story.a_passage_is_found()
        story.a_quote_leaves()
        the_files_hold_the_quote(story)
        left["project"] = story.it_goes_out()
        left["codings"] = codings_of(Interview.objects.get(id=story.interview))
        the_project_is_the_study(left["project"], left["codings"])
        story.a_name_is_looked_up()
        the_log_knows_who_looked(story)
        the_pages_fit_a_phone(story)
        assert [said for one in story.everybody() for said in one.complaints] == []
    finally:
        for one in story.everybody():
            one.context.close()


def the_files_hold_the_quote(story: Story) -> None:
    paper = Paper(io.BytesIO(story.its_file("docx")))
    told = [paragraph.text for paragraph in paper.paragraphs]
    assert "«балдарым […] жатты»" in told
    assert f"— {LABEL}" in told
    table = story.its_file("csv").decode("utf-8-sig")
    assert "балдарым […] жатты" in table
    assert "my children […] were waiting" in table
    assert LABEL in table


def the_project_is_the_study(data: bytes, wanted: set[tuple[str, str, str]]) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    for each in schemas():
        each.assertValid(root)
    study = read_project(data).study
    (document,) = study.documents
    names, text = {coder.id: coder.name for coder in study.coders}, document.newest.text
    book = study.codebook
    found = {(book[c.code].name, names[c.coder], text[c.start : c.end]) for c in study.codings}
    assert found == wanted
    assert len(found) == 7
    assert not [woman for woman in WOMEN if woman in text]


def the_log_knows_who_looked(story: Story) -> None:
    assert story.shown.startswith("[Аял-01]: Айнура")
    look = LookUp.objects.get()
    assert (look.by, look.stand_in, look.unseal("why")) == (story.here.supervisor, "[Аял-01]", WHY)
    entry = Entry.objects.get(action="stand-in.look-up")
    assert entry.actor_id == story.here.supervisor.id
    assert log.verify().is_whole


def the_pages_fit_a_phone(story: Story) -> None:
    lead = story.lead
    lead.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    at, of = (where.replace("/en/", "/ky/") for where in (story.at, story.of))
    pages = {f"ky-{name}": f"{at}{name}" for name in ON_A_PHONE} | {f"ky-of-{name}": f"{of}{name}" for name in OF_ONE}
    for name, path in pages.items():
        lead.go(path)
        keep_picture(lead.page, f"interviews-{name.strip('/')}")
        check_accessible(lead.page)


@pytest.mark.skipif(not READERS, reason="TAYANCH_OTHER_READERS names no Python with qualitative-coding and qdapy")
def test_another_tool_opens_what_was_taken_out_with_the_same_codings(left: dict[str, Any], tmp_path: Path) -> None:
    if "project" not in left:
        pytest.skip("The story did not get as far as its export; this reads what it takes out.")
    file = tmp_path / "study.qdpx"
    file.write_bytes(left["project"])
    reader = Path(__file__).parents[1] / "interviews" / "other_readers.py"
    done = subprocess.run([READERS, str(reader), str(file)], check=True, capture_output=True, text=True)
    seen = json.loads(done.stdout)
    own = {(code.rpartition("/")[2], coder, words) for code, coder, words in seen["qdapy"]}
    assert left["codings"] <= own
    codings, _texts = seen["qualitative_coding"]
    assert {(code, coder) for code, coder, _words in left["codings"]} <= {tuple(each) for each in codings}
