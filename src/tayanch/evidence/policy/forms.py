"""The forms of the pages of policy. They hold notes about texts and offices, never about a woman."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tayanch import policy, vocabulary
from tayanch.evidence.policy import wording
from tayanch.evidence.policy.models import (
    Addressee,
    Body,
    Clause,
    Commitment,
    Judgement,
    Kept,
    Level,
    OwnRecommendation,
    Sheet,
    Standing,
    Talk,
)
from tayanch.policy.reading import CEDAW, DATE

TOPICS = ("topic_1", "topic_2", "topic_3")
NOTHING = ("", "—")
FIRST_YEAR = 1990


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), required=required)


def long(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, max_length=10_000, help_text=help_text)


class Row(forms.Form):
    """A form of one row: :attr:`values` is what is kept; *row* gives what stands there now."""

    stands: list[tuple[str, str]] = []
    fields_of: tuple[str, ...] = ()  # columns of the row that are fields of the form by the same name

    def __init__(self, data: Any = None, *, row: Any = None, initial: dict[str, Any] | None = None) -> None:
        told = {name: getattr(row, name) for name in self.fields_of} if row else {}
        super().__init__(data, initial=(initial or {}) | told | (self.more_of(row) if row else {}))
        self.choices_of_today()

    def more_of(self, row: Any) -> dict[str, Any]:
        """What of *row* is not a column of its own in the form."""
        return {}

    def choices_of_today(self) -> None:
        """Fill selects whose labels are those of the page's language."""

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields_of}

    def choose(self, name: str, choices: Any) -> None:
        self.fields[name].choices = [NOTHING, *choices]  # type: ignore[attr-defined]


class WithTopics(Row):
    """Up to three topics of the vocabulary."""

    topic_1 = forms.ChoiceField(label=_("Topic"), required=False)
    topic_2 = forms.ChoiceField(label=_("Another topic"), required=False)
    topic_3 = forms.ChoiceField(label=_("A third topic"), required=False)

    def choices_of_today(self) -> None:
        for name in TOPICS:
            self.choose(name, wording.topic_choices())

    def more_of(self, row: Any) -> dict[str, Any]:
        return dict(zip(TOPICS, row.topics, strict=False))

    @property
    def values(self) -> dict[str, Any]:
        topics = [self.cleaned_data[name] for name in TOPICS if self.cleaned_data[name]]
        return super().values | {"topics": list(dict.fromkeys(topics))}


class WithArticles(Row):
    """Articles of CEDAW, as ``2, 11``."""

    cedaw = forms.CharField(
        label=_("Articles of CEDAW"), required=False, max_length=60, help_text=_("For example: 2, 11")
    )

    def more_of(self, row: Any) -> dict[str, Any]:
        return super().more_of(row) | {"cedaw": ", ".join(row.cedaw)}

    def clean_cedaw(self) -> str:
        told: str = self.cleaned_data["cedaw"]
        if wrong := [word for word in re.split(r"[\s,;]+", told.strip()) if word and word not in CEDAW]:
            raise forms.ValidationError(
                gettext("Articles are numbers from 1 to 16: %(wrong)s is none.") % {"wrong": wrong[0]}
            )
        return told

    @property
    def values(self) -> dict[str, Any]:
        numbers = {int(word) for word in re.findall(r"\d+", self.cleaned_data["cedaw"])}
        return super().values | {"cedaw": [str(number) for number in sorted(numbers)]}


class OwnForm(WithArticles, WithTopics):
    """A recommendation that the organisation adds."""

    fields_of = ("text", "addressee", "source", "place", "url", "since")
    text = long(_("What is recommended, in your own words"))
    addressee = forms.ChoiceField(label=_("Who should do it"), choices=Addressee.choices)
    source = forms.CharField(
        label=_("Document"), max_length=300, help_text=_("Title and symbol, for example CEDAW/C/KGZ/CO/5.")
    )
    place = forms.CharField(label=_("Paragraph or page"), max_length=80, required=False)
    url = forms.URLField(label=_("Web address of the document"), max_length=500, required=False, assume_scheme="https")
    since = forms.RegexField(
        DATE, label=_("Since when"), max_length=10, help_text=_("A year, or a day as 2021-11-29."), strip=True
    )
    field_order = ("text", "addressee", "source", "place", "url", "since", *TOPICS, "cedaw")


