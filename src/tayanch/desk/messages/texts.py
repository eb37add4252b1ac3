"""The only texts that may be sent to a woman, and what may be put into them. They are data: texts.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path

from tayanch.yaml_text import read_yaml

LANGUAGES = ("ky", "ru", "en")
SLOTS = ("day", "time", "number")


@dataclass(frozen=True)
class MessageText:
    """One neutral text. *slots*: what must be known before it can be sent."""

    id: str
    slots: tuple[str, ...]
    label: dict[str, str]
    text: dict[str, str]
    is_draft: bool

    def write(self, language: str, *, day: date | None, clock: time | None, number: str, our_name: str = "") -> str:
        """The whole text; raises ``ValueError`` naming the slot that is empty. *our_name* stands at its end."""
        values = {"day": day and day.strftime("%d.%m"), "time": clock and clock.strftime("%H:%M"), "number": number}
        for slot in self.slots:
            if not values[slot]:
                raise ValueError(slot)
        text = self.text[language].format(**{slot: values[slot] for slot in self.slots})
        return f"{text} {our_name}".strip()

    def shown(self, language: str) -> str:
        """The text with its slots left open, for a page that lets choose."""
        return self.text[language].format(**dict.fromkeys(self.slots, "___"))


@cache
def texts() -> dict[str, MessageText]:
    """Every text by its id, in the order of the file."""
    told = read_yaml((Path(__file__).parent / "texts.yaml").read_text("utf-8"))
    is_draft = told["status"] != "reviewed"
    read = (MessageText(t["id"], tuple(t["slots"]), t["label"], t["text"], is_draft) for t in told["texts"])
    return {one.id: one for one in read}
