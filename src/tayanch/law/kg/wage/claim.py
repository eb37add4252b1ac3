"""The whole claim of a worker in Kyrgyzstan: sums that are known, the penalty for delay and the last days to sue."""

from tayanch.law import claim, claim_question
from tayanch.law.derivation import Derivation
from tayanch.law.inputs import Asked

from ..pack import PACK
from .delay import delay
from .limitation import limitation

LAW = claim.WageLaw(PACK, delay, limitation)
TABLES = ("wage_delay.daily_percent", "limitation.wages")
QUESTION = claim_question.question(LAW)


def answer_claim(asked: Asked) -> Derivation:
    return claim_question.answer(LAW, asked)
