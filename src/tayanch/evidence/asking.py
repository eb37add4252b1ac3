"""What a table asks: questions, statistic, groups, who is counted. Plain values that are kept with the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tayanch.survey.codebook import Codebook

STATISTICS = ("proportion", "mean", "total", "ratio", "quantile")
MOST_QUESTIONS, MOST_GROUPS = 30, 3
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One table. *by*: the columns of the groups, sex first; *where*: who is counted, as an expression; *over*: what a
    ratio divides by; *probability*: which quantile."""

    of: tuple[str, ...]
    stat: str = "proportion"
    by: tuple[str, ...] = ()
    where: str = ""
    over: str = ""
    probability: float = 0.5
    level: float = 0.95

    @classmethod
    def of_values(cls, values: Values) -> Question:
        """A question as it was kept."""
        return cls(**{**values, "of": tuple(values["of"]), "by": tuple(values["by"])})

    def values(self) -> dict[str, Any]:
        """The question as it is kept."""
        return asdict(self)

    @property
    def columns(self) -> set[str]:
        """The columns that are named; what *where* names is found by whoever reads it."""
        return {*self.of, *self.by, *((self.over,) if self.over else ())}


def column_of_sex(codebook: Codebook) -> str:
    """The column that tells women from men, by its name or question; "" when there is none."""
    words = ("sex", "gender", "пол", "жынысы", "жыныс")
    for variable in codebook:
        if variable.kind == "category" and variable.name.lower().split("_")[-1] in words:
            return variable.name
    for variable in codebook:
        said = " ".join(variable.labels.values()).lower()
        if variable.kind == "category" and len(variable.levels) < 8 and any(w in said.split() for w in words):
            return variable.name
    return ""
