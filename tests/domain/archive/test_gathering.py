"""The papers of an issued decision find their way into its dossier by themselves, once."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

from tests.factories.accounts import make_actor
from tests.factories.appraisal import photograph
from tests.factories.archive import clerk_of
from tests.factories.councils import make_ready
from tests.factories.decisions import AT_SIGNING, SIGNING_DAY, approve, head_of
from tests.factories.organizations import Country
from thidua.core.files import ContentStore
from thidua.domain.access import Role
from thidua.domain.archive import jobs
from thidua.domain.archive.gathering import decisions_to_gather, gather
from thidua.domain.archive.models import Dossier, Item, Original
from thidua.domain.archive.queries import get_item, originals_of_entry, search
from thidua.domain.audit.models import Event
from thidua.domain.decisions import actions, rendering
from thidua.domain.decisions.models import Decision
from thidua.domain.nominations.models import Evidence
from thidua.domain.register.models import Entry


def issued(country: Country, files: Path) -> Decision:
    """A decision on two people of Lâm Thao; the first brought a photograph."""
    rows = make_ready(country, 2)
    content = photograph()
    stored = ContentStore(files).put(BytesIO(content))
    Evidence.objects.create(
        nomination=rows[0], title="Bản mô tả giải pháp", file_name="anh.jpg", mime="image/jpeg", size=stored.size,
        sha256=stored.sha256, added_at=AT_SIGNING, added_by="Phan Thị Kim Oanh",
    )  # fmt: skip
    approve(country, rows)
    officer = make_actor(Role.OFFICER, country.phu_tho)
    draft = actions.draft_decision(
        organization=country.phu_tho,
        award_code="BK_LDLD",
        signer="Đàm Vĩnh Khoa",
        actor=officer,
        at=AT_SIGNING,
    )
    actions.send_to_sign(decision_id=draft.pk, actor=officer, at=AT_SIGNING)
    decision = actions.issue(
        decision_id=draft.pk, issued_on=SIGNING_DAY, actor=head_of(country.phu_tho), at=AT_SIGNING
    )
    rendering.render_decision(decision.pk, content_root=files, base_url="https://thidua.example")
    decision.refresh_from_db()
    return decision


def test_the_decision_and_the_evidence_of_its_people_are_gathered_once(
    country: Country, files: Path, now: datetime
) -> None:
    decision = issued(country, files)
    assert list(decisions_to_gather()) == [decision]
    dossier = gather(decision, store=ContentStore(files), at=now)
    gather(decision, store=ContentStore(files), at=now)
    found = list(dossier.items.order_by("kind").values_list("kind", "title", "register_no"))
    assert found == [
        ("decision", f"Quyết định {decision.full_number}", ""),
        ("evidence", "Bản mô tả giải pháp", "PT-26-00001"),
    ]
    assert (dossier.award_code, dossier.retention) == ("BK_LDLD", "20N")
    assert list(decisions_to_gather()) == []
    assert Event.objects.filter(name="archive.gathered").count() == 1


def test_the_job_gathers_and_reads_and_the_text_of_the_decision_is_found(
    country: Country, files: Path, now: datetime
) -> None:
    decision = issued(country, files)
    assert jobs.gather_new() == 1
    assert jobs.gather_new() == 0
    for original in Original.objects.all():
        jobs.read.func(original.pk)
    hits = search(clerk_of(country.phu_tho), "quyet dinh tang bang khen").hits
    assert [hit.title for hit in hits][:1] == [f"Quyết định {decision.full_number}"]


def test_a_unit_opens_the_decision_that_names_its_people_and_its_own_papers_only(
    country: Country, files: Path, now: datetime
) -> None:
    decision = issued(country, files)
    gather(decision, store=ContentStore(files), at=now)
    paper, evidence = Item.objects.get(kind="decision"), Item.objects.get(kind="evidence")
    own, other = make_actor(Role.OFFICER, country.lam_thao), make_actor(Role.OFFICER, country.bac_ninh_cs)
    for item in (paper, evidence):
        assert get_item(own, item.pk) == item
        try:
            get_item(other, item.pk)
        except Item.DoesNotExist:
            continue
        raise AssertionError(f"{item} was opened from outside")
    first, second = Entry.objects.order_by("register_no")
    assert [item.pk for item in originals_of_entry(own, first)[1]] == [paper.pk, evidence.pk]
    assert [item.pk for item in originals_of_entry(own, second)[1]] == [paper.pk]
    assert Dossier.objects.count() == 1
