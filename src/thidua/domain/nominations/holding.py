"""What the law needs of whoever is near an award, in the words of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thidua.domain.catalogue.narrowing import Need
from thidua.domain.register.queries.profiles import profiles

MEMBERS = """
    cross join lateral (
         select case when exists (select from people_subject where merged_into_id = s.id) then (
                with recursive m(id) as (
                    select s.id
                    union all
                    select c.id
                      from m
                      cross join lateral (select id from people_subject where merged_into_id = m.id offset 0) c
                )
                select array_agg(id) from m)
                else array[s.id] end as ids) own
"""
"""The person ``s`` and every record merged into it, whose lines and posts are the person's."""

# A line stands in the year of its decision, which no correction can change.
_HELD = """
    (select count(*) from (
        select from register_standingline l
         where l.holder_id = any(own.ids) and l.profile_id = any(%(profiles{n})s) and not l.is_annulled
           and l.year <= %(until{n})s
         limit %(count{n})s) held) = %(count{n})s
"""
_PROPOSED = """
    select n.subject_id
      from nominations_nomination n
      join nominations_submission u on u.id = n.submission_id
      join nominations_round r on r.id = u.round_id
     where n.award_code = any(%(proposed{n})s) and n.subject_id is not null and r.year = %(year)s
       and n.state not in ('rejected', 'withdrawn')
"""
_IS_PROPOSED = f"exists ({_PROPOSED} and n.subject_id = s.id)"  # made of constants only
_IN_POST = "exists (select from people_service v where v.person_id = any(own.ids) and v.listed_post <> '')"
_ON_PAYROLL = "exists (select from people_person p where p.subject_id = s.id and p.is_on_union_payroll)"

_LINES = "select profile_id, sum(lines)::bigint from register_tally where profile_id = any(%s) group by 1"
_IN_POSTS = "select count(*) from (select from people_service where listed_post <> '' limit %s) v"
_PAID = "select count(*) from (select from people_person where is_on_union_payroll limit %s) p"
_NOMINATED = "select count(*) from (select from nominations_nomination where award_code = any(%s) limit %s) n"
_EVER = 32_767  # a year after every other


@dataclass(frozen=True)
class Asked:
    """What is needed, with the profiles of the lines that speak of it. ``number`` is for its values alone."""

    need: Need
    number: int
    profiles: tuple[int, ...]

    @property
    def values(self) -> dict[str, Any]:
        """What its statements are to be run with."""
        told = {
            "profiles": list(self.profiles),
            "proposed": sorted(self.need.proposed),
            "count": self.need.times,
            "until": _EVER if self.need.until is None else self.need.until,
        }
        return {f"{name}{self.number}": value for name, value in told.items()}

    @property
    def condition(self) -> str:
        """Whether the person ``s`` with the records ``own.ids`` has it."""
        return "(" + " or ".join(self._ways(_HELD, _IS_PROPOSED, _IN_POST, _ON_PAYROLL) or ["false"]) + ")"

    @property
    def sources(self) -> str:
        """The records of whoever may have it, from where each way of having it stands."""
        return " union ".join(
            self._ways(
                "select l.holder_id from register_standingline l"
                " where l.profile_id = any(%(profiles{n})s) and not l.is_annulled",
                _PROPOSED,
                "select v.person_id from people_service v where v.listed_post <> ''",
                "select p.subject_id from people_person p where p.is_on_union_payroll",
            )
        )

    def _ways(self, held: str, proposed: str, post: str, payroll: str) -> list[str]:
        has = (self.profiles, self.need.proposed, self.need.post, self.need.payroll)
        ways = zip(has, (held, proposed, post, payroll), strict=True)
        return [way.replace("{n}", str(self.number)) for exists, way in ways if exists]


def asked_of(needs: Sequence[Need]) -> list[Asked]:
    """This will look up the lines of each need."""
    known = profiles().values()
    return [
        Asked(need, number, tuple(one.id for one in known if one.award_code in need.awarded))
        for number, need in enumerate(needs)
    ]


def sizes(asked: Sequence[Asked], most: int) -> Mapping[Asked, int]:
    """How many records speak of each at most. Of posts, people and nominations no more than one too many is counted."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [sorted({pk for one in asked for pk in one.profiles})])
        lines = dict(cursor.fetchall())
    posts = _counted(_IN_POSTS, [most + 1]) if any(one.need.post for one in asked) else 0
    paid = _counted(_PAID, [most + 1]) if any(one.need.payroll for one in asked) else 0
    return {
        one: sum(lines.get(pk, 0) for pk in one.profiles)
        + one.need.post * posts
        + one.need.payroll * paid
        + (_counted(_NOMINATED, [sorted(one.need.proposed), most + 1]) if one.need.proposed else 0)
        for one in asked
    }


def _counted(statement: str, values: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])
