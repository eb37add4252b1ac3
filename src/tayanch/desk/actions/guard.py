"""What must be true before the first real record is made."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.store.state import keyring


class RecoverySheetMissing(Exception):
    """Nobody has typed the recovery sheet back yet: a forgotten passphrase would lose every woman's record."""

    def __str__(self) -> str:
        return _("No real record yet: first the administrator prints the recovery sheet and types it back.")


def require_recovery_sheet(user: User) -> None:
    """Raise :class:`RecoverySheetMissing` unless the sheet was typed back or the organisation is an invented one."""
    if not user.organisation.is_demo and not keyring().recovery_confirmed:
        raise RecoverySheetMissing
