"""What a request carries stays in memory: the web server never puts a body into a temporary file."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import waitress.buffers
from django.conf import settings

from tayanch.site import serve, wsgi
from tests.server import free_port

LARGEST = settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def mirror(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Gives back what it was sent."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


@pytest.fixture
def temporary_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every temporary file that Waitress makes."""
    made: list[str] = []
    original = waitress.buffers.TempfileBasedBuffer

    class Noted(original):
        def newfile(self) -> Any:
            made.append("made")
            return super().newfile()

    monkeypatch.setattr(waitress.buffers, "TempfileBasedBuffer", Noted)
    return made


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(wsgi, "application", mirror)
    port = free_port()
    server = serve.listen("127.0.0.1", port)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}/"
    server.trigger.pull_trigger(server.close)
    thread.join(5)


def test_the_largest_paper_passes_in_and_out_without_a_temporary_file(address: str, temporary_files: list[str]) -> None:
    paper = b"%PDF-" + bytes(LARGEST)
    with urllib.request.urlopen(address, data=paper) as answer:
        assert answer.read() == paper
    assert temporary_files == []


def test_a_body_that_memory_could_not_hold_is_refused_before_it_is_read(address: str) -> None:
    asked = urllib.request.Request(address, data=b"x", headers={"Content-Length": str(4 * LARGEST)})
    with pytest.raises(urllib.error.HTTPError, match="413"):
        urllib.request.urlopen(asked)
