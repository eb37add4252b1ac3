"""HTTPS as an organisation has it: a server of its own in front of Tayanch, with a certificate made for this test."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def make_certificate(folder: Path) -> Path:
    """A certificate for ``localhost`` that signs itself, with its key, in one file; trust it by ``SSL_CERT_FILE``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "localhost.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@contextmanager
def in_front_of(port: int, certificate: Path) -> Iterator[int]:
    """While the block runs: the port where what arrives over TLS is passed on to *port* of this computer."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    ready: Queue[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = Queue()

    async def serve() -> None:
        end = asyncio.Event()
        server = await asyncio.start_server(lambda *ends: pass_on(*ends, port), "127.0.0.1", 0, ssl=context)
        ready.put((asyncio.get_running_loop(), end, server.sockets[0].getsockname()[1]))
        await end.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=[serve()], name="tls", daemon=True)
    thread.start()
    loop, end, own_port = ready.get(timeout=10)
    try:
        yield own_port
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join(10)


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    theirs, ours = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.gather(copy(reader, ours), copy(theirs, writer))


async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await source.read(65536):
            target.write(part)
            await target.drain()
    target.close()
