"""Studies of interviews as they are kept.

Texts, names and what is said about speakers are sealed under the key of the study; the table of real names under a key
of its own. Codings are positions in code points of one version, and rows without a word of the text.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.vault.models import SealedField, SealedModel

USER = settings.AUTH_USER_MODEL


class Method(models.TextChoices):
    """How people were spoken with: tayanch.interviews.attributes.METHODS."""

    FOCUS_GROUP = "focus-group", _("focus group")
    INTERVIEW = "interview", _("in-depth interview")
    CASE_STUDY = "case-study", _("case study of a family")
    EXPERT = "expert-interview", _("interview with an expert")


class Study(SealedModel):
    """A study: its people, its plan, its codebook, its interviews."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    title = models.CharField(max_length=200)
    question = models.TextField(blank=True)  # what the study wants to know
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # {"areas": [id or name], "targets": {area: {method: n}}, "totals": {"areas": {…}, "methods": {…}, "all": n}}
    plan = models.JSONField(default=dict)
    attributes = models.JSONField(default=list)  # names of attributes of speakers beside those of the product
    may_see_others = models.BooleanField(default=False)  # coders see one another's codings before both are done

    objects = scoped_objects()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.title


class Member(models.Model):
    """Who works in a study, as what."""

    class Part(models.TextChoices):
        LEAD = "lead", _("leads the study")  # analyst: everything but real names
        CODER = "coder", _("codes")  # reads what is given to her, sees her own codings

    study = models.ForeignKey(Study, models.CASCADE, related_name="members")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)
    may_look_up = models.BooleanField(default=False)  # real names, and texts before names were taken out

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "user"], name="one_part_a_study")]

    def __str__(self) -> str:
        return self.part


class CodebookVersion(models.Model):
    """The tree of codes after one change; the newest holds. Codings keep the code they were made with."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="codebooks")
    number = models.PositiveIntegerField()
    tree = models.JSONField()  # see tayanch.evidence.interviews.trees
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=20)  # load, add, change, remove, merge, undo

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="a_codebook_version_once")]

    def __str__(self) -> str:
        return str(self.number)


class Case(SealedModel):
    """Interviews that belong together: those of one family."""

    sealed_by = "study_id"
    study = models.ForeignKey(Study, models.CASCADE, related_name="cases")
    name = SealedField()
    attributes = SealedField()  # JSON {name: value}: what another tool knew of the case

    def __str__(self) -> str:
        return str(self.id)


class Speaker(SealedModel):
    """Somebody who speaks in one or more interviews of the study."""

    sealed_by = "study_id"
    study = models.ForeignKey(Study, models.CASCADE, related_name="speakers")
    label = SealedField()  # as the transcript calls her
    attributes = SealedField()  # JSON, see tayanch.interviews.attributes
    asks = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.id)


class Interview(SealedModel):
    """One conversation, what was agreed about it, and how far the work on it is."""

    class Consent(models.TextChoices):
        UNKNOWN = "unknown", _("not written down yet")
        WRITTEN = "written", _("in writing")
        SPOKEN = "spoken", _("spoken, on the recording")

    sealed_by = "study_id"
    study = models.ForeignKey(Study, models.CASCADE, related_name="interviews")
    name = SealedField()
    method = models.CharField(max_length=20, choices=Method.choices)
    language = models.CharField(max_length=10, blank=True)
    area = models.CharField(max_length=60, blank=True)  # of the plan: a concept of the scheme "oblast" or a name
    held_on = models.DateField(null=True, blank=True)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="interviews")
    consent = models.CharField(max_length=10, choices=Consent.choices, default=Consent.UNKNOWN)
    may_quote = models.BooleanField(default=False)  # she agreed to words of hers being printed without her name
    may_share = models.BooleanField(default=False)  # she agreed to the transcript going to other researchers
    consent_note = SealedField()
    attributes = (
        SealedField()
    )  # JSON {name: value}: what else is known of the interview, such as the round of fieldwork
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)  # all disagreements of its newest version were settled
    released_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")  # never who took the names out
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.id)


class TextVersion(SealedModel):
    """One text of an interview; it never changes."""

    class Kind(models.TextChoices):
        TRANSCRIBED = "transcribed", _("as transcribed")
        CORRECTED = "corrected", _("corrected")
        ANONYMISED = "anonymised", _("with stand-ins")

    study = models.ForeignKey(Study, models.CASCADE, related_name="+")
    sealed_by = "study_id"
    interview = models.ForeignKey(Interview, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = SealedField()
    turns = SealedField()  # JSON [[start, said, end, speaker id or null, seconds or null]]
    came_by = SealedField()  # JSON [[start, end, new]] from the version before
    words = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["interview", "number"], name="a_text_version_once")]

    def __str__(self) -> str:
        return str(self.number)


class Waiting(SealedModel):
    """A transcript that was read and is not kept yet: somebody looks at what was found in it, and decides."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="waiting")
    sealed_by = "study_id"
    interview = models.ForeignKey(Interview, models.CASCADE, null=True, related_name="waiting")  # that it corrects
    name = SealedField()
    read = SealedField()  # JSON, see tayanch.evidence.interviews.waiting
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.id)


