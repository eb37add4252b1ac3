"""Packets between organisations that share no database: signed, sealed to one recipient, one file each.

Plain Python over libsodium: no Django, no clock, no database. Who is a partner, whether a packet came before and what
time it is are arguments.
"""

from tayanch.packets.errors import (
    Altered,
    BadCard,
    BadKeyFile,
    Expired,
    NewerFormat,
    NotAPacket,
    PacketError,
    Replayed,
    TooLarge,
    UnknownSender,
    WrongKey,
    WrongPassphrase,
)
from tayanch.packets.identity import Card, Identity, read_card
from tayanch.packets.packet import KINDS, LARGEST, Attachment, Packet, file_name, is_for, open_packet, seal_packet
from tayanch.packets.words import six_words

__all__ = [
    "KINDS",
    "LARGEST",
    "Altered",
    "Attachment",
    "BadCard",
    "BadKeyFile",
    "Card",
    "Expired",
    "Identity",
    "NewerFormat",
    "NotAPacket",
    "Packet",
    "PacketError",
    "Replayed",
    "TooLarge",
    "UnknownSender",
    "WrongKey",
    "WrongPassphrase",
    "file_name",
    "is_for",
    "open_packet",
    "read_card",
    "seal_packet",
    "six_words",
]
