"""How reports asked of very many units stand, for the unit that asked: what the tree says is kept, reports are counted.

Who owes a report follows from trees that seldom change, so each process keeps it; what was sent is read from one narrow
index. ``expected`` has the same in SQL alone, for the smaller parts of an assignment.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from thidua.domain.organizations.queries import structure_version
from thidua.domain.reports.models import Assignment
from thidua.domain.reports.states import ReportState
from thidua.domain.reports.values import Counts

RECEIVED = (ReportState.SENT, ReportState.APPROVED)
KEPT_UNITS = 1_000_000  # eight assignments to the whole country, or hundreds to a province
DUE = "(a.due_on ->> (array['national', 'province', 'upper', 'grassroots'])[p.rank + 1])::date"
"""The day by which the unit of placement ``p`` owes the report of assignment ``a``."""
_OWING = f"""
with owing as materialized (
    select a.id as assignment, p.organization_id,
           subltree(p.path, nlevel(t.path), nlevel(t.path) + 1)::text::bigint as branch,
           {DUE} as due_on
      from reports_assignment a
      join organizations_placement t
        on t.organization_id = a.organization_id and t.line = 'union' and t.during @> a.as_of
      join organizations_placement p on p.path <@ t.path and p.line = 'union' and p.during @> a.as_of
       and p.kind = any(a.kinds)
     where a.id = any(%(assignments)s) and p.organization_id <> a.organization_id
), judged as materialized (
    select *, organization_id not in (select q.organization_id from organizations_placement q
                                       where q.line = 'union' and q.during @> %(on)s::date) as has_gone
      from owing
)
select assignment, branch, has_gone, count(*), count(*) filter (where due_on < %(on)s::date),
       array_agg(organization_id)
  from judged group by assignment, branch, has_gone
"""  # noqa: S608  # made of constants
_REPORTED = """
select r.assignment_id, r.state, r.due_on < %(on)s::date,
       coalesce((r.first_sent_at at time zone 'Asia/Ho_Chi_Minh')::date > r.due_on, false), array_agg(r.organization_id)
  from reports_report r
 where r.assignment_id = any(%(assignments)s)
 group by 1, 2, 3, 4
"""


@dataclass(slots=True)
class _Owing:
    """What a branch owes by the tree: units that still stand, how many of them are due, and those that ended."""

    standing: int = 0
    due: int = 0
    gone: int = 0


@dataclass(slots=True)
class _Tree:
    """What an assignment is owed: by branch, the branch of each unit, and the units that ended."""

    branches: dict[int, _Owing] = field(default_factory=dict)
    branch_of: dict[int, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Reported:
    """What a branch has of reports, in the words of ``Counts``; ``from_gone`` were received of units that ended."""

    approved: int = 0
    sent: int = 0
    returned: int = 0
    draft: int = 0
    late: int = 0
    received_due: int = 0
    from_gone: int = 0

    def add(self, state: str, n: int, *, is_due: bool, was_late: bool, has_gone: bool) -> None:
        is_received = state in RECEIVED
        if has_gone and not is_received:
            return
        setattr(self, state, getattr(self, state) + n)
        self.late += n if is_received and was_late else 0
        self.received_due += n if is_received and is_due and not has_gone else 0
        self.from_gone += n if has_gone else 0


@dataclass(slots=True)
class _Kept:
    """Answers of the tree, the latest used last."""

    known: OrderedDict[tuple[int, int, int], _Tree] = field(default_factory=OrderedDict)

    def get(self, rows: Sequence[Assignment], on: date) -> dict[int, _Tree]:
        version = structure_version()
        keys = {row.pk: (row.pk, on.toordinal(), version) for row in rows}
        missing = [pk for pk, key in keys.items() if key not in self.known]
        for pk, tree in (_read(missing, on) if missing else {}).items():
            self.known[keys[pk]] = tree
        found = {pk: self.known[key] for pk, key in keys.items()}
        for key in keys.values():
            self.known.move_to_end(key)
        while len(self.known) > 1 and sum(len(tree.branch_of) for tree in self.known.values()) > KEPT_UNITS:
            self.known.popitem(last=False)
        return found


_kept = _Kept()


def _read(assignments: list[int], on: date) -> dict[int, _Tree]:
    found = {pk: _Tree() for pk in assignments}
    for pk, branch, has_gone, count, due, units in fetch(_OWING, {"assignments": assignments, "on": on}):
        tree = found[pk]
        owing = tree.branches.setdefault(branch, _Owing())
        tree.branch_of.update(dict.fromkeys(units, branch))
        if has_gone:
            owing.gone = count
            tree.gone.update(units)
        else:
            owing.standing, owing.due = count, due
    return found


def wholes(rows: Sequence[Assignment], on: date) -> dict[int, list[Counts]]:
    """How assignments stand below the units that asked, by branch, by assignment; names are left out."""
    trees = _kept.get(rows, on)
    reported: dict[tuple[int, int], _Reported] = {}
    for pk, state, is_due, was_late, units in fetch(_REPORTED, {"assignments": list(trees), "on": on}):
        tree = trees[pk]
        for has_gone, some in _parted(units, tree.gone):
            for branch, n in Counter(map(tree.branch_of.get, some)).items():
                if branch is not None:  # a unit that owes none by the tree as it is known now
                    of_branch = reported.setdefault((pk, branch), _Reported())
                    of_branch.add(state, n, is_due=is_due, was_late=was_late, has_gone=has_gone)
    return {
        pk: [
            _counts(branch, one, reported.get((pk, branch), _Reported()))
            for branch, one in tree.branches.items()
        ]
        for pk, tree in trees.items()
    }


def _parted(units: list[int], gone: set[int]) -> tuple[tuple[bool, list[int]], ...]:
    """The units that stand, and those that ended."""
    if not gone:
        return ((False, units),)
    return (False, [unit for unit in units if unit not in gone]), (
        True,
        [unit for unit in units if unit in gone],
    )


def _counts(branch: int, owing: _Owing, reported: _Reported) -> Counts:
    return Counts(
        branch,
        "",
        expected=owing.standing + reported.from_gone,
        ended=owing.gone - reported.from_gone,
        approved=reported.approved,
        sent=reported.sent,
        returned=reported.returned,
        draft=reported.draft,
        silent=owing.due - reported.received_due,
        late=reported.late,
    )


def fetch(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())
