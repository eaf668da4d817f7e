"""The section's pages: the right people see them, forms reach the actions, queries stay few."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_user
from tests.factories.nominations import AT, make_round, make_submission, row
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.nominations.models import Nomination, Referral, Round, Submission
from thidua.domain.organizations.models import Organization

pytestmark = pytest.mark.usefixtures("fixed_clock")
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.CONTENT_ROOT, settings.UPLOAD_ROOT = tmp_path / "files", tmp_path / "uploads"


def client_of(role: Role, unit: Organization) -> Client:
    client = Client()
    client.force_login(make_user(f"{role}-{unit.code}@thidua.example", (role, unit)))
    return client


@pytest.fixture
def call(country: Country) -> Round:
    return make_round(country.phu_tho)


@pytest.fixture
def draft(country: Country, call: Round) -> Submission:
    return make_submission(country.lam_thao, call, [row(0), row(1), row(2, "BK_LDLD")])


@pytest.fixture
def officer(country: Country) -> Client:
    return client_of(Role.OFFICER, country.lam_thao)


def post_json(client: Client, url: str, data: dict[str, Any]) -> Any:
    return client.post(url, json.dumps(data), content_type="application/json")


def test_the_first_page_lists_calls_and_starts_a_submission(officer: Client, call: Round) -> None:
    page = officer.get("/de-nghi/").content.decode()
    assert "Khen thưởng năm 2026" in page and "Lập tờ trình" in page
    answer = officer.post(f"/de-nghi/dot/{call.pk}/bat-dau/")
    made = Submission.objects.get()
    assert answer.headers["Location"] == f"/de-nghi/to-trinh/{made.pk}/"
    assert officer.get(answer.headers["Location"]).status_code == 200


def test_a_call_is_opened_by_form(country: Country) -> None:
    client = client_of(Role.HEAD, country.phu_tho)
    assert client.get("/de-nghi/dot/moi/").status_code == 200
    answer = client.post(
        "/de-nghi/dot/moi/",
        {
            "title": "Khen năm", "kind": "annual", "year": "2026", "awards": ["GK_CDCS", "BK_LDLD"],
            "quotas": "BK LĐLĐ tỉnh 3", "min_direct_percent": "60", "due_grassroots": "2026-12-15",
        },
    )  # fmt: skip
    made = Round.objects.get()
    assert answer.headers["Location"] == f"/de-nghi/dot/{made.pk}/"
    assert list(made.awards.values_list("award_code", "quota_per_unit")) == [
        ("GK_CDCS", None),
        ("BK_LDLD", 3),
    ]
    assert client.get(f"/de-nghi/dot/{made.pk}/").status_code == 200


def test_a_call_without_sense_is_told_and_not_made(country: Country) -> None:
    client = client_of(Role.HEAD, country.phu_tho)
    answer = client.post(
        "/de-nghi/dot/moi/",
        {
            "title": "Khen",
            "kind": "annual",
            "year": "2026",
            "due_grassroots": "2026-12-01",
            "awards": ["GK_CDCS"],
        },
    )
    assert answer.status_code == 422 and "Hạn 01/12/2026 đã qua" in answer.content.decode()
    assert Round.objects.count() == 0


def test_the_sheet_shows_rows_limits_and_what_is_missing(officer: Client, draft: Submission) -> None:
    page = officer.get(f"/de-nghi/to-trinh/{draft.pk}/").content.decode()
    for text in (
        "Tờ trình khen thưởng năm 2026",
        "Nguyễn Văn Thịnh",
        "Giấy khen CĐCS",
        "BK LĐLĐ tỉnh",
        "Đã lưu 14:02",
    ):
        assert text in page
    assert "Hạn nhận hồ sơ 15/12, còn 7 ngày." in page
    assert "style=" not in page and "onclick" not in page


def test_autosave_answers_with_revisions_dots_and_the_panel(officer: Client, draft: Submission) -> None:
    one = draft.nominations.get(rank=1)
    answer = post_json(
        officer, f"/de-nghi/to-trinh/{draft.pk}/luu/",
        {"revision": 1, "rows": [{"id": one.pk, "revision": 1, "cells": {"achievement": ""}}, {"key": "n1", "cells": {"name": "Hà Quang Huy"}}]},
    )  # fmt: skip
    told = answer.json()
    assert (told["saved_at"], told["revision"], [s["key"] for s in told["saved"]]) == (
        "14:02",
        2,
        ["k0", "n1"],
    )
    assert told["rows"][str(one.pk)]["verdict"] == ""
    assert "chưa có câu thành tích" in told["panel"]
    assert draft.nominations.count() == 4


def test_a_conflict_comes_back_with_both_texts(officer: Client, draft: Submission) -> None:
    one = draft.nominations.get(rank=1)
    url = f"/de-nghi/to-trinh/{draft.pk}/luu/"
    post_json(
        officer, url, {"revision": 1, "rows": [{"id": one.pk, "revision": 1, "cells": {"job": "Thợ hàn"}}]}
    )
    told = post_json(
        officer, url, {"revision": 1, "rows": [{"id": one.pk, "revision": 1, "cells": {"job": "Thợ điện"}}]}
    ).json()
    assert (told["conflicts"][0]["theirs"]["job"], told["conflicts"][0]["mine"]) == (
        "Thợ hàn",
        {"job": "Thợ điện"},
    )


def test_senseless_autosaves_are_refused_and_change_nothing(officer: Client, draft: Submission) -> None:
    url = f"/de-nghi/to-trinh/{draft.pk}/luu/"
    for body in ("", "[]", '{"rows": [{}]}', '{"rows": 3}'):
        assert officer.post(url, body, content_type="application/json").status_code == 400
    assert draft.nominations.count() == 3


def test_the_row_page_saves_without_scripts(officer: Client, draft: Submission) -> None:
    one = draft.nominations.get(rank=1)
    url = f"/de-nghi/dong/{one.pk}/"
    assert "Báo cáo thành tích" in officer.get(url).content.decode()
    form = {
        "revision": "1",
        "subject_kind": "person",
        "name": "Nguyễn Văn Thịnh",
        "birth": "1970",
        "award_code": "BK_LDLD",
        "achievement": "Làm tốt",
    }
    assert officer.post(url, form).status_code == 302
    one.refresh_from_db()
    assert (one.award_code, one.achievement, one.birth_year) == ("BK_LDLD", "Làm tốt", 1970)
    assert officer.post(url, form | {"birth": "32/13/1970", "revision": "2"}).status_code == 422


def test_a_person_is_added_on_a_phone(officer: Client, draft: Submission) -> None:
    answer = officer.post(f"/de-nghi/to-trinh/{draft.pk}/them/")
    assert answer.headers["Location"] == f"/de-nghi/dong/{draft.nominations.get(rank=4).pk}/"


def test_files_are_added_whole_or_in_pieces_and_taken_back(officer: Client, draft: Submission) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    one = draft.nominations.get(rank=1)
    officer.post(f"/de-nghi/dong/{one.pk}/minh-chung/", {"file": SimpleUploadedFile("xac-nhan.pdf", PDF)})
    kept = one.evidence.get()
    assert officer.get(f"/de-nghi/tep/{kept.pk}/goc/").headers["Content-Type"] == "application/pdf"
    other = PDF.replace(b"0 0 10 10", b"0 0 11 11")
    begun = officer.post(
        f"/de-nghi/dong/{one.pk}/tai-len/", {"size": len(other), "name": "bang-tinh.pdf"}
    ).json()
    url = f"/de-nghi/dong/{one.pk}/tai-len/{begun['id']}/"

    def piece(offset: int, content: bytes) -> Any:
        return officer.post(
            url,
            content,
            content_type="application/offset+octet-stream",
            headers={"Upload-Offset": str(offset)},
        )

    assert piece(0, other[:100]).json() == {"offset": 100}
    assert piece(0, other[:100]).json() == {"offset": 100}
    assert piece(150, other[150:]).json() == {"offset": 100}
    assert piece(100, other[100:]).json()["title"] == "bang-tinh"
    assert officer.post(f"/de-nghi/minh-chung/{kept.pk}/bo/").status_code == 302
    assert one.evidence.filter(removed_at=None).count() == 1


def test_a_dangerous_file_is_refused(officer: Client, draft: Submission) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    one = draft.nominations.get(rank=1)
    answer = officer.post(
        f"/de-nghi/dong/{one.pk}/minh-chung/", {"file": SimpleUploadedFile("a.pdf", b"MZ program")}
    )
    assert (answer.status_code, one.evidence.count()) == (409, 0)


def test_a_pasted_block_is_shown_then_brought_in_once(officer: Client, draft: Submission) -> None:
    url = f"/de-nghi/to-trinh/{draft.pk}/danh-sach/"
    block = (
        "Họ và tên\tNgày sinh\tChức vụ\tĐề nghị\tThành tích\n"
        "Hà Quang Huy\t05/01/1988\tTrực ban điều độ\tGiấy khen CĐCS\tXử lý sự cố mất điện\n"
        "Đỗ Văn Tuyên\t31/02/1988\tThợ lắp máy\tGiấy khen CĐCS\tChế bộ gá\n"
    )
    page = officer.post(url, {"block": block}).content.decode()
    assert "1 dòng nhập được" in page and "không phải là ngày" in page
    assert draft.nominations.count() == 3
    assert officer.get(url + "ly-do.xlsx").status_code == 200
    officer.post(url + "nhap/")
    officer.post(url + "nhap/")
    assert list(draft.nominations.filter(rank__gt=3).values_list("name", "job")) == [
        ("Hà Quang Huy", "Trực ban điều độ")
    ]


def test_what_is_no_list_is_told(officer: Client, draft: Submission) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = f"/de-nghi/to-trinh/{draft.pk}/danh-sach/"
    assert officer.post(url, {}).status_code == 422
    answer = officer.post(url, {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken")})
    assert (answer.status_code, "Chưa đọc được" in answer.content.decode()) == (422, True)


def test_sending_needs_a_clear_report_and_happens_once(officer: Client, draft: Submission) -> None:
    one = draft.nominations.get(rank=1)
    Nomination.objects.filter(pk=one.pk).update(achievement="")
    url = f"/de-nghi/to-trinh/{draft.pk}/trinh/"
    answer = officer.post(url)
    assert (answer.status_code, Referral.objects.count()) == (409, 0)
    assert "chưa có câu thành tích" in answer.content.decode()
    Nomination.objects.filter(pk=one.pk).update(achievement="Làm tốt việc được giao")
    assert [officer.post(url).status_code for _ in range(2)] == [302, 302]
    assert Referral.objects.count() == 3
    assert "Đã trình" in officer.get(f"/de-nghi/to-trinh/{draft.pk}/").content.decode()


def test_neighbours_and_lower_roles_find_nothing(country: Country, draft: Submission) -> None:
    one = draft.nominations.get(rank=1)
    before = list(Nomination.objects.values_list())
    for client in (
        client_of(Role.OFFICER, country.giay),
        client_of(Role.APPRAISER, country.phu_tho),
        client_of(Role.EDITOR, country.tld),
    ):
        for url in (
            f"/de-nghi/to-trinh/{draft.pk}/",
            f"/de-nghi/dong/{one.pk}/",
            f"/de-nghi/to-trinh/{draft.pk}/danh-sach/",
        ):
            assert client.get(url).status_code == 404
        for url in (
            f"/de-nghi/to-trinh/{draft.pk}/luu/", f"/de-nghi/to-trinh/{draft.pk}/trinh/", f"/de-nghi/to-trinh/{draft.pk}/them/",
            f"/de-nghi/dong/{one.pk}/minh-chung/", f"/de-nghi/dong/{one.pk}/nguoi/", f"/de-nghi/to-trinh/{draft.pk}/danh-sach/nhap/",
        ):  # fmt: skip
            assert client.post(url, "{}", content_type="application/json").status_code == 404
    assert list(Nomination.objects.values_list()) == before


def test_three_hundred_rows_take_as_few_queries_as_three(
    country: Country, officer: Client, draft: Submission
) -> None:
    url = f"/de-nghi/to-trinh/{draft.pk}/"
    officer.get(url)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as context:
            assert officer.get(url).status_code == 200
        counts.append(len(context))
        Nomination.objects.bulk_create(
            Nomination(
                submission=draft,
                rank=n,
                name=f"Người {n}",
                award_code="GK_CDCS",
                achievement="Việc",
                created_at=AT,
            )
            for n in range(4, 301)
        )
    assert counts[0] == counts[1] <= 15, counts


def test_the_index_takes_the_same_queries_for_one_and_three(
    country: Country, officer: Client, call: Round
) -> None:
    counts = []
    for extra in range(3):
        other = make_round(country.phu_tho, title=f"Đợt {extra}")
        make_submission(country.lam_thao, other, [row(0)])
        with CaptureQueriesContext(connection) as context:
            assert officer.get("/de-nghi/").status_code == 200
        counts.append(len(context))
    assert counts[1] == counts[2] <= 20, counts


def test_tall_rows_are_kept_for_the_person(officer: Client, draft: Submission) -> None:
    page = f"/de-nghi/to-trinh/{draft.pk}/"
    assert 'class="data dense sheet"' in officer.get(page).content.decode()
    assert officer.post(f"{page}dong-cao/", {"tall": "1"}).status_code == 302
    assert 'class="data dense sheet tall"' in officer.get(page).content.decode()
    assert officer.post(f"{page}dong-cao/", {"tall": "0"}, headers={"HX-Request": "true"}).status_code == 204
    assert 'class="data dense sheet"' in officer.get(page).content.decode()


def test_findings_are_read_in_the_language_of_the_reader(officer: Client, draft: Submission) -> None:
    page = f"/de-nghi/to-trinh/{draft.pk}/"
    first = Nomination.objects.filter(submission=draft).order_by("rank")[0]
    edit = {"id": first.pk, "key": "", "revision": first.revision, "cells": {"achievement": ""}}
    post_json(officer, f"{page}luu/", {"revision": draft.revision, "rows": [edit]})
    assert "chưa có câu thành tích." in officer.get(page).content.decode()
    officer.cookies["django_language"] = "en"
    text = officer.get(page).content.decode()
    assert "chưa có câu thành tích." not in text
    assert "no achievement sentence." in text
