"""Whether lines still say what was hashed when they were written."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from thidua.domain.audit.seals import Check, check_events
from thidua.domain.register.content import PERSONAL, PUBLIC, commitment, is_blank, row_hash

_NAMES = ("id", *PUBLIC, *PERSONAL, "commitment", "hash")
_READ = f"select {', '.join(_NAMES)} from register_entry where id = any(%s) order by id"  # noqa: S608  # fixed names


def check_entries(ids: Sequence[int]) -> dict[int, str]:
    """The entries among ``ids`` whose public fields, or whose person, are not what was hashed."""
    with connection.cursor() as cursor:
        cursor.execute("select entry_id, secret from register_salt where entry_id = any(%s)", [list(ids)])
        salts = {entry_id: bytes(secret) for entry_id, secret in cursor.fetchall()}
        cursor.execute(_READ, [list(ids)])
        rows = cursor.fetchall()
    found = {}
    for row in rows:
        facts = dict(zip(_NAMES, row, strict=True))
        words = _problem(facts, salts.get(facts["id"]))
        if words:
            found[facts["id"]] = f"{facts['register_no']}: {words}"
    return found


CHECKS: Mapping[str, Check] = {"events": check_events, "register": check_entries}
"""How the content of each sealed log is looked at."""


def _problem(facts: Mapping[str, Any], salt: bytes | None) -> str:
    if facts["hash"] is None or facts["commitment"] is None:
        return "không có mã băm"
    committed = bytes(facts["commitment"])
    if not hmac.compare_digest(row_hash(facts, committed), bytes(facts["hash"])):
        return "nội dung khác lúc ghi"
    if salt is None:
        return "" if is_blank(facts) else "mất khóa của dòng mà tên vẫn còn"
    return (
        ""
        if hmac.compare_digest(commitment(facts, salt), committed)
        else "họ tên hoặc thành tích khác lúc ghi"
    )
