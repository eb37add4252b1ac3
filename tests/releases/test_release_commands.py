"""``tayanch evidence verify`` says what was changed."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from tayanch.cli import app
from tayanch.releases import signing, writing
from tests.releases.made import KEY, release


def run(*arguments: object) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["evidence", "verify", *map(str, arguments)])
    return told.exit_code, told.output


def test_a_release_is_verified_as_a_folder_and_as_an_archive(tmp_path: Path) -> None:
    files = writing.files_of(release(), KEY, pictures=False)
    key = tmp_path / "key.pem"
    key.write_bytes(signing.pem(KEY.verify_key))
    place = tmp_path / "evidence"
    writing.unpack(files, place)
    archive = tmp_path / "evidence.zip"
    archive.write_bytes(writing.as_zip(files, "2026-11-23"))
    for one in (place, archive):
        code, said = run(one, "--key", key)
        assert code == 0, said
        assert "as they were signed" in said
    (place / "ddi.xml").write_bytes(b"x")
    code, said = run(place)
    assert (code, "ddi.xml: its content is not what was signed." in said) == (1, True)


def test_what_is_no_release_is_told_in_a_sentence(tmp_path: Path) -> None:
    assert run(tmp_path)[0] == 1
    file = tmp_path / "a.txt"
    file.write_text("x")
    assert "is no ZIP" in run(file)[1]
    assert "no public key" in run(tmp_path, "--key", file)[1]
