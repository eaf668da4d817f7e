"""Files kept by their own hash: the same content once, and never another content under the same name."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_BLOCK_BYTES = 1 << 20
_DIGEST_LETTERS = 64


class CorruptContent(Exception):
    """A stored file no longer has the hash it is kept under."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored: its SHA-256 in hexadecimal and its size in bytes."""

    sha256: str
    size: int


class ContentStore:
    """A directory of immutable files named by SHA-256, two levels deep."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, stream: IO[bytes]) -> Stored:
        """Store a stream. The file appears whole or not at all, and is on disk when this returns."""
        temporary_directory = self._root / "incoming"
        temporary_directory.mkdir(parents=True, exist_ok=True)
        temporary = temporary_directory / secrets.token_hex(16)
        try:
            stored = _copy(stream, temporary)
            self._keep(temporary, stored.sha256)
        finally:
            temporary.unlink(missing_ok=True)
        return stored

    def path(self, sha256: str) -> Path:
        """Return where a content is kept, whether or not it is there. Raises ``ValueError`` for what is no
        hash.
        """
        if len(sha256) != _DIGEST_LETTERS or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256 in small hexadecimal letters")
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def __contains__(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def read(self, sha256: str) -> bytes:
        """Return a content, verified. Raises ``FileNotFoundError`` and ``CorruptContent``."""
        return b"".join(self.blocks(sha256))

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """Give a content block by block; ``CorruptContent`` is raised before the last block when the hash
        differs.
        """
        digest = hashlib.sha256()
        pending = b""
        with self.path(sha256).open("rb") as stored:
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

    def _keep(self, temporary: Path, sha256: str) -> None:
        """Move into place; a content that is already there and whole is left alone."""
        target = self.path(sha256)
        if target.exists() and self.verify(sha256):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.chmod(0o440)
        temporary.replace(target)
        sync_directory(target.parent)
        sync_directory(target.parent.parent)


def sync_directory(path: Path) -> None:
    """Make the names in a directory survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
