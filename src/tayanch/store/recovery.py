"""The recovery code: what is printed, kept in a safe place and typed back.

160 random bits in Crockford's base 32 (no I, L, O, U), eight groups of four. It can be split into three shares of
which any two restore it (SLIP-39).
"""

from __future__ import annotations

import secrets

from shamir_mnemonic import combine_mnemonics, generate_mnemonics
from shamir_mnemonic.utils import MnemonicError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 160
CHARACTERS = BITS // 5
# What a tired eye reads wrongly from paper, Cyrillic look-alikes included.
LOOK_ALIKES = str.maketrans("OILUАВЕКМНРСТХУ", "011VABEKMHPCTXY")


class NotACode(Exception):
    """The text is not a recovery code; the message says what is wrong with it."""


def new_secret() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(BITS // 8)


def format_code(secret: bytes) -> str:
    """``7F3K-2M9Q-…``: the secret as it is printed."""
    number = int.from_bytes(secret)
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(BITS - 5, -1, -5))
    return "-".join(letters[i : i + 4] for i in range(0, CHARACTERS, 4))


def parse(text: str) -> bytes:
    """The secret of a code as somebody typed it; raises :class:`NotACode`."""
    letters = "".join(text.upper().translate(LOOK_ALIKES).replace("-", " ").split())
    if len(letters) != CHARACTERS:
        raise NotACode(f"The code has {CHARACTERS} letters and digits; {len(letters)} were typed.")
    strange = sorted(set(letters) - set(ALPHABET))
    if strange:
        raise NotACode(f"The code never contains {' '.join(strange)}. Look at the sheet again.")
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    return number.to_bytes(BITS // 8)


def split(code: str) -> list[str]:
    """Three shares of 23 words; any two bring the code back (SLIP-39)."""
    shares: list[str] = generate_mnemonics(1, [(2, 3)], parse(code))[0]
    return shares


def join(shares: list[str]) -> str:
    """The code from two shares; raises :class:`NotACode`."""
    try:
        return format_code(combine_mnemonics(shares))
    except (MnemonicError, ValueError) as error:
        raise NotACode(f"These shares do not fit together: {error}") from None
