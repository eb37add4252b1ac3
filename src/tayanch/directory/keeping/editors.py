"""A form for each part of an entry: from the entry to its fields on the page, and back to the fields of the file."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from tayanch.directory.keeping.forms import (
    DayField,
    add_texts,
    check_texts,
    cities,
    concepts,
    languages,
    text_of,
    texts_initial,
)
from tayanch.directory.keeping.parts import DAYS, KINDS, TRUTHS
from tayanch.directory.model import Organisation, Stop
from tayanch.directory.writing import Fields, fields_of
from tayanch.directory.writing import text_of as text_of_entry

if TYPE_CHECKING:
    _FormSet = BaseFormSet[Any]
else:
    _FormSet = BaseFormSet

MOST_ROWS = 40
SPOKEN_WORDS = ("ky", "ru", "en", "uz", "tg")
_TRUTH = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]
_YES = {"yes": True, "no": False}
_NUMBER, _SHORT = re.compile(r"\+[1-9]\d{6,14}"), re.compile(r"\d{2,8}")


class Editor(ABC):
    """What a page asks about one part. *own*: the organisation itself is asked, and sees no hiding place."""

    def __init__(self, entry: Organisation, data: Any = None, *, own: bool = False) -> None:
        self.entry, self.old, self.own = entry, fields_of(entry), own
        self.forms: list[forms.Form] = []
        self.rows: BaseFormSet[Any] | None = None

    @property
    def version(self) -> str:
        """Differs as soon as somebody else has changed this entry: rows are told apart by their place."""
        return hashlib.sha256(text_of_entry(self.entry).encode()).hexdigest()[:16]

    def is_valid(self) -> bool:
        """Every form is asked, so that all that is wrong is told at once."""
        fitting = [one.is_valid() for one in self.forms]
        rows_fit = self.rows is None or self.rows.is_valid()
        return all(fitting) and rows_fit

    @abstractmethod
    def fields(self) -> Fields:
        """The fields of the file that this part has, as they were written."""

    def written(self) -> list[forms.Form]:
        """The rows that were filled and not taken out."""
        rows: Any = self.rows or ()
        return [one for one in rows if one.cleaned_data and not one.cleaned_data.get("DELETE")]


class Rows(_FormSet):
    """Rows of one kind with an empty one below them; none of them needs a script."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take this out")
        form.is_new = index is not None and index >= self.initial_form_count()


def rows_of(form: type[forms.Form], prefix: str, data: Any, initial: list[dict[str, Any]]) -> BaseFormSet[Any]:
    made: Any = formset_factory(form, formset=Rows, extra=1, can_delete=True, max_num=MOST_ROWS, validate_max=True)
    rows: BaseFormSet[Any] = made(data, initial=initial, prefix=prefix)
    return rows


# --- name, kind, words -----------------------------------------------------------------------------------------------


class NameForm(forms.Form):
    def __init__(self, data: Any, *, initial: Mapping[str, Any], with_alert: bool) -> None:
        super().__init__(data, initial=dict(initial), prefix="name")
        add_texts(self, "name", _("What it is called"))
        add_texts(self, "says", _("What she gets there"))
        if with_alert:
            add_texts(self, "alert", _("What she must know before she turns there"), required=False)

    def clean(self) -> dict[str, Any]:
        check_texts(self, "alert")
        return self.cleaned_data


class NameEditor(Editor):
    def __init__(self, entry: Organisation, data: Any = None, *, own: bool = False) -> None:
        super().__init__(entry, data, own=own)
        initial = texts_initial(self.old, "name", "says", "alert")
        self.forms = [NameForm(data, initial=initial, with_alert=not own)]

    def fields(self) -> Fields:
        form = self.forms[0]
        alert = self.old.get("alert") if self.own else text_of(form, "alert")
        return {"name": text_of(form, "name"), "says": text_of(form, "says"), "alert": alert}


class AboutForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    covers = forms.MultipleChoiceField(label=_("Helps in"), required=False)
    languages = forms.MultipleChoiceField(label=_("Languages spoken"), widget=forms.CheckboxSelectMultiple)
    website = forms.URLField(label=_("Website"), required=False, max_length=300, assume_scheme="https")
    reach_through = forms.CharField(
        label=_("Who leads there"), required=False, help_text=_("Short names of entries, with commas between.")
    )
    check_again_after_days = forms.IntegerField(label=_("Check again after days"), min_value=1, max_value=1000)

    def __init__(self, data: Any, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial), prefix="about")
        known = [code for code, _name in languages()]
        others = [(code, code) for code in initial["languages"] if code not in known]
        self.fields["covers"].choices = concepts("country")  # type: ignore[attr-defined]
        self.fields["languages"].choices = [*languages(), *others]  # type: ignore[attr-defined]


class AboutEditor(Editor):
    def __init__(self, entry: Organisation, data: Any = None, *, own: bool = False) -> None:
        super().__init__(entry, data, own=own)
        initial = {**self.old, "reach_through": ", ".join(entry.reach_through)}
        self.forms = [AboutForm(data, initial=initial)]

    def fields(self) -> Fields:
        told = self.forms[0].cleaned_data
        leads = [one.strip() for one in told["reach_through"].split(",") if one.strip()]
        return {**told, "website": told["website"] or None, "reach_through": leads}


