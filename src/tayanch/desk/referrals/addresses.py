"""Where packets may be sent: over HTTPS only, except to this same computer."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

HERE = {"localhost", "127.0.0.1", "::1"}  # plain HTTP never leaves the machine
LONGEST = 200
PATH = "/packets/"


class BadAddress(ValueError):
    """This address takes no packets; the message says why."""


def check_address(address: str) -> str:
    """The address without its trailing slash; "" stays "". Raises :class:`BadAddress`."""
    address = address.strip().rstrip("/")
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        raise BadAddress(_("This is not an address. It looks like https://desk.example.org")) from None
    if parts.scheme != "https" and not (parts.scheme == "http" and host in HERE):
        raise BadAddress(_("The address must begin with https://"))
    if not host or parts.username or parts.password or parts.query or parts.fragment or len(address) > LONGEST:
        raise BadAddress(_("This is not an address. It looks like https://desk.example.org"))
    return address


def is_here(address: str) -> bool:
    """True for this same computer."""
    return urlsplit(address).hostname in HERE
