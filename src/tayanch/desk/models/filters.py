"""Choices of the case list that a worker wants again."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """One choice: concepts and a colleague, nothing that was typed. Its name is what it chooses."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    state = models.CharField(max_length=10, blank=True)
    topic = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "state", "topic", "owner"], name="one_view_a_choice", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.topic}"

    @property
    def query(self) -> str:
        """The query string that shows it."""
        chosen = {"state": self.state, "topic": self.topic, "owner": str(self.owner_id or "")}
        return "&".join(f"{name}={value}" for name, value in chosen.items() if value)
