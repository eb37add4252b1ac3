"""Makes ``recorded.json``: what irrCAC 0.4.4 and krippendorff-unitized-alpha 0.1.0 say about random codings.

Both need an older numpy than the product. In an environment of their own::

    uv venv peers && uv pip install --python peers/bin/python irrCAC==0.4.4 krippendorff-unitized-alpha==0.1.0
    peers/bin/python tests/interviews/agreement/record.py

krippendorff-unitized-alpha leaves gaps out by one in its helper, so that the gaps are made here; it calls a span
half-open, as we do, and refuses an empty one.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from krippendorff_unitized_alpha.krippendorffs_unitized_alpha import EMPTY_TAG, KrippendorffUnitizedAlpha, Segment

CASES, DIGITS = 12, 14


def ratings(generator, values):
    """Units × coders: a shared tendency with noise, and missing values (−1)."""
    units, coders = int(generator.integers(8, 40)), int(generator.integers(2, 6))
    truth = generator.choice(values, size=units, p=generator.dirichlet(np.full(values, 0.6)))
    table = np.where(
        generator.random((units, coders)) < 0.7, truth[:, None], generator.integers(0, values, (units, coders))
    )
    return np.where(generator.random((units, coders)) < 0.2, -1, table)


def coefficients(table):
    """What irrCAC says; units that nobody rated are dropped by it."""
    frame = pd.DataFrame(np.where(table < 0, np.nan, table))
    asked = {"fleiss": "fleiss", "ac1": "gwet", "brennan_prediger": "bp", "alpha": "krippendorff"}
    told = {ours: getattr(CAC(frame.copy(), digits=DIGITS), theirs)()["est"] for ours, theirs in asked.items()}
    return {name: float(each["coefficient_value"]) for name, each in told.items()} | {"percent": told["fleiss"]["pa"]}


def segments(generator):
    """Length, and for each coder rows of (start, end, code) that neither overlap nor touch."""
    length, coders = int(generator.integers(60, 300)), int(generator.integers(2, 5))
    every = []
    for _coder in range(coders):
        cuts = np.unique(generator.integers(0, length + 1, size=2 * int(generator.integers(2, 9))))
        pairs = zip(cuts[::2].tolist(), cuts[1::2].tolist(), strict=False)
        every.append([(start, end, int(generator.integers(1, 4))) for start, end in pairs])
    return length, every


def filled(rows, length):
    """Segments with the gaps between them."""
    told, at = [], 0
    for start, end, code in rows:
        told += [Segment(EMPTY_TAG, at, start)] if at < start else []
        told.append(Segment(str(code), start, end))
        at = end
    return told + ([Segment(EMPTY_TAG, at, length)] if at < length else [])


def main():
    generator = np.random.default_rng(20151)
    tables = [ratings(generator, values) for values in (2, 4) for _case in range(CASES)]
    texts = [segments(generator) for _case in range(CASES)]
    told = {
        "irrCAC": [{"ratings": table.tolist(), **coefficients(table)} for table in tables],
        "krippendorff-unitized-alpha": [
            {
                "length": length,
                "segments": every,
                "u_alpha": KrippendorffUnitizedAlpha(
                    {str(coder): filled(rows, length) for coder, rows in enumerate(every)}
                ).result,
            }
            for length, every in texts
        ],
    }
    path = Path(__file__).with_name("recorded.json")
    path.write_text(json.dumps(told).replace("}, {", "},\n{") + "\n")


if __name__ == "__main__":
    main()
