"""A small invented survey of work abroad with tables that fit and tables that do not, a study, a downloaded file."""

from __future__ import annotations

from functools import cache
from typing import Any

import pyarrow as pa

from tayanch.demo import work_abroad
from tayanch.evidence import actions as surveys
from tayanch.evidence.asking import Question
from tayanch.evidence.indicators.actions import do_bring_series, do_keep_series
from tayanch.evidence.indicators.forms import fingerprint
from tayanch.evidence.indicators.models import ImportedSeries
from tayanch.evidence.interviews.actions.whole import do_keep_study
from tayanch.evidence.interviews.models import Study
from tayanch.evidence.models import Survey, Tabulation
from tayanch.indicators.definitions import definitions
from tayanch.indicators.importing import Source, read_series
from tayanch.interviews import model
from tayanch.interviews.codebook import Code, Codebook
from tayanch.survey.data import Data

FILE = b"""period,country,sex,value,unit
2022,Kyrgyzstan,women,1.4,"per 100,000 people"
2022,Kyrgyzstan,men,0.5,"per 100,000 people"
2023,Kyrgyzstan,women,1.1,"per 100,000 people"
"""
SOURCE = Source("UNODC", "Detected victims", "https://unstats.un.org/sdgs/dataportal", "2026-11-21")
BAN = "00000000-0000-4000-8000-0000000000b1"
DEPORTED = "00000000-0000-4000-8000-0000000000b2"


@cache
def rows() -> pa.Table:
    """Women and men with and without a contract, the same every time."""
    return work_abroad.draw(work_abroad.read_plan())


def survey(by: Any, title: str = "Work abroad, 2026") -> Survey:
    """The survey with its design."""
    data = Data(rows(), work_abroad.codebook(work_abroad.read_plan()))
    made = surveys.do_bring(data, by=by, title=title, source="invented", file="w.parquet", fingerprint="0" * 64)
    surveys.do_design(made, work_abroad.DESIGN, by=by)
    return made


def table(whole: Survey, who: Any, name: str = "Contracts", column: str = "contract", **more: Any) -> Tabulation:
    """A kept table; by sex when nothing else is said."""
    return surveys.do_tabulate(whole, Question((column,), **({"by": ("sex",)} | more)), name, by=who)


def brought(by: Any, data: bytes = FILE, *, keep: bool = False) -> ImportedSeries:
    """A file of detected victims of trafficking, laid beside its indicator; with *keep* it counts."""
    indicator = definitions()["sdg-trafficking-victims"]
    seen, print_ = read_series(data), fingerprint(data)
    row = do_bring_series(indicator, seen, SOURCE, file="16.2.2.csv", fingerprint=print_, by=by)
    if keep:
        do_keep_series(row, by=by)
    return row


def study(by: Any, coder: Any, men: int = 6) -> Study:
    """Six women and *men* men in conversations of their own; every other one speaks of an entry ban."""
    speakers, documents, codings = [], [], []
    for number in range(6 + men):
        sex, name = ("woman" if number < 6 else "man"), f"s{number}"
        text = f"{name}: Кирүүгө тыюу салышты."
        turn = model.Turn(0, len(name) + 2, len(text), name)
        speakers.append(model.Speaker(name, name, {"sex": sex}))
        version = model.TextVersion(1, "transcribed", text, (turn,))
        documents.append(model.Document(f"d{number}", f"Talk {number}", (version,), "interview", "ky"))
        if number % 2 == 0:
            code = BAN if number % 4 else DEPORTED  # the one below counts for the one above
            codings.append(model.Coding(f"k{number}", f"d{number}", 1, len(name) + 2, len(text), code, "c1"))
    book = Codebook((Code(BAN, "BAN"), Code(DEPORTED, "DEPORTED", BAN)))
    coders = (model.Coder("c1", "First"),)
    whole = model.Study("s", "Bans", tuple(documents), tuple(speakers), (), book, coders, tuple(codings))
    return do_keep_study(whole, by=by, coders={"c1": coder})
