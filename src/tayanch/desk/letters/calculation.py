"""What a letter needs to know about a calculation: plain figures, already computed under dated law."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Status = Literal["draft", "reviewed"]


@dataclass(frozen=True, slots=True)
class Debt:
    """One sum that fell due: the period it pays for, its due date, and how much of it came.

    ``name`` says what it is for when it is not the wages themselves (overtime, unused leave …), in the language used.
    """

    period_from: date
    period_to: date
    due_on: date
    agreed: Decimal
    paid: Decimal
    unpaid: Decimal
    last_day_to_sue: date | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of days with one rate and one unpaid sum.

    ``rate`` is in percent a year, ``fraction`` the share of it counted per day, ``amount`` unrounded,
    ``debt`` the number (from 1) of the debt it belongs to, ``article`` the reference as it is to be printed.
    """

    from_day: date
    to_day: date
    days: int
    rate: Decimal
    base: Decimal
    amount: Decimal
    article: str
    debt: int = 1
    fraction: str = "1/150"


@dataclass(frozen=True, slots=True)
class Part:
    """How one further sum was found (overtime, unused leave …): the sentences of its rule, which speak to her."""

    title: str
    texts: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calculation:
    """Everything the annex prints. ``status`` is that of the least reviewed rule used.

    Raises ``ValueError`` when the totals do not add up: a letter must not carry a sum its annex denies.
    """

    currency: str
    as_of: date
    debts: tuple[Debt, ...]
    steps: tuple[Step, ...]
    wages: Decimal
    compensation: Decimal
    together: Decimal
    status: Status
    table_known_through: date | None
    warnings: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        """Check the sums and the numbering once, where they enter."""
        if sum((debt.unpaid for debt in self.debts), Decimal(0)) != self.wages:
            raise ValueError("the unpaid debts do not add up to the wages")
        if self.wages + self.compensation != self.together:
            raise ValueError("wages and compensation do not add up to the total")
        if any(not 1 <= step.debt <= len(self.debts) for step in self.steps):
            raise ValueError("a step belongs to a debt that is not listed")
