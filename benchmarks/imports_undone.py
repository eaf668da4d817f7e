"""Lists that a benchmark entered leave a big register again, as nobody but the owner of the database could do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NUMBERED = {
    "audit_event": "id",
    "people_arrival": "id",
    "people_collective": "subject_id",
    "people_person": "subject_id",
    "people_subject": "id",
    "people_trait": "person_id",
    "procrastinate_jobs": "id",
    "register_importbatch": "id",
    "register_profile": "id",
    "register_registereddecision": "id",
    "register_registeredname": "id",
    "register_tally": "id",
    "reporting_queued": "id",
}
"""Tables whose new rows have the highest keys."""
_OF_LISTS = {
    "register_standingline": "t.holder_id = r.holder_id and t.root_id = r.entry_id",
    "register_salt": "t.holder_id = r.holder_id and t.entry_id = r.entry_id",
    "register_grantkey": "t.register_no = e.register_no",
    "register_entry": "t.holder_id = r.holder_id and t.year = r.year and t.id = r.entry_id",
}
_RECEIPTS = """
    register_importedrow r
    join register_entry e on e.holder_id = r.holder_id and e.year = r.year and e.id = r.entry_id
"""
_UNCOUNT = """
    update register_registeredname n set entries = n.entries - c.entries
      from (select s.name_id, count(*) as entries
              from register_importedrow r
              join register_standingline s on s.holder_id = r.holder_id and s.root_id = r.entry_id
             where r.batch_id > %s group by s.name_id) c
     where n.id = c.name_id
"""
_SUMS = """
    select (select sum(lines) from register_tally where profile_id is null),
           (select sum(entries) from register_registeredname)
"""


@contextmanager
def lists_taken_back(url: str) -> Iterator[None]:
    """Take back every list that enters within this block; ``url`` is the database as its owner sees it."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as owner:
        before = _one(owner, _SUMS)
        marks = {
            table: _one(owner, f"select coalesce(max({key}), 0) from {table}")[0]  # noqa: S608  # fixed names
            for table, key in NUMBERED.items()
        }
        try:
            yield
        finally:
            with owner.transaction():
                _take_back(owner, marks)
            if (after := _one(owner, _SUMS)) != before:
                raise RuntimeError(
                    f"Sums of the register after the lists were taken back: {after}, before: {before}."
                )
            for table in (*NUMBERED, *_OF_LISTS):
                owner.execute(f"vacuum analyze {table}")


def _take_back(owner: Any, marks: dict[str, int]) -> None:
    owner.execute("set local session_replication_role = replica")  # the register forgets nothing otherwise
    lists = marks["register_importbatch"]
    owner.execute(_UNCOUNT, [lists])
    for table, same in _OF_LISTS.items():
        owner.execute(
            f"delete from {table} t using {_RECEIPTS} where r.batch_id > %s and {same}",  # noqa: S608  # fixed names
            [lists],
        )
    owner.execute("delete from register_importedrow where batch_id > %s", [lists])
    for table, key in NUMBERED.items():
        owner.execute(f"delete from {table} where {key} > %s", [marks[table]])  # noqa: S608  # fixed names


def _one(owner: Any, statement: str) -> Any:
    return owner.execute(statement).fetchone()
