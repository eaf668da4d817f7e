"""Putting the papers of issued decisions into dossiers: the decision, the council's minutes, what the nominees handed in.

Safe to repeat at any time: what lies in a dossier already is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from thidua.core.files import ContentStore
from thidua.domain.access import Actor
from thidua.domain.archive.models import Dossier, Item, Original
from thidua.domain.archive.retention import period_for
from thidua.domain.archive.states import ItemKind, Reading
from thidua.domain.audit.record import record
from thidua.domain.councils.models import Meeting
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.decisions.states import DecisionState
from thidua.domain.nominations.models import Evidence, Referral

ARCHIVIST = Actor.system("Lưu trữ")
_PDF = "application/pdf"
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that belongs in a dossier, as the table it comes from describes it."""

    sha256: str
    mime: str
    size: int
    pages: int | None
    kind: ItemKind
    title: str
    file_name: str
    position: int
    source: str
    added_at: datetime
    added_by: str
    register_no: str = ""


def decisions_to_gather() -> QuerySet[Decision]:
    """Issued decisions whose own paper is rendered and lies in no dossier yet."""
    gathered = Item.objects.filter(dossier__decision=OuterRef("pk"), kind=ItemKind.DECISION)
    return (
        Decision.objects.filter(~Exists(gathered), state=DecisionState.ISSUED)
        .exclude(pdf_sha256="")
        .select_related("organization")
        .order_by("pk")
    )


@transaction.atomic
def gather(decision: Decision, *, store: ContentStore, at: datetime) -> Dossier:
    """Open the dossier of an issued decision, or find it, and put in what belongs there."""
    dossier = dossier_of(decision, at=at)
    papers = [*_own_paper(decision, store), *_minutes(decision, store), *_evidence(decision)]
    added = put_in(dossier, papers)
    if added:
        record(
            "archive.gathered", dossier, actor=ARCHIVIST, at=at, organization_id=decision.organization_id,
            decision=decision.pk, items=added,
        )  # fmt: skip
    return dossier


def dossier_of(decision: Decision, *, at: datetime) -> Dossier:
    """The dossier of an issued decision, opened now when there is none."""
    if decision.issued_on is None:
        raise ValueError(f"decision {decision.pk} is not issued")
    award = decision.award_code or _award_spoken_of(decision)
    dossier, _made = Dossier.objects.get_or_create(
        issuer_id=decision.organization_id,
        decision_number=decision.full_number,
        decided_on=decision.issued_on,
        defaults={
            "unit_position": decision.organization.position,
            "decision": decision,
            "title": decision.summary,
            "award_code": award,
            "opened_at": at,
            **period_for(award, decision.issued_on).fields(),
        },
    )
    if dossier.decision_id is None:
        dossier.decision = decision
        dossier.save(update_fields=["decision"])
    return dossier


def _award_spoken_of(decision: Decision) -> str:
    """An annulment or correction is kept as long as what it speaks of."""
    line = decision.lines.filter(refers_to__isnull=False).select_related("refers_to").first()
    return line.refers_to.award_code if line and line.refers_to else ""


def _own_paper(decision: Decision, store: ContentStore) -> Iterator[Paper]:
    if decision.pdf_sha256 and decision.pdf_sha256 in store and decision.issued_at:
        yield Paper(
            decision.pdf_sha256, _PDF, store.size(decision.pdf_sha256), None, ItemKind.DECISION,
            f"Quyết định {decision.full_number}", f"quyet-dinh-{decision.pk}.pdf", decision.organization.position,
            "decision", decision.issued_at, decision.signer,
        )  # fmt: skip


def _minutes(decision: Decision, store: ContentStore) -> Iterator[Paper]:
    """The minutes of the meetings that passed the nominations of this decision."""
    results = Referral.objects.filter(
        office=decision.organization_id, nomination__decision_lines__decision=decision
    ).values_list("council_result", flat=True)
    ids = {int(result["meeting"]) for result in results if str(result.get("meeting", "")).isdecimal()}
    for meeting in Meeting.objects.filter(pk__in=ids).exclude(minutes_sha256="").order_by("pk"):
        closed_at = meeting.closed_at or decision.issued_at or decision.created_at
        if meeting.minutes_sha256 in store:
            yield Paper(
                meeting.minutes_sha256, _PDF, store.size(meeting.minutes_sha256), None, ItemKind.MINUTES,
                f"Biên bản họp Hội đồng ngày {meeting.held_on:%d/%m/%Y}", f"bien-ban-{meeting.pk}.pdf",
                decision.organization.position, f"meeting:{meeting.pk}", closed_at,
                meeting.secretary_name,
            )  # fmt: skip


def _evidence(decision: Decision) -> Iterator[Paper]:
    """What was handed in with each nomination that the decision confers."""
    lines = DecisionLine.objects.filter(decision=decision, nomination__isnull=False, entry__isnull=False)
    numbers = dict(lines.values_list("nomination_id", "entry__register_no"))
    rows = Evidence.objects.filter(nomination__in=numbers, removed_at=None).select_related(
        "nomination__submission__organization"
    )
    for row in rows.order_by("nomination_id", "pk").iterator(chunk_size=_BATCH):
        yield Paper(
            row.sha256, row.mime, row.size, row.pages, ItemKind.EVIDENCE, row.title, row.file_name,
            row.nomination.submission.organization.position, f"evidence:{row.pk}", row.added_at, row.added_by,
            numbers[row.nomination_id],
        )  # fmt: skip


def put_in(dossier: Dossier, papers: Iterable[Paper]) -> int:
    """Put papers into a dossier; return how many were not there before."""
    wanted = list(papers)
    ids = _originals(wanted)
    there = set(dossier.items.values_list("original_id", "register_no"))
    items = {
        (ids[paper.sha256], paper.register_no): Item(
            dossier=dossier, original_id=ids[paper.sha256], kind=paper.kind, title=paper.title[:200],
            file_name=paper.file_name[:255], register_no=paper.register_no, unit_position=paper.position,
            source=paper.source, added_at=paper.added_at, added_by=paper.added_by,
        )
        for paper in wanted
    }  # fmt: skip
    new = [item for key, item in items.items() if key not in there]
    Item.objects.bulk_create(new, batch_size=_BATCH)
    return len(new)


def _originals(papers: list[Paper]) -> dict[str, int]:
    """The id of each content, those not known before entered now."""
    Original.objects.bulk_create(
        [
            Original(sha256=p.sha256, mime=p.mime, size=p.size, pages=p.pages, kept_at=p.added_at)
            for p in {paper.sha256: paper for paper in papers}.values()
        ],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
    hashes = {paper.sha256 for paper in papers}
    # A content that was destroyed once and is brought again is a content again.
    Original.objects.filter(sha256__in=hashes, destroyed_at__isnull=False).update(
        destroyed_at=None, reading=Reading.PENDING
    )
    return dict(Original.objects.filter(sha256__in=hashes).values_list("sha256", "pk"))
