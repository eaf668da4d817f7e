"""Achievement sentences that read like others: of the unit's last three years, and of the same round."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from thidua.domain.nominations.values import Similar

_THRESHOLD = 0.7
_SHORTEST = 30  # letters; shorter sentences resemble each other by chance
_SIMILAR = """
    select n.id, x.kind, x.id, x.name, x.year, x.text, x.likeness
      from nominations_nomination n
      join nominations_submission s on s.id = n.submission_id
      join nominations_round r on r.id = s.round_id
      join organizations_organization o on o.id = s.organization_id
      cross join lateral (
        (select 'entry' as kind, e.id, e.holder_name as name, e.year::int as year, e.achievement as text,
                similarity(e.achievement, n.achievement) as likeness
           from register_entry e
          where e.unit_position = o.position and e.year between r.year - 3 and r.year and e.kind = 'grant'
            and length(e.achievement) >= %(shortest)s and similarity(e.achievement, n.achievement) >= %(least)s
          order by likeness desc limit 1)
        union all
        (select 'nomination', m.id, m.name, mr.year::int, m.achievement, similarity(m.achievement, n.achievement)
           from nominations_nomination m
           join nominations_submission ms on ms.id = m.submission_id
           join nominations_round mr on mr.id = ms.round_id
          where m.achievement %% n.achievement and m.id <> n.id and ms.round_id = s.round_id
            and m.state not in ('withdrawn') and length(m.achievement) >= %(shortest)s
            and (m.subject_id is null or n.subject_id is null or m.subject_id <> n.subject_id)
          order by 6 desc limit 1)
        order by likeness desc limit 1
      ) x
     where n.id = any(%(ids)s) and length(n.achievement) >= %(shortest)s
"""


def similar_sentences(nomination_ids: Collection[int]) -> dict[int, Similar]:
    """This will give, by nomination, the most alike sentence at 70 % or more by trigrams, in one query."""
    if not nomination_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select set_config('pg_trgm.similarity_threshold', %s, true)", [str(_THRESHOLD)])
        cursor.execute(_SIMILAR, {"ids": list(nomination_ids), "least": _THRESHOLD, "shortest": _SHORTEST})
        return {
            pk: Similar(round(100 * likeness), kind, row_id, name, year, text)
            for pk, kind, row_id, name, year, text, likeness in cursor.fetchall()
        }
