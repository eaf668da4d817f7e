"""Files behind a nomination: added after inspection, taken back but never altered."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.files import ContentStore, FileFacts, RefusedFile, admit
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.nominations.actions.grid import lock_draft
from thidua.domain.nominations.actions.referring import insist_on_returned
from thidua.domain.nominations.checking import check_rows
from thidua.domain.nominations.models import Evidence, Nomination, OpinionRequest
from thidua.domain.nominations.queries.referrals import lock_latest
from thidua.domain.nominations.states import NominationState

_MOST_FILES = 50


@transaction.atomic
def add_evidence(
    *,
    nomination_id: int,
    content: bytes | Path,
    file_name: str,
    content_root: Path,
    actor: Actor,
    at: datetime,
    title: str = "",
    paper_code: str = "",
) -> Evidence:
    """This will inspect a file, keep it by its hash and put it behind a nomination that may still be changed.

    ``content`` is the bytes or a file to read. The same file twice on one nomination is one evidence. Refused for a
    file that is not what it says, too large, dangerous or infected.
    """
    row = lock_editable(nomination_id, actor)
    return keep_paper(
        row, content=content, file_name=file_name, content_root=content_root, actor=actor, at=at,
        title=title, paper_code=paper_code,
    )  # fmt: skip


def keep_paper(
    row: Nomination,
    *,
    content: bytes | Path,
    file_name: str,
    content_root: Path,
    actor: Actor,
    at: datetime,
    title: str,
    paper_code: str,
    opinion: OpinionRequest | None = None,
) -> Evidence:
    """Inspect a file and put it behind a nomination, inside the act of whoever was allowed to."""
    facts = _inspected(content, file_name)
    found = row.evidence.filter(sha256=facts.sha256, removed_at=None).first()
    if found is not None:
        return found
    if row.evidence.filter(removed_at=None).count() >= _MOST_FILES:
        raise Refused(
            _("Một hồ sơ có tối đa %(most)s tệp. Gộp các trang vào một tệp PDF.") % {"most": _MOST_FILES}
        )
    keep(content, content_root)
    made = Evidence.objects.create(
        nomination=row,
        paper_code=paper_code,
        title=title.strip() or Path(file_name).stem[:200],
        file_name=file_name[:255],
        mime=facts.mime,
        size=facts.size,
        sha256=facts.sha256,
        pages=facts.pages,
        added_at=at,
        added_by=actor.name,
        opinion=opinion,
    )
    check_rows(row.submission, [row.pk], on=day_of(at), at=at)
    record(
        "nomination.evidence_added", row, actor=actor, at=at, organization_id=row.submission.organization_id,
        evidence=made.pk, sha256=facts.sha256, file=made.file_name, flags=list(facts.flags),
    )  # fmt: skip
    return made


@transaction.atomic
def remove_evidence(*, evidence_id: int, actor: Actor, at: datetime) -> Evidence:
    """This will take a file back from a nomination that may still be changed; the record of it stays."""
    evidence = Evidence.objects.select_for_update().get(pk=evidence_id)
    row = lock_editable(evidence.nomination_id, actor)
    if evidence.removed_at is None:
        evidence.removed_at = at
        evidence.save(update_fields=["removed_at"])
        check_rows(row.submission, [row.pk], on=day_of(at), at=at)
        record(
            "nomination.evidence_removed", row, actor=actor, at=at,
            organization_id=row.submission.organization_id, evidence=evidence.pk,
        )  # fmt: skip
    return evidence


@transaction.atomic
def name_evidence(*, evidence_id: int, paper_code: str, title: str, actor: Actor, at: datetime) -> Evidence:
    """This will say which paper a file is."""
    evidence = Evidence.objects.select_for_update().get(pk=evidence_id)
    row = lock_editable(evidence.nomination_id, actor)
    evidence.paper_code = paper_code
    evidence.title = title.strip() or evidence.title
    evidence.save(update_fields=["paper_code", "title"])
    check_rows(row.submission, [row.pk], on=day_of(at), at=at)
    record(
        "nomination.evidence_named", row, actor=actor, at=at,
        organization_id=row.submission.organization_id, evidence=evidence.pk, paper=paper_code,
    )  # fmt: skip
    return evidence


def lock_editable(nomination_id: int, actor: Actor) -> Nomination:
    """A nomination its own unit may change: a draft, or one that was returned; raises Refused."""
    row = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("submission__round", "submission__organization")
        .get(pk=nomination_id)
    )
    if row.state == NominationState.DRAFT:
        lock_draft(row.submission_id, actor)
        return row
    referral = lock_latest(nomination_id)
    insist_on_returned(referral, actor)
    return row


def _inspected(content: bytes | Path, file_name: str) -> FileFacts:
    try:
        return admit(content, file_name)
    except RefusedFile as error:
        raise Refused(str(error), field="file") from error


def keep(content: bytes | Path, content_root: Path) -> None:
    """Put the bytes in the store; the same bytes again are no second file."""
    store = ContentStore(content_root)
    if isinstance(content, Path):
        with content.open("rb") as source:
            store.put(source)
        return
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.seek(0)
        store.put(source)
