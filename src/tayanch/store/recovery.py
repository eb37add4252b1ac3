"""The recovery code: what is printed, kept in a safe place and typed back.

160 random bits in Crockford's base 32 (no I, L, O, U), eight groups of four. Another such secret is split into three
shares of which any two bring it back (SLIP-39).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from shamir_mnemonic import combine_mnemonics, generate_mnemonics
from shamir_mnemonic.utils import MnemonicError
from shamir_mnemonic.wordlist import WORDLIST

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 160
CHARACTERS = BITS // 5
# What a tired eye reads wrongly from paper, Cyrillic look-alikes included.
LOOK_ALIKES = str.maketrans("OILUАВЕКМНРСТХУ", "011VABEKMHPCTXY")


class NotACode(Exception):
    """The text is not a recovery code or a share; the message says what is wrong with it."""


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


def split(secret: bytes) -> list[str]:
    """Three shares of 23 words each; any two bring the secret back (SLIP-39)."""
    shares: list[str] = generate_mnemonics(1, [(2, 3)], secret)[0]
    return shares


def join(shares: Sequence[str]) -> bytes:
    """The secret from two shares, each as somebody typed it; raises :class:`NotACode`."""
    try:
        secret: bytes = combine_mnemonics([in_full(share) for share in shares])
        return secret
    except (MnemonicError, ValueError) as error:
        raise NotACode(f"These shares do not fit together: {error}") from None


def in_full(share: str) -> str:
    """A share in small letters with single spaces; four letters of each word are enough, since no two begin alike."""
    return " ".join(_WORDS.get(word[:4], word) for word in share.lower().split())


_WORDS = {word[:4]: word for word in WORDLIST}
