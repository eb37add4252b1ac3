"""Reports as documents of sections, live numbers, voices and footnotes; DOCX and PDF. Plain Python.

:func:`~tayanch.reports.assembling.assemble` makes a first draft from what is known,
:func:`~tayanch.reports.composing.compose` turns a draft into a document with every number in its place,
:func:`~tayanch.reports.word.to_docx` and :func:`~tayanch.reports.pdf.to_pdf` write it.
"""

from tayanch.reports.model import Composed, Draft, Fact, Known, Reference, ReportError, Section

__all__ = ["Composed", "Draft", "Fact", "Known", "Reference", "ReportError", "Section"]
