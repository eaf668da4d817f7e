"""How reports asked of very many units stand, for the unit that asked: what the tree says is kept, reports are counted.

Who owes a report follows from trees that seldom change, so each process keeps, by branch, how many do. Reports are
counted by the office that receives them, from one narrow index, and offices stand in branches; a unit that ended, or
whose report lies elsewhere than the tree says, is counted apart. ``expected`` has the same in SQL alone, for the smaller
parts of an assignment.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from thidua.core.clock import VIETNAM
from thidua.domain.organizations.queries import structure_version
from thidua.domain.reports.models import Assignment
from thidua.domain.reports.states import ReportState
from thidua.domain.reports.values import Counts

RECEIVED = (ReportState.SENT, ReportState.APPROVED)
KEPT_UNITS = 1_000_000
"""Of how many offices and single units the branch is kept in a process: thousands of assignments to the whole country."""
DUE = "(a.due_on ->> (array['national', 'province', 'upper', 'grassroots'])[p.rank + 1])::date"
"""The day by which the unit of placement ``p`` owes the report of assignment ``a``; ranks are levels in this order."""
# By branch how many units owe, that stand and that ended; and the branch of each that may be an office, that has no
# office below the one that asked, or that is counted apart.
_OWING = f"""
with owing as materialized (
    select a.id as assignment, p.organization_id, p.parent_id,
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
), stray as materialized (
    select r.assignment_id as assignment, r.organization_id
      from reports_report r
      join reports_assignment a on a.id = r.assignment_id
      left join owing o on o.assignment = r.assignment_id and o.organization_id = r.organization_id
      left join owing f on f.assignment = r.assignment_id and f.organization_id = r.office_id
      left join owing u on u.assignment = r.assignment_id and u.organization_id = o.parent_id
     where r.assignment_id = any(%(assignments)s) and r.organization_id <> a.organization_id
       and case when r.office_id = a.organization_id then o.branch is null or u.branch is not null
                else f.branch is null or f.branch is distinct from o.branch end
)
select assignment, branch, has_gone, count(*), count(*) filter (where due_on < %(on)s::date),
       array_agg(organization_id) filter (
           where has_gone
              or organization_id in (select parent_id from organizations_placement where line = 'union')
              or (assignment, parent_id) not in (select assignment, organization_id from owing)
              or (assignment, organization_id) in (select assignment, organization_id from stray)),
       array(select s.organization_id from stray s where s.assignment = j.assignment)
  from judged j group by assignment, branch, has_gone
"""  # noqa: S608  # made of constants
# When a day is over is told for the few days of the assignments: reckoning it for each report would take longer.
_FACTS = """
       r.state, r.due_on < %(on)s::date,
       coalesce(r.first_sent_at >= coalesce((%(ends)s::timestamptz[])[array_position(%(days)s::date[], r.due_on)],
                                            (r.due_on + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'), false)
"""
_FROM = """
  from reports_report r
  join reports_assignment a on a.id = r.assignment_id
 where r.assignment_id = any(%(assignments)s)
"""
_BY_OFFICE = f"""
select r.assignment_id, r.office_id, {_FACTS}, count(*),
       array_agg(r.organization_id) filter (where r.office_id = a.organization_id)
       {_FROM} and r.organization_id <> all(%(apart)s::bigint[])
 group by 1, 2, 3, 4, 5
"""
_APART = f"""
select r.assignment_id, r.organization_id, {_FACTS} {_FROM} and r.organization_id = any(%(apart)s::bigint[])
"""


@dataclass(slots=True)
class _Owing:
    """What a branch owes by the tree: units that still stand, how many of them are due, and those that ended."""

    standing: int = 0
    due: int = 0
    gone: int = 0


@dataclass(slots=True)
class _Tree:
    """What an assignment is owed: by branch, the branch of each office, and the units that are counted apart."""

    branches: dict[int, _Owing] = field(default_factory=dict)
    branch_of: dict[int, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    strays: set[int] = field(default_factory=set)


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
    asked = {"assignments": assignments, "on": on}
    for pk, branch, has_gone, count, due, units, strays in _hashed(_OWING, asked):
        tree = found[pk]
        owing = tree.branches.setdefault(branch, _Owing())
        tree.branch_of.update(dict.fromkeys(units or (), branch))
        tree.strays.update(strays)
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
    for pk, branch, has_gone, (state, is_due, was_late), n in _counted(rows, trees, on):
        of_branch = reported.setdefault((pk, branch), _Reported())
        of_branch.add(state, n, is_due=is_due, was_late=was_late, has_gone=has_gone)
    return {
        pk: [
            _counts(branch, one, reported.get((pk, branch), _Reported()))
            for branch, one in tree.branches.items()
        ]
        for pk, tree in trees.items()
    }


_Facts = tuple[str, bool, bool]


def _counted(
    rows: Sequence[Assignment], trees: dict[int, _Tree], on: date
) -> Iterator[tuple[int, int, bool, _Facts, int]]:
    """Reports by assignment, branch, whether the unit ended, and facts, in any order and several times.

    What a unit that owes none by the tree as it is known now has sent is left out.
    """
    plain = [pk for pk, tree in trees.items() if not tree.strays]
    for some in [plain, *([pk] for pk, tree in trees.items() if tree.strays)]:
        apart = set().union(*(trees[pk].gone | trees[pk].strays for pk in some))
        asked = _asked([row for row in rows if row.pk in some], on, apart)
        for pk, office, *facts, n, units in fetch(_BY_OFFICE, asked) if some else ():
            branch_of = trees[pk].branch_of
            found = (
                [(branch_of.get(office), n)] if units is None else Counter(map(branch_of.get, units)).items()
            )
            for branch, of_branch in found:
                if branch:
                    yield pk, branch, False, (facts[0], facts[1], facts[2]), of_branch
        for pk, unit, *facts in fetch(_APART, asked) if apart else ():
            if branch := trees[pk].branch_of.get(unit):
                yield pk, branch, unit in trees[pk].gone, tuple(facts), 1


def _asked(rows: Sequence[Assignment], on: date, apart: set[int]) -> dict[str, Any]:
    days = {date.fromisoformat(day) for row in rows for day in row.due_on.values()}
    return {
        "assignments": [row.pk for row in rows], "on": on, "apart": list(apart), "days": list(days),
        "ends": [_end(day) for day in days],
    }  # fmt: skip


def _end(day: date) -> datetime:
    """When a day is over."""
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM)


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


def _hashed(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    """``fetch`` by hashing: where reports have come since they were last counted, the planner expects none of them, and
    would compare all with all.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local enable_nestloop = off")
        found = fetch(sql, asked)
        cursor.execute("set local enable_nestloop = default")
        return found


def fetch(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())
