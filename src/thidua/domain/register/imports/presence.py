"""What of a list is in the register already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import connection

from thidua.core.vietnamese import folded

WITHDRAWAL_PREFIX = "RL-NK-"
"""How the paper of an annulment begins by which a whole list is withdrawn."""

Honor = tuple[Any, str, str, date | None]
"""Who, which honour, by which decision (folded number), of which day."""

_ENTERED = """
    select e.holder_id, e.award_code, e.decision_number, e.decided_on, e.register_no
      from unnest(%s::bigint[], %s::date[], %s::text[]) asked(holder, decided, award)
      join register_entry e on e.holder_id = asked.holder and e.year = extract(year from asked.decided)::smallint
                           and e.decided_on = asked.decided and e.award_code = asked.award and e.kind = 'grant'
     where not exists (select from register_entry a
                        where a.refers_to_id = e.id and a.holder_id = e.holder_id and a.year = e.year
                          and a.kind = 'annulment' and a.act_number like %s)
"""


def entered_honors(asked: Sequence[tuple[int, date, str]]) -> dict[Honor, str]:
    """Register numbers of the honours in the register, by what is ``asked``: holder, day of decision, honour.

    Lines of lists that were withdrawn do not stand in the way of the same list brought in again.
    """
    if not asked:
        return {}
    once = sorted(set(asked))
    holders, days, awards = (list(column) for column in zip(*once, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_ENTERED, [holders, days, awards, f"{WITHDRAWAL_PREFIX}%"])
        return {
            (holder, award, folded(number), on): no for holder, award, number, on, no in cursor.fetchall()
        }


_WITHDRAWN = """
    select k.register_no from register_grantkey k
     where k.register_no = any(%s)
       and exists (select from register_entry a
                    where a.holder_id = k.holder_id and a.year = k.year and a.refers_to_id = k.entry_id
                      and a.kind = 'annulment' and a.act_number like %s)
"""


def numbers_withdrawn(numbers: Collection[str]) -> set[str]:
    """Those of the register numbers that stay with lines of lists that were withdrawn."""
    if not numbers:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAWN, [list(numbers), f"{WITHDRAWAL_PREFIX}%"])
        return {number for (number,) in cursor.fetchall()}
