"""``tayanch open``: a partner without a desk makes a key, opens a packet, reads it and answers."""

from __future__ import annotations

import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tayanch.cli import app
from tayanch.packets import (
    Attachment,
    BadCard,
    Identity,
    UnknownSender,
    open_packet,
    read_card,
    seal_packet,
    standalone,
)
from tayanch.packets.reading import as_html, as_text, sections

SENDER = Identity.new()
CARD = SENDER.card("Bishkek (invented)")
PASSPHRASE = "four words make one"
BODY: dict[str, Any] = {
    "form": 1,
    "from": {"organisation": "Bishkek (invented)"},
    "asks": "<b>Жардам</b> & help",
    "person": {"name": "Асель Ойдон (invented)", "phones": [{"number": "+996555000111", "relation": "own"}]},
    "safety": {"is_watched": True, "may_leave_message": False},
    "case": {"topic": "unpaid-wages", "place": "moscow"},
    "consent": {"until": "2027-05-21", "facts": ["name", "topic"], "how": "spoken"},
    "surprise": {"x": 1},
}


def told(language: str = "ru", **more: Any) -> str:
    return as_text(sections(BODY | more, ["pay slip.pdf"], language, lambda scheme, one, lang: f"{scheme}/{one}"))


# --- reading ----------------------------------------------------------------------------------------------


def test_everything_a_sender_wrote_is_read_and_nothing_is_left_out() -> None:
    text = told()
    for part in ("Асель Ойдон", "+996555000111", "need/unpaid-wages", "place/moscow", "pay slip.pdf", "<b>Жардам</b>"):
        assert part in text
    for part in ("ДОКУМЕНТЫ", "да", "нет", "21.05.2027", "устно", '{"surprise": {"x": 1}}'):
        assert part in text


@pytest.mark.parametrize(("language", "heading"), [("ky", "АЛ КИМ"), ("ru", "КТО ОНА"), ("en", "WHO SHE IS")])
def test_it_reads_in_each_language(language: str, heading: str) -> None:
    assert heading in told(language)


def test_signs_that_move_a_terminal_are_taken_out() -> None:
    text = told(asks="before\x1b[2J\x07\r after\x00")
    assert "before[2J after" in text
    assert not {"\x1b", "\x07", "\r", "\x00"} & set(text)


def test_a_page_of_a_packet_holds_text_only() -> None:
    page = as_html("<script>", sections(BODY, [], "ru", lambda _s, one, _l: one), "ru")
    assert "<script>" not in page
    assert "&lt;b&gt;Жардам&lt;/b&gt; &amp; help" in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    "strange", [{"person": 5}, {"notes": "x"}, {"claims": [[1]]}, {"case": {"topic": 3}}, {"asks": {}}]
)
def test_a_body_of_any_shape_can_be_read(strange: dict[str, Any]) -> None:
    assert told(**strange)


# --- the command ------------------------------------------------------------------------------------------


def run(*words: str | Path, typed: str = f"{PASSPHRASE}\n") -> Any:
    return CliRunner().invoke(app, ["open", *map(str, words)], input=typed)


@pytest.fixture
def me(tmp_path: Path) -> standalone.Me:
    made = run("--new-key", tmp_path / "my.key", "--name", "Moscow (invented)", typed=f"{PASSPHRASE}\n" * 2)
    assert made.exit_code == 0, made.output
    return standalone.read_key_file(tmp_path / "my.key", PASSPHRASE)


@pytest.fixture
def packet(tmp_path: Path, me: standalone.Me) -> Path:
    now = datetime.now(UTC)
    paper = Attachment("../../pay slip.pdf", "application/pdf", b"%PDF-1.7 x")
    _, data = seal_packet(
        "referral", BODY, by=SENDER, to=me.card, now=now, lasts=timedelta(days=7), attachments=[paper]
    )
    (tmp_path / "sender.card").write_text(CARD.to_text(), "utf-8")
    (tmp_path / "x.tayanch").write_bytes(data)
    return tmp_path / "x.tayanch"


def test_a_new_key_prints_the_card_and_the_six_words(tmp_path: Path) -> None:
    made = run(
        "--new-key", tmp_path / "my.key", "--name", "Moscow (invented)", "--lang", "ky", typed=f"{PASSPHRASE}\n" * 2
    )
    card = read_card((tmp_path / "my.card").read_text("utf-8"))
    assert card.name == "Moscow (invented)"
    assert card.to_text() in made.output
    assert " · ".join(card.words("ky")) in made.output
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "my.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("typed", ["short\nshort\n", f"{PASSPHRASE}\nanother passphrase\n"])
def test_a_poor_passphrase_makes_no_key(tmp_path: Path, typed: str) -> None:
    assert run("--new-key", tmp_path / "my.key", "--name", "x", typed=typed).exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_never_overwritten(tmp_path: Path, me: standalone.Me) -> None:
    with pytest.raises(FileExistsError):
        standalone.make_key_file(tmp_path / "my.key", PASSPHRASE, "x")
    assert standalone.read_key_file(tmp_path / "my.key", PASSPHRASE) == me


