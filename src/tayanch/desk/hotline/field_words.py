"""What the notebook of the mobile team says, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """What the script says, in the language of the page."""
    return {
        "unsafe": _("This page needs a safe connection (https). Ask your administrator."),
        "first": _("Open this page once with a connection, signed in. After that it works without."),
        "short": _("A longer PIN, please: at least eight signs."),
        "unlike": _("The two PINs are not the same."),
        "wrong": _("This is not the PIN. Tries left: %s") % "{n}",
        "forgotten": _(
            "Ten wrong tries: the draft was destroyed. What was finished is sealed and waits to be handed in."
        ),
        "draft": _("not finished"),
        "sealed": _("sealed, waits to be handed in"),
        "different": _("the desk has another one of this number: send it as a new one"),
        "unreadable": _("the desk cannot read it: keep this phone and ask your administrator"),
        "again": _("Send as a new one"),
        "none": _("Nothing waits on this phone."),
        "waiting": _("Waiting: %s") % "{n}",
        "handed": _("Handed in: %s") % "{n}",
        "progress": _("Handing in %(n)s of %(all)s …") % {"n": "{n}", "all": "{all}"},
        "offline": _("No connection. Everything stays here, sealed."),
        "signed_out": _("Sign in first, in this browser, then hand in."),
        "locked": _("The desk is locked. Somebody must open it first."),
        "refused": _("The desk took nothing: ask your administrator."),
        "saved": _("Kept on this phone, locked."),
        "empty": _("Write something first."),
        "wipe": _("Destroy everything on this phone that was not handed in?"),
        "wiped": _("This phone holds nothing any more."),
    }
