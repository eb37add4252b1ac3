"""Brings in a directory that somebody else keeps: an HSDS CSV package becomes entries that nobody has confirmed yet.

``package`` reads the files, ``entries`` makes entries of them, ``planning`` says what would be new, changed, refused
and lost, and writes. Nothing is lost silently: every cell that has a value is in an entry, refused, or in the losses.
"""

from tayanch.directory.opendata.importing.entries import Given
from tayanch.directory.opendata.importing.package import Package, PackageError, Told, read_package
from tayanch.directory.opendata.importing.planning import Plan, lines, plan, write

__all__ = ["Given", "Package", "PackageError", "Plan", "Told", "lines", "plan", "read_package", "write"]
