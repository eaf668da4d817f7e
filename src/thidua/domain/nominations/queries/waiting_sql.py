"""The one query of the inbox: everything that waits for somebody, each kind as one part of a union.

Every part gives: kind, title, due day, how many, text, the office or the award, figures, and the ids of submission,
nomination, referral, posting, round and question to another body. Units are given as arrays: ``writes`` (nominates
for), ``judges`` (appraises at).
"""

from thidua.core.statements import Prepared
from thidua.domain.organizations.states import LEVEL_OF_KIND

_RETURNED = """
(select 'returned', n.name, r.due_on, 1, r.note, office.short_name, array[]::int[], n.submission_id, n.id, r.id,
        null::bigint, null::bigint, null::bigint
   from nominations_referral r
   join nominations_nomination n on n.id = r.nomination_id
   join nominations_submission s on s.id = n.submission_id
   join organizations_placement office on office.organization_id = r.office_id and office.line = 'union'
    and office.during @> %(on)s::date
  where s.organization_id = any(%(writes)s::bigint[]) and r.state = 'returned'
  order by r.due_on, r.id limit 50)
"""

_DRAFTS = """
(select 'draft', c.title, d.due_on, people.n, '', '', array[people.n, people.incomplete], s.id, null,
        null, null, c.id, null
   from nominations_submission s
   join nominations_round c on c.id = s.round_id and c.state = 'open'
   join organizations_placement p on p.organization_id = s.organization_id and p.line = 'union'
    and p.during @> %(on)s::date
   join level_of l on l.kind = p.kind
   left join nominations_rounddeadline d on d.round_id = c.id and d.level = l.level
  cross join lateral (select count(*)::int as n, count(*) filter (where n.verdict = '')::int as incomplete
                        from nominations_nomination n where n.submission_id = s.id) people
  where s.organization_id = any(%(writes)s::bigint[]) and s.state = 'draft')
"""

_CALLS = """
(select 'call', c.title, d.due_on, 0, caller.short_name, '', array[]::int[], null, null, null, null, c.id, null
   from organizations_placement p
   join level_of l on l.kind = p.kind
   join nominations_round c on c.state = 'open' and c.kind <> 'adhoc' and c.organization_id <> p.organization_id
    and c.organization_id::text = any(string_to_array(p.path::text, '.'))
   join organizations_placement caller on caller.organization_id = c.organization_id and caller.line = 'union'
    and caller.during @> %(on)s::date
   left join nominations_rounddeadline d on d.round_id = c.id and d.level = l.level
  where p.organization_id = %(own)s::bigint and p.line = 'union' and p.during @> %(on)s::date
    and (d.due_on is null or d.due_on >= %(on)s::date - 7)
    and not exists (select 1 from nominations_submission s
                     where s.round_id = c.id and s.organization_id = %(own)s::bigint))
"""

_SINGLES = """
(select case when c.kind = 'adhoc' then 'adhoc' else 'resubmitted' end, n.name, r.due_on, 1, p.name,
        n.award_code, array[]::int[], s.id, n.id, r.id, null, c.id, null
   from nominations_referral r
   join nominations_nomination n on n.id = r.nomination_id
   join nominations_submission s on s.id = n.submission_id
   join nominations_round c on c.id = s.round_id
   join organizations_placement p on p.organization_id = s.organization_id and p.line = 'union'
    and p.during @> %(on)s::date
  where r.office_id = any(%(judges)s::bigint[]) and r.state = 'received' and (c.kind = 'adhoc' or r.attempt > 1)
  order by r.due_on, r.id limit 60)
"""

_GROUPS = """
(select 'appraise', p.name, min(r.due_on), count(*)::int, s.number, '',
        array[count(*) filter (where n.verdict = 'eligible')::int,
              count(*) filter (where n.verdict = 'needs_person')::int,
              count(*) filter (where n.verdict = 'not_eligible')::int],
        s.id, null, min(r.id), null, c.id, null
   from nominations_referral r
   join nominations_nomination n on n.id = r.nomination_id
   join nominations_submission s on s.id = n.submission_id
   join nominations_round c on c.id = s.round_id and c.kind <> 'adhoc'
   join organizations_placement p on p.organization_id = s.organization_id and p.line = 'union'
    and p.during @> %(on)s::date
  where r.office_id = any(%(judges)s::bigint[]) and r.state = 'received' and r.attempt = 1
  group by p.name, s.number, s.id, c.id
  order by 3 limit 60)
"""

_COMMENTS = """
(select 'comment', p.title, m.due_on, 1, left(m.text, 120), '', array[]::int[], null, null, null, p.id, null, null
   from nominations_postingcomment m join nominations_posting p on p.id = m.posting_id
  where p.organization_id = any(%(judges)s::bigint[]) and m.answered_at is null
  order by m.due_on limit 50)
"""

_POSTINGS_OVER = """
(select 'posting_over', p.title, p.ends_on,
        (select count(*)::int from nominations_posting_nominations x where x.posting_id = p.id), '', '',
        array[]::int[], null, null, null, p.id, null, null
   from nominations_posting p
  where p.organization_id = any(%(judges)s::bigint[]) and p.state = 'open' and p.ends_on < %(on)s)
"""

# What a unit is asked, and what an office asked and got no answer to in time.
_OPINIONS = """
(select case when q.unit_id = any(%(judges)s::bigint[]) then 'opinion' else 'opinion_late' end,
        case when q.unit_id = any(%(judges)s::bigint[]) then about.only else q.body end, q.due_on, about.n, about.only,
        office.short_name, array[q.reminders::int], null, null, null, null, null, q.id
   from nominations_opinionrequest q
   join organizations_placement office on office.organization_id = q.office_id and office.line = 'union'
    and office.during @> %(on)s::date
  cross join lateral (select count(*)::int as n, case when count(*) = 1 then min(n.name) else '' end as only
                        from nominations_opinion o
                        join nominations_referral r on r.id = o.referral_id and r.state = 'received'
                        join nominations_nomination n on n.id = r.nomination_id
                       where o.request_id = q.id) about
  where q.state = 'asked' and about.n > 0
    and (q.unit_id = any(%(judges)s::bigint[])
         or q.office_id = any(%(judges)s::bigint[]) and q.due_on < %(on)s)
  order by q.due_on, q.id limit 50)
"""

_PARTS = (_RETURNED, _DRAFTS, _CALLS, _SINGLES, _GROUPS, _COMMENTS, _POSTINGS_OVER, _OPINIONS)
_LEVELS = ", ".join(f"('{kind}', '{level}')" for kind, level in LEVEL_OF_KIND.items())
_LEVEL_OF = f"with level_of(kind, level) as (values {_LEVELS})"
_ALL = " union all ".join(_PARTS)
WAITING = Prepared("waiting", f"{_LEVEL_OF} {_ALL}")
COUNTED = f"{_LEVEL_OF} select count(*) from ({_ALL}) as waiting"  # noqa: S608  # made of constants only