def test_a_packet_is_opened_and_shown(tmp_path: Path, packet: Path) -> None:
    shown = run(packet, "--key", tmp_path / "my.key", "--sender", tmp_path / "sender.card", "--lang", "ru")
    assert shown.exit_code == 0, shown.output
    assert "Асель Ойдон (invented)" in shown.output
    assert "Не заплатили за работу" in shown.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my.card", "my.key", "sender.card", "x.tayanch"]


def test_papers_and_the_page_are_written_where_asked_under_neutral_names(tmp_path: Path, packet: Path) -> None:
    words = [packet, "--key", tmp_path / "my.key", "--sender", tmp_path / "sender.card"]
    done = run(*words, "--save", tmp_path / "papers", "--html", tmp_path / "page.html")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "papers" / "paper-1.pdf").read_bytes() == b"%PDF-1.7 x"
    assert "Асель Ойдон" in (tmp_path / "page.html").read_text("utf-8")
    assert run(*words, "--save", tmp_path / "papers").exit_code == 1  # never over a file that is there


@pytest.mark.parametrize(
    ("answer", "kind", "state"),
    [
        ("receipt", "receipt", "received"),
        ("accepted", "status", "accepted"),
        ("working", "status", "working"),
        ("outcome", "outcome", "finished"),
        ("destroyed", "status", "destroyed"),
    ],
)
def test_an_answer_opens_at_the_sender(
    tmp_path: Path, packet: Path, me: standalone.Me, answer: str, kind: str, state: str
) -> None:
    words = [packet, "--key", tmp_path / "my.key", "--sender", tmp_path / "sender.card", "--answer", answer]
    done = run(*words, "--text", "we help", "--outcome", "paid-in-full", "--out", tmp_path / "answer.tayanch")
    assert done.exit_code == 0, done.output
    data = (tmp_path / "answer.tayanch").read_bytes()
    opened = open_packet(data, SENDER, {me.card.fingerprint: me.card}.get, datetime.now(UTC))
    asked = standalone.open_from(packet.read_bytes(), me, CARD, datetime.now(UTC))
    assert (opened.kind, opened.in_reply_to) == (kind, asked.id)
    assert opened.body["answer"]["state"] == state
    assert opened.body["answer"]["text"] == "we help"
    assert ("outcome" in opened.body["answer"]) == (answer == "outcome")


def test_that_a_recall_was_followed_is_answered_to_the_recall(me: standalone.Me) -> None:
    now = datetime.now(UTC)
    referral, _ = seal_packet("referral", BODY, by=SENDER, to=me.card, now=now, lasts=timedelta(days=7))
    recall, _ = seal_packet(
        "recall", {}, by=SENDER, to=me.card, now=now, lasts=timedelta(days=7), in_reply_to=referral.id
    )
    data = standalone.answer(recall, me, CARD, "destroyed", now)
    opened = open_packet(data, SENDER, {me.card.fingerprint: me.card}.get, now)
    assert (opened.kind, opened.in_reply_to) == ("receipt", recall.id)


def test_an_answer_goes_to_nobody_but_the_sender(me: standalone.Me, packet: Path) -> None:
    now = datetime.now(UTC)
    opened = standalone.open_from(packet.read_bytes(), me, CARD, now)
    with pytest.raises(UnknownSender):
        standalone.answer(opened, me, Identity.new().card("x"), "receipt", now)
    with pytest.raises(ValueError, match="one of"):
        standalone.answer(opened, me, CARD, "song", now)


def test_what_is_missing_is_said(tmp_path: Path, packet: Path) -> None:
    key, card = tmp_path / "my.key", tmp_path / "sender.card"
    for words, line in (
        ([packet], "--key"),
        ([packet, "--key", key], "--sender"),
        (["--new-key", tmp_path / "other.key"], "--name"),
        ([packet, "--key", key, "--sender", card, "--answer", "song"], "--answer"),
        ([packet, "--key", key, "--sender", card, "--answer", "receipt"], "--out"),
    ):
        done = run(*words)
        assert done.exit_code == 2
        assert line in done.output


def test_three_wrong_passphrases_open_nothing(tmp_path: Path, packet: Path) -> None:
    done = run(packet, "--key", tmp_path / "my.key", "--sender", tmp_path / "sender.card", typed="no no no no\n" * 3)
    assert done.exit_code == 1
    assert "Асель" not in done.output


def test_a_file_that_is_no_card_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.card").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadCard):
        standalone.card_from_file(tmp_path / "x.card")


def test_every_refusal_is_one_line_for_a_terminal(tmp_path: Path, packet: Path) -> None:
    from tayanch.site.faults import in_plain_words

    packet.write_bytes(packet.read_bytes()[:-1] + b"x")
    words = [packet, "--key", tmp_path / "my.key", "--sender", tmp_path / "sender.card"]
    refused = run(*words).exception
    assert refused is not None
    assert "changed or cut" in in_plain_words(refused)
