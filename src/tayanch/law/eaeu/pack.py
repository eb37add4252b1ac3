"""The data of this folder, read once."""

from pathlib import Path

from tayanch.law.pack import load_pack

PACK = load_pack(Path(__file__).parent)
