"""What the search reads, kept equal to the ledger in the transaction that writes it: dictionaries, rows, sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from operator import itemgetter
from typing import Any

from django.db import connection

from thidua.core.vietnamese import fold
from thidua.domain.register.numbers import parts_of
from thidua.domain.register.states import EntryKind

STANDING = (
    "root_id", "holder_id", "entry_id", "unit_position", "name_id", "decision_id", "profile_id", "year",
    "is_annulled", "province_code",
)  # fmt: skip
PROFILE = (
    "award_code", "award_level", "commendation_type", "holder_kind", "position_class", "person_class", "sex",
    "is_enterprise",
)  # fmt: skip

_KNOWN_NAMES = "select folded, id from register_registeredname where folded = any(%s::text[])"
_COUNT_NAMES = """
    insert into register_registeredname (folded, entries)
    select * from unnest(%s::text[], %s::int[])
    on conflict (folded) do update set entries = register_registeredname.entries + excluded.entries
    returning folded, id
"""
_DECISIONS = """
    select d.number, d.year, d.issuer_id, d.id
      from unnest(%s::text[], %s::smallint[], %s::bigint[]) as w(number, year, issuer_id)
      join register_registereddecision d on d.number = w.number and d.year = w.year and d.issuer_id = w.issuer_id
"""
_NEW_DECISIONS = """
    insert into register_registereddecision (number, year, issuer_id, running, signs)
    select * from unnest(%s::text[], %s::smallint[], %s::bigint[], %s::text[], %s::text[]) on conflict do nothing
    returning number, year, issuer_id, id
"""
_GIVEN_PROFILES = f"select * from unnest({'%s::text[], ' * 7}%s::boolean[])"  # noqa: S608  # fixed pieces
_PROFILES = f"""
    select {", ".join(PROFILE)}, id from register_profile where ({", ".join(PROFILE)}) in ({_GIVEN_PROFILES})
"""  # noqa: S608  # fixed names
_NEW_PROFILES = f"""
    insert into register_profile ({", ".join(PROFILE)}) {_GIVEN_PROFILES} on conflict do nothing
"""
_MOVE = """
    update register_standingline
       set entry_id = %(entry)s, name_id = %(name)s, decision_id = %(decision)s, profile_id = %(profile)s,
           unit_position = %(unit_position)s, province_code = %(province)s
     where holder_id = %(holder)s and root_id = %(root)s
"""
_TURN = """
    update register_standingline set is_annulled = %(annulled)s
     where holder_id = %(holder)s and root_id = %(root)s and is_annulled <> %(annulled)s
     returning profile_id, year
"""
_profile = itemgetter(*PROFILE)
_decision = itemgetter("decision_number", "year", "issuer_id")


class Dictionaries:
    """The ids of names, decisions and profiles that some lines need; new ones are entered, names are counted."""

    def __init__(self, lines: Sequence[Mapping[str, Any]]) -> None:
        standing = [line for line in lines if line["kind"] in {EntryKind.GRANT, EntryKind.CORRECTION}]
        self.names = count_names(Counter(fold(line["holder_name"]) for line in standing))
        self.decisions = decision_ids({_decision(line) for line in standing})
        self.profiles = profile_ids({_plain(_profile(line)) for line in standing})

    def of(self, line: Mapping[str, Any]) -> tuple[int, int, int]:
        """The ids of a line's name, decision and profile."""
        name = self.names[fold(line["holder_name"])]
        return name, self.decisions[_decision(line)], self.profiles[_plain(_profile(line))]