class AssessForm(Row):
    """How a recommendation stands."""

    fields_of = ("state", "day", "note", "link_kind", "link", "due")
    state = forms.ChoiceField(label=_("How it stands"), choices=Standing.choices)
    day = day_field(_("Since when, or found on"))
    note = long(_("What shows it"), required=False, help_text=_("Laws, numbers, decisions. Nothing about a person."))
    link_kind = forms.ChoiceField(label=_("It rests on"), choices=Judgement.Link.choices, required=False)
    link = forms.CharField(label=_("Id, title or address"), max_length=500, required=False)
    due = day_field(_("Promised or expected by"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("link_kind") and not told.get("link"):
            self.add_error("link", gettext("Write which one."))
        web = told.get("link_kind") == Judgement.Link.WEB
        if web and not told.get("link", "").startswith(("https://", "http://")):
            self.add_error("link", gettext("A web address begins with https:// ."))
        return told


class LevelForm(Row):
    """How far civil society has come in an area."""

    fields_of = ("year", "level", "reasons")
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=2100)
    level = forms.ChoiceField(label=_("How far it has come"), choices=Level.choices)
    reasons = long(_("Reasons"), help_text=_("Who does what, where, for how many. Nothing about a person."))


class SheetForm(Row):
    """A review of a text."""

    fields_of = ("title", "instrument", "text", "day", "conclusion", "is_finished")
    title = forms.CharField(label=_("What is reviewed"), max_length=300)
    instrument = forms.ChoiceField(label=_("Entry of the register"), required=False)
    text = forms.CharField(
        label=_("Which text was read"), max_length=300, required=False, help_text=_("Edition, date, web address.")
    )
    day = day_field(_("Date of the review"))
    conclusion = long(_("Conclusion"), required=False)
    is_finished = forms.BooleanField(label=_("The review is finished"), required=False)

    def choices_of_today(self) -> None:
        self.choose("instrument", [(one.id, wording.said(one.name)) for one in policy.instruments().values()])


class ClauseForm(WithArticles):
    """One finding."""

    fields_of = ("place", "finding", "says", "why", "topic", "wording")
    place = forms.CharField(label=_("Article or page"), max_length=120, required=False)
    finding = forms.ChoiceField(label=_("What is found"), choices=Clause.Finding.choices)
    says = long(_("What it says, or what is missing"))
    why = long(_("Why this matters to women"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    wording = long(_("Proposed wording"), required=False)
    field_order = (*fields_of[:5], "cedaw", "wording")

    def choices_of_today(self) -> None:
        self.choose("topic", wording.topic_choices())


class TalkForm(WithTopics):
    """Talks between States, a meeting, a hearing."""

    fields_of = ("day", "kind", "title", "parties", "raised", "results")
    day = day_field(_("Date"))
    kind = forms.ChoiceField(label=_("What it was"), choices=Talk.Kind.choices)
    title = forms.CharField(label=_("Subject"), max_length=300)
    parties = forms.CharField(
        label=_("Which offices took part"), max_length=300, help_text=_("Offices and States, no names of people.")
    )
    raised = long(_("Which concerns of women were raised"), required=False)
    results = long(_("What came of it"), required=False)
    field_order = ("day", "kind", "title", "parties", *TOPICS, "raised", "results")


class CommitmentForm(Row):
    """What an office promised."""

    fields_of = ("text", "who", "due", "state", "note", "recommendation")
    text = long(_("What was promised"), rows=2)
    who = forms.CharField(label=_("Which office"), max_length=200)
    due = day_field(_("By when"), required=False)
    state = forms.ChoiceField(label=_("How it stands"), choices=Commitment.State.choices)
    note = long(_("What shows it"), required=False, rows=2)
    recommendation = forms.ChoiceField(label=_("Recommendation it serves"), required=False)

    def choices_of_today(self) -> None:
        found = policy.recommendations().values()
        self.choose("recommendation", [(one.id, f"{one.id} · {wording.said(one.text)[:90]}") for one in found])


class BodyForm(Row):
    """An office: its mandate and its means."""

    fields_of = (
        "name",
        "country",
        "year",
        "mandate",
        "gap",
        "posts",
        "posts_for_women",
        "budget",
        "currency",
        "source",
    )
    name = forms.CharField(label=_("Office"), max_length=200)
    country = forms.ChoiceField(label=_("Country"))
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=2100)
    stages = forms.MultipleChoiceField(
        label=_("Stages of migration at which it may protect"), required=False, widget=forms.CheckboxSelectMultiple
    )
    mandate = long(_("What it may do for migrant women"), required=False)
    gap = long(_("What it may not or does not do"), required=False)
    posts = forms.IntegerField(label=_("Posts"), min_value=0, max_value=10**6, required=False)
    posts_for_women = forms.IntegerField(
        label=_("Posts for the rights of women in migration"), min_value=0, max_value=10**6, required=False
    )
    budget = forms.DecimalField(
        label=_("Budget of the year"), min_value=0, max_digits=16, decimal_places=2, required=False
    )
    currency = forms.RegexField(
        r"[A-Z]{3}", label=_("Currency"), required=False, help_text=_("Three letters: KGS, USD.")
    )
    source = forms.CharField(label=_("Source"), max_length=300)
    field_order = (*fields_of[:3], "stages", *fields_of[3:])

    def choices_of_today(self) -> None:
        self.fields["country"].choices = wording.country_choices()  # type: ignore[attr-defined]
        stages = vocabulary.scheme("stage")
        self.fields["stages"].choices = [(one.id, one.label(wording.language())) for one in stages]  # type: ignore[attr-defined]

    def more_of(self, row: Any) -> dict[str, Any]:
        return {"stages": row.stages}

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("budget") is not None and not told.get("currency"):
            self.add_error("currency", gettext("Say in which currency the budget is."))
        if told.get("posts") is not None and (told.get("posts_for_women") or 0) > told["posts"]:
            self.add_error("posts_for_women", gettext("This cannot be more than all posts."))
        return told

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"stages": self.cleaned_data["stages"]}


FORMS: dict[type[Kept], type[Row]] = {OwnRecommendation: OwnForm, Sheet: SheetForm, Clause: ClauseForm, Talk: TalkForm}
FORMS |= {Commitment: CommitmentForm, Body: BodyForm}
