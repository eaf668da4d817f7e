"""What the law may know of nominees, read from people, the register and nominations in six queries at most."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import connection

from thidua.domain.catalogue.checks.base import full_months
from thidua.domain.catalogue.facts import (
    CollectiveFacts,
    Discipline,
    Facts,
    Initiative,
    Movement,
    Position,
    PriorAward,
    Transfer,
    UnionService,
)
from thidua.domain.catalogue.library import library
from thidua.domain.nominations.models import Nomination
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level

SUBJECT_KINDS = {"person": "individual", "collective": "collective", "household": "household"}
_LEADERS = {"leader_ministry", "leader_department", "entrepreneur"}
_BORN_AFTER_THE_WARS = 1961
"""From this year on nobody was of an age to serve before 30 April 1975."""

_NOMINATIONS = """
    select n.id, n.subject_id, n.subject_kind, n.sex, n.position_class, n.person_class, n.achievement,
           n.award_code, n.submission_id, s.organization_id, s.ldtt_count, r.year, lower(r.period) as since,
           upper(r.period) as until, pl.kind as unit_kind, m.code as movement, lm.kind as launcher,
           extract(year from age(upper(m.during), lower(m.during)))::int as movement_years,
           (select min(p.starts_on) from nominations_posting p
              join nominations_posting_nominations pn on pn.posting_id = p.id
             where pn.nomination_id = n.id) as published_on,
           (select count(*) from nominations_postingcomment c
             where c.nomination_id = n.id and c.answered_at is null) as open_comments,
           exists (select 1 from nominations_evidence e
                    where e.nomination_id = n.id and e.paper_code = 'nhan_xet_cu' and e.removed_at is null)
               as has_comment,
           (select jsonb_object_agg(d.condition, d.verdict = 'counts' order by d.id)
              from nominations_findingdecision d where d.nomination_id = n.id) as judgements
      from nominations_nomination n
      join nominations_submission s on s.id = n.submission_id
      join nominations_round r on r.id = s.round_id
      left join organizations_placement pl
        on pl.organization_id = s.organization_id and pl.line = 'union' and pl.during @> %(on)s::date
      left join movements_movement m on m.id = r.movement_id
      left join organizations_placement lm
        on lm.organization_id = m.organization_id and lm.line = 'union' and lm.during @> %(on)s::date
     where n.id = any(%(ids)s)
"""

# Everybody a subject was merged with, whichever of the records was kept. ``offset 0`` keeps each step a look by key:
# the planner expects many more steps than there are and would read all subjects instead.
_MEMBERS = """
    with recursive up(asked, id, next) as (
        select id, id, merged_into_id from people_subject where id = any(%(ids)s)
        union all
        select up.asked, s.id, s.merged_into_id
          from up cross join lateral (select id, merged_into_id from people_subject where id = up.next offset 0) s
         where up.next is not null
    ),
    down(asked, root, id) as (
        select asked, id, id from up where next is null
        union all
        select d.asked, d.root, s.id
          from down d cross join lateral (select id from people_subject where merged_into_id = d.id offset 0) s
    ),
    members as (select asked, root, array_agg(id) as ids from down group by asked, root)
    select m.asked, m.ids, p.sex, p.education, p.is_on_union_payroll, p.leader_class, p.position_class,
           coalesce(extract(year from p.birth_date)::int, p.birth_year) as born, c.member_count,
           (select min(lower(pl.during)) from organizations_placement pl where pl.organization_id = c.unit_id)
               as founded_on,
           (select max(upper(pl.during)) from organizations_placement pl where pl.organization_id = c.unit_id
               having bool_and(not upper_inf(pl.during))) as dissolved_on,
           (select jsonb_object_agg(y.year, y.rating) from people_yearlyrating y
             where y.subject_id = any(m.ids)) as ratings,
           (select jsonb_agg(jsonb_build_object('id', i.id, 'level', i.level, 'on', i.recognized_on, 'title', i.title,
                     'benefit', i.benefit_vnd, 'used', i.consumed_by) order by i.recognized_on, i.id)
              from people_initiative i where i.person_id = any(m.ids)) as initiatives,
           (select jsonb_agg(jsonb_build_object('kind', d.kind, 'since', lower(d.during), 'until', upper(d.during)))
              from people_discipline d where d.subject_id = any(m.ids)) as disciplines,
           (select jsonb_agg(jsonb_build_object('since', lower(v.during), 'until', upper(v.during),
                     'unit', v.organization_id, 'post', v.post, 'union_post', v.union_post, 'full', v.is_full_time_union,
                     'class', v.position_class, 'listed', v.listed_post, 'sector', pl.sector) order by lower(v.during))
              from people_service v
              left join organizations_placement pl on pl.organization_id = v.organization_id
                   and pl.line = 'union' and pl.during @> coalesce(lower(v.during), '2000-01-01'::date)
             where v.person_id = any(m.ids)) as services
      from members m
      left join people_person p on p.subject_id = m.root
      left join people_collective c on c.subject_id = m.root
