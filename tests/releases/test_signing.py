"""A changed byte is seen, whoever looks."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from tayanch.releases import signing, writing
from tayanch.releases.model import ReleaseError
from tests.releases.made import KEY, release


@cache
def files() -> dict[str, bytes]:
    return writing.files_of(release(), KEY, pictures=False)


def test_what_was_signed_holds() -> None:
    verdict = signing.verify(files(), KEY.verify_key)
    assert verdict.holds
    assert (verdict.date, verdict.files) == ("2026-11-23", len(files()) - 2)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_one_flipped_bit_anywhere_is_reported(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(files())))
    content = bytearray(files()[path])
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    verdict = signing.verify(files() | {path: bytes(content)}, KEY.verify_key)
    assert not verdict.holds


def test_the_problem_names_the_file() -> None:
    changed = files() | {"ky/index.html": files()["ky/index.html"].replace(b"83", b"38", 1)}
    assert [(one.kind, one.path) for one in signing.verify(changed).problems] == [("changed", "ky/index.html")]
    away = {path: content for path, content in files().items() if path != "ddi.xml"}
    assert [(one.kind, one.path) for one in signing.verify(away).problems] == [("missing", "ddi.xml")]
    more = files() | {"data/more.csv": b"x"}
    assert [(one.kind, one.path) for one in signing.verify(more).problems] == [("added", "data/more.csv")]


def test_somebody_elses_key_does_not_pass_for_ours() -> None:
    other = SigningKey(bytes(32))
    body = {
        path: content
        for path, content in files().items()
        if path not in ("SHA256SUMS", "SHA256SUMS.sig", "public-key.pem")
    }
    forged = signing.signed(body, "2026-11-23", other)
    assert signing.verify(forged).holds, "the folder agrees with itself"
    assert [one.kind for one in signing.verify(forged, KEY.verify_key).problems] == ["key"]
    assert signing.verify(forged).fingerprint != signing.verify(files()).fingerprint


def test_a_folder_without_a_signature_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x")
    assert "SHA256SUMS" in str(signing.verify_folder(tmp_path).problems[0])
    broken = files() | {"public-key.pem": b"\xff no key"}
    assert [one.kind for one in signing.verify(broken).problems] == ["unreadable"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="There is no openssl here.")
def test_openssl_and_sha256sum_say_the_same(tmp_path: Path) -> None:
    writing.unpack(files(), tmp_path)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "public-key.pem", "-rawin"]
    command += ["-in", "SHA256SUMS", "-sigfile", "SHA256SUMS.sig"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    if shutil.which("sha256sum"):
        subprocess.run(
            ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True
        )
    (tmp_path / "SHA256SUMS").write_bytes(files()["SHA256SUMS"].replace(b"a", b"b", 1))
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode != 0


def test_the_same_values_and_key_give_the_same_bytes() -> None:
    again = writing.files_of(release(), KEY, pictures=False)
    assert again == files()
    assert (
        hashlib.sha256(writing.as_zip(again, "2026-11-23")).digest()
        == hashlib.sha256(writing.as_zip(files(), "2026-11-23")).digest()
    )


def test_an_archive_gives_its_files_back() -> None:
    assert writing.from_zip(writing.as_zip(files(), "2026-11-23")) == files()


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    place = writing.write(release(), tmp_path, KEY, pictures=False)
    assert signing.verify_folder(place).holds
    with pytest.raises(ReleaseError, match="there already"):
        writing.write(release(), tmp_path, KEY, pictures=False)
