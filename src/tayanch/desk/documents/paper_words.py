"""What happened to a file that was brought, in words, and a password that can be read out over the phone."""

from __future__ import annotations

import secrets

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tayanch.desk.actions.documents import Prepared
from tayanch.desk.models.base import REFERENCE_ALPHABET
from tayanch.desk.papers.content import ENDINGS, NotAPaper, name_fits

KINDS = gettext_lazy(
    "Choose a PDF, a photo or scan (JPEG, PNG, WebP, TIFF), a voice message, a Word, Excel or OpenDocument file, "
    "or a plain text of at most 20 MB."
)
WHY: dict[str, LazyText] = {
    "other": KINDS,
    "large": gettext_lazy("This file has more than 20 MB. Send it in parts, or make the photo smaller."),
    "empty": gettext_lazy("This file is empty. Choose it again."),
    "heic": gettext_lazy(
        "This photo is in the iPhone format HEIC, which we cannot read. On the phone choose Settings, Camera, Formats, "
        "Most Compatible, or send the photo through a messenger: it comes as JPEG. Keep the first one on the phone."
    ),
    "picture": gettext_lazy("This kind of picture is not taken. Save it as JPEG or PNG and choose it again."),
    "video": gettext_lazy("Videos are not kept here. Take a picture of the moment that matters, or keep the sound."),
    "damaged": gettext_lazy("This file is damaged or not whole. Ask for it again and keep the first one too."),
    "huge": gettext_lazy("This picture has too many pixels or pages. Make it smaller and choose it again."),
    "macros": gettext_lazy("This file has macros: it could run something. Save it as PDF and choose that."),
}
CARRIED: dict[str, LazyText] = {
    "place": gettext_lazy("where it was taken"),
    "taken": gettext_lazy("when it was taken"),
    "device": gettext_lazy("with which device"),
}
FLAWS: dict[str, LazyText] = {
    "locked": gettext_lazy("This PDF is locked by a password. It is kept, but cannot go into a bundle."),
    "broken": gettext_lazy("This PDF cannot be read. It is kept as it came, but cannot go into a bundle."),
    "active": gettext_lazy("This PDF holds scripts or other files. In a bundle only its pages are shown."),
}
TOO_MUCH: dict[str, LazyText] = {
    "items": gettext_lazy("These are too many papers for one bundle. Make two."),
    "pages": gettext_lazy("These are too many pages for one bundle. Make two."),
    "bytes": gettext_lazy("This bundle would be too large to send. Make two."),
}
GROUPS, GROUP = 5, 4  # 20 signs of 24: 91 bits


def why_not(refusal: NotAPaper) -> str:
    """Why a file was not taken, and what to do."""
    return str(WHY.get(refusal.why, KINDS))


def carried(kinds: list[str], *, is_kept: bool) -> str:
    """What a photo tells besides its pixels, and whether that was taken out; "" when there is nothing."""
    if not kinds:
        return ""
    told = ", ".join(str(CARRIED[kind]) for kind in kinds)
    if is_kept:
        return _("This file says %(told)s.") % {"told": told}
    return _("This photo carried %(told)s. That was taken out of the copy that is kept.") % {"told": told}


def lines(ready: Prepared, name: str, *, is_kept: bool) -> list[str]:
    """What a worker must know of a file that was just kept; *is_kept*: as it came, with all that it carries.

    Here, and nowhere else, the place itself is told: it is not kept beside the photo.
    """
    told = [carried(ready.carried.kinds, is_kept=is_kept)]
    facts = [value for value in (ready.carried.place, ready.carried.taken, ready.carried.device) if len(value) > 1]
    told += [" · ".join(facts)] if facts else []
    if ready.came != ready.kept and not is_kept and ready.carried.kinds:
        told.append(_("If that proves something, choose the file again and tick that it is kept as it came."))
    if not name_fits(name, ready.looked.media_type):
        kind = ENDINGS[ready.looked.media_type].upper()
        told.append(_("Its name says something else, but it is a file of the kind %(kind)s.") % {"kind": kind})
    told.append(str(FLAWS[ready.looked.flaw]) if ready.looked.flaw else "")
    return [line for line in told if line]


def new_password() -> str:
    """One that nobody guesses and everybody can read out: ``7F3K-2MXP-…``."""
    signs = ["".join(secrets.choice(REFERENCE_ALPHABET) for _sign in range(GROUP)) for _group in range(GROUPS)]
    return "-".join(signs)
