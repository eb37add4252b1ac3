"""The forms of a codebook's page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.interviews.codebook import Code, Codebook


class Lines(forms.Textarea):
    """Two lines that grow."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 2, **(attrs or {})})


LANGUAGES = {"ky": "Кыргызча", "ru": "Русский", "en": "English"}
TEXTS: dict[str, tuple[Any, type[forms.Widget]]] = {
    "label": (_("Label"), forms.TextInput),
    "definition": (_("What it means"), Lines),
    "include": (_("Use it for"), Lines),
    "exclude": (_("Do not use it for"), Lines),
}
COLUMNS = {"label": "labels", "definition": "definition", "include": "include", "exclude": "exclude"}
COLOUR = "#8a6f4d"  # walnut, when nobody chose


def indented(book: Codebook, language: str, without: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Choices of codes in the order of the tree, each with its level."""
    return [
        (code.id, f"{'– ' * (depth - 1)}{code.label(language)} ({code.name})")
        for depth, code in book.walk()
        if code.id not in without
    ]


def colour_of(book: Codebook, code_id: str) -> str:
    """A code's colour; that of the nearest code above it which has one, when nobody chose."""
    own = (book[each].colour for each in (code_id, *reversed(book.ancestors(code_id)))) if code_id else iter(())
    return next((colour for colour in own if colour), COLOUR)


class CodeForm(forms.Form):
    """One code, in three languages; the page's own language comes first."""

    name = forms.SlugField(
        label=_("Short name"),
        max_length=40,
        allow_unicode=True,
        help_text=_("Letters and hyphens, such as WAGE-NONPAY."),
    )
    parent = forms.ChoiceField(label=_("Stands under"), required=False)
    colour = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label=_("Colour"), required=False, widget=forms.TextInput(attrs={"type": "color"})
    )
    is_folder = forms.BooleanField(
        label=_("A theme only: passages are coded with what stands below it"), required=False
    )

    def __init__(self, *args: Any, book: Codebook, language: str, code: Code | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = book
        below = book.descendants(code.id) if code else frozenset()
        top = [("", _("the top of the tree"))]
        self.fields["parent"].choices = [*top, *indented(book, language, below)]  # type: ignore[attr-defined]
        self.order = [language, *(each for each in LANGUAGES if each != language)]
        for each in self.order:
            for text, (label, widget) in TEXTS.items():
                made = (
                    widget(attrs={"rows": 2, "lang": each})
                    if widget is forms.Textarea
                    else widget(attrs={"lang": each})
                )
                self.fields[f"{text}_{each}"] = forms.CharField(
                    label=label, max_length=600, required=False, widget=made
                )
        self.fields[f"label_{language}"].required = True

    @classmethod
    def of(cls, book: Codebook, code: Code | None, language: str, under: str = "") -> CodeForm:
        """The form of a code that is there, or of a new one."""
        initial: dict[str, Any] = {"colour": colour_of(book, under if under in book else ""), "parent": under}
        if code:
            initial = {"name": code.name, "parent": code.parent, "colour": colour_of(book, code.id)}
            initial["is_folder"] = not code.is_codable
            for text, column in COLUMNS.items():
                initial |= {f"{text}_{each}": said for each, said in getattr(code, column).items()}
        return cls(initial=initial, book=book, language=language, code=code)

    def told(self) -> dict[str, Any]:
        """Columns of :class:`Code`."""
        data = self.cleaned_data
        texts = {
            column: {each: data[f"{text}_{each}"] for each in LANGUAGES if data[f"{text}_{each}"]}
            for text, column in COLUMNS.items()
        }
        is_from_above = data["colour"] in ("", colour_of(self.book, data["parent"]))
        own = {"name": data["name"], "parent": data["parent"], "colour": "" if is_from_above else data["colour"]}
        return {**own, "is_codable": not data["is_folder"], **texts}

    def general(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "parent", "colour")]

    def first(self) -> list[forms.BoundField]:
        """The texts in the language of the page."""
        return self._texts(self.order[0])

    def others(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The texts in each other language, with its name."""
        for each in self.order[1:]:
            yield LANGUAGES[each], self._texts(each)

    def _texts(self, language: str) -> list[forms.BoundField]:
        return [self[f"{text}_{language}"] for text in TEXTS]


class MergeForm(forms.Form):
    """What a code becomes part of, and why."""

    into = forms.ChoiceField(label=_("Becomes part of"))
    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *args: Any, book: Codebook, code: Code, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = indented(book, language, book.descendants(code.id))
        self.fields["into"].choices = choices  # type: ignore[attr-defined]
