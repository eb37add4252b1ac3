"""Write the file of the survey tutorial from two waves of the synthetic demonstration, as one Stata file.

It has a row for each member abroad, and one for each household with nobody abroad: a file of migrants alone would have
lost the communities without any, and with them a part of the variance.

    python -m tools.tutorial_data

The same seed gives the same bytes. Nobody in it exists.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from tayanch.survey import recipes
from tayanch.survey.data import Data
from tayanch.survey.recipes.lik import demonstration

OUT = Path(__file__).parents[1] / "docs" / "tutorials" / "members_abroad.dta"
WAVES = (2013, 2016)
ANSWERS = ("sex", "country", "residence")
LABELS = {
    "wave": "Year of the interview",
    "stratum": "Stratum of the sample",
    "cluster": "Sampling community",
    "weight": "Weight",
    "money": "Money the household received from abroad in 12 months, som of the year",
    "age": "Age",
}


def main() -> None:
    """Make the demonstration, harmonise it, keep what the tutorial asks."""
    with tempfile.TemporaryDirectory() as folder:
        demonstration.write(Path(folder))
        made = recipes.read(Path(folder), recipes.load("lik")).data
    write(made["household"], made["migrant"], OUT)


def write(households: Data, migrants: Data, out: Path) -> None:
    """The columns of the tutorial with codes and labels, as Stata keeps them."""
    rows = _joined(households, migrants)
    kept = pd.DataFrame({"wave": rows["wave"].astype("int16"), "cluster": rows["cluster"].astype("int16")})
    kept["stratum"] = pd.factorize(rows["stratum"], sort=True)[0].astype("int8") + 1
    kept["weight"], kept["money"] = rows["weight"].round(2), rows["money"].round().astype("float32")
    kept["age"] = rows["age"].astype("float32")
    words = {}
    labels = dict(LABELS)
    for name in ANSWERS:
        levels = [level for level in migrants.codebook[name].levels if not level.missing]
        kept[name] = rows[name].map({level.code: at for at, level in enumerate(levels, start=1)}).astype("float32")
        words[name] = {at: level.labels["en"] for at, level in enumerate(levels, start=1)}
        labels[name] = migrants.codebook[name].labels["en"]
    kept.to_stata(
        out,
        write_index=False,
        version=118,
        time_stamp=datetime(2026, 1, 1),  # noqa: DTZ001 - Stata's header knows no zone; a fixed day keeps the bytes
        variable_labels=labels,
        value_labels=words,
        data_label="Synthetic, nobody in it exists: a demonstration panel",
    )


def _joined(households: Data, migrants: Data) -> pd.DataFrame:
    """Rows of migrants, and of households without one; what is asked about the migrant is empty there."""
    if not isinstance(households.rows, pa.Table) or not isinstance(migrants.rows, pa.Table):
        raise TypeError("The recipe gives rows in memory.")
    about = ["wave", "household", "sex", "country", "age", "money"]
    placed = ["wave", "household", "stratum", "cluster", "weight", "residence"]
    homes = households.rows.select(placed).to_pandas()
    rows = homes.merge(migrants.rows.select(about).to_pandas(), how="left", on=["wave", "household"])
    return rows[rows["wave"].isin(WAVES)].reset_index(drop=True)


if __name__ == "__main__":
    main()
