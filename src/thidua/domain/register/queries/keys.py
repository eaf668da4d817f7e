"""A grant by what stands on its certificate: one look into the keys, one into the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q

from thidua.core.vietnamese import fold
from thidua.domain.register.models import Entry, GrantKey, RegisteredDecision
from thidua.domain.register.numbers import DecisionNumber
from thidua.domain.register.values import NewEntry

MOST_OF_ONE_NAME = 20
# A line that was corrected may be asked for by the name it bore before.
_BY_DECISION = f"""
    select s.holder_id, s.year, s.root_id
      from register_standingline s left join register_registeredname n on n.id = s.name_id and n.folded = %s
     where s.decision_id = any(%s) and (n.id is not null or s.entry_id <> s.root_id)
     limit {MOST_OF_ONE_NAME}
"""  # noqa: S608  # made of constants only


def grant_by_number(register_no: str) -> Entry:
    """The grant with this register number; raises ``Entry.DoesNotExist``."""
    return _grant(GrantKey.objects.filter(register_no=register_no).first())


def grant_by_token(token: str) -> Entry:
    """The grant whose certificate bears this secret; raises ``Entry.DoesNotExist``."""
    return _grant(GrantKey.objects.filter(token=token).first())


def numbers_taken(numbers: Iterable[str]) -> set[str]:
    """Those of the register numbers that a grant has already."""
    found = GrantKey.objects.filter(register_no__in=list(numbers))
    return set(found.values_list("register_no", flat=True))


def decision_ids(decision: DecisionNumber) -> list[int]:
    """The decisions of the dictionary that answer to a number as it was typed."""
    found = RegisteredDecision.objects.filter(running=decision.number)
    if decision.year:
        found = found.filter(year=decision.year)
    return [pk for pk, signs in found.values_list("pk", "signs") if decision.agrees(signs)]


def roots_of_decision(decision: DecisionNumber, name: str) -> list[Entry]:
    """Grants of decisions with this number whose line, as it stands or stood, bears exactly this name."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_DECISION, [fold(name), decision_ids(decision)])
        rows = cursor.fetchall()
    if not rows:
        return []
    holders, years, roots = (list(column) for column in zip(*rows, strict=True))
    lines = Entry.objects.filter(holder_id__in=holders, year__in=years).filter(
        Q(pk__in=roots) | Q(refers_to__in=roots)
    )
    named = {line.refers_to_id or line.pk for line in lines if fold(line.holder_name) == fold(name)}
    return [line for line in lines if line.pk in named]


def entries_in_order(grants: Sequence[NewEntry], ids: Sequence[int]) -> list[Entry]:
    """The lines that were just made of these grants; their holders and years lead to the right partitions."""
    found = Entry.objects.filter(
        holder_id__in={grant.holder_id for grant in grants},
        year__in={grant.decided_on.year for grant in grants},
        pk__in=ids,
    ).in_bulk()
    return [found[entry_id] for entry_id in ids]


def _grant(key: GrantKey | None) -> Entry:
    if key is None:
        raise Entry.DoesNotExist
    return Entry.objects.get(holder_id=key.holder_id, year=key.year, pk=key.entry_id)
