"""E-mail against a server that speaks SMTP and IMAP under TLS."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tayanch.channels import BadSettings, RefusedNumber, TryLater, WrongCredentials, email
from tests.channels import certificates
from tests.channels.mail_servers import ImapTalk, Post, SmtpTalk, running

HER = "aigul@example.org"
TEXT = "Саламатсызбы. Кайра чалабыз: 25.11, саат 10:00."


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    path = certificates.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return Post(certificates.server_context(path))


@pytest.fixture
def settings(post: Post) -> Iterator[dict[str, str]]:
    with running(SmtpTalk, post) as smtp, running(ImapTalk, post) as imap:
        yield {
            "host": "localhost",
            "port": str(smtp),
            "security": "starttls",
            "user": post.user,
            "password": post.password,
            "address": "desk@example.org",
            "sender": "Кабар",
            "subject": "Кабар",
            "imap_host": "localhost",
            "imap_port": str(imap),
        }


def test_a_letter_arrives_under_tls_and_says_nothing_of_this_computer(post: Post, settings: dict[str, str]) -> None:
    sent = email.send(settings, HER, TEXT)
    sender, to, body = post.letters[0]
    letter = message_from_bytes(body, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    assert (sender, to) == ("desk@example.org", [HER])
    assert str(letter["Subject"]) == "Кабар"
    assert letter.get_content().strip() == TEXT
    assert sent.id == str(letter["Message-ID"])
    assert sent.id.endswith("@example.org>")
    assert set(letter.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "MIME-Version")
    }
    assert post.said[:3] == ["ehlo localhost", "STARTTLS", "ehlo localhost"]


def test_tls_from_the_first_byte_works_too(post: Post, settings: dict[str, str]) -> None:
    post.implicit_tls = True
    email.send(settings | {"security": "tls"}, HER, TEXT)
    assert len(post.letters) == 1


def test_a_server_without_tls_gets_neither_password_nor_text(post: Post, settings: dict[str, str]) -> None:
    post.offers_tls = False
    with pytest.raises(BadSettings):
        email.send(settings, HER, TEXT)
    assert post.letters == []
    assert not [line for line in post.said if line.startswith("AUTH")]


def test_a_certificate_that_nobody_trusts_is_refused(
    post: Post, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(BadSettings):
        email.send(settings, HER, TEXT)
    assert post.letters == []


def test_a_wrong_password_is_told_apart(settings: dict[str, str]) -> None:
    with pytest.raises(WrongCredentials) as told:
        email.check(settings | {"password": "wrong"})
    assert told.value.retry_after is None


@pytest.mark.parametrize(
    ("answer", "error"), [("550 5.1.1 no such user", RefusedNumber), ("450 4.2.0 greylisted", TryLater)]
)
def test_a_refused_address_is_final_and_a_busy_server_is_asked_again(
    post: Post, settings: dict[str, str], answer: str, error: type[Exception]
) -> None:
    post.refusals[HER] = answer
    with pytest.raises(error) as told:
        email.send(settings, HER, TEXT)
    assert HER not in str(told.value)
    assert (told.value.retry_after or 0) == (300 if error is TryLater else 0)  # type: ignore[attr-defined]


@pytest.mark.parametrize("to", ["", "aigul", "a@b.org\r\nBcc: c@d.org", "a@b.org, c@d.org", "Айгүл <a@b.org>"])
def test_only_one_plain_address_is_taken(post: Post, settings: dict[str, str], to: str) -> None:
    with pytest.raises(RefusedNumber):
        email.send(settings, to, TEXT)
    assert post.said == []


def test_a_subject_cannot_carry_another_header(settings: dict[str, str]) -> None:
    with pytest.raises(BadSettings):
        email.send(settings | {"subject": "a\r\nBcc: c@d.org"}, HER, TEXT)


def test_nobody_there_is_tried_again() -> None:
    with pytest.raises(TryLater):
        email.send({"host": "localhost", "port": "1", "address": "a@b.org", "subject": "x"}, HER, TEXT)


def test_the_check_signs_in_to_both_and_sends_nothing(post: Post, settings: dict[str, str]) -> None:
    email.check(settings)
    assert post.letters == []
    with pytest.raises(WrongCredentials):
        email.check(settings | {"user": "desk2", "host": "localhost"})


def letter(text: str, **headers: str) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "Айгүл <Aigul@Example.org>", "help"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes(policy=policy.SMTP)


def test_letters_are_fetched_once_and_deleted_only_when_they_are_kept(post: Post, settings: dict[str, str]) -> None:
    post.inbox = {3: letter("Мага жардам керек"), 5: letter("x", Auto_Submitted="auto-replied")}
    first = email.poll(settings, "")
    assert first is not None
    assert [(one.sender, one.text, one.id) for one in first.incoming] == [
        ("aigul@example.org", "Мага жардам керек", "7:3")
    ]
    assert set(post.inbox) == {3, 5}
    again = email.poll(settings, "")  # the cursor was lost: it comes once more, with the same id
    assert again == first
    second = email.poll(settings, first.cursor)
    assert second is not None
    assert second.incoming == []
    assert post.inbox == {}


def test_a_mailbox_that_counts_anew_loses_nothing(post: Post, settings: dict[str, str]) -> None:
    post.inbox, post.validity = {1: letter("салам")}, 8
    polled = email.poll(settings, "7:900")
    assert polled is not None
    assert [one.text for one in polled.incoming] == ["салам"]
    assert set(post.inbox) == {1}


def test_without_a_mailbox_nothing_is_fetched(settings: dict[str, str]) -> None:
    assert email.poll(settings | {"imap_host": ""}, "") is None


def test_nothing_is_logged(settings: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    email.send(settings, HER, TEXT)
    with pytest.raises(WrongCredentials):
        email.check(settings | {"password": "wrong"})
    assert caplog.records == []
