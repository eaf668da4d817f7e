"""A clamd that speaks INSTREAM as the real one does and knows one virus: the harmless test file of EICAR."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# In two halves, so that no scanner takes this file for the test virus.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTI" + b"VIRUS-TEST-FILE!$H+H*"
SIGNATURE = "Win.Test.EICAR_HDB-1"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self._until_null()
        if command == b"zVERSION":
            self.wfile.write(b"ClamAV 1.4.3/27800/Fri Nov 27 09:11:12 2026\0")
        elif command == b"zINSTREAM":
            self.wfile.write(self._verdict() + b"\0")
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _verdict(self) -> bytes:
        seen, limit = b"", self.server.limit  # type: ignore[attr-defined]  # the server below
        while True:
            (length,) = struct.unpack("!I", self.rfile.read(4))
            if length == 0:
                break
            seen += self.rfile.read(length)
            if len(seen) > limit:
                return b"INSTREAM size limit exceeded. ERROR"
        self.server.seen.append(seen)  # type: ignore[attr-defined]  # the server below
        return f"stream: {SIGNATURE} FOUND".encode() if EICAR in seen else b"stream: OK"

    def _until_null(self) -> bytes:
        said = b""
        while not said.endswith(b"\0"):
            said += self.rfile.read(1)
        return said[:-1]


class FakeClamd(socketserver.ThreadingTCPServer):
    """``seen`` holds what was sent to it whole."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, limit: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.limit, self.seen = limit, list[bytes]()

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running_clamd(*, limit: int = 25_000_000) -> Iterator[FakeClamd]:
    with FakeClamd(limit) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
