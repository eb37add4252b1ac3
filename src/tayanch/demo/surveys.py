"""A survey to try everything with: migrants of the synthetic households, its design, three tables that are kept."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

import pyarrow.parquet as pq

from tayanch.accounts.models import Role, User
from tayanch.demo.staff import MARK, Staff
from tayanch.evidence import actions
from tayanch.evidence.asking import Question
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.reading import read

FILE = "survey.parquet"
TITLE = f"Life in Kyrgyzstan, көчүп кеткендер {MARK}"
SOURCE = "Ойдон чыгарылган 3 000 үй чарба, 2010–2019 · Вымышленные домохозяйства · Invented households"
DESIGN = Design("weight", ("stratum",), ("cluster",), lonely="adjust")
TABLES = (
    (Question(("sector",), by=("sex",)), f"Эмне иш кылышат: аялдар жана эркектер {MARK}"),
    (Question(("regular",), by=("sex", "wave")), f"Акча үзгүлтүксүз келген, толкундар боюнча {MARK}"),
    (Question(("money",), stat="mean", by=("sex", "country")), f"Которулган акча, сом, өлкөлөр боюнча {MARK}"),
)


def bring_survey(staff: Staff) -> None:
    """For the analyst of the first organisation."""
    by = User.objects.get(organisation=staff.bishkek, role=Role.ANALYST)
    with resources.as_file(resources.files(__package__) / FILE) as path:
        data, fingerprint = _read(path), hashlib.sha256(path.read_bytes()).hexdigest()
    survey = actions.do_bring(data, by=by, title=TITLE, source=SOURCE, file=FILE, fingerprint=fingerprint)
    actions.do_design(survey, DESIGN, by=by)
    for question, name in TABLES:
        actions.do_tabulate(survey, question, name, by=by)


def _read(path: Path) -> Data:
    return Data(pq.read_table(path), read(path).codebook)
