"""Letters that organisations write themselves: DOCX files with variables, checked before they are used.

A template is somebody's file: it is opened only within limits, it may name known facts and choose and repeat by them,
and nothing else. Nothing here knows a database or a file on the disk: bytes and facts in, a report or bytes out.
"""

from tayanch.desk.docx_templates.checking import Report, check
from tayanch.desk.docx_templates.problems import Problem
from tayanch.desk.docx_templates.rendering import NotRendered, needed, render, text_of
from tayanch.desk.docx_templates.variables import VARIABLES, Variable, invented

__all__ = [
    "VARIABLES",
    "NotRendered",
    "Problem",
    "Report",
    "Variable",
    "check",
    "invented",
    "needed",
    "render",
    "text_of",
]
