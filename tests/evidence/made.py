"""A small invented survey: 12 villages in three oblasts, with names and phones that nobody has."""

from __future__ import annotations

import io
import random
import time
from functools import cache, partial
from typing import Any

from django.db import connection
from django.test import Client
from pyarrow import csv

from tayanch.evidence import actions, work
from tayanch.evidence.asking import Question
from tayanch.evidence.bringing import with_answers
from tayanch.evidence.models import Survey, Tabulation
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.reading.stored import codebook_of

ROWS = 480
HEADER = "respondent_name,phone,oblast,village,w,sex,abroad,income"


def csv_file(rows: int = ROWS, seed: int = 7) -> bytes:
    """The survey as a CSV file, the same every time."""
    chance = random.Random(seed)
    lines = [HEADER]
    for row in range(rows):
        oblast = row * 3 // rows + 1
        village = oblast * 10 + row % 4
        sex = 1 + (chance.random() < 0.55)
        abroad = 1 if chance.random() < (0.35 if sex == 1 else 0.2) else 2
        income = round(chance.lognormvariate(9.5, 0.5))
        weight = (1.5, 2.0, 4.0)[oblast - 1]
        lines.append(f"Nobody {row},+996555{row:06d},{oblast},{village},{weight},{sex},{abroad},{income}")
    return "\n".join(lines).encode()


DESIGN = Design("w", ("oblast",), ("village",))


def brought(by: Any, data: bytes | None = None, name: str = "women.csv", **told: Any) -> Survey:
    """A survey that was read and whose columns that point at people were left out."""
    made = actions.do_upload(name, data or csv_file(), by=by, **told)
    made = finished(made)
    actions.do_leave_out(made, made.suspects, by=by)
    return made


@cache
def rows_as_brought() -> Data:
    """What :func:`brought` keeps of the file, read once."""
    columns = csv.read_csv(io.BytesIO(csv_file())).drop_columns(["respondent_name", "phone"])
    return with_answers(Data(columns, codebook_of(columns.schema, "women.csv")))


def designed(by: Any, data: bytes | None = None, **told: Any) -> Survey:
    """The same, with its design; the usual file is not read anew by a process of its own."""
    about = {"title": "women", "source": "", "file": "women.csv", "fingerprint": "0" * 64}
    made = brought(by, data, **told) if data else actions.do_bring(rows_as_brought(), by=by, **(about | told))
    actions.do_design(made, DESIGN, by=by)
    return made


def asked(survey: Survey, who: Any, *of: str, **more: Any) -> Tabulation:
    """A finished table."""
    question = Question(of=of or ("abroad",), **({"by": ("sex",)} | more))
    made = actions.do_ask(survey, question, by=who)
    return finished(made)


def finished(row: Any, seconds: float = 120) -> Any:
    """The row when its work has ended; inside a transaction, where no thread sees it, it is done here."""
    row = type(row)._base_manager.get(id=row.id)
    if row.state == "working" and connection.in_atomic_block:
        organisation = (row if isinstance(row, Survey) else row.survey).organisation_id
        do = actions._read if isinstance(row, Survey) else partial(actions._tabulate, row)
        survey = row if isinstance(row, Survey) else row.survey
        work.carry_on(row, partial(do, survey, row.by), organisation_id=organisation, language="en")
    until = time.monotonic() + seconds
    while (row := type(row)._base_manager.get(id=row.id)).state == "working" and time.monotonic() < until:
        time.sleep(0.05)
    return row


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
