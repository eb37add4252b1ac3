"""What is found in a text, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["person", "place", "organisation", "phone", "email", "handle", "document", "address", "date", "number"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Sex = Literal["", "woman", "man"]


@dataclass(frozen=True)
class Candidate:
    """Something in a text that may say who somebody is. A person decides.

    ``text[start:end]`` is what is shown, with a title or the word *village*; ``text[name_start:name_end]`` is the name
    itself with its case ending, which a stand-in replaces. Positions are code points, half-open.
    """

    start: int
    end: int
    kind: Kind
    text: str
    confidence: float  # 0 to 1; from the rule, not a probability
    rule: str
    stem: str  # one for all forms of a name
    name_start: int
    name_end: int
    ending: str = ""  # the Kyrgyz, Uzbek or English ending that stays behind a stand-in: "дан", "'s"
    sex: Sex = ""
    place: str = ""  # what sort of place: village, city, market …
    region: str = ""  # of a place in Kyrgyzstan: the oblast, as in the vocabulary
    stand_in: str = ""
    id: str = ""  # of the confirmed name it is a form of
