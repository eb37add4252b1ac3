"""The fields of a question, read from its JSON Schema and said in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tayanch.law.rendering.words import say

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One field: its path (`debts[].amount`), its schema, and for which choices of another field it exists."""

    path: str
    schema: Schema
    is_required: bool
    only_if: str = ""  # the other field
    values: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """What the schema says it is, in English."""
        return str(self.schema.get("description", ""))

    def takes(self, language: str) -> str:
        """What to write into it."""
        kind, facts = _kind(self.schema)
        return say(f"type.{kind}", language, **facts)

    def needed(self, language: str) -> str:
        told = say("word.needed" if self.is_required else "word.may_be_left_out", language)
        if not self.only_if:
            return told
        return f"{told}, {say('word.only_if', language, field=self.only_if, values=', '.join(self.values))}"

    def to_dict(self, language: str) -> dict[str, object]:
        found: dict[str, object] = {"field": self.path, "required": self.is_required}
        if self.only_if:
            found["only_if"] = {self.only_if: list(self.values)}
        return {**found, "takes": self.takes(language), "about": self.about}


def fields_of(schema: object) -> list[Field]:
    """Every field of a question, outer ones before inner ones; fields of several variants are told once."""
    found: list[Field] = []
    for field in _walk(schema if isinstance(schema, Mapping) else {}, ""):
        same = next((n for n, each in enumerate(found) if _is_same(each, field)), None)
        if same is None:
            found.append(field)
        else:
            values = tuple(dict.fromkeys((*found[same].values, *field.values)))
            found[same] = Field(field.path, field.schema, field.is_required, field.only_if, values)
    return found


def _is_same(one: Field, other: Field) -> bool:
    return (one.path, one.schema, one.is_required, one.only_if) == (
        other.path,
        other.schema,
        other.is_required,
        other.only_if,
    )


def _walk(schema: Schema, path: str, only_if: str = "", values: tuple[str, ...] = ()) -> Iterator[Field]:
    if "oneOf" in schema:
        yield from _variants(schema["oneOf"], path)
    if "items" in schema:
        yield from _walk(schema["items"], f"{path}[]", only_if, values)
    for name, inner in schema.get("properties", {}).items():
        place = f"{path}.{name}" if path else name
        yield Field(place, inner, name in schema.get("required", ()), only_if, values)
        yield from _walk(inner, place, only_if, values)


def _variants(variants: list[Schema], path: str) -> Iterator[Field]:
    """The field that decides, with all its choices, then the fields of each choice."""
    key = next(name for name, inner in variants[0]["properties"].items() if len(inner.get("enum", ())) == 1)
    place = f"{path}.{key}" if path else key
    choices = [variant["properties"][key]["enum"][0] for variant in variants]
    yield Field(place, {"type": "string", "enum": choices}, True)
    for variant, choice in zip(variants, choices, strict=True):
        for field in _walk(variant, path, place, (choice,)):
            if field.path != place:
                yield field


def _kind(schema: Schema) -> tuple[str, dict[str, Any]]:
    """Which sentence describes it, and the facts in that sentence."""
    if "enum" in schema:
        return "choice", {"choices": ", ".join(map(str, schema["enum"]))}
    if schema.get("format") == "date":
        return "day", {}
    of_type = schema.get("type")
    if of_type == "array":
        return "list", {"least": schema.get("minItems", 0), "most": schema.get("maxItems", "…")}
    if of_type in ("integer", "number") or isinstance(of_type, list):
        kind = "whole" if of_type == "integer" else "number"
        return kind, {"least": schema.get("minimum", "…"), "most": schema.get("maximum", "…")}
    simple = {"boolean": "flag", "object": "object", "string": "money" if "pattern" in schema else "text"}
    return simple.get(str(of_type), "text"), {}