class Withdrawal(models.Model):
    """What stays of an interview that was taken back: that there was one, and when."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="withdrawals")
    method = models.CharField(max_length=20, choices=Method.choices)
    area = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.method


class Assignment(models.Model):
    """A coder's reading of one interview in one round. *done_at*: she says she is through."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="assignments")
    coder = models.ForeignKey(USER, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "coder", "round"], name="one_reading_a_round")]

    def __str__(self) -> str:
        return str(self.round)


class Coding(models.Model):
    """One coder's code on one passage. A next version of the text gets copies, moved by its map."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.ForeignKey(TextVersion, models.CASCADE, related_name="codings")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    code = models.UUIDField()  # of any version of the codebook; Codebook.now() says what it is today
    # Of the turn that holds most of the passage, so that a question by attributes needs no text.
    speaker = models.ForeignKey(Speaker, models.SET_NULL, null=True, related_name="+")
    coder = models.ForeignKey(USER, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        ordering = ["start", "end"]
        indexes = [models.Index(fields=["version", "coder"]), models.Index(fields=["code", "speaker"])]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "coder", "round", "code", "start", "end"], name="a_code_once_a_passage"
            ),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="a_passage_has_words"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CodingAct(models.Model):
    """One act of a coder on one text: passages with their codes that came and that went, so that it can be undone."""

    id = models.UUIDField(primary_key=True, editable=False)  # made in the browser: what is sent twice is done once
    version = models.ForeignKey(TextVersion, models.CASCADE, related_name="acts")
    coder = models.ForeignKey(USER, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveIntegerField()
    added = models.JSONField(default=list)  # [[id of the coding, start, end, code]]
    removed = models.JSONField(default=list)
    is_undone = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "coder", "round", "number"], name="an_act_has_its_place")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Adjudication(SealedModel):
    """What was settled about a passage that coders read differently."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="+")
    sealed_by = "study_id"
    version = models.ForeignKey(TextVersion, models.CASCADE, related_name="adjudications")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    codes = models.JSONField(default=list)  # ids that stand
    rejected = models.JSONField(default=list)  # ids of codings that do not
    act = models.UUIDField(default=uuid.uuid4, editable=False)  # what was settled in one go is undone in one go
    why = SealedField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["start"]

    def __str__(self) -> str:
        return str(self.id)


class Memo(SealedModel):
    """A thought about the study, an interview, a code or a passage."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="memos")
    sealed_by = "study_id"
    title = SealedField()
    text = SealedField()
    interview = models.ForeignKey(Interview, models.CASCADE, null=True, related_name="memos")
    code = models.UUIDField(null=True)
    version = models.ForeignKey(TextVersion, models.CASCADE, null=True, related_name="memos")  # of a passage
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.id)


class NameTable(SealedModel):
    """Holds the key of a study's real names. Deleting its key makes every stand-in final."""

    study = models.OneToOneField(Study, models.CASCADE, related_name="names")

    def __str__(self) -> str:
        return str(self.id)


class StandIn(SealedModel):
    """A real name and what stands in its place all over the study."""

    sealed_by = "table_id"
    table = models.ForeignKey(NameTable, models.CASCADE, related_name="stand_ins")
    kind = models.CharField(max_length=20)  # tayanch.interviews.anonymising.Kind
    forms = SealedField()  # JSON: its base forms
    stand_in = models.CharField(max_length=120)
    is_name = models.BooleanField(default=True)  # False: somebody said that this word is no name
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["stand_in"]

    def __str__(self) -> str:
        return self.stand_in


class LookUp(SealedModel):
    """Somebody saw the real name behind a stand-in, and said why."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="look_ups")
    sealed_by = "study_id"
    stand_in = models.CharField(max_length=120)  # kept when the table of names is gone
    why = SealedField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.stand_in


class FieldNote(SealedModel):
    """An entry of the supervisor's log: a check by telephone, a visit, what was found and done."""

    class Kind(models.TextChoices):
        CALL = "call", _("check by telephone")
        VISIT = "visit", _("visit")
        LISTENING = "listening", _("recording listened to")
        OTHER = "other", _("other")

    sealed_by = "study_id"
    study = models.ForeignKey(Study, models.CASCADE, related_name="field_notes")
    interview = models.ForeignKey(Interview, models.SET_NULL, null=True, blank=True, related_name="+")
    area = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField()
    found = SealedField()
    to_do = SealedField()
    done_at = models.DateTimeField(null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day", "-at"]

    def __str__(self) -> str:
        return self.kind


class Quote(SealedModel):
    """Words of a released interview that may be printed, once a second person has released them."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        RELEASED = "released", _("released")
        TAKEN_BACK = "taken-back", _("taken back")

    study = models.ForeignKey(Study, models.CASCADE, related_name="quotes")
    sealed_by = "study_id"
    version = models.ForeignKey(TextVersion, models.CASCADE, related_name="quotes")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    speaker = models.ForeignKey(Speaker, models.SET_NULL, null=True, related_name="+")
    codes = models.JSONField(default=list)
    text = SealedField()  # as it will be printed: cuts marked […]
    translations = SealedField()  # JSON {language: text}
    label = models.JSONField(default=list)  # names of the attributes that its label tells
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.id)


class Package(SealedModel):
    """A project of another tool, sealed in the data folder until somebody says who its coders are."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = scoped_objects()

    def __str__(self) -> str:
        return str(self.id)
