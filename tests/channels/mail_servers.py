"""A server that speaks SMTP (RFC 5321, STARTTLS RFC 3207, AUTH PLAIN RFC 4954), and one for IMAP (RFC 3501)."""

from __future__ import annotations

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Post:
    """What a server knows and has been told."""

    context: ssl.SSLContext
    user: str = "desk"
    password: str = "a long password"
    offers_tls: bool = True
    implicit_tls: bool = False
    refusals: dict[str, str] = field(default_factory=dict)  # recipient → the answer to RCPT
    letters: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    inbox: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7


class SmtpTalk(socketserver.StreamRequestHandler):
    post: Post

    def handle(self) -> None:
        self.is_safe, self.is_signed_in, self.sender, self.to = False, False, "", []
        if self.post.implicit_tls:
            self.wrap()
        self.say("220 mail.example.org ESMTP")
        while line := self.rfile.readline():
            text = line.decode().rstrip("\r\n")
            self.post.said.append(text if not text.startswith("AUTH") else "AUTH …")
            verb = text.split(" ")[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            getattr(self, f"do_{verb.lower()}", self.unknown)(text)

    def say(self, *lines: str) -> None:
        for line in lines:
            self.wfile.write(line.encode() + b"\r\n")

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def wrap(self) -> None:
        self.request = self.post.context.wrap_socket(self.request, server_side=True)
        self.connection = self.request
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        self.is_safe = True

    def unknown(self, text: str) -> None:
        self.say("502 not known")

    def do_ehlo(self, text: str) -> None:
        offers = ["AUTH PLAIN LOGIN"] if self.is_safe else (["STARTTLS"] if self.post.offers_tls else [])
        self.say("250-mail.example.org", *(f"250-{one}" for one in offers), "250 8BITMIME")

    def do_starttls(self, text: str) -> None:
        self.say("220 go ahead")
        self.wrap()

    def do_noop(self, text: str) -> None:
        self.say("250 ok")

    def do_rset(self, text: str) -> None:
        self.sender, self.to = "", []
        self.say("250 ok")

    def do_auth(self, text: str) -> None:
        kind, _, first = text.partition(" ")[2].partition(" ")
        if not self.is_safe or kind != "PLAIN":
            self.say("538 encryption required")
            return
        if not first:
            self.say("334 ")
            first = self.rfile.readline().decode().strip()
        _, user, password = base64.b64decode(first).decode().split("\0")
        self.is_signed_in = (user, password) == (self.post.user, self.post.password)
        self.say("235 welcome" if self.is_signed_in else "535 5.7.8 no such user")

    def do_mail(self, text: str) -> None:
        if not self.is_signed_in:
            self.say("530 5.7.0 sign in first")
            return
        self.sender = re.findall("<(.*?)>", text)[0]
        self.say("250 ok")

    def do_rcpt(self, text: str) -> None:
        to = re.findall("<(.*?)>", text)[0]
        if to in self.post.refusals:
            self.say(self.post.refusals[to])
            return
        self.to.append(to)
        self.say("250 ok")

    def do_data(self, text: str) -> None:
        self.say("354 end with a dot")
        body = b""
        while (line := self.rfile.readline()) != b".\r\n":
            body += line[1:] if line.startswith(b"..") else line
        self.post.letters.append((self.sender, self.to, body))
        self.say("250 kept as 1")


class ImapTalk(socketserver.StreamRequestHandler):
    post: Post

    def setup(self) -> None:
        self.request = self.post.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def handle(self) -> None:
        self.deleted: set[int] = set()
        self.say("* OK IMAP4rev1 ready")
        while line := self.rfile.readline():
            tag, verb, rest = [*line.decode().rstrip("\r\n").split(" ", 2), ""][:3]
            verb, rest = (f"uid_{rest.split(' ')[0]}", rest.partition(" ")[2]) if verb == "UID" else (verb, rest)
            if verb == "LOGOUT":
                self.say("* BYE", f"{tag} OK bye")
                return
            answer = getattr(self, f"do_{verb.lower()}")(rest)
            self.say(f"{tag} {answer or 'OK done'}")

    def say(self, *lines: str) -> None:
        for line in lines:
            self.wfile.write(line.encode() + b"\r\n")

    def do_capability(self, rest: str) -> None:
        self.say("* CAPABILITY IMAP4rev1")

    def do_login(self, rest: str) -> str:
        user, password = re.fullmatch(r'(\S+) "(.*)"', rest).groups()  # type: ignore[union-attr]
        fits = (user.strip('"'), password) == (self.post.user, self.post.password)
        return "OK in" if fits else "NO [AUTHENTICATIONFAILED] wrong"

    def do_select(self, rest: str) -> str:
        self.say(f"* {len(self.post.inbox)} EXISTS", f"* OK [UIDVALIDITY {self.post.validity}] valid")
        return "OK [READ-WRITE] selected"

    def do_uid_search(self, rest: str) -> None:
        first = int(re.findall(r"UID (\d+):\*", rest)[0])
        # "n:*" always has the last letter in it, as the standard says.
        found = {uid for uid in self.post.inbox if uid >= first} | set(sorted(self.post.inbox)[-1:])
        self.say("* SEARCH " + " ".join(map(str, sorted(found))))

    def do_uid_fetch(self, rest: str) -> None:
        uid = int(rest.split(" ", maxsplit=1)[0])
        body = self.post.inbox[uid]
        self.wfile.write(b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (uid, len(body), body))

    def do_uid_store(self, rest: str) -> None:
        assert "(\\Deleted)" in rest
        last = int(re.findall(r"1:(\d+)", rest)[0])
        self.deleted |= {uid for uid in self.post.inbox if uid <= last}

    def do_expunge(self, rest: str) -> None:
        for uid in self.deleted:
            self.post.inbox.pop(uid, None)


@contextmanager
def running(talk: type[Any], post: Post) -> Iterator[int]:
    """The port of a server that knows *post*."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("Talk", (talk,), {"post": post})) as server:
        server.daemon_threads = True
        server.handle_error = lambda *who: None  # type: ignore[method-assign]  # a client that hangs up is no fault
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
