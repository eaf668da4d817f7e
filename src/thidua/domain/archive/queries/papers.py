"""Single papers: who may open one, and those behind a line of the register or a decision."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from thidua.domain.access import Actor
from thidua.domain.archive.models import Dossier, Item, PageText
from thidua.domain.archive.permissions import READERS, can_read_at
from thidua.domain.archive.states import ItemKind
from thidua.domain.decisions.models import Decision
from thidua.domain.organizations.queries import within
from thidua.domain.register.models import Entry

SHARED = (ItemKind.DECISION, ItemKind.SCAN)
"""Papers about everybody in a decision: who may read one of its lines may open them."""


def get_item(actor: Actor, item_id: int) -> Item:
    """A paper the actor may open; raises ``Item.DoesNotExist``."""
    item = Item.objects.select_related("original", "dossier__issuer").get(pk=item_id)
    if can_read_at(actor, item.unit_position) or _is_honored_in(actor, item):
        return item
    raise Item.DoesNotExist


def _is_honored_in(actor: Actor, item: Item) -> bool:
    """Whether the paper is a decision (or its scan) that names somebody inside the actor's scope."""
    if item.kind not in SHARED:
        return False
    rows = _lines_of(item.dossier).filter(within(actor.spans(*READERS), "unit_position"))
    return rows.filter(register_no=item.register_no).exists() if item.register_no else rows.exists()


def _lines_of(dossier: Dossier) -> QuerySet[Entry]:
    return Entry.objects.filter(decision_number=dossier.decision_number, issuer=dossier.issuer_id)


def originals_of_entry(actor: Actor, entry: Entry) -> tuple[Dossier | None, list[Item]]:
    """The dossier of the decision behind a line, and those of its papers that are about the line or about all.

    The caller has seen that the actor may read the line.
    """
    dossier = Dossier.objects.filter(
        issuer=entry.issuer_id, decision_number=entry.decision_number, decided_on=entry.decided_on
    ).first()
    return (
        (dossier, _readable(actor, dossier, Q(register_no__in=("", entry.register_no))))
        if dossier
        else (None, [])
    )


def originals_of_decision(actor: Actor, decision: Decision) -> tuple[Dossier | None, list[Item]]:
    """The dossier of a decision made here, and its papers that are about all of it."""
    dossier = Dossier.objects.filter(decision=decision).first()
    return (dossier, _readable(actor, dossier, Q(register_no=""))) if dossier else (None, [])


def _readable(actor: Actor, dossier: Dossier, which: Q) -> list[Item]:
    rows = dossier.items.filter(which).select_related("original").order_by("register_no", "kind", "pk")
    return [row for row in rows if row.kind in SHARED or can_read_at(actor, row.unit_position)]


def page_text(item: Item, number: int) -> PageText | None:
    """What was read on a page (from 1), if anything."""
    return PageText.objects.filter(original=item.original_id, number=number).first()