"""

# What stands: grants that nobody annulled for good, each with the line that speaks for it today.
_PRIOR = """
    select s.holder_id, e.award_code as code, e.decided_on, e.achievement_year as year, e.decision_number as decision_no,
           e.register_no, e.commendation_type
      from register_standingline s
      join register_entry e on e.holder_id = s.holder_id and e.year = s.year and e.id = s.entry_id
     where s.holder_id = any(%(members)s) and not s.is_annulled
"""

_PROPOSED = """
    select n.subject_id, r.year, array_agg(distinct n.award_code) as codes
      from nominations_nomination n
      join nominations_submission s on s.id = n.submission_id
      join nominations_round r on r.id = s.round_id
     where n.subject_id = any(%(ids)s) and n.state not in ('rejected', 'withdrawn') and n.award_code <> ''
     group by n.subject_id, r.year
"""

# Django leaves JSON of its raw cursors as text.
_JSON = {"ratings", "initiatives", "disciplines", "services", "judgements"}
_LAUNCHERS = {Level.NATIONAL: "ministry", Level.PROVINCE: "ministry"}


def facts_for(nominations: Iterable[Nomination], on: date) -> dict[int, Facts]:
    """This will gather the facts of nominees by nomination id, in four queries whatever their number.

    Annulled awards are left out, merged records followed, corrections heeded.
    """
    rows = _fetch(_NOMINATIONS, {"ids": [n.pk for n in nominations], "on": on})
    subjects = sorted({row["subject_id"] for row in rows if row["subject_id"]})
    known = {row["asked"]: row for row in _fetch(_MEMBERS, {"ids": subjects})}
    prior = _prior(known)
    proposed = {
        (row["subject_id"], row["year"]): frozenset(row["codes"])
        for row in _fetch(_PROPOSED, {"ids": subjects})
    }
    return {
        row["id"]: replace(
            _facts(
                row,
                known.get(row["subject_id"], {}),
                prior.get(row["subject_id"], ()),
                proposed.get((row["subject_id"], row["year"]), frozenset()) | {row["award_code"]} - {""},
                on,
            ),
            **_unrecorded(row, known.get(row["subject_id"], {})),
        )
        for row in rows
    }


def facts_of_people(ids: Iterable[int], on: date, year: int) -> dict[int, Facts]:
    """This will gather the facts of people nobody has proposed yet, by subject id, in three queries.

    The year in hand stands for the period; what only a dossier brings (achievement, posting) is left out. Posts and
    terms that nobody recorded are reckoned as not held: whoever looks ahead is not told of what is not known.
    """
    wanted = sorted(set(ids))
    known = {row["asked"]: row for row in _fetch(_MEMBERS, {"ids": wanted})}
    prior = _prior(known)
    proposed = {
        row["subject_id"]: frozenset(row["codes"])
        for row in _fetch(_PROPOSED, {"ids": wanted})
        if row["year"] == year
    }
    blank = {
        **dict.fromkeys(("sex", "position_class", "person_class", "achievement", "movement"), ""),
        **dict.fromkeys(
            ("unit_kind", "ldtt_count", "published_on", "open_comments", "judgements", "has_comment")
        ),
        "subject_kind": "person",
        "since": date(year, 1, 1),
        "until": date(year + 1, 1, 1),
    }
    return {
        pk: _facts(blank, row, prior.get(pk, ()), proposed.get(pk, frozenset()), on)
        for pk, row in known.items()
    }


def _fetch(sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description or ()]
        return [
            {
                name: json.loads(value) if name in _JSON and value else value
                for name, value in zip(names, row, strict=True)
            }
            for row in cursor.fetchall()
        ]


def _prior(known: Mapping[int, Mapping[str, Any]]) -> dict[int, tuple[PriorAward, ...]]:
    asked_of: dict[int, list[int]] = defaultdict(list)
    for asked, row in known.items():
        for member in row["ids"]:
            asked_of[member].append(asked)
    found: dict[int, list[PriorAward]] = defaultdict(list)
    for row in _fetch(_PRIOR, {"members": list(asked_of)}):
        award = PriorAward(
            row["code"],
            row["decided_on"],
            row["year"],
            row["decision_no"],
            row["register_no"],
            commendation_type=row["commendation_type"] or "",
        )
        for asked in asked_of[row["holder_id"]]:
            found[asked].append(award)
    return {asked: tuple(awards) for asked, awards in found.items()}


def _facts(
    row: Mapping[str, Any],
    known: Mapping[str, Any],
    prior: tuple[PriorAward, ...],
    proposed: frozenset[str] | set[str],
    on: date,
) -> Facts:
    services = known.get("services") or []
    return Facts(
        subject_kind=SUBJECT_KINDS[row["subject_kind"]],
        sex=row["sex"] or known.get("sex") or "",
        prior=prior,
        ratings={int(year): rating for year, rating in (known.get("ratings") or {}).items()},
        initiatives=tuple(_initiative(one) for one in known.get("initiatives") or ()),
        titles_proposed=frozenset(proposed),
        service_months=_service_months(services, row["since"], min(row["until"] or on, on)),
        disciplines=tuple(
            Discipline(one["kind"], _day(one["since"]) or date.min, _day(one["until"]))
            for one in known.get("disciplines") or ()
        ),
        union_services=tuple(_union_service(one) for one in services if one["full"] or one["union_post"]),
        positions=_positions(services),
        terms=_terms(services, on),
        transfer=_transfer(
            services, row["since"], min(row["until"] or on, on), has_comment=bool(row["has_comment"])
        ),
        open_cases=("comment",) if row["open_comments"] else (),
        position_class=_position_class(row, known),
        education=known.get("education") or "",
        on_union_payroll=known.get("is_on_union_payroll"),
        unit_level=str(LEVEL_OF_KIND.get(row["unit_kind"], "")),
        founded_on=known.get("founded_on"),
        dissolved_on=known.get("dissolved_on"),
        collective=_collective(row, known),
        movement=_movement(row),
        achievement=row["achievement"],
        published_on=row["published_on"],
        judgements=row["judgements"] or {},
    )


def _positions(services: Iterable[Mapping[str, Any]]) -> tuple[Position, ...]:
    """The posts that the law lists, with their days."""
    bodies = library().scale_labels["bodies"]
    return tuple(
        Position(one["listed"], _day(one["since"]) or date.min, _day(one["until"]))
        for one in services
        if one["listed"] and one["listed"] not in bodies
    )


def _terms(services: Iterable[Mapping[str, Any]], on: date) -> dict[str, int]:
    """How many terms began in each body that the law names; memberships that overlap are of one term."""
    found, ends = Counter[str](), dict.fromkeys(library().scale_labels["bodies"], date.min)
    for one in services:
        body, since, until = one["listed"], _day(one["since"]) or date.min, _day(one["until"]) or date.max
        if body in ends and since <= on:
            found[body] += since >= ends[body]
            ends[body] = max(ends[body], until)
    return dict(found)


def _unrecorded(row: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What no record tells of a person, though it may be so: posts by the law's own list, terms, and days of war.

    Who is recorded at work, and never in a leading or union post, held none; who was a child in 1975 was not in the
    wars. Of others it is not known, and the law must not read that as a no.
    """
    services, born = known.get("services") or [], known.get("born")
    recorded = {"positions": _positions(services), "terms": _terms(services, date.max)}
    never_led = (
        bool(services)
        and not recorded["terms"]
        and not any(one["full"] or one["union_post"] or one["class"] == "manager" for one in services)
    )
    led = _position_class(row, known) in {*_LEADERS, "manager"}
    found = [name for name, held in recorded.items() if not held] if led or not never_led else []
    if born is None or born < _BORN_AFTER_THE_WARS:
        found.append("backgrounds")
    return dict.fromkeys(found) if row["subject_kind"] == "person" else {}


