"""What erasing a woman of the desk removes here: nothing. An interview is of its study, and no column of ours leads
from her record to it. Who took part and wants to leave asks the study: her interview is withdrawn as a whole."""

from __future__ import annotations

from uuid import UUID

from tayanch.vault import erasure
from tayanch.vault.erasure import Removed
from tayanch.vault.models import Person

MODELS = (
    *(
        "Study",
        "Package",
        "Member",
        "CodebookVersion",
        "Case",
        "Speaker",
        "Interview",
        "TextVersion",
        "Assignment",
        "Coding",
        "CodingAct",
    ),
    *("Adjudication", "Memo", "NameTable", "StandIn", "LookUp", "FieldNote", "Quote"),
    *("Waiting", "Withdrawal"),
)


@erasure.registers("interviews", *(f"interviews.{name}" for name in MODELS))
def shred(person: Person) -> Removed:
    """Nothing goes."""
    return Removed()


@erasure.registers_records
def shred_interview(record_id: UUID) -> Removed | None:
    """Delete an interview that was taken back, or a whole study; none when there is no such one."""
    from tayanch.evidence.interviews import taking_back

    return taking_back.shred(record_id)
