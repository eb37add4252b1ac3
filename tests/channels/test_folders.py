"""Every channel folder offers the same interface, tells what it is, and is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tayanch import channels
from tayanch.channels.base import no_handshake, no_poll, shortened

NAMES = sorted(channels.channels())
ROOT = Path(__file__).parents[2]


def test_there_are_the_four_channels() -> None:
    assert NAMES == ["email", "sms", "telegram", "whatsapp"]


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_offers_the_whole_interface(name: str) -> None:
    one = channels.channel(name)
    assert one.KIND in {"phone", "chat", "mail"}
    assert all(callable(getattr(one, call)) for call in ("send", "receive", "poll", "check", "handshake"))
    assert len({field.name for field in one.FIELDS}) == len(one.FIELDS)
    assert all(header == header.lower() for header in one.HEADERS)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_of_a_channel_is_described(name: str) -> None:
    page = (ROOT / "docs/reference/channels.md").read_text("utf-8")
    section = re.split(r"^## ", page, flags=re.MULTILINE)
    (mine,) = [part for part in section if part.split("\n")[0].strip().strip("`") == name]
    assert [field.name for field in channels.channel(name).FIELDS if f"`{field.name}`" not in mine] == []
    assert (ROOT / "src/tayanch/channels" / name / "README.md").read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("name", NAMES)
def test_a_channel_without_settings_says_so_and_does_not_fall_over(name: str) -> None:
    with pytest.raises(channels.ChannelError) as told:
        channels.channel(name).send({}, "+996555000111", "x")
    assert told.value.code in {"settings", "credentials", "refused"}


def test_control_characters_and_overlong_texts_are_cut() -> None:
    assert shortened("a\x00b\u202ec\r\nd\x1b[0m") == "abc\nd[0m"
    assert len(shortened("я" * 9000)) == 4000


def test_channels_that_are_called_ask_nothing() -> None:
    assert no_poll({}, "") is None
    assert no_handshake({}, "") is None
