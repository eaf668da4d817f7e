"""Files kept by their own hash: the same content once, and never another content under the same name."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from thidua.core.files.places import DirectoryPlace, Place, place_of

_BLOCK_BYTES = 1 << 20


class CorruptContent(Exception):
    """A stored file no longer has the hash it is kept under."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored: its SHA-256 in hexadecimal and its size in bytes."""

    sha256: str
    size: int


class ContentStore:
    """Immutable contents named by SHA-256, in the directory ``root`` or, where the settings say so for it, in an
    object store; ``root`` then holds only what is on its way there.
    """

    def __init__(self, root: Path, place: Place | None = None) -> None:
        self._root = root
        self._place = place or place_of(root)

    def put(self, stream: IO[bytes]) -> Stored:
        """Store a stream. It appears whole or not at all, and is kept for good when this returns."""
        temporary_directory = self._root / "incoming"
        temporary_directory.mkdir(parents=True, exist_ok=True)
        temporary = temporary_directory / secrets.token_hex(16)
        try:
            stored = _copy(stream, temporary)
            if stored.sha256 not in self or not self.verify(stored.sha256):
                self._place.keep(temporary, stored.sha256)
        finally:
            temporary.unlink(missing_ok=True)
        return stored

    def path(self, sha256: str) -> Path:
        """Return where a directory keeps a content, whether or not it is there. Raises ``ValueError`` for what is no
        hash. Contents of an object store have no path: ask for ``local``.
        """
        return DirectoryPlace(self._root).path(sha256)

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """Give a verified copy of a content as a file of this machine, gone afterwards."""
        folder = self._root / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / secrets.token_hex(16)
        try:
            with copy.open("xb") as target:
                for block in self.blocks(sha256):
                    target.write(block)
            yield copy
        finally:
            copy.unlink(missing_ok=True)

    def __contains__(self, sha256: str) -> bool:
        return self._place.has(sha256)

    def size(self, sha256: str) -> int:
        """Return how many bytes a content has. Raises ``FileNotFoundError``."""
        return self._place.size(sha256)

    def read(self, sha256: str) -> bytes:
        """Return a content, verified. Raises ``FileNotFoundError`` and ``CorruptContent``."""
        return b"".join(self.blocks(sha256))

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """Give a content block by block; ``CorruptContent`` is raised before the last block when the hash
        differs.
        """
        digest = hashlib.sha256()
        pending = b""
        with self._place.open(sha256) as stored:
            while block := stored.read(_BLOCK_BYTES):
                digest.update(block)
                if pending:
                    yield pending
                pending = block
        if digest.hexdigest() != sha256:
            raise CorruptContent(sha256)
        yield pending

    def verify(self, sha256: str) -> bool:
        """Say whether a content is there and whole."""
        try:
            for _block in self.blocks(sha256):
                pass
        except (FileNotFoundError, CorruptContent):
            return False
        return True

    def remove(self, sha256: str) -> None:
        """Destroy a content. Only a lawful disposal does; one that is gone already is no error."""
        self._place.remove(sha256)

    def probe(self) -> str:
        """Write, read and remove a small content, and return where contents are; raises what went wrong."""
        self._place.check()
        content = secrets.token_bytes(32)
        stored = self.put(io.BytesIO(content))
        try:
            if self.read(stored.sha256) != content:
                raise CorruptContent(stored.sha256)
        finally:
            self.remove(stored.sha256)
        return self._place.where


def _copy(stream: IO[bytes], target: Path) -> Stored:
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as copy:
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
            size += len(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    return Stored(digest.hexdigest(), size)
