"""Short structured forms: questions and rules are data, an answer always comes with its reasons.

Plain Python, no Django. A form is a YAML file of this folder; ``load`` reads and checks it, ``check`` says whether
answers fit, ``evaluate`` says what follows from them. Nothing here keeps an answer and nothing knows whose it is.
"""

from tayanch.desk.assessments.answering import BadAnswer, check, is_shown, shown, spoken
from tayanch.desk.assessments.evaluating import Finding, Outcome, Task, evaluate, steps_for
from tayanch.desk.assessments.model import LANGUAGES, Form, Question, Text
from tayanch.desk.assessments.reading import FormError, available, load, parse

__all__ = [
    "LANGUAGES",
    "BadAnswer",
    "Finding",
    "Form",
    "FormError",
    "Outcome",
    "Question",
    "Task",
    "Text",
    "available",
    "check",
    "evaluate",
    "is_shown",
    "load",
    "parse",
    "shown",
    "spoken",
    "steps_for",
]
