"""A study in the middle of its coding: an interview that two coders read without seeing one another."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.urls import reverse

from tayanch.evidence.interviews import trees
from tayanch.evidence.interviews.models import Assignment, Interview, Member, Speaker, Study, TextVersion
from tayanch.evidence.interviews.texts import seal_text
from tayanch.interviews import model
from tayanch.interviews.codebook import Code, Codebook
from tayanch.vault.keys import new_data_key
from tests.evidence.interviews.made import HOME, WAGES, WORK, signed_in

BOOK = Codebook(
    (
        Code(WORK, "Work", labels={"ky": "Жумуш", "ru": "Работа"}, is_codable=False),
        Code(WAGES, "Unpaid wages", WORK, labels={"ky": "Төлөнбөгөн айлык", "ru": "Невыплата"}),
        Code(HOME, "Home", labels={"ky": "Үй", "ru": "Дом"}, definition={"en": "What home means to her."}),
    )
)
# An emoji, ң and ө of two characters each, and line ends of Windows.
TEXT = (
    "Модератор: Кандай иштедин\u0326из?\r\nАйнура: Тикмекан цехинде 🏠 иштедим.\r\nАйлыгымды беришкен жок!\r\n"
    "Бактыгүл: Мен у\u0308йго\u0308 кайттым 🏠🏠, балдарым күтүп жатты."
)


def turns(text: str, speakers: dict[str, str]) -> tuple[model.Turn, ...]:
    """A turn from each label of a speaker to the next."""
    starts = sorted((text.index(f"{label}: "), label) for label in speakers if f"{label}: " in text)
    ends = [start for start, _label in starts[1:]] + [len(text)]
    return tuple(
        model.Turn(start, start + len(label) + 2, end, speakers[label])
        for (start, label), end in zip(starts, ends, strict=True)
    )


def being_coded(here: SimpleNamespace, text: str = TEXT, *coders: Any, may_see_others: bool = False) -> Interview:
    """One interview, led by the analyst, given to the owner and her teammate."""
    study = Study(organisation=here.organisation, by=here.analyst, title="Women", may_see_others=may_see_others)
    study._data_key = new_data_key(study.id, here.organisation.id)
    study.save(force_insert=True)
    Member.objects.create(study=study, user=here.analyst, part=Member.Part.LEAD)
    trees.keep(study, BOOK, "load", here.analyst)
    people = {}
    for label in ("Модератор", "Айнура", "Бактыгүл"):
        row = Speaker(study=study, asks=label == "Модератор")
        row.seal(label=label, attributes=json.dumps({"sex": "woman", "age": "35-44"}))
        row.save(force_insert=True)
        people[label] = str(row.id)
    interview = Interview(study=study, method="focus-group", by=here.analyst, language="ky")
    interview.seal(name="Group 7")
    interview.save(force_insert=True)
    version = TextVersion(study=study, interview=interview, by=here.analyst)
    seal_text(version, model.TextVersion(1, "transcribed", text, turns(text, people)))
    version.save(force_insert=True)
    for coder in coders or (here.owner, here.teammate):
        Member.objects.get_or_create(study=study, user=coder, defaults={"part": Member.Part.CODER})
        Assignment.objects.create(interview=interview, coder=coder)
    return interview


def path(name: str, interview: Interview) -> str:
    return reverse(f"interviews:{name}", args=[interview.id])


def add(*passages: tuple[int, int, str], act: str | None = None) -> dict[str, Any]:
    """An act that codes passages."""
    return {"id": act or str(uuid4()), "add": [list(each) for each in passages], "remove": []}


def remove(*passages: tuple[int, int, str]) -> dict[str, Any]:
    return {"id": str(uuid4()), "add": [], "remove": [list(each) for each in passages]}


def send(user: Any, interview: Interview, *acts: dict[str, Any], version: int = 1) -> Any:
    """Post acts as a page does."""
    body = json.dumps({"version": version, "acts": acts})
    return signed_in(user).post(path("acts", interview), body, content_type="application/json")


def state(user: Any, interview: Interview) -> dict[str, Any]:
    told: dict[str, Any] = signed_in(user).get(path("codings", interview)).json()
    return told


def of(words: str, code: str, text: str = TEXT) -> tuple[int, int, str]:
    """The first passage of some words."""
    start = text.index(words)
    return start, start + len(words), code
