"""Whether lines still say what was hashed when they were written."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from thidua.core.vietnamese import fold
from thidua.domain.audit.lots import Extra, Row
from thidua.domain.audit.verifying import Checks, check_events
from thidua.domain.register.content import LATER, PERSONAL, PUBLIC, commitment, is_blank, row_hash
from thidua.domain.register.models import Entry
from thidua.domain.register.showing import shown_digests
from thidua.domain.register.states import EntryKind

_NAMES = ("id", *PUBLIC, *LATER, *PERSONAL, "layout", "commitment", "hash")
_READ = f"""
    select {", ".join(f"e.{name}" for name in _NAMES)}, s.secret, g.entry_id as keyed, l.root_id as standing,
           case when l.entry_id = e.id then n.folded end as folded
      from unnest(%s::bigint[], %s::bigint[]) as k (xid, id)
      join register_entry e on e.xid = k.xid and e.id = k.id
      left join register_salt s on s.holder_id = e.holder_id and s.entry_id = e.id
      left join register_grantkey g on g.register_no = e.register_no and g.token = e.token
           and g.holder_id = e.holder_id and g.year = e.year
      left join register_standingline l on l.holder_id = e.holder_id and l.root_id = coalesce(e.refers_to_id, e.id)
      left join register_registeredname n on n.id = l.name_id
     order by e.id
"""  # noqa: S608  # fixed names
_ERASED = """
    select erased::bigint from audit_event, jsonb_array_elements_text(data -> 'entries') as erased
     where name = 'register.erased' and erased::bigint = any(%s)
"""


def row_of(entry: Entry) -> Row:
    """The line as its leaf in the log takes it."""
    return Row(entry.pk, entry.xid or 0, bytes(entry.hash or b""))


def check_entries(rows: Sequence[Row]) -> dict[int, str]:
    """The entries among ``rows`` whose public fields, whose person or whose place in the search are not as written.

    A line whose person was forgotten without an event that says so is among them, and a grant that its own number
    and secret do not find.
    """
    with connection.cursor() as cursor:
        cursor.execute(_READ, [[row.xid for row in rows], [row.id for row in rows]])
        names = (*_NAMES, "secret", "keyed", "standing", "folded")
        read = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    erased = _erased([facts["id"] for facts in read if facts["secret"] is None])
    problems = ((facts, _problem(facts, is_erased=facts["id"] in erased)) for facts in read)
    return {facts["id"]: f"{facts['register_no']}: {words}" for facts, words in problems if words}


def _erased(ids: list[int]) -> set[int]:
    """Which lines were forgotten by an act of the program."""
    if not ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_ERASED, [ids])
        return {int(row[0]) for row in cursor.fetchall()}


EXTRAS: Mapping[str, Extra] = {"register": shown_digests}
"""What the leaves of each log say besides the row's hash."""
CHECKS: Mapping[str, Checks] = {
    "events": Checks(check_events),
    "register": Checks(check_entries, shown_digests),
}
"""How each sealed log is looked at."""


def _problem(facts: Mapping[str, Any], *, is_erased: bool) -> str:
    if facts["hash"] is None or facts["commitment"] is None:
        return "không có mã băm"
    committed = bytes(facts["commitment"])
    if not hmac.compare_digest(row_hash(facts, committed), bytes(facts["hash"])):
        return "nội dung khác lúc ghi"
    if facts["secret"] is None:
        return _problem_without_salt(facts, is_erased=is_erased) or _problem_of_place(facts)
    if not hmac.compare_digest(commitment(facts, bytes(facts["secret"])), committed):
        return "họ tên hoặc thành tích khác lúc ghi"
    return _problem_of_place(facts)


def _problem_of_place(facts: Mapping[str, Any]) -> str:
    """What keeps a line that is whole from being found."""
    if facts["kind"] == EntryKind.GRANT and facts["keyed"] != facts["id"]:
        return "số vào sổ hoặc mã chứng nhận không còn dẫn tới dòng này"
    if facts["standing"] is None:
        return "tra cứu không còn thấy dòng này"
    if facts["folded"] is not None and facts["folded"] != fold(facts["holder_name"]):
        return "tên để tra cứu khác họ tên"
    return ""


def _problem_without_salt(facts: Mapping[str, Any], *, is_erased: bool) -> str:
    if not is_blank(facts):
        return "mất khóa của dòng mà tên vẫn còn"
    return "" if is_erased else "tên bị xóa mà nhật ký không ghi việc xóa"
