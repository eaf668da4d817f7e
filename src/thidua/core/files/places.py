"""Where contents lie: a directory, or an object store spoken to through django-storages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings

_DIGEST_LETTERS = 64


class StoreUnavailable(OSError):
    """The object store does not answer, or refuses; the message says what was tried."""


class Place(Protocol):
    """Keeps files under hashes. ``open`` and ``size`` raise ``FileNotFoundError`` for what is not there."""

    where: str

    def has(self, sha256: str) -> bool: ...
    def size(self, sha256: str) -> int: ...
    def open(self, sha256: str) -> IO[bytes]: ...
    def keep(self, temporary: Path, sha256: str) -> None: ...
    def remove(self, sha256: str) -> None: ...
    def check(self) -> None: ...


def place_of(root: Path) -> Place:
    """The object store when the settings name one for this very directory, else the directory itself."""
    if getattr(settings, "CONTENT_OBJECTS", "") and Path(root) == Path(settings.CONTENT_ROOT):
        from django.core.files.storage import storages

        return ObjectPlace(storages[settings.CONTENT_OBJECTS])
    return DirectoryPlace(Path(root))


def relative_name(sha256: str) -> str:
    """Two levels of folders, then the hash. Raises ``ValueError`` for what is no hash."""
    if len(sha256) != _DIGEST_LETTERS or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in small hexadecimal letters")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


class DirectoryPlace:
    """Read-only files of this machine, on disk when ``keep`` returns."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.where = str(root)

    def path(self, sha256: str) -> Path:
        return self._root / relative_name(sha256)

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def size(self, sha256: str) -> int:
        return self.path(sha256).stat().st_size

    def open(self, sha256: str) -> IO[bytes]:
        return self.path(sha256).open("rb")

    def keep(self, temporary: Path, sha256: str) -> None:
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.chmod(0o440)
        temporary.replace(target)
        sync_directory(target.parent)
        sync_directory(target.parent.parent)

    def remove(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def check(self) -> None:
        """A directory is made when something is put into it."""


class ObjectPlace:
    """Objects of a bucket. An object is written once: the name is the hash of what it holds."""

    def __init__(self, storage: Any) -> None:
        self._storage = storage
        self.where = f"{getattr(storage, 'endpoint_url', '')}/{getattr(storage, 'bucket_name', '')}"

    def has(self, sha256: str) -> bool:
        return bool(self._asked("exists", relative_name(sha256)))

    def size(self, sha256: str) -> int:
        if not self.has(sha256):
            raise FileNotFoundError(sha256)
        return int(self._asked("size", relative_name(sha256)))

    def open(self, sha256: str) -> IO[bytes]:
        opened: IO[bytes] = self._asked("open", relative_name(sha256), "rb")
        return opened

    def keep(self, temporary: Path, sha256: str) -> None:
        from django.core.files import File

        name = relative_name(sha256)
        with temporary.open("rb") as content:
            kept = self._asked("save", name, File(content, name))
        if kept != name or int(self._asked("size", name)) != temporary.stat().st_size:
            raise StoreUnavailable(f"{self.where} did not keep {name} as it was sent")

    def remove(self, sha256: str) -> None:
        self._asked("delete", relative_name(sha256))

    def check(self) -> None:
        """Raise ``StoreUnavailable`` unless the bucket is there and these keys may use it: some servers would make a
        bucket on the first write, and a slip in its name would go unseen.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._storage.connection.meta.client.head_bucket(Bucket=self._storage.bucket_name)
        except (BotoCoreError, ClientError) as error:
            raise StoreUnavailable(
                f"{self.where}: there is no such bucket, or the keys may not use it: {error}"
            ) from error

    def _asked(self, act: str, *arguments: Any) -> Any:
        """Ask the storage; what the client library raises becomes ``StoreUnavailable`` with its words."""
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self._storage, act)(*arguments)
        except (BotoCoreError, ClientError, Boto3Error) as error:
            raise StoreUnavailable(f"{self.where}: {act}: {error}") from error


def sync_directory(path: Path) -> None:
    """Make the names in a directory survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
