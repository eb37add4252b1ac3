"""Why a packet, a card or a key file was refused. Each message says what it means and what to do."""


class PacketError(Exception):
    """A packet that is refused. ``code`` names the reason in one word."""

    code = "refused"
    says = "This packet is refused."

    def __init__(self) -> None:
        super().__init__(self.says)


class NotAPacket(PacketError):
    code = "not-a-packet"
    says = "This file is not a Tayanch packet. Ask for the file that ends in .tayanch."


class NewerFormat(PacketError):
    code = "newer-format"
    says = "This packet was made by a newer Tayanch. Update Tayanch, then open it again."


class WrongKey(PacketError):
    code = "wrong-key"
    says = "This packet is sealed to somebody else's key. Ask the sender to make it anew, with your card."


class Altered(PacketError):
    code = "altered"
    says = "This packet was changed or cut on its way. Nothing in it can be trusted. Ask the sender to send it again."


class UnknownSender(PacketError):
    code = "unknown-sender"
    says = "The sender is not among your partners. Take their card first and compare the six words by voice."


class Expired(PacketError):
    code = "expired"
    says = "This packet has expired. Ask the sender to make a new one."


class Replayed(PacketError):
    code = "replayed"
    says = "This packet has come before. It counts once; nothing was changed."


class TooLarge(PacketError):
    code = "too-large"
    says = "This packet is too large. Send fewer or smaller papers."


class BadCard(PacketError):
    code = "bad-card"
    says = "This is not a whole card. Ask your partner for the file or the QR code once more."


class WrongPassphrase(PacketError):
    code = "wrong-passphrase"
    says = "This passphrase does not open the key file."


class BadKeyFile(PacketError):
    code = "bad-key-file"
    says = "This is not a whole key file. Make a new key with --new-key and send your partners its card."
