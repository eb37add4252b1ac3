"""Letters from a mailbox of its own, over IMAP with TLS (RFC 3501).

The cursor is ``validity:uid``: what has this uid or a lower one was kept by us and is deleted at the next visit.
"""

from __future__ import annotations

import imaplib
import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from tayanch.channels.base import TIMEOUT, BadSettings, Incoming, Polled, Settings, needed, shortened

MAILBOX_ERROR = imaplib.IMAP4.error
MOST = 50  # letters of one visit
LARGEST = 200_000  # bytes read of one letter


class SignInRefused(Exception):
    """The mailbox does not accept name and password."""


def sign_in(settings: Settings) -> imaplib.IMAP4_SSL:
    """A connection that may read the mailbox; raises :class:`SignInRefused`, ``OSError``."""
    port = settings.get("imap_port", "").strip() or "993"
    if not port.isdecimal():
        raise BadSettings
    context = ssl.create_default_context()
    server = imaplib.IMAP4_SSL(needed(settings, "imap_host"), int(port), ssl_context=context, timeout=TIMEOUT)
    try:
        server.login(needed(settings, "user"), settings.get("password", ""))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        server.shutdown()
        raise SignInRefused from None
    return server


def fetch(settings: Settings, cursor: str) -> Polled:
    """Delete what was kept before, then read what is new."""
    server = sign_in(settings)
    try:
        server.select("INBOX")
        validity = _text(server.response("UIDVALIDITY")[1])
        before = _last(cursor, validity)
        if before:
            server.uid("STORE", f"1:{before}", "+FLAGS.SILENT", r"(\Deleted)")
            server.expunge()
        found = [uid for uid in _uids(server, before + 1) if uid > before][:MOST]
        incoming = [letter for uid in found if (letter := _letter(server, uid, validity))]
    finally:
        server.logout()
    return Polled(incoming, f"{validity}:{max(found, default=0)}")


def _last(cursor: str, validity: str) -> int:
    """The highest uid that was kept; 0 when the mailbox has begun to count anew."""
    known, _, uid = cursor.partition(":")
    return int(uid) if known == validity and uid.isdecimal() else 0


def _text(data: object) -> str:
    first = data[0] if isinstance(data, list) and data else b""
    return first.decode("ascii", "replace") if isinstance(first, bytes) else ""


def _uids(server: imaplib.IMAP4_SSL, first: int) -> list[int]:
    _, data = server.uid("SEARCH", "UID", f"{first}:*")
    return sorted(int(uid) for uid in _text(data).split() if uid.isdecimal())


def _letter(server: imaplib.IMAP4_SSL, uid: int, validity: str) -> Incoming | None:
    _, data = server.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST}>)")
    source = next((part[1] for part in data if isinstance(part, tuple)), b"")
    letter = message_from_bytes(source, policy=policy.default)
    sender = parseaddr(str(letter.get("From", "")))[1]
    if not sender or str(letter.get("Auto-Submitted", "no")).lower() != "no":  # a machine's own answer
        return None
    text, has_more = _body(letter)
    return Incoming(sender.lower(), text, f"{validity}:{uid}", has_more)


def _body(letter: EmailMessage) -> tuple[str, bool]:
    """The plain words, and whether there is anything else: HTML and attachments are not taken in."""
    plain = letter.get_body(("plain",))
    has_more = plain is None or any(True for _ in letter.iter_attachments())
    try:
        return shortened(str(plain.get_content()) if plain is not None else ""), has_more
    except (LookupError, UnicodeError):
        return "", True
