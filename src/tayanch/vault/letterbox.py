"""A letterbox: anybody may put a letter in, only who has the organisation's key takes one out.

Its key is ECDH P-256, because browsers of cheap phones know no other curve. A letter is
``version (1) | ephemeral public key (65, uncompressed) | nonce (12) | ciphertext and tag``: ECDH with a key made for
this letter alone, HKDF-SHA-256 (RFC 5869) whose info names both public keys, AES-256-GCM (NIST SP 800-38D). The text
is padded, so that its length tells little. ``desk/static/desk/letterbox.js`` writes the same bytes with WebCrypto.

The private key is derived from the organisation's key (FIPS 186-5, A.2.1: 64 bits more than needed, reduced), so it is
never stored and every backup has it.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

VERSION = 1
POINT_BYTES = 65
NONCE_BYTES = 12
TAG_BYTES = 16
BLOCK = 512
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
_LETTER = b"tayanch.letterbox.1"


class CannotOpen(Exception):
    """This letter was not put into this letterbox, or it was damaged."""


def private_key(organisation_key: bytes) -> ec.EllipticCurvePrivateKey:
    """The key that opens an organisation's letterbox."""
    info = b"tayanch.letterbox-key.1"
    wide = HKDF(algorithm=SHA256(), length=40, salt=None, info=info).derive(organisation_key)
    return ec.derive_private_key(int.from_bytes(wide, "big") % (ORDER - 1) + 1, ec.SECP256R1())


def public_key(private: ec.EllipticCurvePrivateKey) -> bytes:
    """What everybody may know: 65 bytes, uncompressed (SEC 1)."""
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def seal(public: bytes, text: bytes) -> bytes:
    """A letter that only the owner of the letterbox opens. Raises ``ValueError`` when *public* is no such key."""
    box = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    once = ec.generate_private_key(ec.SECP256R1())
    nonce, sender = os.urandom(NONCE_BYTES), public_key(once)
    key = _key(once.exchange(ec.ECDH(), box), sender, public)
    return bytes([VERSION]) + sender + nonce + AESGCM(key).encrypt(nonce, _padded(text), _LETTER)


def open_letter(private: ec.EllipticCurvePrivateKey, letter: bytes) -> bytes:
    """What :func:`seal` sealed for this letterbox. Raises :class:`CannotOpen`, and nothing else."""
    start = 1 + POINT_BYTES
    if len(letter) < start + NONCE_BYTES + TAG_BYTES or letter[0] != VERSION:
        raise CannotOpen
    sender, nonce, sealed = letter[1:start], letter[start : start + NONCE_BYTES], letter[start + NONCE_BYTES :]
    try:
        shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        return _unpadded(AESGCM(_key(shared, sender, public_key(private))).decrypt(nonce, sealed, _LETTER))
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _key(shared: bytes, sender: bytes, box: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_LETTER + sender + box).derive(shared)


def _padded(text: bytes) -> bytes:
    """ISO/IEC 7816-4 to a multiple of 512 bytes."""
    return text + b"\x80" + bytes(-(len(text) + 1) % BLOCK)


def _unpadded(data: bytes) -> bytes:
    body = data.rstrip(b"\x00")
    if not body.endswith(b"\x80"):
        raise CannotOpen
    return body[:-1]
