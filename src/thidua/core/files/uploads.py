"""Uploads that continue where the line broke: create, append at an offset, finish.

The protocol follows tus: the receiver's offset is the truth. The data file on disk is that offset, so nothing
is lost or doubled when the process dies between two calls.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.files.limits import IS_EMPTY, RefusedFile
from thidua.core.files.places import sync_directory
from thidua.core.files.storage import ContentStore, Stored

_UPLOAD_ID = re.compile(r"[0-9a-f]{32}")
_BLOCK_BYTES = 1 << 20


class UnknownUpload(LookupError):
    """No such upload: never begun, finished, or cleaned away."""


class WrongOffset(ValueError):
    """The chunk does not continue the upload; ``expected`` is where the sender must go on."""

    def __init__(self, expected: int) -> None:
        super().__init__(f"expected offset {expected}")
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Upload:
    """What was promised at the start. ``started_at`` is an ISO moment; ``owner`` is free text of the
    caller.
    """

    size: int
    sha256: str | None
    filename: str
    owner: str
    started_at: str


class UploadDirectory:
    """All unfinished uploads, one folder each: ``upload.json`` and ``data``."""

    def __init__(self, root: Path, *, largest_bytes: int = 200_000_000) -> None:
        self._root = root
        self._largest_bytes = largest_bytes

    def create(self, size: int, *, filename: str, owner: str, at: datetime, sha256: str | None = None) -> str:
        """Begin an upload and return its id. Raises ``RefusedFile`` for an empty or too large promise."""
        if size == 0:
            raise RefusedFile(str(IS_EMPTY))
        if not 0 < size <= self._largest_bytes:
            message = _("Tệp không được quá %(limit)d MB. Tách hoặc nén tệp rồi tải lên.")
            raise RefusedFile(message % {"limit": self._largest_bytes // 1_000_000})
        upload_id = secrets.token_hex(16)
        folder = self._root / upload_id
        folder.mkdir(parents=True)
        _write_synced(folder / "data", b"")
        upload = Upload(size, sha256, filename, owner, at.isoformat())
        _write_synced(folder / "upload.json", json.dumps(asdict(upload)).encode())
        sync_directory(folder)
        sync_directory(self._root)
        return upload_id

    def describe(self, upload_id: str) -> Upload:
        """Return what was promised, or raise ``UnknownUpload``."""
        try:
            return Upload(**json.loads((self._folder(upload_id) / "upload.json").read_bytes()))
        except (FileNotFoundError, ValueError) as error:
            raise UnknownUpload(upload_id) from error

    def offset(self, upload_id: str) -> int:
        """Return how many bytes have safely arrived."""
        self.describe(upload_id)
        return (self._folder(upload_id) / "data").stat().st_size

    def append(self, upload_id: str, offset: int, chunk: bytes) -> int:
        """Add a chunk and return the new offset; a chunk sent again, wholly arrived before, changes nothing.

        Raises ``WrongOffset`` for a gap, for other bytes over arrived ones, and for more than was promised.
        """
        upload = self.describe(upload_id)
        with self._locked_data(upload_id) as data:
            arrived = data.seek(0, os.SEEK_END)
            if offset < 0 or offset > arrived or offset + len(chunk) > upload.size:
                raise WrongOffset(arrived)
            data.seek(offset)
            overlap = data.read(len(chunk))
            if chunk[: len(overlap)] != overlap:
                raise WrongOffset(arrived)
            data.seek(0, os.SEEK_END)
            data.write(chunk[len(overlap) :])
            data.flush()
            os.fsync(data.fileno())
            return max(arrived, offset + len(chunk))

    def finish(self, upload_id: str, store: ContentStore) -> Stored:
        """Verify the whole, move it to the store and forget the upload.

        Raises ``WrongOffset`` when bytes are missing, and ``RefusedFile`` when the hash differs from the
        promise; the upload is then thrown away, since no one can tell which part is wrong.
        """
        with self.finished(upload_id) as whole, whole.open("rb") as data:
            return store.put(data)

    @contextmanager
    def finished(self, upload_id: str) -> Iterator[Path]:
        """Give the whole, verified, as a file to be judged before it is kept; the upload is forgotten afterwards,
        whether it was kept or refused, but not when keeping it failed. Raises as ``finish`` does.
        """
        upload = self.describe(upload_id)
        with self._locked_data(upload_id) as data:
            arrived = data.seek(0, os.SEEK_END)
            if arrived != upload.size:
                raise WrongOffset(arrived)
            if upload.sha256 and _digest(data) != upload.sha256:
                self.discard(upload_id)
                raise RefusedFile(_("Tệp nhận được khác tệp trên máy của bạn. Tải lên lại từ đầu."))
            try:
                yield self._folder(upload_id) / "data"
            except (RefusedFile, Refused):
                self.discard(upload_id)
                raise
            self.discard(upload_id)

    def discard(self, upload_id: str) -> None:
        """Throw an upload away; one that is gone already is no error."""
        shutil.rmtree(self._folder(upload_id), ignore_errors=True)

    def clean(self, *, before: datetime) -> int:
        """Throw away the uploads begun before a moment, and return how many."""
        stale = [folder.name for folder in self._folders() if self._started(folder.name) < before]
        for upload_id in stale:
            self.discard(upload_id)
        return len(stale)

    def _folder(self, upload_id: str) -> Path:
        if not _UPLOAD_ID.fullmatch(upload_id):
            raise UnknownUpload(upload_id)
        return self._root / upload_id

    def _folders(self) -> list[Path]:
        if not self._root.exists():
            return []
        return [folder for folder in self._root.iterdir() if _UPLOAD_ID.fullmatch(folder.name)]

    def _started(self, upload_id: str) -> datetime:
        """A folder without a readable promise, left by a crash while it was made, counts as old."""
        try:
            return datetime.fromisoformat(self.describe(upload_id).started_at)
        except UnknownUpload:
            return datetime.fromisoformat("1970-01-01T00:00:00+00:00")

    @contextmanager
    def _locked_data(self, upload_id: str) -> Iterator[IO[bytes]]:
        """Open the data for one writer at a time, over all processes."""
        try:
            data = (self._folder(upload_id) / "data").open("r+b")
        except FileNotFoundError as error:
            raise UnknownUpload(upload_id) from error
        with data:
            fcntl.flock(data, fcntl.LOCK_EX)
            yield data


def stale_before(at: datetime, *, hours: int = 48) -> datetime:
    """Return the moment before which unfinished uploads are given up."""
    return at - timedelta(hours=hours)


def _digest(data: IO[bytes]) -> str:
    digest = hashlib.sha256()
    data.seek(0)
    while block := data.read(_BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("xb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
