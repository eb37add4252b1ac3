"""Voice messages: told by their structure, since nothing here plays them. They are kept as they came."""

from __future__ import annotations

from collections.abc import Iterator

MP3, OGG, M4A = "audio/mpeg", "audio/ogg", "audio/mp4"
ENDINGS = {MP3: "mp3", OGG: "ogg", M4A: "m4a"}
CODECS = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")
SOUND_BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"dash"}
PLACE = (b"\xa9xyz", b"loci")  # where a QuickTime or 3GPP file says that it was recorded
# MPEG audio, ISO/IEC 11172-3, 2.4.2.3: bit rates in kbit/s of layer III, version 1 and version 2; sample rates.
RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


class NotASound(Exception):
    """The bytes are not what they begin as. ``why``: "damaged" or "video"."""

    def __init__(self, why: str = "damaged") -> None:
        super().__init__(why)
        self.why = why


def type_of(data: bytes) -> str:
    """The media type by the first bytes, "" for anything else."""
    if data.startswith(b"OggS"):
        return OGG
    if data.startswith(b"ID3") or _frame_length(data, 0):
        return MP3
    return M4A if data[4:8] == b"ftyp" and data[8:12] in SOUND_BRANDS else ""


def check(data: bytes, media_type: str) -> None:
    """Raises :class:`NotASound` when the bytes go on otherwise than they begin."""
    {OGG: _check_ogg, MP3: _check_mp3, M4A: _check_m4a}[media_type](data)


def carries_place(data: bytes, media_type: str) -> bool:
    """Whether the file says where it was recorded."""
    return media_type == M4A and any(mark in data for mark in PLACE)


def _check_ogg(data: bytes) -> None:
    """RFC 3533, 6: the first page begins a stream, and its packet names the codec."""
    segments = data[26] if len(data) > 26 else 0
    packet = data[27 + segments : 27 + segments + 8]
    if b"\x01video" in data[:300] or data[27 + segments : 27 + segments + 7] == b"\x80theora":
        raise NotASound("video")
    if data[4:5] != b"\x00" or not packet.startswith(CODECS):
        raise NotASound


def _check_mp3(data: bytes) -> None:
    """Two frames one after the other; one alone turns up in any bytes."""
    start = 0
    if data.startswith(b"ID3"):
        start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=False))
    for at in range(start, min(start + 4096, len(data))):  # some writers pad the tag
        length = _frame_length(data, at)
        if length and _frame_length(data, at + length):
            return
    raise NotASound


def _frame_length(data: bytes, at: int) -> int:
    """Bytes of the layer III frame that begins at *at*; 0: there is none."""
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, hertz = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in {0, 15} or hertz == 3:
        return 0
    kilobits = (RATES_1 if version == 3 else RATES_2)[rate]
    samples = 144 if version == 3 else 72
    return samples * kilobits * 1000 // HERTZ[version][hertz] + (head[2] >> 1 & 1)


def _check_m4a(data: bytes) -> None:
    """ISO/IEC 14496-12: boxes that fill the file, a ``moov`` among them, and sound tracks only."""
    boxes = dict(_boxes(data))
    if b"moov" not in boxes:
        raise NotASound
    if b"vide" in boxes[b"moov"]:
        raise NotASound("video")
    if b"soun" not in boxes[b"moov"]:
        raise NotASound


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, start = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, start = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        size = size or len(data) - at
        if size < start:
            raise NotASound
        yield data[at + 4 : at + 8], data[at + start : at + size]
        at += size
