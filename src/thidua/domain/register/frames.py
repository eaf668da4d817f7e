"""Whole columns of lines hashed at once, for loads of millions: the same bytes that ``content`` makes line by line."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from datetime import date

import polars as pl

from thidua.domain.register.content import LATER, LAYOUT, PERSONAL, PUBLIC, SALT_BYTES
from thidua.domain.register.writing import RANDOM_BYTES, day_letters

_ESCAPED = r'[\x00-\x1f"\\]'
"""What a JSON text does not hold as it is."""


def draw_tokens(count: int, on: date) -> pl.Series:
    """As many secret parts of QR codes, each as ``writing.new_token`` draws one."""
    letters, day = base64.urlsafe_b64encode(os.urandom(count * RANDOM_BYTES)).decode(), day_letters(on)
    size = len(letters) // count if count else 1
    return pl.Series([day + letters[at : at + size] for at in range(0, len(letters), size)], dtype=pl.String)


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
    quoted = [name for name in names if lines.schema[name] in {pl.String, pl.Date}]
    odd = _odd(lines, quoted)
    lines = lines.with_columns(_in_json(lines[name]) for name in odd)
    said: list[pl.Expr | str] = []
    for at, name in enumerate(names):
        text = pl.col(name).cast(pl.String)
        said.append("," if at else "[")
        said += ['"', text, '"'] if name in quoted and name not in odd else [text.fill_null("null")]
    parts = [pl.lit(one) if isinstance(one, str) else one for one in _joined([*said, "]"])]
    return lines.select(pl.concat_str(parts).cast(pl.Binary)).to_series().to_list()


def _odd(lines: pl.DataFrame, names: list[str]) -> list[str]:
    """The columns of texts and days that are not all as JSON would have them between its quotes."""
    is_odd = []
    for name in names:
        is_missing = pl.col(name).is_null().any()
        is_text = lines.schema[name] == pl.String
        is_odd.append(is_missing | pl.col(name).str.contains(_ESCAPED).any() if is_text else is_missing)
    found = lines.select(one.alias(name) for one, name in zip(is_odd, names, strict=True))
    return [name for name in names if found[name][0]]


def _in_json(values: pl.Series) -> pl.Series:
    texts = values.cast(pl.String)
    said = ["null" if one is None else json.dumps(one, ensure_ascii=False) for one in texts]
    return pl.Series(values.name, said, dtype=pl.String)


def _joined(said: list[pl.Expr | str]) -> list[pl.Expr | str]:
    """Texts that stand side by side as one."""
    found: list[pl.Expr | str] = []
    for one in said:
        last = found[-1] if found else None
        if isinstance(one, str) and isinstance(last, str):
            found[-1] = last + one
        else:
            found.append(one)
    return found
