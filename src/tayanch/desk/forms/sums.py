"""A field for money as people type it: ``52 200,00`` and ``52200.00`` are the same sum."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tayanch.desk.language import language
from tayanch.law import BadInput
from tayanch.law.money import parse_money

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f']+")


def plain(text: str) -> str:
    """A typed sum with a point before the kopecks and nothing between the thousands."""
    compact = _SPACES.sub("", text)
    if "," in compact and "." in compact:
        thousands = "," if compact.rindex(".") > compact.rindex(",") else "."
        compact = compact.replace(thousands, "")
    return compact.replace(",", ".")


class SumField(forms.CharField):
    """A positive sum with two decimals at most; refusals are the law core's own sentences."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 30)
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as typed; a kept sum is shown with its kopecks."""
        return f"{value:.2f}" if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        kept = self.prepare_value(initial) if initial is not None else ""
        return bool(plain(data or "") != kept)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_money(plain(text), "")
        except BadInput as refusal:
            raise ValidationError(refusal.text(language())) from None


class DayInput(forms.DateInput):
    """The browser's own day picker; it wants ISO days in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, picked or typed as people write it."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        formats = ["%Y-%m-%d", "%d.%m.%Y"]
        super().__init__(input_formats=formats, **options)