def _initiative(one: Mapping[str, Any]) -> Initiative:
    recognized = _day(one["on"])
    return Initiative(
        level=one["level"],
        year=recognized.year if recognized else 0,
        recognized_on=recognized,
        title=one["title"],
        benefit_vnd=one["benefit"] or 0,
        consumed_by=(one["used"],) if one["used"] else (),
        id=one["id"],
    )


def _union_service(one: Mapping[str, Any]) -> UnionService:
    return UnionService(
        since=_day(one["since"]) or date(1990, 1, 1),
        until=_day(one["until"]),
        time="full" if one["full"] else "part",
        sector="state" if one["sector"] in (None, "", "state") else "non_state",
        post=one["union_post"] or one["post"],
    )


def _transfer(
    services: list[dict[str, Any]], since: date, until: date, *, has_comment: bool
) -> Transfer | None:
    """The last move between units in the period: the first post in another unit right after one that ended there."""
    for before, after in reversed(list(pairwise(services))):
        left_on, moved_on = _day(before["until"]), _day(after["since"])
        if before["unit"] == after["unit"] or left_on is None or moved_on is None:
            continue
        if left_on <= moved_on and since < moved_on <= until:
            came_on = max(_day(before["since"]) or since, since)
            return Transfer(full_months(came_on, left_on), has_comment)
    return None


