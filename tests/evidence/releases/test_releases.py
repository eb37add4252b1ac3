"""A release at the desk: one prepares, another publishes, everybody reads, and what was said is remembered."""

from __future__ import annotations

import hashlib
import shutil
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from tayanch.audit.models import Entry
from tayanch.evidence.releases import actions, preparing
from tayanch.evidence.releases import published as files
from tayanch.evidence.releases.models import Release, ReleasedTable
from tayanch.releases import signing, writing
from tayanch.site.prepare import prepare
from tests.evidence.made import signed_in
from tests.evidence.releases.made import again, draft, kept, published, told

pytestmark = pytest.mark.django_db


def page(who: object, name: str, *arguments: object, **more: object) -> object:
    return signed_in(who).get(reverse(f"releases:{name}", args=arguments), **more)


def test_who_prepared_it_cannot_publish_it_and_a_colleague_can(at_once: SimpleNamespace) -> None:
    one = draft(at_once.analyst)
    seen = preparing.prepare(one, by=at_once.analyst).fingerprint
    with pytest.raises(actions.Refused, match="Somebody else"):
        actions.do_publish(one, seen, by=at_once.analyst)
    actions.do_publish(one, seen, by=at_once.director)
    one.refresh_from_db()
    assert (one.state, one.published_by) == ("published", at_once.director)
    done = list(Entry.objects.filter(kind="release").order_by("seq").values_list("action", "actor_id"))
    assert done == [("release.prepare", at_once.analyst.id), ("release.publish", at_once.director.id)]


def test_whoever_changes_a_draft_has_prepared_it(at_once: SimpleNamespace) -> None:
    one = draft(at_once.analyst)
    actions.do_change(one, told(one.chosen, licence="CC0-1.0"), by=at_once.supervisor)
    with pytest.raises(actions.Refused, match="Somebody else"):
        actions.do_publish(one, preparing.prepare(again(one), by=at_once.supervisor).fingerprint, by=at_once.supervisor)


def test_numbers_that_changed_since_somebody_looked_are_not_published(at_once: SimpleNamespace) -> None:
    one = draft(at_once.analyst)
    with pytest.raises(actions.Refused, match="changed since you looked"):
        actions.do_publish(one, "0" * 64, by=at_once.director)


def test_what_was_published_is_signed_by_the_organisation(at_once: SimpleNamespace) -> None:
    one = published(draft(at_once.analyst), at_once.director)
    inside = writing.from_zip(bytes(one.archive))
    verdict = signing.verify(inside)
    assert verdict.holds
    assert verdict.fingerprint == one.key
    assert hashlib.sha256(bytes(one.archive)).hexdigest() == one.fingerprint
    assert b"Work abroad" in inside["en/data.html"]


def test_everybody_reads_it_without_signing_in_and_without_a_cookie(at_once: SimpleNamespace) -> None:
    one = published(draft(at_once.analyst), at_once.director)
    answer = Client().get(reverse("open-evidence:start", args=[one.folder]))
    assert answer.status_code == 200
    assert not answer.cookies
    assert "sha256-" in answer.headers["Content-Security-Policy"]
    assert "'self'" not in answer.headers["Content-Security-Policy"]
    table = next(path for path in writing.from_zip(bytes(one.archive)) if path.endswith(".csv"))
    assert Client().get(reverse("open-evidence:file", args=[one.folder, table])).status_code == 200


@pytest.mark.parametrize("path", ["../../../etc/passwd", "..%2f..%2fstate.json", "nothing.html", "ky"])
def test_no_path_leads_out_of_a_release(at_once: SimpleNamespace, path: str) -> None:
    one = published(draft(at_once.analyst), at_once.director)
    assert files.read(one.folder, path) is None
    assert files.read("..", "directory") is None
    assert files.read("", "index.html") is None


def test_a_release_that_is_not_open_is_not_served(at_once: SimpleNamespace) -> None:
    one = published(draft(at_once.analyst, is_open=False), at_once.director)
    assert Client().get(reverse("open-evidence:start", args=[one.folder])).status_code == 404


def test_a_withdrawn_release_says_so_and_gives_no_number(at_once: SimpleNamespace) -> None:
    one = published(draft(at_once.analyst), at_once.director)
    actions.do_withdraw(one, "A column was swapped.", by=at_once.supervisor)
    answer = Client().get(reverse("open-evidence:start", args=[one.folder]))
    assert answer.status_code == 410
    assert b"A column was swapped." in answer.content
    assert Client().get(reverse("open-evidence:file", args=[one.folder, "datapackage.json"])).status_code == 404
    assert ReleasedTable.objects.filter(release=one).exists(), "somebody has a copy: it stays remembered"
    with pytest.raises(actions.Refused):
        actions.do_withdraw(one, "again", by=at_once.supervisor)


