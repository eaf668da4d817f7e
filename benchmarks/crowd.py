"""Many clients at once on one page: requests per second. Runs as a process of its own, beside the server.

``wrk`` is used when it is installed; otherwise our own client, one thread a connection on raw sockets, which on a
machine with few cores takes a share of what the server could use.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

CLIENTS = 8
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def requests_per_second(port: int, path: str, cookie: str, *, seconds: int) -> tuple[float, str]:
    """Return the rate and the name of the client that measured it. Raises when an answer was not 200."""
    if shutil.which("wrk"):
        return _wrk(port, path, cookie, seconds), "wrk"
    asked = json.dumps([port, path, cookie, seconds])
    done = subprocess.run(
        [sys.executable, str(Path(__file__))], input=asked, capture_output=True, text=True, check=True
    )
    return float(done.stdout), "own"


def _wrk(port: int, path: str, cookie: str, seconds: int) -> float:
    said = subprocess.run(
        ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "-H", f"Cookie: {cookie}", f"http://127.0.0.1:{port}{path}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    rate = re.search(r"Requests/sec: *([0-9.]+)", said)
    if "Non-2xx" in said or not rate:
        raise RuntimeError(f"{path}: {said}")
    return float(rate[1])


def _own(port: int, path: str, cookie: str, seconds: float) -> float:
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nAccept: text/html\r\n\r\n"
    ).encode()
    counts = [0] * CLIENTS
    deadline = time.monotonic() + seconds

    def ask(number: int) -> None:
        with (
            socket.create_connection(("127.0.0.1", port)) as connection,
            connection.makefile("rb") as answers,
        ):
            while time.monotonic() < deadline:
                connection.sendall(request)
                head = b"".join(iter(answers.readline, b"\r\n"))
                length = _LENGTH.search(head)
                if b" 200 " not in head[:20] or not length:
                    raise RuntimeError(head.decode(errors="replace"))
                answers.read(int(length[1]))
                counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - started)


if __name__ == "__main__":
    print(_own(*json.load(sys.stdin)))
