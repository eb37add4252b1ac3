"""An offer or a job against the eleven indicators of forced labour (ILO, 2012). Signs and reasons, never a verdict."""

from collections.abc import Iterator, Mapping
from typing import Literal

from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.inputs import Asked, Choice, Record

from ..pack import PACK

Answer = Literal["yes", "no", "unknown"]
ANSWERS: tuple[Answer, ...] = ("yes", "no", "unknown")
# The concepts of the vocabulary scheme `violation` in the order of the booklet, each with its indicator.
INDICATORS: Mapping[str, str] = {
    "abuse-of-vulnerability": "abuse of vulnerability",
    "deception": "deception",
    "movement-barred": "restriction of movement",
    "isolation": "isolation",
    "violence": "physical and sexual violence",
    "threats": "intimidation and threats",
    "documents-taken": "retention of identity documents",
    "unpaid-wages": "withholding of wages",
    "debt-bondage": "debt bondage",
    "harsh-conditions": "abusive working and living conditions",
    "excessive-overtime": "excessive overtime",
}
_DANGER = ("violence", "movement-barred", "threats")
_TABLE = PACK.tables["offer.indicators"]
QUESTION = Record(
    {
        "answers": Record(
            {},
            {
                concept: Choice(ANSWERS, f"{indicator}; left out means unknown")
                for concept, indicator in INDICATORS.items()
            },
            about="one answer to each indicator",
        )
    }
)


def check(answers: Mapping[str, Answer]) -> Derivation:
    """How many of the eleven indicators show. `answers` by concept id; what is left out is unknown.

    `details`: `flags` (of each `yes`: `concept`, `indicator`, `code` of its text), `unknown` and `clear` (concept
    ids), `of`. Steps give the reason of each flag, then what to find out. Raises nothing for known answers.
    """
    row = _TABLE.rows[-1]
    given = {concept: answers.get(concept, "unknown") for concept in INDICATORS}
    found = [concept for concept, answer in given.items() if answer == "yes"]
    unknown = [concept for concept, answer in given.items() if answer == "unknown"]
    flags = [{"concept": each, "indicator": INDICATORS[each], "code": f"flag_{each}"} for each in found]
    reasons = [PACK.step(f"flag_{each}", {}, row) for each in found]
    return PACK.derive(
        "offer.check",
        len(found),
        used=[row],
        steps=(*(reasons or [_nothing(len(unknown))]), *(PACK.step(f"ask_{each}", {}, row) for each in unknown)),
        warnings=_warnings(found),
        details={
            "of": len(INDICATORS),
            "flags": flags,
            "unknown": unknown,
            "clear": [concept for concept, answer in given.items() if answer == "no"],
        },
        assumed=(PACK.assumed("her_own_words"),),
    )


def answer_check(asked: Asked) -> Derivation:
    return check({concept: answer for concept, answer in asked["answers"].items() if answer})


def _nothing(unknown: int) -> Step:
    return PACK.step("no_flags", {"unknown": unknown}, _TABLE.rows[-1])


def _warnings(found: list[str]) -> Iterator[Notice]:
    if any(concept in _DANGER for concept in found):
        yield PACK.warning("danger_first")
    if "documents-taken" in found:
        yield PACK.warning("passport_is_yours")
    yield PACK.warning("signs_not_verdict" if found else "no_signs_no_promise")
