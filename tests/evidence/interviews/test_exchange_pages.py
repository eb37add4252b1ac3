"""A project of another tool becomes a study, with its coders; a study leaves with what may leave."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tayanch.evidence.interviews.models import Coding, Interview, Package, Study
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.interviews.refi import NVIVO, read_codebook, read_project, write_project
from tests.evidence.interviews.made import interview_named, kept, signed_in, value

pytestmark = pytest.mark.django_db


def project() -> SimpleUploadedFile:
    made = write_project(value(), reading=NVIVO, names_of_coders=True, created=datetime(2026, 1, 1, tzinfo=UTC))
    return SimpleUploadedFile("p.qdpx", made.data)


def test_a_project_is_looked_at_before_it_is_kept_and_its_coders_become_colleagues(here: SimpleNamespace) -> None:
    client = signed_in(here.analyst)
    answer = client.post(reverse("interviews:bring-project"), {"file": project()})
    package = Package.objects.get()
    assert answer.headers["Location"] == reverse("interviews:package", args=[package.id])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "First" in page
    assert "Second" in page
    told = {"keep": "1", "coder-0": str(here.owner.id), "coder-1": str(here.teammate.id)}
    client.post(answer.headers["Location"], told)
    study = Study.objects.get()
    assert study.interviews.count() == 3
    assert {row.coder for row in Coding.objects.all()} >= {here.owner, here.teammate}
    assert not Package.objects.exists()


def test_a_file_that_is_no_project_is_refused_with_its_fault(here: SimpleNamespace) -> None:
    wrong = SimpleUploadedFile("p.qdpx", b"PK\x03\x04 not a zip")
    answer = signed_in(here.analyst).post(reverse("interviews:bring-project"), {"file": wrong})
    assert answer.status_code == 422
    assert not Package.objects.exists()


def test_a_project_of_a_colleague_is_not_found(here: SimpleNamespace) -> None:
    signed_in(here.analyst).post(reverse("interviews:bring-project"), {"file": project()})
    url = reverse("interviews:package", args=[Package.objects.get().id])
    assert signed_in(here.supervisor).get(url).status_code == 404
    signed_in(here.analyst).post(reverse("interviews:package-drop", args=[Package.objects.get().id]))
    assert not Package.objects.exists()


def test_only_what_was_released_and_agreed_to_leaves(here: SimpleNamespace) -> None:
    study = kept(here)
    url, client = reverse("interviews:exchange", args=[study.id]), signed_in(here.analyst)
    assert "Nothing to take out" in client.post(url, {"reading": "plain", "take": "1"}).content.decode()
    group = interview_named(study, "Group 1")
    group.released_at, group.may_share, group.consent = timezone.now(), True, Interview.Consent.WRITTEN
    group.save()
    seen = client.post(url, {"reading": "nvivo"}).content.decode()
    assert "1 interview goes out." in seen
    assert "2 stay here." in seen
    answer = client.post(url, {"reading": "nvivo", "take": "1"})
    found = read_project(answer.content)
    [document] = found.study.documents
    assert document.name == "Group 1"
    assert "Айнура" not in document.newest.text
    assert [coder.name for coder in found.study.coders if coder.name in ("First", "Second")] == []


def test_the_codebook_goes_to_another_tool_and_begins_a_study(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    data = client.get(reverse("interviews:codebook-file", args=[study.id]) + "?as=qdc").content
    assert [code.name for code in read_codebook(data).codebook.codes] == ["Work", "Unpaid wages", "Home"]
    study.codebooks.all().delete()
    file = SimpleUploadedFile("c.qdc", data)
    client.post(reverse("interviews:codebook-bring", args=[study.id]), {"file": file})
    assert len(codebook_of(study).codes) == 3


def test_codes_are_counted_by_group_with_their_base_and_small_groups_are_not_shown(here: SimpleNamespace) -> None:
    study = kept(here)
    page = signed_in(here.analyst).get(reverse("interviews:groups", args=[study.id])).content.decode()
    assert "Nothing to count yet" in page
    chart = reverse("interviews:groups-chart", args=[study.id])
    assert signed_in(here.analyst).get(chart).status_code == 404
