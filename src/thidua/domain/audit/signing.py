"""The keys that sign the heads of the logs: Ed25519, from the environment or the keys file, never in the database."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlparse

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from thidua.core.signed_notes import Checkpoint, public_of, sign

SEED_BYTES = 32


class BadLogKeys(ValueError):
    """The configured signing keys cannot be used; the message holds no key material."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key under the name its operator gave it."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> bytes:
        return public_of(self.private)


@lru_cache(maxsize=1)
def signing_keys() -> tuple[SigningKey, ...]:
    """The keys of this installation, newest first; none where the operator gave none."""
    return parse_keys(settings.LOG_KEYS or _kept())


def parse_keys(text: str) -> tuple[SigningKey, ...]:
    """Read ``<name>:<base64 of 32 bytes>,…``."""
    return tuple(_key(part.strip()) for part in text.split(",") if part.strip())


def origin_of(log: str) -> str:
    """By which name the world knows a log; it is also the name of its key."""
    return f"{urlparse(settings.BASE_URL).netloc}/{log}"


def signed(log: str, size: int, root: bytes, *others: str) -> str:
    """The signed checkpoint of a log, by every key; empty where there is no key."""
    keys = signing_keys()
    origin = origin_of(log)
    text = Checkpoint(origin, size, root, others).text
    return sign(text, origin, [key.private for key in keys]) if keys else ""


def new_seed() -> str:
    """A new signing key for the environment or the keys file."""
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def _kept() -> str:
    if settings.KEYS_FILE is None:
        return ""
    return str(json.loads(Path(settings.KEYS_FILE).read_text()).get("log_keys", ""))


def _key(text: str) -> SigningKey:
    name, _colon, seed = text.partition(":")
    try:
        raw = base64.b64decode(seed, validate=True)
    except binascii.Error as error:
        raise BadLogKeys(f"signing key {name!r}: not base64") from error
    if not name or len(raw) != SEED_BYTES:
        raise BadLogKeys(f"signing key {name!r}: needs a name and {SEED_BYTES} bytes")
    return SigningKey(name, Ed25519PrivateKey.from_private_bytes(raw))
