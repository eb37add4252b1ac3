"""A packet opens for its recipient, whole and in time, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch import packets
from tayanch.packets import Attachment, Identity
from tayanch.packets.packet import HINT_BYTES, MAGIC, NONCE_BYTES, SMALLEST_INSIDE, _padded, _sealed, _signed

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
BISHKEK, MOSCOW, STRANGER = Identity.new(), Identity.new(), Identity.new()
SENDER, RECIPIENT = BISHKEK.card("Bishkek (invented)"), MOSCOW.card("Moscow (invented)", "https://tayanch.example.org")
CARDS = {SENDER.fingerprint: SENDER}.get
BODY = {"asks": "Асель Ойдон (invented) сурайт"}


def sealed(**more: object) -> bytes:
    options = {"by": BISHKEK, "to": RECIPIENT, "now": NOW, "lasts": WEEK} | more
    return packets.seal_packet("referral", BODY, **options)[1]  # type: ignore[arg-type]


@cache
def one() -> bytes:
    return sealed(attachments=[Attachment("pay slip.pdf", "application/pdf", b"%PDF-1.7 " + bytes(500))])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
papers = st.lists(st.builds(Attachment, st.text(), st.text(), st.binary(max_size=9000)), max_size=3)


@given(
    kind=st.sampled_from(packets.KINDS), body=st.dictionaries(st.text(), json_values, max_size=5), attachments=papers
)
@settings(max_examples=60, deadline=None)
def test_whatever_goes_in_comes_out_at_the_recipient(kind: str, body: dict, attachments: list[Attachment]) -> None:
    reply = uuid4()
    made, data = packets.seal_packet(
        kind, body, by=BISHKEK, to=RECIPIENT, now=NOW, lasts=WEEK, in_reply_to=reply, attachments=attachments
    )
    opened = packets.open_packet(data, MOSCOW, CARDS, NOW)
    assert opened == made
    assert (opened.kind, opened.body, list(opened.attachments)) == (kind, body, attachments)
    assert (opened.in_reply_to, opened.sender, opened.expires) == (reply, BISHKEK.fingerprint, NOW + WEEK)


@given(place=st.integers(0, len(one()) - 1), bit=st.integers(0, 7))
@settings(max_examples=400, deadline=None)
def test_one_flipped_bit_anywhere_is_refused(place: int, bit: int) -> None:
    data = bytearray(one())
    data[place] ^= 1 << bit
    with pytest.raises(packets.PacketError):
        packets.open_packet(bytes(data), MOSCOW, CARDS, NOW)


def test_a_change_in_the_sealed_part_is_told_from_a_wrong_key() -> None:
    data = bytearray(one())
    data[-1] ^= 1
    with pytest.raises(packets.Altered):
        packets.open_packet(bytes(data), MOSCOW, CARDS, NOW)


@given(length=st.integers(0, len(one()) - 1))
@settings(max_examples=200, deadline=None)
def test_a_packet_that_is_cut_is_refused(length: int) -> None:
    with pytest.raises(packets.PacketError):
        packets.open_packet(one()[:length], MOSCOW, CARDS, NOW)


@given(more=st.binary(min_size=1, max_size=50))
def test_a_packet_with_more_behind_it_is_refused(more: bytes) -> None:
    with pytest.raises(packets.Altered):
        packets.open_packet(one() + more, MOSCOW, CARDS, NOW)


@given(data=st.binary(max_size=300))
def test_no_bytes_at_all_raise_anything_but_a_packet_error(data: bytes) -> None:
    for beginning in (b"", MAGIC, MAGIC + b"\x01", one()[:150]):
        with pytest.raises(packets.PacketError):
            packets.open_packet(beginning + data, MOSCOW, CARDS, NOW)


@given(seed=st.binary(min_size=64, max_size=64))
@settings(max_examples=30, deadline=None)
def test_any_other_key_is_the_wrong_key(seed: bytes) -> None:
    other = Identity.from_bytes(seed)
    assert not packets.is_for(one(), other)
    with pytest.raises(packets.WrongKey):
        packets.open_packet(one(), other, CARDS, NOW)


def test_the_sender_cannot_open_what_she_sealed() -> None:
    with pytest.raises(packets.WrongKey):
        packets.open_packet(one(), BISHKEK, CARDS, NOW)


def test_an_unknown_sender_is_refused() -> None:
    data = sealed(by=STRANGER)
    with pytest.raises(packets.UnknownSender):
        packets.open_packet(data, MOSCOW, CARDS, NOW)


def test_nobody_signs_for_somebody_else() -> None:
    packet, _ = packets.seal_packet("referral", BODY, by=BISHKEK, to=RECIPIENT, now=NOW, lasts=WEEK)
    forged = _sealed(_signed(packet, STRANGER), RECIPIENT)
    with pytest.raises(packets.Altered):
        packets.open_packet(forged, MOSCOW, CARDS, NOW)


def test_a_recipient_cannot_pass_a_packet_on_as_if_it_were_sent_to_a_third() -> None:
    packet, _ = packets.seal_packet("referral", BODY, by=BISHKEK, to=RECIPIENT, now=NOW, lasts=WEEK)
    passed_on = _sealed(_signed(packet, BISHKEK), STRANGER.card("Third (invented)"))
    with pytest.raises(packets.WrongKey):
        packets.open_packet(passed_on, STRANGER, CARDS, NOW)


@pytest.mark.parametrize("late", [timedelta(seconds=1), timedelta(days=400)])
def test_an_expired_packet_is_refused(late: timedelta) -> None:
    assert packets.open_packet(one(), MOSCOW, CARDS, NOW + WEEK)
    with pytest.raises(packets.Expired):
        packets.open_packet(one(), MOSCOW, CARDS, NOW + WEEK + late)


def test_a_newer_format_and_a_newer_kind_ask_for_an_update() -> None:
    with pytest.raises(packets.NewerFormat):
        packets.open_packet(MAGIC + b"\x02" + one()[8:], MOSCOW, CARDS, NOW)
    packet, _ = packets.seal_packet("referral", BODY, by=BISHKEK, to=RECIPIENT, now=NOW, lasts=WEEK)
    with pytest.raises(packets.NewerFormat):
        packets.open_packet(_sealed(_signed(replace(packet, kind="song"), BISHKEK), RECIPIENT), MOSCOW, CARDS, NOW)


def test_a_packet_that_is_too_large_is_neither_made_nor_read() -> None:
    big = [Attachment("film", "video/mp4", bytes(packets.LARGEST))]
    with pytest.raises(packets.TooLarge):
        sealed(attachments=big)
    with pytest.raises(packets.TooLarge):
        packets.open_packet(one() + bytes(packets.LARGEST), MOSCOW, CARDS, NOW)


def test_nothing_of_the_words_the_keys_or_the_times_stands_in_the_file() -> None:
    data = sealed()
    told = [BODY["asks"].encode(), b"referral", b"2026", SENDER.fingerprint, RECIPIENT.fingerprint]
    told += [SENDER.sealing_key, RECIPIENT.sealing_key, SENDER.fingerprint.hex().encode(), b"Moscow"]
    assert [part for part in told if part in data] == []
    assert sealed() != sealed()


@given(length=st.integers(0, 300_000))
def test_padding_hides_the_length_and_costs_little(length: int) -> None:
    padded = len(_padded(bytes(length)))
    assert padded >= SMALLEST_INSIDE
    assert padded > length
    assert padded <= max(SMALLEST_INSIDE, 1.12 * (length + 1))


def test_short_packets_have_one_length() -> None:
    assert len(sealed()) == len(sealed(attachments=[Attachment("a", "b", bytes(2000))]))
    assert len(sealed()) == 8 + 32 + HINT_BYTES + NONCE_BYTES + SMALLEST_INSIDE + 16


def test_a_kind_or_a_life_that_does_not_exist_is_refused_at_the_making() -> None:
    with pytest.raises(ValueError, match="one of"):
        packets.seal_packet("song", {}, by=BISHKEK, to=RECIPIENT, now=NOW, lasts=WEEK)
    with pytest.raises(ValueError, match="year"):
        sealed(lasts=timedelta(days=800))


def test_the_name_of_the_file_tells_nothing() -> None:
    packet, _ = packets.seal_packet("referral", BODY, by=BISHKEK, to=RECIPIENT, now=NOW, lasts=WEEK)
    assert packets.file_name(packet.id) == f"{packet.id.hex[:8]}.tayanch"
