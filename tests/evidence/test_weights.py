"""Replicate weights and known totals: said on the design's page, seen before they are kept, and in every table."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tayanch.evidence import designing, keeping, weighing
from tayanch.evidence.forms import DesignForm
from tayanch.survey.codebook import Codebook, Level, Variable
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.estimating import estimate
from tests.evidence.made import asked, brought, csv_file, signed_in

SEX = Variable("sex", "category", {"en": "Sex"}, (Level(1, {"en": "men"}), Level(2, {"en": "women", "ru": "женщины"})))
TOWN = Variable("town", "category", {}, (Level("t", {"en": "town"}), Level("v", {"en": "village"})))
BOOK = Codebook(
    {"sex": SEX, "town": TOWN, "w": Variable("w", "number")}
    | {f"rw{at}": Variable(f"rw{at}", "number") for at in range(1, 6)}
    | {f"h{at}": Variable(f"h{at}", "number") for at in (101, 102, 103, 104, 105)}
)
RAKED = {"calibration": "rake", "margin_1": "sex", "totals_1": "1 = 700\n2 = 900"}
FIELDS = {"weight": "w", "lonely": "fail"}


def form(**sent: Any) -> DesignForm:
    return DesignForm(FIELDS | sent, codebook=BOOK, language="en")


def design(**sent: Any) -> Design:
    made = form(**sent)
    assert made.is_valid(), made.errors
    return made.design


def refusal(**sent: Any) -> str:
    made = form(**sent)
    assert not made.is_valid()
    return str(made.errors)


def test_columns_that_are_numbered_from_one_on_are_offered_by_what_they_begin_with() -> None:
    assert list(weighing.beginnings(BOOK)) == ["rw"]
    found = design(replicates="rw", method="fay", fay="0.3", mse="on").replicates
    assert found is not None
    assert found.columns == ("rw1", "rw2", "rw3", "rw4", "rw5")
    assert (found.method, found.fay, found.mse, found.scale) == ("fay", 0.3, True, None)
    assert "Fay&#x27;s factor: above 0" in refusal(replicates="rw", method="fay")


@pytest.mark.parametrize(
    "lines",
    [
        "1 = 700\n2 = 1250,5",
        "men\t700\r\nwomen\t1 250,5\r\n",
        "Men: 700\nженщины ; 1\u202f250.5\n\n",
        "1\t700\n2\t1,250.5",
    ],
)
def test_totals_are_typed_or_pasted_by_code_or_by_words(lines: str) -> None:
    found = design(**RAKED | {"totals_1": lines}).calibration
    assert found is not None
    assert found.margins[0].totals == (((1,), 700.0), ((2,), 1250.5))


def test_crossed_columns_stand_in_one_field() -> None:
    lines = "men * town = 1\nmen * village = 2\n2\tt\t3\n2\tv\t4"
    sent = {"calibration": "post-stratify", "margin_1": "sex", "margin_2": "town", "totals_1": lines}
    found = design(**sent).calibration
    assert found is not None
    assert found.margins[0].as_given() == {1: {"t": 1.0, "v": 2.0}, 2: {"t": 3.0, "v": 4.0}}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"margin_1": ""}, "Choose the columns"),
        ({"margin_2": "sex"}, "chosen twice"),
        ({"totals_1": ""}, "such as 1 = 1000"),
        ({"totals_1": "1 700"}, "no answer with its total: 1 700"),
        ({"totals_1": "3 = 700"}, "sex has no answer 3"),
        ({"totals_1": "1 = 700\nmen = 5"}, "stands twice: men"),
        ({"totals_1": "1 = 1.2.3"}, "no answer with its total: 1 = 1.2.3"),
        ({"trim_low": "3"}, "both limits"),
        ({"calibration": "logit"}, "needs bounds"),
        ({"margin_2": "town", "totals_2": "t = 5\nv = 6"}, "different sums"),
    ],
)
def test_totals_that_cannot_be_read_say_what_to_do(sent: dict[str, str], said: str) -> None:
    assert said in refusal(**RAKED | sent)


def test_what_is_kept_stands_in_the_form_again() -> None:
    limits = {"calibration": "logit", "bounds_low": "0.2", "bounds_high": "4", "trim_low": "1", "trim_high": "9"}
    crossed = {"margin_1": "sex", "margin_2": "town", "totals_1": "1 * t = 1\n1 * v = 2\n2 * t = 3\n2 * v = 4"}
    for sent in (RAKED | limits, {"calibration": "post-stratify"} | crossed, {"replicates": "rw", "method": "brr"}):
        made = design(**sent)
        again = DesignForm.initial_of(made)
        assert design(**{name: value for name, value in again.items() if value is not None}) == made


def test_a_preview_tells_what_known_totals_do_to_the_weights() -> None:
    rows = Data(pa.table({"w": [1.0, 2.0, 3.0, 4.0], "sex": [1, 1, 2, 2]}), BOOK)
    found = designing.preview(rows, design(**RAKED | {"totals_1": "1 = 6\n2 = 7"}))
    assert found.fitted == designing.Fitted(before=10.0, least=1.0, greatest=2.0)
    assert (found.weights, found.smallest, found.largest) == (13.0, 2.0, 4.0)


def test_a_preview_counts_replicates_and_their_degrees() -> None:
    columns = {f"rw{at}": [1.0 + (at == row) for row in range(1, 5)] for at in range(1, 6)}
    found = designing.preview(Data(pa.table({"w": [1.0] * 4} | columns)), design(replicates="rw", method="bootstrap"))
    assert found.replicates == 5
    matrix = np.array(list(columns.values()))
    assert found.degrees == np.linalg.matrix_rank(matrix) - 1


@pytest.fixture
def with_replicates(at_once: SimpleNamespace) -> Any:
    """The invented survey with six columns of replicate weights."""
    chance, lines = random.Random(3), csv_file().decode().splitlines()
    names = [f"rw{at}" for at in range(1, 7)]
    made = [",".join([lines[0], *names])]
    for line in lines[1:]:
        weight = float(line.split(",")[4])
        made.append(",".join([line, *(f"{weight * chance.choice((0.3, 1.7)):.4f}" for _name in names)]))
    return brought(at_once.analyst, "\n".join(made).encode())


def test_known_totals_are_seen_before_they_are_kept_and_met_by_the_tables(
    at_once: SimpleNamespace, with_replicates: Any
) -> None:
    survey, client = with_replicates, signed_in(at_once.analyst)
    path = f"/en/evidence/surveys/{survey.id}/design/"
    assert "rw… · 6 columns" in client.get(path).content.decode()
    body = FIELDS | {"strata_1": "oblast", "clusters_1": "village"} | RAKED | {"totals_1": "1 = 600\n2 = 640"}
    part = client.post(path, body, headers={"HX-Request": "true"}).content.decode()
    assert "Sum of weights before the known totals" in part
    assert "1 240" in part.replace("\u00a0", " ").replace(",", " ")
    wrong = client.post(path, body | {"totals_1": "1 = 600"}, headers={"HX-Request": "true"}).content.decode()
    assert "There is no total for 2" in wrong
    assert client.post(path, body | {"save": "1"}).status_code == 302
    survey.refresh_from_db()
    assert survey.design["calibration"] == {"method": "rake", "margins": {"sex": {"1": 600.0, "2": 640.0}}}
    made = asked(survey, at_once.analyst, "sex", "abroad", stat="total", by=("oblast",))
    told = made.told
    whole = {(one["variable"], one["level"]): one for one in told["cells"] if not one["by"]}
    assert whole["sex", 2]["estimate"] == pytest.approx(640, rel=1e-12)
    assert whole["sex", 2]["se"] < 1e-3
    assert told["method"].startswith("Calibrated weights (rake over sex)")
    page = client.get(f"/en/evidence/surveys/tables/{made.id}/").content.decode()
    assert "known totals of sex (rake)" in page
    assert "design was changed since" not in page


def test_replicates_give_the_errors_of_the_tables(at_once: SimpleNamespace, with_replicates: Any) -> None:
    survey, client = with_replicates, signed_in(at_once.analyst)
    body = FIELDS | {"replicates": "rw", "method": "fay", "fay": "0.3", "save": "1"}
    assert client.post(f"/en/evidence/surveys/{survey.id}/design/", body).status_code == 302
    survey.refresh_from_db()
    told = asked(survey, at_once.analyst, "income", stat="mean").told
    expected = estimate(keeping.data_of(survey), Design.of(survey.design), ["income"], "mean", by=["sex"], margins=True)
    assert [one["se"] for one in told["cells"]] == pytest.approx([cell.se for cell in expected], rel=1e-12)
    assert "6 replicates (fay)" in told["method"]
    page = client.get(f"/en/evidence/surveys/{survey.id}/design/").content.decode()
    assert '<option value="rw" selected>' in page
    assert "6 тилке" in client.get(f"/ky/evidence/surveys/{survey.id}/design/").content.decode()
