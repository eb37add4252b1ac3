"""Phone numbers as people say them, in one form: E.164 (ITU-T), such as ``+996555123456``.

A number without ``+`` is read in the region the caller hints at. When that fails, it is read in each
country our callers live in and taken only if all readings agree: "0 555 123 456" can only be Kyrgyz,
"90 123 45 67" is Uzbek or Tajik and nobody may guess. Validity: the phonenumbers metadata.
"""

import re
import unicodedata
from collections.abc import Iterator

import phonenumbers

# Where callers live or come from. Russia and Kazakhstan share +7.
REGIONS = ("KG", "RU", "KZ", "UZ", "TJ", "TR")
LONGEST_TEXT = 80

_EXTENSION = re.compile(r"(?<=\d)\W*(?:доб|вн|ext|#|;).*$", re.IGNORECASE | re.DOTALL)
_SECOND_NUMBER = re.compile(r"\d.*\+", re.DOTALL)


class NotAPhone(ValueError):
    """The text is not one phone number, or could be one in several countries."""


def _digits(text: str) -> str:
    """The dialled characters, digits after an optional leading ``+``; empty when there are none."""
    if len(text) > LONGEST_TEXT:
        return ""
    text = _EXTENSION.sub("", unicodedata.normalize("NFKC", text))
    digits = "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
    international = re.search(r"\+\W*\d", text) is not None
    if digits.startswith("00"):  # dialled from most countries in place of "+"
        return "+" + digits[2:]
    return f"+{digits}" if international and digits else digits


def _read(dialled: str, region: str | None) -> str | None:
    """The E.164 form of one reading, or None.

    A number said with its country code is trusted when its length fits, because new operators' codes
    appear before the metadata know them.
    """
    try:
        number = phonenumbers.parse(dialled, region)
    except phonenumbers.NumberParseException:
        return None
    fits = phonenumbers.is_possible_number if region is None else phonenumbers.is_valid_number
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if fits(number) else None


def _with_country_code_but_no_plus(digits: str) -> str | None:
    """Reads "996555123456"; only strictly valid numbers, since nobody said it is international."""
    e164 = _read(f"+{digits}", None)
    return e164 if e164 and phonenumbers.is_valid_number(phonenumbers.parse(e164)) else None


def _readings(dialled: str, region: str | None) -> Iterator[str | None]:
    """Every reading, the likeliest first."""
    if dialled.startswith("+"):
        yield _read(dialled, None)
        return
    if region:
        yield _read(dialled, region.upper())
    yield _with_country_code_but_no_plus(dialled)
    for other in REGIONS:
        yield _read(dialled, other)


def candidates(text: str, default_region: str | None) -> list[str]:
    """All E.164 numbers the text can mean, the likeliest first; for look-up while somebody types.

    A number that is not yet complete gives an empty list. Never raises.
    """
    if _SECOND_NUMBER.search(text):
        return []
    dialled = _digits(text)
    found = _readings(dialled, default_region) if dialled else iter(())
    return list(dict.fromkeys(number for number in found if number))


def normalise(text: str, region: str | None) -> str:
    """One phone number in E.164.

    ``region`` is where the speaker would dial it, as an ISO 3166 code, or None when unknown.
    Spaces, dashes, brackets, digits of any script, words like "whatsapp:" and extensions are ignored.
    Raises NotAPhone when there is none, when there are two, or when countries disagree about it.
    The message never repeats the number.
    """
    found = candidates(text, region)
    if not found:
        raise NotAPhone("This is not a full phone number. Type one number, best with + and the country code.")
    hinted = _read(_digits(text), region.upper()) if region else None
    if len(found) > 1 and not hinted:
        codes = ", ".join(f"+{phonenumbers.parse(number).country_code}" for number in found)
        raise NotAPhone(f"This number exists in several countries ({codes}). Type it with + and its code.")
    return hinted or found[0]


def masked(e164: str) -> str:
    """A number for screens others can see: country code and last two digits, ``+996 ··· ··45``.

    Raises NotAPhone when ``e164`` is not in E.164 form.
    """
    try:
        code = phonenumbers.parse(e164).country_code
    except phonenumbers.NumberParseException:
        raise NotAPhone("Only a number that starts with + and its country code can be masked.") from None
    return f"+{code} ··· ··{e164[-2:]}"
