"""Work in another member state of the Union."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import new_contract_by

RULES = (
    Rule(
        "work.new_contract_by",
        new_contract_by.QUESTION,
        new_contract_by.answer_new_contract_by,
        ("stay.new_contract", "stay.contract_after"),
        PACK,
        ("eaeu.work.termination_15",),
    ),
)
