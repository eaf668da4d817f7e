"""The content store over a real S3 server: written once, read back verified, failing in words."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from django.core.files.storage import storages
from django.test import override_settings

from config.settings.base import object_store
from tests.factories.object_store import BUCKET, client_of
from thidua.core.files import ContentStore, CorruptContent, Stored, StoreUnavailable

CONTENT = bytes(range(256)) * 40_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
NAME = f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"


@pytest.fixture
def root(tmp_path: Path, settings: Any, object_store_url: str) -> Path:
    settings.CONTENT_ROOT, settings.CONTENT_OBJECTS = tmp_path, "originals"
    settings.STORAGES = {**settings.STORAGES, "originals": object_store(object_store_url)}
    return tmp_path


@pytest.fixture
def bucket(object_store_url: str) -> Iterator[Any]:
    parts = urlparse(object_store_url)
    client = client_of(f"http://{parts.hostname}:{parts.port}")
    yield client
    client.delete_object(Bucket=BUCKET, Key=NAME)


def test_a_content_goes_to_the_bucket_and_comes_back_whole(root: Path, bucket: Any) -> None:
    store = ContentStore(root)
    assert store.put(io.BytesIO(CONTENT)) == Stored(DIGEST, len(CONTENT))
    assert bucket.get_object(Bucket=BUCKET, Key=NAME)["Body"].read() == CONTENT
    assert DIGEST in store and store.verify(DIGEST)
    assert store.size(DIGEST) == len(CONTENT)
    assert store.read(DIGEST) == CONTENT
    with store.local(DIGEST) as copy:
        assert copy.read_bytes() == CONTENT
    assert list(root.rglob("*")) == [root / "incoming"], "nothing stays on this machine"


def test_the_same_content_is_one_object_written_once(root: Path, bucket: Any) -> None:
    store = ContentStore(root)
    store.put(io.BytesIO(CONTENT))
    first = bucket.head_object(Bucket=BUCKET, Key=NAME)["LastModified"]
    store.put(io.BytesIO(CONTENT))
    assert bucket.head_object(Bucket=BUCKET, Key=NAME)["LastModified"] == first
    assert bucket.list_objects_v2(Bucket=BUCKET, Prefix=NAME)["KeyCount"] == 1


def test_an_altered_object_is_noticed_and_mended_by_putting_it_again(root: Path, bucket: Any) -> None:
    store = ContentStore(root)
    store.put(io.BytesIO(CONTENT))
    bucket.put_object(Bucket=BUCKET, Key=NAME, Body=CONTENT[:-1] + b"x")
    assert not store.verify(DIGEST)
    with pytest.raises(CorruptContent):
        store.read(DIGEST)
    store.put(io.BytesIO(CONTENT))
    assert store.read(DIGEST) == CONTENT


def test_what_is_not_there_is_a_missing_file(root: Path) -> None:
    store = ContentStore(root)
    assert "0" * 64 not in store
    assert not store.verify("0" * 64)
    with pytest.raises(FileNotFoundError):
        store.size("0" * 64)


def test_a_removed_content_is_gone_and_removing_it_again_is_no_error(root: Path) -> None:
    store = ContentStore(root)
    store.put(io.BytesIO(CONTENT))
    store.remove(DIGEST)
    store.remove(DIGEST)
    assert DIGEST not in store


def test_the_probe_leaves_nothing_behind(root: Path, bucket: Any) -> None:
    before = bucket.list_objects_v2(Bucket=BUCKET).get("KeyCount")
    assert ContentStore(root).probe().endswith(f"/{BUCKET}")
    assert bucket.list_objects_v2(Bucket=BUCKET).get("KeyCount") == before


def test_other_directories_stay_on_this_machine(root: Path, tmp_path: Path) -> None:
    lists = ContentStore(tmp_path / "lists")
    lists.put(io.BytesIO(CONTENT))
    assert lists.path(DIGEST).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"secret_key": "sai"}, "403|SignatureDoesNotMatch"),
        ({"bucket_name": "khong-co-kho-nay"}, "no such bucket"),
        ({"endpoint_url": "http://127.0.0.1:9"}, "Could not connect"),
    ],
)
def test_a_wrong_key_bucket_or_address_is_told_in_words(
    root: Path, settings: Any, change: dict[str, str], word: str
) -> None:
    description = settings.STORAGES["originals"]
    wrong = {**description, "OPTIONS": {**description["OPTIONS"], **change}}
    with override_settings(STORAGES={**settings.STORAGES, "originals": wrong}):
        assert storages["originals"] is not None
        with pytest.raises(StoreUnavailable, match=word):
            ContentStore(root).probe()
