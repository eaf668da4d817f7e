"""Asking a clamd whether a file carries something harmful, by its INSTREAM protocol."""

from __future__ import annotations

import io
import re
import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlparse

_CHUNK_BYTES = 1 << 17
_FOUND = re.compile(r"^stream: (?P<name>.+) FOUND$")


class ScannerUnavailable(OSError):
    """The scanner gave no answer about the file; the message says why."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A clamd at ``address``: ``tcp://host:port`` or ``unix:///path``. ``seconds`` bounds each wait."""

    address: str
    seconds: float = 60

    def scan(self, stream: IO[bytes]) -> str:
        """Return the name of what was found, or an empty text for a clean file. Raises ``ScannerUnavailable``."""
        answer = self._talk(stream)
        if answer == "stream: OK":
            return ""
        found = _FOUND.match(answer)
        if found is None:
            raise ScannerUnavailable(f"{self.address}: {answer or 'closed without an answer'}")
        return found["name"]

    def version(self) -> str:
        """Return the engine and the day of its signatures."""
        try:
            with self._connected() as line:
                line.sendall(b"zVERSION\0")
                return _answer(line)
        except OSError as error:
            raise ScannerUnavailable(f"{self.address}: {error}") from error

    def _talk(self, stream: IO[bytes]) -> str:
        try:
            with self._connected() as line:
                try:
                    line.sendall(b"zINSTREAM\0")
                    while chunk := stream.read(_CHUNK_BYTES):
                        line.sendall(struct.pack("!I", len(chunk)) + chunk)
                    line.sendall(struct.pack("!I", 0))
                except (BrokenPipeError, ConnectionResetError):
                    pass  # it closes early when its size limit is passed; the reason is in its answer
                return _answer(line)
        except OSError as error:
            raise ScannerUnavailable(f"{self.address}: {error}") from error

    def _connected(self) -> socket.socket:
        parts = urlparse(self.address)
        if parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self.seconds)
            line.connect(parts.path)
            return line
        return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=self.seconds)


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and (part := line.recv(4096)):
        said += part
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def opened(source: Path | bytes) -> IO[bytes]:
    """The file as a stream, whichever way it is held."""
    return source.open("rb") if isinstance(source, Path) else io.BytesIO(source)