def _service_months(services: list[dict[str, Any]], since: date, until: date) -> int | None:
    """Whole months worked in the period; None when no service is recorded at all."""
    if not services:
        return None
    days = 0
    for one in services:
        start, end = max(_day(one["since"]) or since, since), min(_day(one["until"]) or until, until)
        days += max(0, (end - start).days)
    return min(int(days / 30.4), 12 * max(1, until.year - since.year + 1))


def _position_class(row: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    for held in (row["person_class"], known.get("leader_class")):
        if held in _LEADERS:
            return str(held)
    return row["position_class"] or known.get("position_class") or ""


def _collective(row: Mapping[str, Any], known: Mapping[str, Any]) -> CollectiveFacts | None:
    if row["subject_kind"] != "collective" or not known.get("member_count"):
        return None
    counts = {"LDTT": row["ldtt_count"]} if row["ldtt_count"] is not None else {}
    return CollectiveFacts(members=known["member_count"], title_counts=counts)


def _movement(row: Mapping[str, Any]) -> Movement | None:
    if not row["movement"]:
        return None
    level = LEVEL_OF_KIND.get(row["launcher"] or "", Level.GRASSROOTS)
    return Movement(_LAUNCHERS.get(level, "unit"), row["movement_years"] or 1)


def _day(text: str | date | None) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else text
