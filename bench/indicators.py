"""Indicators of a million consultations: everything taken out and computed, and what a day's change costs.

``python -m bench.indicators [FOLDER]`` measures on the store that ``python -m bench FOLDER`` seeds. The day's change is
300 consultations and 20 cases written anew by plain ``.update()``. Computing is measured in a process that has its
libraries loaded, as the server has after the first time.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from bench.desk import PASSPHRASE, build, seeded, settings

WOMEN, CONSULTATIONS = 100_000, 1_000_000
LIMITS = {"all indicators": 15.0, "after one day's change": 2.0}  # seconds
TIMES = 3


def main(arguments: list[str]) -> int:
    """Print the table; 1 when a limit is missed."""
    with tempfile.TemporaryDirectory(prefix="tayanch-bench-") as passing:
        folder = Path(arguments[0] if arguments else passing) / str(CONSULTATIONS)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ |= settings(folder)
        if seeded(folder) is None:
            build(folder, WOMEN, CONSULTATIONS)
        else:
            _open()
        return _measure()


def _open() -> None:
    import django

    from tayanch.store.state import keyring

    keyring().unlock(PASSPHRASE)
    django.setup()


def _measure() -> int:
    from tayanch.accounts.scopes import every_organisation
    from tayanch.desk.models import Consultation, FactPart
    from tayanch.evidence.indicators.actions import compute_now

    print("| indicators | seconds | limit | |")
    print("|---|--:|--:|---|")
    with every_organisation():
        organisation = Consultation.objects.values_list("organisation_id", flat=True)[0]
        FactPart.objects.all().delete()
        taken = perf_counter()
        first = compute_now(organisation, _today(), anew=True)
        seconds = perf_counter() - taken
        print(f"| first time: {first.rows:,} facts taken out, libraries loaded | {seconds:.1f} | – | once |")
        whole = min(compute_now(organisation, _today(), anew=True).seconds for _ in range(TIMES))
        days = []
        for number in range(TIMES):
            _a_day(number)
            days.append(compute_now(organisation, _today()).seconds)
    told = [("all indicators", whole), ("after one day's change", min(days))]
    held = [_tell(name, seconds) for name, seconds in told]
    return 0 if all(held) else 1


def _tell(name: str, seconds: float) -> bool:
    good = seconds <= LIMITS[name]
    print(f"| {name} | {seconds:.1f} | {LIMITS[name]:.0f} | {'holds' if good else 'MISSED'} |", flush=True)
    return good


def _today() -> date:
    from bench.seed import TODAY

    return TODAY + timedelta(days=1)


def _a_day(number: int) -> None:
    """What a day leaves: conversations and cases that are written anew."""
    from tayanch.desk.models import Case, Consultation

    word = ("crisis", "return", "preparation")[number % 3]
    talks = [one.id for one in Consultation.objects.order_by("-started_at").only("id")[:300]]
    cases = [one.id for one in Case.objects.order_by("-opened_at").only("id")[:20]]
    Consultation.objects.filter(id__in=talks).update(stage=word)
    Case.objects.filter(id__in=cases).update(sector=("trade", "sewing", "housework")[number % 3])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
