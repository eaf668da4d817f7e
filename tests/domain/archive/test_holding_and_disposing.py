"""Periods, holds and disposals: nothing goes before its time, nothing goes that is held, and what goes leaves a record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.factories.accounts import make_actor
from tests.factories.archive import add_paper, clerk_of, make_dossier, typed_pdf
from tests.factories.organizations import Country
from thidua.core.errors import Refused
from thidua.core.files import ContentStore
from thidua.domain.access import Role
from thidua.domain.archive import actions
from thidua.domain.archive.actions import Grounds
from thidua.domain.archive.models import Disposal, Dossier, Hold, Original, PageText
from thidua.domain.archive.queries import dossiers, due, figures_for, holds_standing, search
from thidua.domain.archive.retention import period_for, reassess
from thidua.domain.audit.models import Event

GROUNDS = Grounds(
    "15/QĐ-HĐXĐGT", date(2026, 12, 1), "Hết 20 năm, Hội đồng kết luận hết giá trị", is_acknowledged=True
)


@pytest.mark.parametrize(
    ("award", "retention", "until"),
    [
        ("BKTTG", "VV", None),
        ("BK_TLD", "20N", date(2025, 12, 31)),
        ("BK_LDLD", "20N", date(2025, 12, 31)),
        ("GK_CDCS", "10N", date(2015, 12, 31)),
        ("KHONG_CO", "CHUA", None),
        ("", "CHUA", None),
    ],
)
def test_the_period_follows_the_level_that_confers_and_says_on_what_it_rests(
    award: str, retention: str, until: date | None
) -> None:
    period = period_for(award, date(2005, 5, 1))
    assert (period.retention, period.keep_until) == (retention, until)
    assert period.rule["is_verified"] is False
    assert period.rule["label"] == ("" if retention == "CHUA" else "Thông tư 10/2022/TT-BNV")


def test_dossiers_are_judged_again_when_the_law_changes(country: Country, now: datetime) -> None:
    dossier = make_dossier(country, now)
    Dossier.objects.update(law_version="0" * 64, retention="10N", keep_until=date(2015, 12, 31))
    assert reassess() == 1
    dossier.refresh_from_db()
    assert (dossier.retention, dossier.keep_until) == ("20N", date(2025, 12, 31))
    assert reassess() == 0


def test_a_dossier_falls_due_the_day_after_its_last_day(country: Country, now: datetime) -> None:
    dossier, clerk = make_dossier(country, now), clerk_of(country.phu_tho)
    make_dossier(country, now, 2, decided_on=date(2015, 1, 1))
    assert list(due(clerk, date(2025, 12, 31))) == []
    assert list(due(clerk, date(2026, 1, 1))) == [dossier]
    assert list(due(clerk_of(country.bac_ninh), date(2026, 1, 1))) == []
    assert figures_for(clerk, date(2026, 12, 8)).due == 1


def test_figures_stop_counting_one_above_the_most(
    country: Country, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 5):
        make_dossier(country, now, number)
    clerk, on = clerk_of(country.phu_tho), date(2026, 12, 8)
    assert figures_for(clerk, on).dossiers == 4
    monkeypatch.setattr(dossiers, "MOST", 2)
    assert figures_for(clerk, on).dossiers == 3


@pytest.fixture
def dossier(country: Country, files: Path, now: datetime) -> Dossier:
    made = make_dossier(country, now)
    add_paper(
        made, typed_pdf("Quyết định năm 2005 khen thưởng"), files, actor=clerk_of(country.phu_tho), at=now
    )
    return made


@pytest.fixture
def disposed(country: Country, dossier: Dossier, files: Path, now: datetime) -> Callable[..., Disposal]:
    head = make_actor(Role.HEAD, country.phu_tho, name="Đàm Vĩnh Khoa")

    def act(grounds: Grounds = GROUNDS, **facts: Any) -> Disposal:
        return actions.dispose(
            **{
                "dossier_id": dossier.pk,
                "grounds": grounds,
                "content_root": files,
                "actor": head,
                "at": now,
                **facts,
            }
        )

    return act


def test_a_disposal_destroys_the_content_and_keeps_a_record(
    dossier: Dossier, disposed: Callable[..., Disposal], files: Path, country: Country,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    sha256 = Original.objects.get().sha256
    kept = {path.name for path in files.rglob("*") if path.is_file()}
    assert sha256 in kept and len(kept) == 2
    with django_capture_on_commit_callbacks(execute=True):
        record = disposed()
    assert [path for path in files.rglob("*") if path.is_file()] == []
    assert record.contents == [
        {"title": "Quyết định có dấu", "kind": "scan", "file": "ban-quet.pdf", "register_no": "", "sha256": sha256,
         "size": Original.objects.get().size, "pages": 1, "is_destroyed": True}
    ]  # fmt: skip
    dossier.refresh_from_db()
    assert dossier.disposed_at is not None
    assert Original.objects.get().destroyed_at is not None
    assert not PageText.objects.exists()
    assert search(clerk_of(country.phu_tho), "khen thuong").count == 0
    assert Event.objects.get(name="archive.disposed").data == {
        "paper": "15/QĐ-HĐXĐGT",
        "papers": 1,
        "destroyed": 1,
    }
    with pytest.raises(Refused, match="đã tiêu hủy"):
        disposed()
    with pytest.raises(DatabaseError), transaction.atomic():
        Disposal.objects.update(paper="khác")


def test_a_content_that_another_dossier_needs_stays(
    country: Country, disposed: Callable[..., Disposal], files: Path, now: datetime,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    other = make_dossier(country, now, 2, decided_on=date(2020, 1, 1))
    paper = add_paper(
        other, typed_pdf("Quyết định năm 2005 khen thưởng"), files, actor=clerk_of(country.phu_tho), at=now
    )
    with django_capture_on_commit_callbacks(execute=True):
        record = disposed()
    assert [line["is_destroyed"] for line in record.contents] == [False]
    assert ContentStore(files).verify(paper.original.sha256)
    assert [hit.dossier_id for hit in search(clerk_of(country.phu_tho), "khen thuong").hits] == [other.pk]


def test_nothing_is_disposed_of_under_a_hold_and_lifting_it_frees_it(
    country: Country, dossier: Dossier, disposed: Callable[..., Disposal], now: datetime, files: Path
) -> None:
    inspector = make_actor(Role.INSPECTOR, country.phu_tho, name="Phạm Văn Đoàn")
    hold = actions.place_hold(
        dossier_id=dossier.pk, reason="Đơn tố cáo đang xử lý", paper="Đơn số 12", actor=inspector, at=now
    )
    with pytest.raises(Refused, match="đang bị tạm giữ từ 08/12/2026: Đơn tố cáo đang xử lý"):
        disposed()
    with pytest.raises(DatabaseError, match="legal hold"), transaction.atomic():
        Disposal.objects.create(
            dossier=dossier, paper="x", paper_on=now.date(), reason="x", contents=[], done_at=now, done_by="x"
        )
    assert [one.pk for one in holds_standing(inspector)] == [hold.pk]
    assert holds_standing(make_actor(Role.INSPECTOR, country.bac_ninh)).count() == 0
    with pytest.raises(Refused, match="Ghi lý do thôi tạm giữ"):
        actions.lift_hold(hold_id=hold.pk, reason=" ", actor=inspector, at=now)
    actions.lift_hold(hold_id=hold.pk, reason="Kết luận số 5: tố cáo sai", actor=inspector, at=now)
    with pytest.raises(Refused, match="đã thôi từ trước"):
        actions.lift_hold(hold_id=hold.pk, reason="nữa", actor=inspector, at=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Hold.objects.filter(pk=hold.pk)._raw_delete("default")
    assert disposed().dossier_id == dossier.pk
    with pytest.raises(Refused, match="không còn gì để giữ"):
        actions.place_hold(dossier_id=dossier.pk, reason="Muộn", actor=inspector, at=now)
    names = list(
        Event.objects.filter(name__startswith="archive.hold").order_by("id").values_list("name", flat=True)
    )
    assert names == ["archive.hold_placed", "archive.hold_lifted"]


@pytest.mark.parametrize(
    ("grounds", "words"),
    [
        (Grounds("", date(2026, 12, 1), "Hết hạn", is_acknowledged=True), "Ghi số quyết định tiêu hủy"),
        (Grounds("15", date(2026, 12, 9), "Hết hạn", is_acknowledged=True), "không được sau hôm nay"),
        (Grounds("15", date(2026, 12, 1), " ", is_acknowledged=True), "Ghi lý do"),
        (Grounds("15", date(2026, 12, 1), "Hết hạn"), "văn bản chưa được đối chiếu"),
    ],
)
def test_a_disposal_without_grounds_is_refused(
    disposed: Callable[..., Disposal], grounds: Grounds, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        disposed(grounds)
    assert not Disposal.objects.exists()
    assert Dossier.objects.filter(disposed_at=None).count() == 1


def test_a_disposal_before_its_time_is_refused_also_by_the_database(
    country: Country, disposed: Callable[..., Disposal], dossier: Dossier, now: datetime
) -> None:
    for until, words in ((date(2026, 12, 8), "đến hết 08/12/2026"), (None, "giữ vĩnh viễn")):
        Dossier.objects.update(keep_until=until)
        with pytest.raises(Refused, match=words):
            disposed()
        with pytest.raises(DatabaseError, match="must still be kept"), transaction.atomic():
            Disposal.objects.create(
                dossier=dossier,
                paper="x",
                paper_on=now.date(),
                reason="x",
                contents=[],
                done_at=now,
                done_by="x",
            )


def test_clerks_officers_and_neighbors_neither_hold_nor_dispose(
    country: Country, dossier: Dossier, disposed: Callable[..., Disposal], now: datetime
) -> None:
    for stranger in (
        clerk_of(country.phu_tho),
        make_actor(Role.OFFICER, country.phu_tho),
        make_actor(Role.HEAD, country.bac_ninh),
        make_actor(Role.HEAD, country.giay),
    ):
        with pytest.raises(Refused, match="Chỉ người đứng đầu"):
            disposed(actor=stranger)
        with pytest.raises(Refused, match="Chỉ người đứng đầu, cán bộ kiểm tra"):
            actions.place_hold(dossier_id=dossier.pk, reason="x", actor=stranger, at=now)
    assert not Hold.objects.exists()
    assert not Disposal.objects.exists()
