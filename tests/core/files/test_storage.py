import hashlib
import io
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import thidua
from thidua.core.files import (
    ContentStore,
    CorruptContent,
    RefusedFile,
    Stored,
    UnknownUpload,
    UploadDirectory,
    WrongOffset,
    stale_before,
)

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
CONTENT = bytes(range(256)) * 5000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    return ContentStore(tmp_path / "store")


@pytest.fixture
def uploads(tmp_path: Path) -> UploadDirectory:
    return UploadDirectory(tmp_path / "uploads", largest_bytes=2_000_000)


def begun(uploads: UploadDirectory, sha256: str | None = DIGEST) -> str:
    return uploads.create(len(CONTENT), filename="a.pdf", owner="u1", at=AT, sha256=sha256)


def test_put_read_and_put_again(store: ContentStore) -> None:
    assert store.put(io.BytesIO(CONTENT)) == Stored(DIGEST, len(CONTENT))
    before = store.path(DIGEST).stat()
    assert store.put(io.BytesIO(CONTENT)) == Stored(DIGEST, len(CONTENT))
    assert store.path(DIGEST).stat().st_ino == before.st_ino
    assert store.read(DIGEST) == CONTENT
    assert DIGEST in store and store.verify(DIGEST)
    assert list((store.path(DIGEST).parents[2] / "incoming").iterdir()) == []


def test_changed_content_is_noticed_and_mended_by_putting_it_again(store: ContentStore) -> None:
    store.put(io.BytesIO(CONTENT))
    path = store.path(DIGEST)
    path.chmod(0o640)
    path.write_bytes(CONTENT[:-1] + b"x")
    assert not store.verify(DIGEST)
    with pytest.raises(CorruptContent):
        store.read(DIGEST)
    store.put(io.BytesIO(CONTENT))
    assert store.read(DIGEST) == CONTENT


def test_a_broken_stream_leaves_nothing(store: ContentStore) -> None:
    class Broken(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            raise OSError("line lost")

    with pytest.raises(OSError, match="line lost"):
        store.put(Broken())  # type: ignore[arg-type] # only read() is needed
    assert not any(path.is_file() for path in store.path(DIGEST).parents[2].rglob("*"))


def test_names_that_are_no_hash_are_refused(store: ContentStore) -> None:
    for name in ("", "../../etc/passwd", DIGEST.upper(), DIGEST[:-1]):
        with pytest.raises(ValueError, match="SHA-256"):
            store.path(name)
    with pytest.raises(FileNotFoundError):
        store.read("0" * 64)


def test_upload_in_pieces(uploads: UploadDirectory, store: ContentStore) -> None:
    upload = begun(uploads)
    assert uploads.offset(upload) == 0
    assert uploads.append(upload, 0, CONTENT[:1000]) == 1000
    assert uploads.append(upload, 0, CONTENT[:1000]) == 1000
    assert uploads.append(upload, 500, CONTENT[500:2000]) == 2000
    with pytest.raises(WrongOffset) as gap:
        uploads.append(upload, 3000, b"x")
    assert gap.value.expected == 2000
    with pytest.raises(WrongOffset):
        uploads.append(upload, 0, b"other")
    with pytest.raises(WrongOffset):
        uploads.finish(upload, store)
    assert uploads.append(upload, 2000, CONTENT[2000:]) == len(CONTENT)
    with pytest.raises(WrongOffset):
        uploads.append(upload, len(CONTENT), b"more")
    assert uploads.finish(upload, store) == Stored(DIGEST, len(CONTENT))
    assert store.read(DIGEST) == CONTENT
    with pytest.raises(UnknownUpload):
        uploads.offset(upload)


def test_upload_with_another_hash_is_thrown_away(uploads: UploadDirectory, store: ContentStore) -> None:
    upload = begun(uploads, sha256="0" * 64)
    uploads.append(upload, 0, CONTENT)
    with pytest.raises(RefusedFile, match="Tải lên lại từ đầu"):
        uploads.finish(upload, store)
    assert DIGEST not in store
    with pytest.raises(UnknownUpload):
        uploads.describe(upload)


def test_sizes_are_checked_at_the_start(uploads: UploadDirectory) -> None:
    for size, words in ((0, "rỗng"), (-1, "2 MB"), (2_000_001, "2 MB")):
        with pytest.raises(RefusedFile, match=words):
            uploads.create(size, filename="a", owner="u", at=AT)


def test_ids_are_not_paths(uploads: UploadDirectory) -> None:
    for upload_id in ("..", "../store", "a" * 32 + "/..", ""):
        with pytest.raises(UnknownUpload):
            uploads.append(upload_id, 0, b"x")


def test_killed_in_the_middle_it_goes_on_from_the_offset(
    uploads: UploadDirectory, store: ContentStore, tmp_path: Path
) -> None:
    upload = begun(uploads)
    program = f"""
import os, signal
from pathlib import Path
from thidua.core.files.uploads import UploadDirectory
uploads = UploadDirectory(Path({str(tmp_path / "uploads")!r}))
content = bytes(range(256)) * 5000
for at in range(0, len(content), 100_000):
    uploads.append({upload!r}, at, content[at : at + 100_000])
    if at == 500_000:
        os.kill(os.getpid(), signal.SIGKILL)
"""
    source = str(Path(next(iter(thidua.__path__))).parent)
    ended = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": source}, check=False
    )
    assert ended.returncode == -9
    offset = uploads.offset(upload)
    assert offset == 600_000
    uploads.append(upload, offset, CONTENT[offset:])
    assert uploads.finish(upload, store).sha256 == DIGEST


def test_cleaning_by_age(uploads: UploadDirectory, tmp_path: Path) -> None:
    upload = begun(uploads)
    (tmp_path / "uploads" / ("f" * 32)).mkdir()
    assert uploads.clean(before=stale_before(AT)) == 1
    assert uploads.describe(upload).filename == "a.pdf"
    assert uploads.clean(before=datetime(2026, 3, 4, tzinfo=UTC)) == 1
    assert uploads.clean(before=AT) == 0
