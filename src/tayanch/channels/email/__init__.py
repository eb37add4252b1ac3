"""E-mail: out over SMTP with TLS, in from a mailbox over IMAP. See README.md beside this file."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, localtime, make_msgid

from tayanch.channels.base import (
    MINUTE,
    TIMEOUT,
    BadSettings,
    ChannelError,
    Field,
    Incoming,
    Polled,
    Raw,
    RefusedNumber,
    Sent,
    Settings,
    TryLater,
    WrongCredentials,
    needed,
)
from tayanch.channels.base import no_handshake as handshake
from tayanch.channels.email import mailbox

__all__ = ["FIELDS", "HEADERS", "KIND", "check", "handshake", "poll", "receive", "send"]

KIND = "mail"
HEADERS: tuple[str, ...] = ()
FIELDS = (
    Field("host", required=True),
    Field("port", required=True, default="587"),
    Field("security", required=True, default="starttls", choices=("starttls", "tls")),
    Field("user"),
    Field("password", secret=True),
    Field("address", required=True),
    Field("sender"),
    Field("subject", required=True, default="Кабар · Сообщение"),
    Field("imap_host"),
    Field("imap_port", default="993"),
)
ADDRESS = re.compile(r"[^\s@<>\"(),:;\\]+@[^\s@<>\"(),:;\\]+\.[^\s@<>\"(),:;\\]+")
GREYLISTED = 5 * MINUTE
HERE = "localhost"  # the name given in the greeting says nothing of this computer


def send(settings: Settings, to: str, text: str) -> Sent:
    """One plain letter to one address. Raises :class:`~tayanch.channels.ChannelError`."""
    letter = _letter(settings, to, text)
    with _server(settings) as server:
        server.send_message(letter)
    return Sent(str(letter["Message-ID"]))


def _letter(settings: Settings, to: str, text: str) -> EmailMessage:
    if not ADDRESS.fullmatch(to):
        raise RefusedNumber
    ours = needed(settings, "address")
    letter = EmailMessage()
    try:
        letter["From"] = formataddr((settings.get("sender", ""), ours))
        letter["To"] = to
        letter["Subject"] = needed(settings, "subject")
    except (ValueError, MessageError):
        raise BadSettings from None
    letter["Date"] = format_datetime(localtime())
    # The name of this computer must not travel in the id.
    letter["Message-ID"] = make_msgid(domain=ours.rpartition("@")[2])
    letter.set_content(text)
    return letter


def receive(settings: Settings, raw: Raw) -> list[Incoming]:
    """Nobody calls us: letters are fetched by :func:`poll`."""
    return []


def poll(settings: Settings, cursor: str) -> Polled | None:
    """Fetch new letters when a mailbox is set; those of the poll before are deleted there."""
    if not settings.get("imap_host", "").strip():
        return None
    with _errors():
        return mailbox.fetch(settings, cursor)


def check(settings: Settings) -> None:
    """Sign in to SMTP, and to the mailbox when one is set."""
    with _server(settings) as server:
        server.noop()
    if settings.get("imap_host", "").strip():
        with _errors():
            mailbox.sign_in(settings).logout()


@contextmanager
def _server(settings: Settings) -> Iterator[smtplib.SMTP]:
    """A connection under TLS, signed in. Its errors become ours."""
    with _errors(), _connected(settings) as server:
        if settings.get("user", "").strip():
            server.login(settings["user"].strip(), settings.get("password", ""))
        yield server


def _connected(settings: Settings) -> smtplib.SMTP:
    host, port, context = needed(settings, "host"), _port(settings), ssl.create_default_context()
    if settings.get("security") == "tls":
        return smtplib.SMTP_SSL(host, port, HERE, timeout=TIMEOUT, context=context)
    server = smtplib.SMTP(host, port, HERE, timeout=TIMEOUT)
    try:
        server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _port(settings: Settings) -> int:
    text = needed(settings, "port")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise BadSettings
    return int(text)


@contextmanager
def _errors() -> Iterator[None]:
    """Say what went wrong in our own kinds, without the server's words: they may repeat an address."""
    try:
        yield
    except ChannelError:
        raise
    except smtplib.SMTPAuthenticationError as error:
        raise (TryLater(GREYLISTED) if error.smtp_code < 500 else WrongCredentials()) from None
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _words in error.recipients.values())
        raise (TryLater(GREYLISTED) if code < 500 else RefusedNumber()) from None
    except smtplib.SMTPSenderRefused as error:
        raise (TryLater(GREYLISTED) if error.smtp_code < 500 else WrongCredentials()) from None
    except smtplib.SMTPDataError as error:
        raise (TryLater(GREYLISTED) if error.smtp_code < 500 else RefusedNumber()) from None
    except (smtplib.SMTPNotSupportedError, ssl.SSLError):
        raise BadSettings from None
    except mailbox.SignInRefused:
        raise WrongCredentials from None
    except (smtplib.SMTPException, mailbox.MAILBOX_ERROR, OSError):
        raise TryLater from None
    except UnicodeError:
        raise BadSettings from None