def test_the_published_files_are_written_again_after_a_restore(at_once: SimpleNamespace) -> None:
    """A backup holds the database, not what was laid out of it."""
    shutil.rmtree(files.home(), ignore_errors=True)
    stays = published(draft(at_once.analyst), at_once.director)
    gone = published(draft(at_once.analyst, day="2026-12-01"), at_once.director)
    actions.do_withdraw(gone, "A column was swapped.", by=at_once.supervisor)
    published(draft(at_once.analyst, day="2026-12-02", is_open=False), at_once.director)
    before = laid_out()
    assert set(before[stays.folder]) == set(writing.from_zip(bytes(stays.archive)))
    shutil.rmtree(files.home())
    prepare()
    assert laid_out() == before
    assert Client().get(reverse("open-evidence:start", args=[gone.folder])).status_code == 410
    files.put(gone.folder, writing.from_zip(bytes(stays.archive)))  # files from before it was withdrawn
    prepare()
    assert laid_out() == before


def laid_out() -> dict[str, dict[str, bytes]]:
    """Folder → path → bytes of everything that is public."""
    return {
        folder.name: {str(f.relative_to(folder).as_posix()): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
        for folder in files.home().iterdir()
    }


def test_a_published_release_cannot_be_changed_or_thrown_away(at_once: SimpleNamespace) -> None:
    one = published(draft(at_once.analyst), at_once.director)
    for do in (
        lambda: actions.do_change(one, told([]), by=at_once.analyst),
        lambda: actions.do_drop(one, by=at_once.analyst),
    ):
        with pytest.raises(actions.Refused):
            do()


def test_the_second_release_tells_what_changed(at_once: SimpleNamespace) -> None:
    first = published(draft(at_once.analyst), at_once.director)
    second = again(actions.do_prepare(told(first.chosen, "2026-12-01"), by=at_once.analyst))
    found = preparing.prepare(second, by=at_once.director)
    assert found.release is not None
    assert (found.release.before, found.release.changes) == ("2026-11-23", ())
    other = f"survey-{kept(at_once.analyst).id.hex[:12]}"
    actions.do_change(second, told([other], "2026-12-01"), by=at_once.analyst)
    kinds = {one.kind for one in preparing.prepare(again(second), by=at_once.director).release.changes}
    assert kinds == {"added", "removed"}


def test_a_table_that_is_gone_is_named(at_once: SimpleNamespace) -> None:
    one = again(actions.do_prepare(told(["survey-000000000000"]), by=at_once.analyst))
    found = preparing.prepare(one, by=at_once.director)
    assert (found.release, found.gone) == (None, ("survey-000000000000",))
    answer = page(at_once.director, "release", one.id)
    assert b"no longer there" in answer.content


def test_pages_lead_through_it(at_once: SimpleNamespace) -> None:
    table = kept(at_once.analyst)
    client = signed_in(at_once.analyst)
    sent = {f"title_{code}": "Women" for code in ("ky", "ru", "en")} | {"licence": "CC-BY-4.0", "date": "2026-11-23"}
    answer = client.post(reverse("releases:new"), sent)
    assert (answer.status_code, b"Choose at least one table" in answer.content) == (422, True)
    answer = client.post(reverse("releases:new"), sent | {"chosen": f"survey-{table.id.hex[:12]}", "is_open": "on"})
    one = Release.objects.get()
    assert answer.headers["Location"].endswith(f"/{one.id}/")
    assert b"You prepared it" in client.get(answer.headers["Location"]).content
    second = signed_in(at_once.director)
    shown = second.get(answer.headers["Location"])
    assert shown.context["may_publish"]
    second.post(reverse("releases:publish", args=[one.id]), {"seen": shown.context["prepared"].fingerprint})
    assert b"Download the folder" in second.get(answer.headers["Location"]).content
    archive = second.get(reverse("releases:file", args=[one.id]))
    assert archive.headers["Content-Type"] == "application/zip"
    assert b"evidence-2026-11-23" in second.get(reverse("releases:website")).content
    assert b"Women" in second.get(reverse("releases:releases")).content


def test_another_organisation_does_not_see_it(at_once: SimpleNamespace) -> None:
    one = draft(at_once.analyst)
    answer = page(at_once.stranger, "release", one.id)
    assert answer.status_code in (403, 404)
