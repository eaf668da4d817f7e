"""Encryption of single values, data keys that can be destroyed, and keyed hashes for searching encrypted
values.

A sealed value is ``version (1 byte) | length of key id (1) | key id | nonce (12) | ciphertext and tag``,
AES-256-GCM. Version, key id and the caller's context are authenticated, so a value copied into another row or
column does not open. Field keys and data-key wrapping use separate keys derived from each master key by
HKDF-SHA256.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_VERSION = 1
_NONCE_BYTES = 12
_TAG_BYTES = 16
_KEY_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")
_DATA_KEY_ID = "data"


class BadKeys(ValueError):
    """The configured keys cannot be used; the message is for the operator and never holds key material."""


class Undecipherable(ValueError):
    """A sealed value was altered, belongs to another context, or its key is gone."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one subject's values; when its wrapped form is destroyed those values are gone for good."""

    secret: bytes = field(repr=False)

    def encrypt(self, value: bytes | str, context: str) -> bytes:
        """Seal a value; text is sealed as UTF-8. ``context`` names the place it belongs to, such as table and
        column.
        """
        return _seal(_DATA_KEY_ID, self.secret, value, context)

    def decrypt(self, sealed: bytes, context: str) -> bytes:
        """Open a sealed value, or raise ``Undecipherable``."""
        return _open({_DATA_KEY_ID: self.secret}, sealed, context)

    def decrypt_text(self, sealed: bytes, context: str) -> str:
        """Open a sealed text, or raise ``Undecipherable``."""
        return self.decrypt(sealed, context).decode()


