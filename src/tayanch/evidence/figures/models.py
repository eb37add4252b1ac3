"""An organisation's own part of the register: what it read itself, how it judged what does not agree.

The figures that come with the product lie in files (:mod:`tayanch.figures`) and are never written to. What somebody
says about any figure names it by its code, so that it holds for shipped and own figures alike.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects

USER = settings.AUTH_USER_MODEL
CODE = 60  # characters of a figure's code


class Owned(models.Model):
    """Something an organisation wrote down: who did, and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = scoped_objects()

    class Meta:
        abstract = True


class Publication(Owned):
    """A document that figures are printed in."""

    key = models.CharField(max_length=120)  # what its figures call it, as in the column "document" of a file
    title = models.CharField(max_length=300)
    authors = models.CharField(max_length=300, blank=True)  # as printed, with semicolons between
    publisher = models.CharField(max_length=200, blank=True)
    year = models.CharField(max_length=9, blank=True)
    url = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=10, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="a_publication_key_once")]

    def __str__(self) -> str:
        return self.title


class FigureImport(Owned):
    """A file of figures: read and waiting for a decision, kept, or taken back."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a decision")
        KEPT = "kept", _("kept in the register")
        UNDONE = "undone", _("it was taken back")

    file = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rows = models.JSONField(default=list)  # figures as rows.values_of writes them, with a code
    # {"added": [code], "changed": {code: [version before, version after]}, "publications": [id]}
    did = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.file


class PublishedFigure(Owned):
    """A figure as it is printed. *version* counts its changes; each stays in :class:`FigureVersion`."""

    code = models.CharField(max_length=CODE)  # its id in the register
    publication = models.ForeignKey(Publication, models.PROTECT, null=True, related_name="figures")
    document = models.CharField(max_length=120)  # key of the publication, or a document that comes with the product
    section = models.CharField(max_length=300, blank=True)
    topic = models.CharField(max_length=80, blank=True)
    population = models.CharField(max_length=300)
    sex = models.CharField(max_length=6, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    destination = models.CharField(max_length=60, blank=True)
    measure = models.CharField(max_length=500)
    value = models.CharField(max_length=40, blank=True)  # a decimal number in the digits it is printed in
    value_high = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=80)
    year = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300, blank=True)
    base = models.BigIntegerField(null=True)
    note = models.CharField(max_length=1000, blank=True)
    place = models.CharField(max_length=80, blank=True)
    statement = models.JSONField(default=dict)  # {"ky": …, "ru": …, "en": …}
    topics = models.JSONField(default=list)  # concepts, "need:unpaid-wages"
    replaces = models.CharField(max_length=CODE, blank=True)  # a figure that comes with the product and was misread
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="a_figure_code_once")]

    def __str__(self) -> str:
        return self.code


class FigureVersion(models.Model):
    """A figure as it stood after one change."""

    class What(models.TextChoices):
        ADD = "add", _("was added")
        CHANGE = "change", _("was changed")
        RESTORE = "restore", _("an earlier state taken up again")
        RETIRE = "retire", _("taken out of use")
        RETURN = "return", _("taken into use again")
        IMPORT = "import", _("brought by a file")

    figure = models.ForeignKey(PublishedFigure, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=10, choices=What.choices)
    values = models.JSONField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["figure", "number"], name="a_figure_version_once")]

    def __str__(self) -> str:
        return str(self.number)


class Withdrawable(Owned):
    """Something said about figures, which can be taken back and stays in the record."""

    text = models.CharField(max_length=1000)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-at"]


class FigureNote(Withdrawable):
    """A remark about one figure, shipped or own."""

    code = models.CharField(max_length=CODE)

    def __str__(self) -> str:
        return self.code


class Contradiction(Withdrawable):
    """A contradiction that a person found. *text* says what does not agree."""

    class Severity(models.TextChoices):
        ERROR = "error", _("grave")
        DOUBT = "doubt", _("doubtful")
        NOTE = "note", _("only a remark")

    rows = models.JSONField()  # codes of the figures, two or more
    severity = models.CharField(max_length=10, choices=Severity.choices, default=Severity.DOUBT)

    def __str__(self) -> str:
        return ", ".join(self.rows)


class Judgement(Withdrawable):
    """How somebody judged a finding. It never changes the figures. The newest that was not withdrawn holds."""

    class Verdict(models.TextChoices):
        BASE = "base", _("another base")
        YEAR = "year", _("another year")
        GROUP = "group", _("other people or another place")
        METHOD = "method", _("another method")
        MISPRINT = "misprint", _("a misprint, the publisher was told")
        OPEN = "open", _("cannot be settled")
        FALSE_ALARM = "false-alarm", _("nothing is wrong here")

    finding = models.CharField(max_length=32)  # see tayanch.evidence.figures.judging.key_of
    rule = models.CharField(max_length=60)
    rows = models.JSONField()
    seen = models.CharField(max_length=64)  # fingerprint of the figures as they were judged
    verdict = models.CharField(max_length=20, choices=Verdict.choices)

    class Meta(Withdrawable.Meta):
        indexes = [models.Index(fields=["organisation", "finding"])]

    def __str__(self) -> str:
        return self.verdict
