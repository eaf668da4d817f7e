"""Whole columns of lines hashed at once, for loads of millions: the same bytes that ``content`` makes line by line."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os

import numpy as np
import polars as pl

from thidua.domain.register.content import LATER, LAYOUT, PERSONAL, PUBLIC, SALT_BYTES

_TOKEN = 22
_ESCAPED = r'[\x00-\x1f"\\]'
"""What a JSON text does not hold as it is."""


def draw_tokens(count: int) -> pl.Series:
    """As many secret parts of QR codes, each as ``writing.new_token`` draws one."""
    raw = np.zeros((count, SALT_BYTES + 2), dtype=np.uint8)  # no padding in every text of so many bytes
    raw[:, :SALT_BYTES] = np.frombuffer(os.urandom(count * SALT_BYTES), dtype=np.uint8).reshape(count, -1)
    letters = np.frombuffer(base64.urlsafe_b64encode(raw.tobytes()), dtype="S24").astype(f"S{_TOKEN}")
    return pl.Series(letters.tolist(), dtype=pl.Binary).cast(pl.String)


def hashed(lines: pl.DataFrame, salts: bytes) -> pl.DataFrame:
    """Lines with every fact, completed by layout, commitment and hash; ``salts`` are theirs, one behind the other."""
    public, personal = _texts(lines, (*PUBLIC, *LATER)), _texts(lines, PERSONAL)
    commitments, hashes, at = [], [], 0
    for said, own in zip(public, personal, strict=True):
        committed = hmac.digest(salts[at : at + SALT_BYTES], own, "sha256")
        commitments.append(committed)
        hashes.append(hashlib.sha256(said + committed).digest())
        at += SALT_BYTES
    return lines.with_columns(
        pl.lit(LAYOUT).alias("layout"),
        pl.Series("commitment", commitments, dtype=pl.Binary),
        pl.Series("hash", hashes, dtype=pl.Binary),
    )


def _texts(lines: pl.DataFrame, names: tuple[str, ...]) -> list[bytes]:
    """The fields of each line as the JSON list that is hashed; quotes and commas are set in one go."""
    said: list[pl.Series | str] = []
    for at, name in enumerate(names):
        said += ["," if at else "[", *_json(lines[name])]
    parts = [pl.lit(one) for one in _joined([*said, "]"])]
    return lines.select(pl.concat_str(parts)).to_series().cast(pl.Binary).to_list()


def _joined(said: list[pl.Series | str]) -> list[pl.Series | str]:
    """Texts that stand side by side as one."""
    found: list[pl.Series | str] = []
    for one in said:
        last = found[-1] if found else None
        if isinstance(one, str) and isinstance(last, str):
            found[-1] = last + one
        else:
            found.append(one)
    return found


def _json(values: pl.Series) -> list[pl.Series | str]:
    """A column as JSON: itself, with the quotes around it where it needs some."""
    texts = values.cast(pl.String)
    if values.dtype not in {pl.String, pl.Date}:
        return [texts.fill_null("null")]
    if texts.null_count() or (values.dtype == pl.String and texts.str.contains(_ESCAPED).any()):
        said = ["null" if one is None else json.dumps(one, ensure_ascii=False) for one in texts]
        return [pl.Series(said, dtype=pl.String)]
    return ['"', texts, '"']
