"""What a rule of law must know of her to count: crossings of a border, years of work. Sealed, and kept for a while."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from tayanch.desk.models.cases import Case
from tayanch.vault.models import Person, SealedField, SealedModel


class Panel(SealedModel):
    """The facts for one question to the law, of one woman of the case. The row goes on the day it expires."""

    class Kind(models.TextChoices):
        STAY = "stay"
        PENSION = "pension"

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="panels")
    # Whose facts they are: they go when she is erased. None: those of the only woman of the case.
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    facts = SealedField()  # a JSON object: what the rule is asked, without the day it is asked for
    expires = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind"], name="one_panel_a_kind")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def told(self) -> dict[str, Any]:
        """The facts. Raises :class:`~tayanch.vault.keys.Erased`."""
        found: dict[str, Any] = json.loads(self.unseal("facts") or "{}")
        return found

    def tell(self, told: dict[str, Any]) -> None:
        """Put the facts in. Does not save."""
        self.seal(facts=json.dumps(told))
