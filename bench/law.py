"""How fast the law computes: a claim of two years with every step, and a hundred thousand delays in one call.

``python -m bench.law`` prints both with their limits; exit 1 when one is missed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tayanch import law
from tayanch.law.debts import Debt, Payment

CLAIM_LIMIT, MANY_LIMIT = 50, 20_000  # milliseconds for the claim (p95); delays a second on one core
MONTHS, DEBTS_A_MONTH, MANY, ROUNDS = 24, 6, 100_000, 100
FIRST, AS_OF = date(2023, 8, 1), date(2026, 8, 1)  # the last debt falls due twelve months before the day counted to


def main() -> int:
    law.settle()  # as the desk holds it
    print("| law | measured | limit | |")
    print("|---|--:|--:|---|")
    claims = [tell_claim("ru.wage.delay", "debts"), tell_claim("ru.wage.claim", "sums")]
    return 0 if all([*claims, *(tell_many(rule) for rule in ("ru.wage.delay", "kg.wage.delay"))]) else 1


def a_claim() -> dict[str, Any]:
    """144 debts of unequal sums, a third of them paid in part: the question as the desk asks it."""
    debts = []
    for month in range(MONTHS):
        year, index = divmod(FIRST.month - 1 + month, 12)
        for place in range(DEBTS_A_MONTH):
            due = date(FIRST.year + year, index + 1, 3 + 4 * place)
            debt: dict[str, Any] = {"amount": f"{8_000 + 137 * month + 11 * place}.{place}5", "due": due.isoformat()}
            if place % 3 == 0:
                debt["payments"] = [{"date": (due + timedelta(days=40)).isoformat(), "amount": "2500.50"}]
            debts.append(debt)
    return {"debts": debts, "as_of": AS_OF.isoformat()}


def many_debts(first: date, last: date) -> list[Debt]:
    """The same hundred thousand debts each time, due between two days, every fifth paid in part."""
    days = (last - first).days
    debts = []
    for number in range(MANY):
        due = first + timedelta(days=number * 7919 % days)
        amount = Decimal(100_000 + number * 104_729 % 9_000_000) / 100
        paid = (Payment(due + timedelta(days=number % 60), amount / 4 // 1 + 1),) if number % 5 == 0 else ()
        debts.append(Debt(amount, due, paid))
    return debts


def tell_claim(rule: str, name: str) -> bool:
    """*name* is what the rule calls the sums that were due."""
    told = a_claim()
    question = {name: told["debts"], "as_of": told["as_of"]}
    times = sorted(seconds(lambda: law.compute(rule, question)) * 1000 for _ in range(ROUNDS))
    p50, p95 = times[ROUNDS // 2], times[int(ROUNDS * 0.95)]
    what = f"a claim of {len(told['debts'])} debts by `{rule}` (p95; p50 {p50:.1f} ms)"
    return tell(what, f"{p95:.1f} ms", f"{CLAIM_LIMIT} ms", p95 <= CLAIM_LIMIT)


def tell_many(rule: str) -> bool:
    first = date(2025, 2, 1) if rule.startswith("kg") else date(2013, 1, 1)
    debts = many_debts(first, date(2026, 6, 1))
    law.delay_many(rule, debts[:1], AS_OF)  # the sums over the rates are made once
    rate = MANY / min(seconds(lambda: law.delay_many(rule, debts, AS_OF)) for _ in range(3))
    what = f"{MANY:,} delays in one call, `{rule}`"
    return tell(what, f"{rate:,.0f} a second", f"{MANY_LIMIT:,}", rate >= MANY_LIMIT)


def seconds(act: Callable[[], object]) -> float:
    """Of one core: what other programs do meanwhile does not count."""
    start = time.process_time()
    act()
    return time.process_time() - start


def tell(what: str, measured: str, limit: str, good: bool) -> bool:
    print(f"| {what} | {measured} | {limit} | {'holds' if good else 'MISSED'} |", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main())