@dataclass(frozen=True)
class Keyring:
    """The master keys by id, the newest first, and the key of the searchable hashes."""

    master_keys: Mapping[str, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not self.master_keys:
            raise BadKeys("no field key is configured")
        for key_id, key in self.master_keys.items():
            _require_good_key(key_id, key)
        _require_good_key("index", self.index_key)
        if any(hmac.compare_digest(self.index_key, key) for key in self.master_keys.values()):
            raise BadKeys("the index key must differ from every field key")

    @classmethod
    def parse(cls, field_keys: str, index_key: str) -> Keyring:
        """Build from configuration: ``"k2:<base64>,k1:<base64>"``, the newest first, and one base64 index
        key.
        """
        keys: dict[str, bytes] = {}
        for entry in filter(None, re.split(r"[,\s]+", field_keys)):
            key_id, _colon, encoded = entry.partition(":")
            if key_id in keys:
                raise BadKeys(f"field key {key_id!r} is given twice")
            keys[key_id] = _decode_key(key_id, encoded)
        return cls(keys, _decode_key("index", index_key.strip()))

    @classmethod
    def from_env(cls, environ: Mapping[str, str], *, prefix: str = "THIDUA_") -> Keyring:
        """Build from ``FIELD_KEYS`` and ``INDEX_KEY``, or from the files that ``…_FILE`` names."""
        return cls.parse(_setting(environ, f"{prefix}FIELD_KEYS"), _setting(environ, f"{prefix}INDEX_KEY"))

    @property
    def newest_key_id(self) -> str:
        return next(iter(self.master_keys))

    def encrypt(self, value: bytes | str, context: str) -> bytes:
        """Seal a value with the newest key; text is sealed as UTF-8."""
        return _seal(self.newest_key_id, self._field_keys[self.newest_key_id], value, context)

    def decrypt(self, sealed: bytes, context: str) -> bytes:
        """Open a value sealed with any key of the ring, or raise ``Undecipherable``."""
        return _open(self._field_keys, sealed, context)

    def decrypt_text(self, sealed: bytes, context: str) -> str:
        """Open a sealed text, or raise ``Undecipherable``."""
        return self.decrypt(sealed, context).decode()

    def is_stale(self, sealed: bytes) -> bool:
        """Say whether a sealed or wrapped value was made with a key older than the newest."""
        return key_id_of(sealed) != self.newest_key_id

    def rotate(self, sealed: bytes, context: str) -> bytes:
        """Return the value sealed with the newest key; one that already is comes back unchanged."""
        return self.encrypt(self.decrypt(sealed, context), context) if self.is_stale(sealed) else sealed

    def wrap(self, data_key: DataKey, context: str) -> bytes:
        """Seal a data key for storage; ``context`` names its owner."""
        return _seal(self.newest_key_id, self._wrapping_keys[self.newest_key_id], data_key.secret, context)

    def wrap_new(self, contexts: Sequence[str]) -> list[bytes]:
        """A new data key for each context, sealed as by ``wrap``; one draw and one cipher do for all."""
        cipher, header = AESGCM(self._wrapping_keys[self.newest_key_id]), _header(self.newest_key_id)
        size = KEY_BYTES + _NONCE_BYTES
        drawn = os.urandom(size * len(contexts))
        found = []
        for at, context in zip(range(0, len(drawn), size), contexts, strict=True):
            nonce, secret = drawn[at : at + _NONCE_BYTES], drawn[at + _NONCE_BYTES : at + size]
            found.append(header + nonce + cipher.encrypt(nonce, secret, header + context.encode()))
        return found

    def unwrap(self, wrapped: bytes, context: str) -> DataKey:
        """Open a wrapped data key, or raise ``Undecipherable``."""
        return DataKey(_open(self._wrapping_keys, wrapped, context))

    def rewrap(self, wrapped: bytes, context: str) -> bytes:
        """Return the data key wrapped with the newest master key; the values under it stay as they are."""
        return self.wrap(self.unwrap(wrapped, context), context) if self.is_stale(wrapped) else wrapped

    def blind_index(self, value: str, purpose: str) -> bytes:
        """Return 32 bytes that are equal for equal values of one purpose and say nothing without the key.

        HMAC-SHA256 over ``purpose | 0x00 | value``. Normalize the value first: a hash forgives no space.
        """
        return hmac.new(self.index_key, f"{purpose}\0{value}".encode(), hashlib.sha256).digest()

    @cached_property
    def _field_keys(self) -> dict[str, bytes]:
        return {key_id: _derive(key, b"thidua field") for key_id, key in self.master_keys.items()}

    @cached_property
    def _wrapping_keys(self) -> dict[str, bytes]:
        return {key_id: _derive(key, b"thidua data key") for key_id, key in self.master_keys.items()}


def new_data_key() -> DataKey:
    """Draw a new random data key."""
    return DataKey(os.urandom(KEY_BYTES))


def new_master_key() -> str:
    """Draw a new random key, in base64 as configuration takes it."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def key_id_of(sealed: bytes) -> str:
    """Return the id of the key a value was sealed with, or raise ``Undecipherable``."""
    return _split(sealed)[1]


def _seal(key_id: str, key: bytes, value: bytes | str, context: str) -> bytes:
    plain = value.encode() if isinstance(value, str) else value
    header = _header(key_id)
    nonce = os.urandom(_NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, plain, header + context.encode())


def _header(key_id: str) -> bytes:
    return bytes([_VERSION, len(key_id)]) + key_id.encode()


def _open(keys: Mapping[str, bytes], sealed: bytes, context: str) -> bytes:
    header, key_id, rest = _split(sealed)
    if key_id not in keys:
        raise Undecipherable(f"key {key_id!r} is not in the ring")
    try:
        return AESGCM(keys[key_id]).decrypt(
            rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], header + context.encode()
        )
    except InvalidTag as error:
        raise Undecipherable("the value was altered or belongs to another context") from error


def _split(sealed: bytes) -> tuple[bytes, str, bytes]:
    sealed = bytes(sealed)  # database drivers hand over memoryview
    header_bytes = 2 + sealed[1] if len(sealed) > 1 else 0
    is_whole = header_bytes and len(sealed) >= header_bytes + _NONCE_BYTES + _TAG_BYTES
    if not is_whole or sealed[0] != _VERSION:
        raise Undecipherable("this is not a sealed value")
    key_id = sealed[2:header_bytes].decode("ascii", errors="replace")
    return sealed[:header_bytes], key_id, sealed[header_bytes:]


def _derive(master_key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(master_key)


def _require_good_key(key_id: str, key: bytes) -> None:
    if not _KEY_ID.fullmatch(key_id) or key_id == _DATA_KEY_ID:
        raise BadKeys(
            f"{key_id!r} cannot be a key id: use up to 16 small letters, digits and dashes, not 'data'"
        )
    if len(key) != KEY_BYTES:
        raise BadKeys(f"key {key_id!r} must be {KEY_BYTES} bytes, got {len(key)}")


def _decode_key(key_id: str, encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise BadKeys(f"key {key_id!r} is not base64") from error


def _setting(environ: Mapping[str, str], name: str) -> str:
    file_name = environ.get(f"{name}_FILE")
    if file_name:
        return Path(file_name).read_text("ascii")
    if name not in environ:
        raise BadKeys(f"{name} or {name}_FILE must be set")
    return environ[name]
