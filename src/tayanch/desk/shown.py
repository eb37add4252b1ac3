"""A sealed text as a page shows it, also when it does not open for whoever asks."""

from __future__ import annotations

from django.utils.translation import gettext

from tayanch.vault.keys import Erased
from tayanch.vault.models import SealedModel
from tayanch.vault.shares import KeyAway


def shown(row: SealedModel | None, column: str) -> str:
    """The text of a sealed column, "" without a row; a word in brackets for what was erased or needs somebody else."""
    try:
        return row.unseal(column) if row is not None else ""
    except Erased:
        return gettext("(erased)")
    except KeyAway:
        return gettext("(sealed)")
