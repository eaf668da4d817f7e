"""Dossiers in scope: one, its papers, those whose period is over, those under a hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from thidua.domain.access import Actor
from thidua.domain.archive.models import Dossier, FixityRun, Hold, Item, Original
from thidua.domain.archive.permissions import READERS
from thidua.domain.archive.states import Reading
from thidua.domain.organizations.queries import within

_STANDING = Hold.objects.filter(dossier=OuterRef("pk"), lifted_at=None)


MOST = 10_000
"""Up to here the figures of the archive are counted; a country has millions of papers."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page of the archive begins with. ``unread`` papers have pages that no search finds yet."""

    dossiers: int
    papers: int
    due: int
    held: int
    unread: int
    last_check: FixityRun | None


def visible_to(actor: Actor) -> QuerySet[Dossier]:
    """Dossiers of units inside the actor's scope, with ``is_held``."""
    rows = Dossier.objects.select_related("issuer").annotate(is_held=Exists(_STANDING))
    return rows if actor.is_system else rows.filter(within(actor.spans(*READERS), "unit_position"))


def get_dossier(actor: Actor, dossier_id: int) -> Dossier:
    """One visible dossier; raises ``Dossier.DoesNotExist``."""
    return visible_to(actor).select_related("decision", "disposal").get(pk=dossier_id)


def lock_dossier(dossier_id: int) -> Dossier:
    return Dossier.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=dossier_id)


def items_of(dossier: Dossier) -> QuerySet[Item]:
    """The papers of a dossier: what is about all of it first, then line by line."""
    return dossier.items.select_related("original").order_by("register_no", "kind", "pk")


def due(actor: Actor, on: date) -> QuerySet[Dossier]:
    """Dossiers whose period is over on ``on`` and which still are there, the oldest first, with ``papers``."""
    rows = visible_to(actor).filter(keep_until__lt=on, disposed_at=None)
    return rows.annotate(papers=Count("items")).order_by("keep_until", "pk")


def holds_standing(actor: Actor) -> QuerySet[Hold]:
    """Holds in force over visible dossiers, the newest first."""
    rows = Hold.objects.filter(lifted_at=None).select_related("dossier__issuer").order_by("-placed_at", "-pk")
    if actor.is_system:
        return rows
    return rows.filter(within(actor.spans(*READERS), "dossier__unit_position"))


def standing_hold(dossier: Dossier) -> Hold | None:
    """A hold that stands over a dossier, if any."""
    return dossier.holds.filter(lifted_at=None).order_by("pk").first()


def figures_for(actor: Actor, on: date) -> Figures:
    """Counts over what the actor may read, each exact up to ``MOST`` and ``MOST`` + 1 above."""
    rows = visible_to(actor).filter(disposed_at=None)
    papers = Original.objects.filter(Exists(_papers_seen(actor)), destroyed_at=None)
    return Figures(
        dossiers=_up_to_most(rows),
        papers=_up_to_most(papers),
        due=_up_to_most(rows.filter(keep_until__lt=on)),
        held=_up_to_most(rows.filter(Exists(_STANDING))),
        unread=_up_to_most(papers.filter(reading__in=(Reading.PENDING, Reading.WAITING, Reading.FAILED))),
        last_check=FixityRun.objects.filter(finished_at__isnull=False).order_by("-started_at").first(),
    )


def _up_to_most(rows: QuerySet[Any]) -> int:
    """How many rows there are, without looking at more than one above ``MOST``."""
    return rows.order_by().values("pk")[: MOST + 1].count()


def _papers_seen(actor: Actor) -> QuerySet[Item]:
    rows = Item.objects.filter(original=OuterRef("pk"))
    return rows if actor.is_system else rows.filter(within(actor.spans(*READERS), "unit_position"))
