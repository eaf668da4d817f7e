"""Sealing what must not be read by everyone, and finding it again by keyed hash."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from thidua.core.crypto import DataKey, Keyring, new_data_key


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """The keys of this installation, from the environment or the keys file."""
    if settings.FIELD_KEYS and settings.INDEX_KEY:
        return Keyring.parse(settings.FIELD_KEYS, settings.INDEX_KEY)
    kept = json.loads(Path(str(settings.KEYS_FILE)).read_text())
    return Keyring.parse(kept["field_keys"], kept["index_key"])


def seal_text(text: str, *, context: str) -> bytes:
    """Encrypt ``text`` for one place (``context``: table and column)."""
    return keyring().encrypt(text, context)


def open_text(sealed: bytes | memoryview, *, context: str) -> str:
    """Decrypt what ``seal_text`` made for the same ``context``."""
    return keyring().decrypt_text(bytes(sealed), context)


def identity_hash(number: str) -> bytes:
    """The keyed hash (32 bytes) by which a cleaned identity number is found."""
    return keyring().blind_index(number, "identity")


def seal_identity(number: str) -> bytes:
    return seal_text(number, context="people.identity")


def open_identity(sealed: bytes | memoryview) -> str:
    return open_text(sealed, context="people.identity")


def masked(number: str) -> str:
    """The number as those see it who may not see it whole: ``025•••••4217``."""
    return f"{number[:3]}•••••{number[-4:]}" if len(number) == 12 else "•" * len(number)


def new_person_key(person_id: int) -> bytes:
    """A new data key of one person's own, wrapped for storage. Destroying it destroys what was sealed with it."""
    return keyring().wrap(new_data_key(), f"people.person:{person_id}")


def new_person_keys(person_ids: Sequence[int]) -> list[bytes]:
    """``new_person_key`` for each of many people."""
    return keyring().wrap_new([f"people.person:{person_id}" for person_id in person_ids])


def person_key(wrapped: bytes | memoryview, person_id: int) -> DataKey:
    """Open the data key that ``new_person_key`` made for the same person."""
    return keyring().unwrap(bytes(wrapped), f"people.person:{person_id}")
