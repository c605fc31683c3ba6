"""What an answer costs on a telephone line: every segment that comes down, with its 40 bytes of TCP/IP."""

import re
import socket
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from http.cookies import SimpleCookie
from ssl import MemoryBIO, SSLContext, SSLWantReadError
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import brotli

SEGMENT, HEADERS = 1460, 40
DECODERS = {"br": brotli.decompress, "gzip": lambda body: zlib.decompress(body, 31), "": bytes}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str
    bytes_down: int  # the head, the body, their segments, and the acknowledgement of the request


class Line:
    """One connection, over TLS when there is a context for it; `down` is what came down so far, on the wire.

    It reads as a line does: what is there, at most a segment at a time. Head and body sent apart cost two.
    """

    def __init__(self, port: int, tls: SSLContext | None) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.down = HEADERS
        self.received, self.to_send = MemoryBIO(), MemoryBIO()
        self.tls = tls.wrap_bio(self.received, self.to_send, server_hostname="127.0.0.1") if tls else None
        if self.tls:
            self._with_tls(self.tls.do_handshake)

    def send(self, data: bytes) -> None:
        if not self.tls:
            return self.socket.sendall(data)
        self.tls.write(data)
        return self.socket.sendall(self.to_send.read())

    def read(self) -> bytes:
        return self._with_tls(self.tls.read) if self.tls else self._segment()

    def close(self) -> None:
        self.socket.close()

    def _segment(self) -> bytes:
        segment = self.socket.recv(SEGMENT)
        assert segment, "the server hung up"
        self.down += len(segment) + HEADERS
        return segment

    def _with_tls(self, act: Callable[[], Any]) -> Any:
        """Hand over what comes until it is enough."""
        while True:
            try:
                return act()
            except SSLWantReadError:
                self.socket.sendall(self.to_send.read())
                self.received.write(self._segment())
            finally:
                self.socket.sendall(self.to_send.read())


class Browser:
    """One connection that is kept, and its cookies; asks as a browser does that knows brotli."""

    def __init__(self, port: int, language: str, tls: SSLContext | None = None) -> None:
        self.connection = Line(port, tls)
        self.opened = self.connection.down  # what it costs before anything is asked
        self.language = language
        self.cookies: SimpleCookie = SimpleCookie()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.connection.close()

    def get(self, address: str, headers: Mapping[str, str] = {}) -> Answer:
        return self._ask("GET", address, headers, b"")

    def post(self, address: str, **fields: str) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", address, kind, urlencode(fields).encode())

    def _ask(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        cookies = [f"{each.key}={each.value}" for each in self.cookies.values() if address.startswith(each["path"])]
        head = {
            "Host": "127.0.0.1",
            "Accept-Encoding": "gzip, deflate, br",
            "Accept-Language": self.language,
            **({"Cookie": "; ".join(cookies)} if cookies else {}),
            **({"Content-Length": str(len(body))} if method == "POST" else {}),
            **headers,
        }
        lines = [f"{method} {address} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        self.connection.send("\r\n".join(lines).encode() + body)
        return self._answer()

    def _answer(self) -> Answer:
        before, received, length = self.connection.down, b"", None
        while length is None or len(received) < length:
            received += self.connection.read()
            if length is None and (end := received.find(b"\r\n\r\n")) >= 0:
                size = re.search(rb"\r\ncontent-length: (\d+)", received[:end], re.IGNORECASE)
                length = end + 4 + (int(size[1]) if size else 0)
        head, _, body = received.partition(b"\r\n\r\n")
        status_line, _, fields = head.partition(b"\r\n")
        headers = BytesParser().parsebytes(fields)
        for cookie in headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        text = DECODERS[headers.get("Content-Encoding", "")](body).decode("utf-8", "replace")
        down = self.connection.down - before + HEADERS
        return Answer(int(status_line.split()[1]), headers, text, down)