class SearchForm(forms.Form):
    def __init__(self, data: Any, *, initial: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(initial), prefix="search")
        names = dict(languages())
        for code in SPOKEN_WORDS:
            field = forms.CharField(label=names[code], required=False, max_length=500)
            field.widget.attrs["lang"] = code
            self.fields[code] = field


class SearchEditor(Editor):
    def __init__(self, entry: Organisation, data: Any = None, *, own: bool = False) -> None:
        super().__init__(entry, data, own=own)
        self.forms = [SearchForm(data, initial={code: ", ".join(words) for code, words in entry.words})]

    def fields(self) -> Fields:
        told = self.forms[0].cleaned_data.items()
        words = {code: [one.strip() for one in text.split(",") if one.strip()] for code, text in told}
        return {"words": {code: found for code, found in words.items() if found}}


# --- services --------------------------------------------------------------------------------------------------------


class ServiceRow(forms.Form):
    id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    need = forms.ChoiceField(label=_("Topic"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["need"].choices = [("", "—"), *concepts("need")]  # type: ignore[attr-defined]
        add_texts(self, "name", _("Service"))
        for name, label in TRUTHS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=_TRUTH, required=False)


class ServicesEditor(Editor):
    def __init__(self, entry: Organisation, data: Any = None, *, own: bool = False) -> None:
        super().__init__(entry, data, own=own)
        known = {True: "yes", False: "no", None: ""}
        initial = [
            {**one, **texts_initial(one, "name"), **{name: known[one[name]] for name in TRUTHS}}
            for one in self.old["services"]
        ]
        self.rows = rows_of(ServiceRow, "services", data, initial)

    def fields(self) -> Fields:
        found: list[Fields] = []
        before = {one["id"]: one for one in self.old["services"]}
        for row in self.written():
            told = row.cleaned_data
            id = told["id"] if told["id"] in before else _unused(told["need"], {*before, *(o["id"] for o in found)})
            truths = {name: _YES.get(told[name]) for name in TRUTHS}
            new = {"id": id, "need": told["need"], "name": text_of(row, "name"), **truths}
            old = before.get(id, {})
            is_same = all(old.get(name) == value for name, value in new.items())
            found.append({**new, "sources": old["sources"]} if is_same else new)  # what changed gets the new source
        return {"services": found}


def _unused(wanted: str, taken: set[str]) -> str:
    return next(id for id in (wanted, *(f"{wanted}-{n}" for n in range(2, 100))) if id not in taken)


# --- places ----------------------------------------------------------------------------------------------------------


class PlaceRow(forms.Form):
    city = forms.ChoiceField(label=_("City"))
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    hidden = forms.BooleanField(
        label=_("Nobody may learn where it is"),
        required=False,
        help_text=_("Then no address is kept here: not for the public, and not for us."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["city"].choices = [("", "—"), *cities()]  # type: ignore[attr-defined]
        add_texts(self, "address", _("Address"), required=False)
        if self.initial.get("hidden"):  # nobody opens a hiding place by taking away a tick
            for name in [name for name in self.fields if name not in {"city", "hidden"}]:
                del self.fields[name]
            self.fields["hidden"].disabled = True
        self.order_fields(["city", *(f"address_{code}" for code in ("ky", "ru", "en"))])

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("hidden"):
            check_texts(self, "address")
        return self.cleaned_data


class PlacesEditor(Editor):
    def __init__(self, entry: Organisation, data: Any = None, *, own: bool = False) -> None:
        super().__init__(entry, data, own=own)
        shown = [one for one in self.old["places"] if not (own and one["hidden"])]
        self.rows = rows_of(PlaceRow, "places", data, [{**one, **texts_initial(one, "address")} for one in shown])

    def fields(self) -> Fields:
        kept = [one for one in self.old["places"] if self.own and one["hidden"]]
        return {"places": [*kept, *(self._place(row) for row in self.written())]}

    def _place(self, row: forms.Form) -> Fields:
        told = row.cleaned_data
        before: Fields = next((one for one in self.old["places"] if one["city"] == told["city"]), {})
        found: Fields = {
            "city": told["city"],
            "oblast": before.get("oblast"),
            "address": None,
            "hidden": told["hidden"],
        }
        if told["hidden"]:
            return found
        point = {name: told[name] for name in ("latitude", "longitude") if told[name] is not None}
        phones = {"phones": before["phones"]} if before.get("phones") else {}
        return {**found, "address": text_of(row, "address"), **point, **phones}


# --- numbers and hours -----------------------------------------------------------------------------------------------


class PhoneRow(forms.Form):
    number = forms.CharField(label=_("Number"), max_length=30, help_text=_("+996312123456, or a short one such as 115"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].widget.attrs.update({"inputmode": "tel", "autocomplete": "off"})
        add_texts(self, "note", _("About this number"), required=False)

    def clean_number(self) -> str:
        number = re.sub(r"[\s()\-–.]", "", self.cleaned_data["number"])
        number = f"+{number[2:]}" if number.startswith("00") else number
        if not (_NUMBER.fullmatch(number) or _SHORT.fullmatch(number)):
            raise forms.ValidationError(_("Write it with + and the country, or as a short number."))
        return number

    def clean(self) -> dict[str, Any]:
        check_texts(self, "note")
        return self.cleaned_data


class PhonesEditor(Editor):
    def __init__(self, entry: Organisation, data: Any = None, *, own: bool = False) -> None:
        super().__init__(entry, data, own=own)
        initial = [{**one, **texts_initial(one, "note")} for one in self.old["phones"]]
        self.rows = rows_of(PhoneRow, "phones", data, initial)

    def fields(self) -> Fields:
        """A number that is new is confirmed by nobody; what is known of the others stays."""
        before = {one["number"]: one for one in self.old["phones"]}
        found = {}
        for row in self.written():
            number = row.cleaned_data["number"]
            unknown = {"confirmed": False, "last_checked": None, "result": None}
            new = {"number": number, "short": not number.startswith("+"), **unknown}
            told = {**before.get(number, new), "note": text_of(row, "note")}
            found[number] = {name: value for name, value in told.items() if name != "note" or value}
        return {"phones": list(found.values())}


class HoursForm(forms.Form):
    days = forms.MultipleChoiceField(
        label=_("Days"), required=False, choices=list(DAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    opens = forms.TimeField(label=_("From"), required=False)
    closes = forms.TimeField(label=_("Until"), required=False)
    utc_offset = forms.FloatField(label=_("Hours from UTC"), required=False, min_value=-14, max_value=14)

    def __init__(self, data: Any, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial), prefix="hours")
        for name in ("opens", "closes"):
            self.fields[name].widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        add_texts(self, "note", _("About the hours"), required=False)

    def clean(self) -> dict[str, Any]:
        check_texts(self, "note")
        told = self.cleaned_data
        if told.get("days") and not (told.get("opens") and told.get("closes")):
            self.add_error("opens", _("Say from when until when."))
        return told


class HoursEditor(Editor):
    def __init__(self, entry: Organisation, data: Any = None, *, own: bool = False) -> None:
        super().__init__(entry, data, own=own)
        before = self.old["schedule"] or {}
        initial = {
            **before,
            **texts_initial(before, "note"),
            "days": [day for day in DAYS if day in before.get("days", "")],
        }
        self.forms = [HoursForm(data, initial=initial)]

    def fields(self) -> Fields:
        told = self.forms[0].cleaned_data
        if not told["days"]:
            return {"schedule": None}
        days = ",".join(day for day in DAYS if day in told["days"])
        found: Fields = {"days": days, "opens": _hour(told["opens"]), "closes": _hour(told["closes"])}
        if told["utc_offset"] is not None:
            found["utc_offset"] = told["utc_offset"]
        if note := text_of(self.forms[0], "note"):
            found["note"] = note
        return {"schedule": found}


# --- stops of a mobile point -----------------------------------------------------------------------------------------


class StopRow(forms.Form):
    day = DayField(label=_("Day"))
    opens = forms.TimeField(label=_("From"))
    closes = forms.TimeField(label=_("Until"))
    city = forms.ChoiceField(label=_("City or district centre"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["city"].choices = [("", "—"), *cities()]  # type: ignore[attr-defined]
        for name in ("opens", "closes"):
            self.fields[name].widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        add_texts(self, "place", _("Where it stands"))

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("opens") and told.get("closes") and told["opens"] >= told["closes"]:
            self.add_error("closes", _("It ends before it begins."))
        return told


class StopsEditor(Editor):
    def __init__(self, entry: Organisation, data: Any = None, *, own: bool = False) -> None:
        super().__init__(entry, data, own=own)
        self.rows = rows_of(
            StopRow, "stops", data, [{**one, **texts_initial(one, "place")} for one in self.old.get("stops", [])]
        )

    def fields(self) -> Fields:
        """A stop that was called off stays so while its day, city and hour are the same."""
        off = {one.key: one.called_off for one in self.entry.stops if one.called_off}
        return {"stops": [self._stop(row, off) for row in self.written()]}

    def _stop(self, row: forms.Form, off: Mapping[str, str]) -> Fields:
        told = row.cleaned_data
        opens, closes = _hour(told["opens"]), _hour(told["closes"])
        place = text_of(row, "place")
        found: Fields = {"day": told["day"], "opens": opens, "closes": closes, "city": told["city"], "place": place}
        key = Stop(told["day"], opens, closes, told["city"], self.entry.name).key
        return {**found, "called_off": off[key]} if key in off else found


def _hour(moment: time) -> str:
    return moment.strftime("%H:%M")


EDITORS: Mapping[str, type[Editor]] = {
    "name": NameEditor,
    "about": AboutEditor,
    "services": ServicesEditor,
    "places": PlacesEditor,
    "phones": PhonesEditor,
    "hours": HoursEditor,
    "stops": StopsEditor,
    "search": SearchEditor,
}
# What an organisation is asked about itself.
OWN_PARTS = ("name", "services", "phones", "hours", "places", "stops")
