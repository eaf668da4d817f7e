"""Originals: kept once, never altered, refused when they are not what they say."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.factories.accounts import make_actor
from tests.factories.archive import add_paper, clerk_of, make_dossier, make_old_entry, typed_pdf
from tests.factories.clamd import EICAR, running_clamd
from tests.factories.organizations import Country
from thidua.core.errors import Refused
from thidua.core.files import ContentStore
from thidua.domain.access import Role
from thidua.domain.archive import actions
from thidua.domain.archive.models import Dossier, Item, Original
from thidua.domain.audit.models import Event


def test_the_dossier_of_a_line_is_opened_once(country: Country, now: datetime) -> None:
    entry, clerk = make_old_entry(country), clerk_of(country.phu_tho)
    first = actions.open_dossier(entry=entry, actor=clerk, at=now)
    assert actions.open_dossier(entry=entry, actor=clerk, at=now) == first
    assert (first.decision_number, first.issuer, first.award_code) == (
        "1/QĐ-LĐLĐ",
        country.phu_tho,
        "BK_LDLD",
    )
    assert Event.objects.filter(name="archive.dossier_opened").count() == 1


def test_a_scan_is_kept_byte_for_byte_and_once_in_two_dossiers(
    country: Country, files: Path, now: datetime
) -> None:
    clerk, content = clerk_of(country.phu_tho), typed_pdf("Quyết định khen thưởng")
    papers = [add_paper(make_dossier(country, now, n), content, files, actor=clerk, at=now) for n in (1, 2)]
    assert papers[0].original_id == papers[1].original_id
    assert Original.objects.count() == 1
    assert ContentStore(files).read(papers[0].original.sha256) == content
    again = add_paper(papers[0].dossier, content, files, actor=clerk, at=now)
    assert again == papers[0]
    assert Event.objects.filter(name="archive.original_kept").count() == 2


def test_the_database_refuses_to_alter_an_original_or_take_a_paper_out(
    country: Country, files: Path, now: datetime
) -> None:
    paper = add_paper(
        make_dossier(country, now), typed_pdf("Một"), files, actor=clerk_of(country.phu_tho), at=now
    )
    for attempt in (
        lambda: Original.objects.update(sha256="0" * 64),
        lambda: Original.objects.update(size=1),
        lambda: Original.objects.filter(pk=paper.original_id)._raw_delete("default"),
        lambda: Item.objects.update(title="Khác"),
        lambda: Item.objects.filter(pk=paper.pk)._raw_delete("default"),
        lambda: Dossier.objects.filter(pk=paper.dossier_id)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert Item.objects.get().title == "Quyết định có dấu"


def test_an_infected_scan_is_refused_and_nothing_of_it_is_stored(
    country: Country, files: Path, now: datetime, settings: Any
) -> None:
    dossier, clerk = make_dossier(country, now), clerk_of(country.phu_tho)
    with running_clamd() as clamd:
        settings.CLAMD_URL = clamd.address
        with pytest.raises(Refused, match="mã độc"):
            add_paper(dossier, typed_pdf("Một") + EICAR, files, actor=clerk, at=now)
        kept = add_paper(dossier, typed_pdf("Hai"), files, actor=clerk, at=now)
    assert Item.objects.get() == kept
    assert kept.original.is_scanned
    originals = {path.name for path in files.rglob("*") if path.is_file()}
    assert originals == {kept.original.sha256, *kept.original.derivatives.values_list("sha256", flat=True)}


def test_others_add_nothing_and_a_foreign_line_is_refused(
    country: Country, files: Path, now: datetime
) -> None:
    dossier = make_dossier(country, now)
    for stranger in (
        clerk_of(country.bac_ninh),
        clerk_of(country.giay),
        make_actor(Role.LAWYER, country.phu_tho),
    ):
        with pytest.raises(Refused, match="Chỉ cán bộ của đơn vị ra quyết định"):
            add_paper(dossier, typed_pdf("Một"), files, actor=stranger, at=now)
    with pytest.raises(Refused, match="không có dòng PT-99"):
        add_paper(
            dossier,
            typed_pdf("Một"),
            files,
            actor=clerk_of(country.phu_tho),
            at=now,
            register_no="PT-99-00001",
        )
    assert not Item.objects.exists()
    assert not Original.objects.exists()
