"""Run the web server of one machine: Waitress, eight threads, no other process."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import timezone
from waitress.server import create_server

from tayanch import law
from tayanch.desk.actions.law import load_reviews
from tayanch.desk.messages import sending
from tayanch.guide import edition
from tayanch.site.faults import PortTaken
from tayanch.site.prepare import forget_in_background
from tayanch.store import gate, statistics
from tayanch.vault import search

THREADS = 8
# What she says or brings must not lie in a temporary file in clear, so whatever is let in or out is held in memory.
LARGEST_BODY = 2 * settings.FILE_UPLOAD_MAX_MEMORY_SIZE  # a paper that is too large still gets a friendly answer
IN_MEMORY = {"inbuf_overflow": LARGEST_BODY, "outbuf_overflow": LARGEST_BODY, "max_request_body_size": LARGEST_BODY - 1}


def serve(host: str, port: int, *, browser: bool, tell: Callable[[str], None]) -> None:
    """Answer requests until Ctrl+C; raises :class:`PortTaken`."""
    server = listen(host, port)
    law.settle()
    address = address_of(host, port)
    tell(f"Tayanch is at {address}   (stop it with Ctrl+C)")
    gate.lock_when_idle(settings.LOCK_AFTER_MINUTES)
    gate.after_unlock(load_reviews)
    gate.after_unlock(search.read_ahead)
    gate.after_unlock(forget_in_background)
    statistics.keep_fresh()
    search.read_ahead()
    edition.read_ahead(timezone.localdate())
    sending.start()
    if browser:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        gate.lock()
        tell("Stopped and locked.")


def listen(host: str, port: int) -> Any:
    """The server, bound to its port."""
    from tayanch.site.wsgi import application

    told = {"x-forwarded-proto", "x-forwarded-for"}
    behind = {"trusted_proxy": "*", "trusted_proxy_headers": told} if settings.BEHIND_HTTPS else {}
    try:
        return create_server(application, host=host, port=port, threads=THREADS, ident="", **IN_MEMORY, **behind)
    except OSError as error:
        raise PortTaken(f"Port {port} cannot be used ({error.strerror}). Try another: --port {port + 1}") from None


def address_of(host: str, port: int) -> str:
    """What to type into a browser; passkeys need the name and not the number of this machine."""
    return f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0', '::1'} else host}:{port}/"  # noqa: S104
