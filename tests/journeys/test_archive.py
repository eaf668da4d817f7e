"""The archivist's day in a real browser: a scan added, found by a word in it, opened at its page, held; also on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.factories.accounts import make_actor, make_user
from tests.factories.archive import add_paper, clerk_of, make_dossier, make_old_entry, pictured_pdf, typed_pdf
from tests.factories.organizations import Country, make_country
from tests.journeys.browser import Person
from thidua.domain.access import Role
from thidua.domain.archive import actions, jobs
from thidua.domain.archive.models import Item, Package

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PAGES = ("", "ho-so/", "den-han/", "tam-giu/", "goi/", "kiem-tra/")


@pytest.fixture
def archive(folders: Path, fixed_clock: datetime) -> tuple[Country, Item]:
    """Two dossiers of 2005 in Phú Thọ: a typed decision of two pages and a scan, one of them held; a package, a check."""
    country, files, at = make_country(), folders / "files", fixed_clock
    clerk = clerk_of(country.phu_tho)
    first, second = make_dossier(country, at, 1), make_dossier(country, at, 2)
    typed = typed_pdf(
        "Quyết định tặng Bằng khen cho các cá nhân", "Bà Nguyễn Thị Hường có sáng kiến thay van xả"
    )
    paper = add_paper(first, typed, files, actor=clerk, at=at)
    add_paper(
        second,
        pictured_pdf(),
        files,
        actor=clerk,
        at=at,
        title="Giấy công nhận sáng kiến",
        register_no="PT-05-00002",
    )
    actions.place_hold(
        dossier_id=second.pk,
        reason="Đơn tố cáo đang xử lý",
        actor=make_actor(Role.HEAD, country.phu_tho),
        at=at,
    )
    package = actions.ask_package(
        organization=country.phu_tho,
        dossier_ids=[first.pk, second.pk],
        title="Giao nộp 2005",
        actor=clerk,
        at=at,
    )
    actions.make_package(package, content_root=files, actor=clerk, at=at)
    run = actions.start_fixity(asked_by="Khuất Thị Hạnh", at=at)
    actions.check_some(run, content_root=files, at=at)
    return country, paper


def test_a_scan_is_added_found_opened_and_the_dossier_held(
    person: Callable[..., Person], archive: tuple[Country, Item], tmp_path: Path
) -> None:
    country, _paper = archive
    entry = make_old_entry(country, 7)
    scan = tmp_path / "quyet-dinh-7.pdf"
    scan.write_bytes(typed_pdf("Quyết định về việc khen thưởng tổ đóng gói", "Danh sách: Nguyễn Thị Hường"))
    clerk = person(make_user("vanthu@thidua.example", (Role.CLERK, country.phu_tho), name="Khuất Thị Hạnh"))
    clerk.visit(f"/so-khen-thuong/{entry.register_no}/")
    clerk.click("Mở hồ sơ để thêm bản quét")
    clerk.click("Thêm tài liệu…")
    clerk.page.set_input_files("input[type=file]", str(scan))
    clerk.page.fill("#paper-title", "Bản quét quyết định số 7")
    clerk.click("Giữ tài liệu")
    assert clerk.reads("Đã giữ “Bản quét quyết định số 7”")
    jobs.read.func(Item.objects.get(title="Bản quét quyết định số 7").original_id)
    clerk.visit("/luu-tru/")
    clerk.page.keyboard.press("/")  # the box has the focus already, so this is typed
    clerk.page.fill("input[name=q]", "to dong goi")
    clerk.page.keyboard.press("Enter")
    clerk.settle()
    assert clerk.reads("1 trang")
    clerk.click("Bản quét quyết định số 7, trang 1")
    assert clerk.reads("tổ đóng gói")
    clerk.page.wait_for_function("document.querySelector('img.paper').naturalWidth > 500")
    clerk.click("Trang sau")
    assert clerk.reads("Trang 2 / 2")


def test_every_page_passes_axe_in_both_widths(
    person: Callable[..., Person], archive: tuple[Country, Item]
) -> None:
    country, paper = archive
    package = Package.objects.get()
    addresses = (
        *(f"/luu-tru/{page}" for page in PAGES),
        "/luu-tru/?q=nguyen+thi+huong",
        f"/luu-tru/tai-lieu/{paper.pk}/?trang=2&q=nguyen",
        f"/luu-tru/ho-so/{paper.dossier_id}/",
        f"/luu-tru/goi/{package.pk}/",
        "/so-khen-thuong/PT-05-00001/",
    )
    user = make_user("thuongtruc@thidua.example", (Role.HEAD, country.phu_tho), (Role.CLERK, country.phu_tho))
    for width in (1440, 375):
        head = person(user, width=width)
        for address in addresses:
            page = head.visit(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        head.visit(f"/luu-tru/ho-so/{paper.dossier_id}/")
        head.click("Tiêu hủy theo quyết định…")
