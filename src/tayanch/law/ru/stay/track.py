"""Which rules follow from her citizenship: EAEU contract or patent (fact base: rules S-01, S-08, section 1)."""

from datetime import date
from typing import Literal

from tayanch.law.derivation import Derivation
from tayanch.law.inputs import Asked, Choice, Day, Record
from tayanch.law.texts import Days

from ..pack import PACK

Citizenship = Literal["KG", "AM", "KZ", "BY", "TJ", "UZ", "AZ", "MD"]
CITIZENSHIPS: tuple[Citizenship, ...] = ("KG", "AM", "KZ", "BY", "TJ", "UZ", "AZ", "MD")
MEMBERS = PACK.tables["stay.eaeu_members"]
PATENT_CITIZENS = PACK.tables["stay.patent_citizens"]
NEW_CONTRACT = PACK.tables["stay.new_contract_days"]
APPLY = PACK.tables["patent.apply_days"]
CITIZENSHIP = Choice(CITIZENSHIPS, "her citizenship")
QUESTION = Record({"citizenship": CITIZENSHIP}, {"as_of": Day("the day; without it, the law last known")})
_STAY_RULES = ("stay.last_day", "stay.registration", "stay.biometrics", "stay.departure")
_PATENT_RULES = ("patent.apply_by", "patent.price", "patent.calendar")


def is_eaeu(citizenship: Citizenship, day: date | None = None) -> bool:
    """Whether a contract is enough for her to work and stay. Raises OutsideKnownDates for a `day` before the EAEU."""
    row = MEMBERS.at(day, "as_of") if day else MEMBERS.rows[-1]
    return citizenship in row.value.split()


def track(citizenship: Citizenship, as_of: date | None = None) -> Derivation:
    """`eaeu` or `patent`; `details["follows"]` names the rules to ask next. Raises OutsideKnownDates."""
    eaeu = is_eaeu(citizenship, as_of)
    known = [each.at(as_of, "as_of") if as_of else each.rows[-1] for each in (MEMBERS, PATENT_CITIZENS)]
    law = known[0] if eaeu else known[1]
    names = _STAY_RULES if eaeu else (*_STAY_RULES, *_PATENT_RULES)
    wait = NEW_CONTRACT.rows[-1]
    apply = APPLY.rows[-1]
    steps = (
        (PACK.step("track_eaeu", {}, law), PACK.step("track_early_end", {"days": Days(wait.value)}, wait))
        if eaeu
        else (PACK.step("track_patent", {}, law), PACK.step("track_apply", {"days": Days(apply.value)}, apply))
    )
    return PACK.derive(
        "stay.track",
        "eaeu" if eaeu else "patent",
        used=[law, wait if eaeu else apply],
        steps=(*steps, PACK.step("track_without_either", {}, law)),
        details={
            "citizenship": citizenship,
            "track": "eaeu" if eaeu else "patent",
            "permit_needed": not eaeu,
            "stay_follows": "contract" if eaeu else "paid patent",
            "follows": [f"{PACK.code}.{name}" for name in names],
        },
    )


def answer_track(asked: Asked) -> Derivation:
    return track(asked["citizenship"], asked["as_of"])
