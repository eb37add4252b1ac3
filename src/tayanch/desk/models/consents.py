"""A woman's yes as a document: to whom, which facts, what for, until when."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.conf import settings
from django.db import models

from tayanch.desk.models.cases import Case
from tayanch.vault.models import Person, SealedField, SealedModel


class Consent(SealedModel):
    """What she agreed to, in the words that she heard or signed. Never changed; at most it is withdrawn."""

    class Purpose(models.TextChoices):
        REFERRAL = "referral"
        COLLECTIVE_CLAIM = "collective-claim"
        MESSAGE = "message"
        PUBLICATION = "publication"

    class How(models.TextChoices):
        SPOKEN = "spoken"
        SIGNED = "signed"

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="consents")
    # Whose yes it is: it goes when she is erased. None: that of the only woman of the case.
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    scope = SealedField()  # a JSON object: the recipient, its name as she heard it, and the facts
    text = SealedField()  # what was read to her
    language = models.CharField(max_length=10)  # of that text
    how = models.CharField(max_length=10, choices=How.choices)
    given_on = models.DateField()
    until = models.DateField()  # the last day on which it holds
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-given_on", "-until", "id"]

    def __str__(self) -> str:
        return str(self.id)

    def tell(self, *, recipient: str, recipient_name: str, facts: Sequence[str], text: str) -> None:
        """Seal the scope and the words. Does not save."""
        scope = {"recipient": recipient, "name": recipient_name, "facts": list(facts)}
        self.seal(scope=json.dumps(scope, ensure_ascii=False), text=text)

    @property
    def recipient(self) -> str:
        """To whom: a partner's id, or the name that was typed; "" when nobody is named."""
        return str(json.loads(self.unseal("scope"))["recipient"])

    @property
    def recipient_name(self) -> str:
        """To whom, as she heard it."""
        return str(json.loads(self.unseal("scope"))["name"])

    @property
    def facts(self) -> list[str]:
        """Which facts: ids of :data:`tayanch.desk.privacy.consents.FACTS`, or ``note:<id>`` and ``paper:<id>``."""
        return list(json.loads(self.unseal("scope"))["facts"])