def name_ids(names: Set[str]) -> dict[str, int]:
    """The ids of folded names; new ones enter, borne by nobody yet."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_NAMES, [sorted(names)])
        known = dict(cursor.fetchall())
    missing = names - known.keys()
    return known | count_names(dict.fromkeys(missing, 0)) if missing else known


def count_names(counts: Mapping[str, int]) -> dict[str, int]:
    """The ids of folded names, counted up; sorted, so that two writers never wait for each other in a circle."""
    folded = sorted(counts)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_NAMES, [folded, [counts[name] for name in folded]])
        return dict(cursor.fetchall())


def standing_row(entry_id: int, line: Mapping[str, Any], ids: tuple[int, int, int]) -> tuple[Any, ...]:
    """The row of a new grant, in the order of ``STANDING``."""
    return (
        entry_id, line["holder_id"], entry_id, line["unit_position"], *ids, line["year"], False,
        line["province_code"],
    )  # fmt: skip


def tally(counts: Mapping[tuple[int, int, bool], int]) -> None:
    """Add to the sums by profile, year and status, and to the sum of the whole register."""
    rows: list[tuple[Any, ...]] = [(*key, lines) for key, lines in counts.items() if lines]
    total = sum(counts.values())
    if total:
        rows.append((None, None, None, total))
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into register_tally (profile_id, year, is_annulled, lines) values (%s, %s, %s, %s)", rows
        )


def follow(entry_id: int, line: Mapping[str, Any], dictionaries: Dictionaries) -> None:
    """Let the row of a grant follow a later line: its new words, or that it is annulled or in force again."""
    place = {"holder": line["holder_id"], "root": line["refers_to_id"]}
    if line["kind"] == EntryKind.CORRECTION:
        _move(entry_id, line, dictionaries, place)
    if line["kind"] in {EntryKind.ANNULMENT, EntryKind.RESTORATION}:
        _turn(place, annulled=line["kind"] == EntryKind.ANNULMENT)


def merge_tallies() -> int:
    """Join the sums of one kind into one row each; return how many rows are gone. Readers see no difference."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('register_merge_tallies'))")
        cursor.execute(
            "with gone as (delete from register_tally returning profile_id, year, is_annulled, lines),"
            " kept as (insert into register_tally (profile_id, year, is_annulled, lines)"
            " select profile_id, year, is_annulled, sum(lines) from gone group by 1, 2, 3"
            " having sum(lines) <> 0 returning 1)"
            " select (select count(*) from gone) - (select count(*) from kept)"
        )
        return int(cursor.fetchone()[0])


def _move(
    entry_id: int, line: Mapping[str, Any], dictionaries: Dictionaries, place: Mapping[str, int]
) -> None:
    name, decision, profile = dictionaries.of(line)
    with connection.cursor() as cursor:
        cursor.execute(
            "select name_id, profile_id, year, is_annulled from register_standingline"
            " where holder_id = %(holder)s and root_id = %(root)s",
            place,
        )
        former_name, former_profile, year, annulled = cursor.fetchone()
        cursor.execute(
            "update register_registeredname set entries = greatest(0, entries - 1) where id = %s",
            [former_name],
        )
        moved = {"entry": entry_id, "name": name, "decision": decision, "profile": profile}
        row = {"unit_position": line["unit_position"], "province": line["province_code"]}
        cursor.execute(_MOVE, {**moved, **row, **place})
    if profile != former_profile:
        tally({(former_profile, year, annulled): -1, (profile, year, annulled): 1})


def _turn(place: Mapping[str, int], *, annulled: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TURN, {**place, "annulled": annulled})
        turned = cursor.fetchone()
    if turned:
        profile, year = turned
        tally({(profile, year, not annulled): -1, (profile, year, annulled): 1})


def _plain(values: Iterable[Any]) -> tuple[Any, ...]:
    """Members of enumerations as the texts they are."""
    return tuple(value if isinstance(value, bool) else str(value) for value in values)


def decision_ids(wanted: set[tuple[str, int, int]]) -> dict[tuple[str, int, int], int]:
    """The ids of decisions (number, year, issuer); new ones are entered."""
    known = _known_decisions(wanted)
    missing = sorted(wanted - set(known))
    if not missing:
        return known
    parts = {number: parts_of(number) for number in {number for number, _year, _issuer in missing}}
    running, signs = zip(*(parts[number] for number, _year, _issuer in missing), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_NEW_DECISIONS, [*map(list, zip(*missing, strict=True)), list(running), list(signs)])
        known |= {(number, year, issuer): pk for number, year, issuer, pk in cursor.fetchall()}
    return known | _known_decisions(wanted - set(known))  # another writer was quicker


def _known_decisions(wanted: set[tuple[str, int, int]]) -> dict[tuple[str, int, int], int]:
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_DECISIONS, [list(column) for column in zip(*wanted, strict=True)])
        return {(number, year, issuer): pk for number, year, issuer, pk in cursor.fetchall()}


def profile_ids(wanted: set[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    """The ids of profiles (``PROFILE``, as plain texts and booleans); new ones are entered."""
    known = _known_profiles(wanted)
    missing = sorted(wanted - set(known))
    if not missing:
        return known
    with connection.cursor() as cursor:
        cursor.execute(_NEW_PROFILES, [list(column) for column in zip(*missing, strict=True)])
    return known | _known_profiles(set(missing))


def _known_profiles(wanted: set[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PROFILES, [list(column) for column in zip(*wanted, strict=True)])
        return {tuple(row[:-1]): row[-1] for row in cursor.fetchall()}
