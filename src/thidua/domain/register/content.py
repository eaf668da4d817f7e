"""What a line says, as the bytes that are hashed.

The personal fields are not hashed themselves. A keyed hash of them under the line's own salt is (the commitment), so
that erasing a person (the readable fields and the salt) leaves every hash, seal and proof as it was, while nobody can
find the erased name again by trying names.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

SALT_BYTES = 16

PERSONAL = ("holder_name", "birth_year", "post", "achievement", "is_ethnic_minority")

PUBLIC = (
    "kind", "refers_to_id", "register_no", "token", "year", "holder_id", "holder_kind", "sex", "position_class",
    "person_class", "is_enterprise", "organization_id", "unit_position", "unit_name", "province_code", "award_code",
    "award_level", "commendation_type", "achievement_year", "issuer_id", "issuer_name", "decision_number",
    "decided_on", "decision_line", "signer", "signer_post", "bonus_vnd", "source", "reason", "act_number", "act_on",
    "entered_at",
)  # fmt: skip

LATER = ("confidence", "scan_sha256")
"""Public fields that lines of the second layout have besides."""

LAYOUT = 2
"""How new lines are hashed. A line keeps its layout for good, so that a new field breaks no hash of an old line."""


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def commitment(facts: Mapping[str, Any], salt: bytes) -> bytes:
    """HMAC-SHA256 under the salt over the personal fields of a line (32 bytes)."""
    return hmac.digest(salt, _text(facts, PERSONAL), "sha256")


def row_hash(facts: Mapping[str, Any], committed: bytes) -> bytes:
    """SHA-256 over the public fields of a line, by its layout, and its commitment (32 bytes)."""
    names = PUBLIC if facts["layout"] < LAYOUT else (*PUBLIC, *LATER)
    return hashlib.sha256(_text(facts, names) + committed).digest()


def is_blank(facts: Mapping[str, Any]) -> bool:
    """Whether the personal fields are as an erasure leaves them."""
    return not any(facts[name] for name in PERSONAL)


def plain(value: Any) -> str:
    """A day or a moment as the text that is hashed."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a line of the register holds no {type(value).__name__}")


_ENCODE = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=plain).encode


def _text(facts: Mapping[str, Any], names: tuple[str, ...]) -> bytes:
    return _ENCODE([facts[name] for name in names]).encode()
