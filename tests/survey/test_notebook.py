"""The tutorial of surveys runs as it stands, and what it shows is what it gives."""

import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tayanch.survey.reading import read

FOLDER = Path(__file__).parents[2] / "docs" / "tutorials"
SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture(scope="module")
def stored() -> Any:
    return nbformat.read(FOLDER / "survey.ipynb", as_version=4)


def seen(notebook: Any) -> list[list[str]]:
    """The texts of each cell's outputs; pictures as their description."""
    told = []
    for cell in notebook.cells:
        texts = []
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            text = data.get("image/svg+xml") or output.get("text") or data.get("text/plain") or ""
            texts.append("".join(text))
        told.append(texts)
    return told


def test_it_runs_from_the_file_to_the_table_and_shows_what_is_stored(stored, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    shutil.copy(FOLDER / "members_abroad.dta", tmp_path)
    fresh = nbformat.from_dict(stored)
    client = NotebookClient(fresh, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}})
    before = seen(stored)
    client.execute()
    words = [[text for text in texts if not text.startswith("<svg")] for texts in seen(fresh)]
    assert words == [[text for text in texts if not text.startswith("<svg")] for texts in before]
    assert (tmp_path / "result" / "survey.R").exists()
    assert "Woman" in str(seen(fresh))


def test_it_has_at_most_fifteen_cells_with_words_and_a_picture_that_can_be_read(stored) -> None:
    assert len(stored.cells) <= 15
    pictures = [text for texts in seen(stored) for text in texts if text.startswith("<svg")]
    assert len(pictures) == 2
    assert all('role="img"' in picture and "<desc>" in picture for picture in pictures)
    assert sum(cell.cell_type == "markdown" for cell in stored.cells) >= 5


def test_its_file_is_synthetic_and_says_so() -> None:
    data = read(FOLDER / "members_abroad.dta")
    assert "Synthetic, nobody in it exists" in data.codebook.title
    assert data.codebook["sex"].answer(1, "en") == "Woman"
