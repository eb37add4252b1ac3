"""What an organisation finds and holds about policy. Nothing of a woman stands here: only of texts and offices."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects

USER = settings.AUTH_USER_MODEL
KEY = 80  # characters of a key: the id of a recommendation of the data, or own-<uuid>


class Kept(models.Model):
    """A row of an organisation. *version* grows with each change, so that two who write do not lose each other's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = scoped_objects()

    class Meta:
        abstract = True


class Addressee(models.TextChoices):
    GOVERNMENT = "government", _("government")
    CIVIL_SOCIETY = "civil-society", _("civil society")
    INTERNATIONAL = "international", _("international organisations")
    AGENCIES = "agencies", _("employment agencies, public and private")
    EVERYBODY = "everybody", _("several, or nobody in particular")


class Standing(models.TextChoices):
    """How far a recommendation is."""

    UNKNOWN = "unknown", _("not known yet")
    NOT_STARTED = "not-started", _("not started yet")
    BEGUN = "begun", _("has begun")
    PARTLY = "partly-done", _("partly done")
    DONE = "done", _("has been done")
    REJECTED = "rejected", _("was rejected")


class Level(models.TextChoices):
    LOW = "low", _("low level")
    AVERAGE = "average", _("average level")
    HIGH = "high", _("high level")


class OwnRecommendation(Kept):
    """One that the organisation adds: of a treaty body, of another report, its own."""

    text = models.TextField()
    addressee = models.CharField(max_length=20, choices=Addressee.choices)
    source = models.CharField(max_length=300)  # the document, with its symbol
    place = models.CharField(max_length=80, blank=True)  # paragraph, page
    url = models.URLField(max_length=500, blank=True)
    since = models.CharField(max_length=10)  # 2021, 2021-11 or 2021-11-29
    topics = models.JSONField(default=list)  # need:unpaid-wages
    cedaw = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        return f"own-{self.id}"


class Judgement(Kept):
    """How the organisation found a recommendation to stand on a day. Rows are added, never changed."""

    class Link(models.TextChoices):
        NONE = "", "—"
        INDICATOR = "indicator", _("an indicator, by its id")
        FIGURE = "figure", _("a published figure, by its id")
        DOCUMENT = "document", _("a document: title, number, page")
        WEB = "web", _("a web address")

    key = models.CharField(max_length=KEY)
    state = models.CharField(max_length=12, choices=Standing.choices)
    day = models.DateField()  # since when, or when it was found so
    note = models.TextField(blank=True)
    link_kind = models.CharField(max_length=10, choices=Link.choices, blank=True)
    link = models.CharField(max_length=500, blank=True)
    due = models.DateField(null=True, blank=True)  # by when it was promised or is expected
    taken_back = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "-at"]
        indexes = [models.Index(fields=["organisation", "key"])]

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and it is neither done nor rejected."""
        return bool(self.due and self.due < today and self.state not in {Standing.DONE, Standing.REJECTED})


class AreaLevel(Kept):
    """How far civil society has come in an area in a year, as we see it. Rows are added, never changed."""

    area = models.CharField(max_length=KEY)
    year = models.PositiveIntegerField()
    level = models.CharField(max_length=8, choices=Level.choices)
    reasons = models.TextField()
    taken_back = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "-at"]


class Sheet(Kept):
    """The review of a programme, law or agreement: which clauses discriminate, and what is missing."""

    title = models.CharField(max_length=300)
    instrument = models.CharField(max_length=KEY, blank=True)  # id in the register
    text = models.CharField(max_length=300, blank=True)  # which text was read: edition, address
    day = models.DateField()
    conclusion = models.TextField(blank=True)
    is_finished = models.BooleanField(default=False)

    class Meta:
        ordering = ["-day", "-at"]

    def __str__(self) -> str:
        return self.title


class Clause(Kept):
    """One finding of a sheet."""

    class Finding(models.TextChoices):
        DISCRIMINATES = "discriminates", _("discriminates")
        ABSENT = "absent", _("is missing from the text")
        VICTIM = "victim", _("sees women only as victims")
        UNCLEAR = "unclear", _("is too vague to be enforced")
        GOOD = "good", _("is good, worth copying")

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="clauses")
    place = models.CharField(max_length=120, blank=True)
    finding = models.CharField(max_length=14, choices=Finding.choices)
    says = models.TextField()
    why = models.TextField(blank=True)
    topic = models.CharField(max_length=KEY, blank=True)
    cedaw = models.JSONField(default=list)
    wording = models.TextField(blank=True)

    class Meta:
        ordering = ["place", "at"]


class Talk(Kept):
    """A meeting of or with authorities: who, on what, with what result."""

    class Kind(models.TextChoices):
        BILATERAL = "bilateral", _("talks between States")
        MEETING = "meeting", _("meeting with an authority")
        HEARING = "hearing", _("hearing or working group")
        LETTER = "letter", _("exchange of letters")

    day = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=300)
    parties = models.CharField(max_length=300)  # offices, not people
    topics = models.JSONField(default=list)
    raised = models.TextField(blank=True)  # which concerns of women were put forward
    results = models.TextField(blank=True)

    class Meta:
        ordering = ["-day", "-at"]

    def __str__(self) -> str:
        return self.title


class Commitment(Kept):
    """What an office promised in a talk."""

    class State(models.TextChoices):
        OPEN = "open", _("still promised")
        KEPT = "kept", _("promise kept")
        BROKEN = "broken", _("promise not kept")
        DROPPED = "dropped", _("no longer needed")

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="commitments")
    text = models.TextField()
    who = models.CharField(max_length=200)
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    note = models.TextField(blank=True)
    recommendation = models.CharField(max_length=KEY, blank=True)

    class Meta:
        ordering = ["due", "at"]

    def is_late(self, today: date) -> bool:
        """Whether it is open after its day."""
        return bool(self.due and self.due < today and self.state == self.State.OPEN)


class Body(Kept):
    """An office in a year: what it may do for women at which stage, what it may not, and what it has for that."""

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    year = models.PositiveIntegerField()
    stages = models.JSONField(default=list)  # stage:preparation
    mandate = models.TextField(blank=True)
    gap = models.TextField(blank=True)
    posts = models.PositiveIntegerField(null=True, blank=True)
    posts_for_women = models.PositiveIntegerField(null=True, blank=True)  # whose work is women's rights in migration
    budget = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["country", "name", "-year"]

    def __str__(self) -> str:
        return self.name
