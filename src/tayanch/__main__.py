"""``python -m tayanch`` is the same as ``tayanch``."""

from tayanch.cli import main

main()
