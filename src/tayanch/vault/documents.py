"""Passport and identity-card numbers as people type them, in one form.

The same series is typed with Cyrillic or Latin letters that look alike ("АН" and "AN"), with or
without spaces and the number sign. Which document it is, and whether it is valid, is not judged here.
"""

import re
import unicodedata

SHORTEST = 5
LONGEST = 24
FEWEST_DIGITS = 4

_LOOK_ALIKES = str.maketrans("АВЕЅІЈКМНОРСТУҮХҺԚԜӀЁ", "ABESIJKMHOPCTYYXHQWIE")
# The number sign goes before NFKC, which would turn it into the letters "No".
# A bare "N" stays: it is the series of Kazakhstan's passport.
_NUMBER_SIGN = re.compile(r"№|#|n[º°]|\b(?:no|nr)\.", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s\-‐-―/\\.,:;_'\"()]+")


class NotADocumentNumber(ValueError):
    """The text cannot be the number of a passport or an identity card."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This is not a document number: {reason}. Type the series and digits as printed.")


def _plain(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def normalise(text: str) -> str:
    """Upper case, no separators, look-alike Cyrillic letters as Latin ones; other letters are kept.

    Raises NotADocumentNumber when it is empty, has fewer than 4 digits, is shorter than 5 or longer
    than 24 characters, or has anything but letters and digits. The message never repeats the number.
    """
    compact = _SEPARATORS.sub("", unicodedata.normalize("NFKC", _NUMBER_SIGN.sub(" ", text)))
    number = "".join(map(_plain, compact)).upper().translate(_LOOK_ALIKES)
    if not number:
        raise NotADocumentNumber("it is empty")
    if not number.isalnum():
        raise NotADocumentNumber("only letters and digits can be in it")
    if not SHORTEST <= len(number) <= LONGEST:
        raise NotADocumentNumber(f"it should have {SHORTEST} to {LONGEST} letters and digits")
    if sum(map(str.isdecimal, number)) < FEWEST_DIGITS:
        raise NotADocumentNumber(f"it should have at least {FEWEST_DIGITS} digits")
    return number
