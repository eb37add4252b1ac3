"""Opens a ``.qdpx`` with other tools' readers and prints what they see, as JSON. Uses nothing of ours.

Both are licensed AGPL, so they stay out of our environment::

    uv venv readers && uv pip install --python readers/bin/python qualitative-coding qdapy
    TAYANCH_OTHER_READERS=readers/bin/python python -m pytest tests/interviews/test_refi_other_readers.py
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path


def qdapy(file: Path) -> list[list[object]]:
    """Code, coder and passage of each coding as qdapy has them."""
    from qdapy.qdpx import read_qdpx

    warnings.simplefilter("ignore")
    fragments = read_qdpx(file).fragments
    return fragments[["code", "codedBy", "text"]].values.tolist()


def qualitative_coding(file: Path) -> list[list[object]]:
    """Document, code and coder of each coding after ``qc init --import``; it keeps lines, not passages."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).parent / "qc"), "init", "--import", str(file.resolve())]
        env = {**os.environ, "PYTHONBREAKPOINT": "0"}  # version 1.7.8 has a breakpoint left in its reader
        subprocess.run(command, check=True, cwd=folder, env=env, capture_output=True)
        with sqlite3.connect(Path(folder) / "qualitative_coding.sqlite3") as store:
            codings = store.execute("SELECT code_id, coder_id FROM coded_line").fetchall()
        texts = {each.stem: each.read_text(encoding="utf-8") for each in (Path(folder) / "corpus").iterdir()}
    return [[list(each) for each in codings], texts]  # type: ignore[list-item]


if __name__ == "__main__":
    path = Path(sys.argv[1])
    print(json.dumps({"qdapy": qdapy(path), "qualitative_coding": qualitative_coding(path)}, default=str))
