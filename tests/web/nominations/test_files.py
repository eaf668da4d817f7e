"""Files behind a nomination: inside the scope only, never run, and the phone's camera page."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.appraisal import Desk, browser, give_back, make_desk, photograph
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.nominations.models import Evidence, Nomination, Referral

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture(autouse=True)
def store(settings, tmp_path: Path) -> None:
    settings.CONTENT_ROOT = tmp_path


def upload(content: bytes | None = None, name: str = "trang 2.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or photograph(), "image/jpeg")


@pytest.fixture
def desk(country: Country) -> Desk:
    made = make_desk(country, 1)
    give_back(made, country)
    return made


def add(desk: Desk) -> Evidence:
    address = reverse("nomination_file", args=[desk.nominations[0].pk])
    answer = desk.author.post(address, {"file": upload(), "title": "QĐ 57, trang 2"})
    assert answer.status_code == 302
    return Evidence.objects.get()


def test_a_photograph_is_added_by_the_cure_itself(desk: Desk) -> None:
    made = add(desk)
    assert (made.title, made.mime) == ("QĐ 57, trang 2", "image/jpeg")
    assert (
        "QĐ 57, trang 2"
        in desk.office.get(reverse("nomination", args=[desk.nominations[0].pk])).content.decode()
    )


def test_a_file_is_given_with_closed_headers(desk: Desk) -> None:
    made = add(desk)
    answer = desk.office.get(reverse("evidence_file", args=[made.pk]))
    assert answer.content == photograph()
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Content-Disposition"] == 'inline; filename="trang 2.jpg"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    down = desk.office.get(reverse("evidence_file", args=[made.pk]), {"tai": "1"})
    assert down.headers["Content-Disposition"].startswith("attachment;")


def test_what_is_no_picture_or_pdf_is_only_downloaded(desk: Desk) -> None:
    made = add(desk)
    Evidence.objects.update(mime="text/html", file_name="x.html")
    answer = desk.office.get(reverse("evidence_file", args=[made.pk]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert desk.office.get(reverse("paper_picture", args=[made.pk])).status_code == 404


def test_a_page_is_drawn_as_a_picture(desk: Desk) -> None:
    made = add(desk)
    answer = desk.office.get(reverse("paper_picture", args=[made.pk]), {"trang": "1"})
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.content[:2] == b"\xff\xd8"
    assert desk.office.get(reverse("paper_picture", args=[made.pk]), {"trang": "99"}).status_code == 404


@pytest.mark.parametrize("name", ["evidence", "evidence_file", "paper_picture"])
def test_a_neighbour_and_a_visitor_get_no_file(desk: Desk, country: Country, client, name: str) -> None:
    made = add(desk)
    address = reverse(name, args=[made.pk])
    assert desk.neighbour.get(address).status_code == 404
    assert browser(Role.INSPECTOR, country.bac_ninh).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_a_file_taken_back_is_gone_for_everybody(desk: Desk) -> None:
    made = add(desk)
    assert desk.office.post(reverse("paper_remove", args=[made.pk])).status_code == 404
    assert desk.author.post(reverse("paper_remove", args=[made.pk])).status_code == 302
    assert desk.office.get(reverse("evidence_file", args=[made.pk])).status_code == 404
    made.refresh_from_db()
    assert made.removed_at is not None


def test_a_dangerous_file_is_refused_in_words(desk: Desk) -> None:
    address = reverse("nomination_file", args=[desk.nominations[0].pk])
    answer = desk.author.post(
        address, {"file": upload(b"MZ\x90\x00 program", "anh.jpg")}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert not Evidence.objects.exists()


def test_the_camera_offers_what_may_be_mended_and_sends(desk: Desk) -> None:
    text = desk.author.get(reverse("camera")).content.decode()
    assert "Nguyễn Văn Thịnh — Khen thưởng năm 2026 (bị trả lại)" in text
    one = desk.nominations[0]
    answer = desk.author.post(reverse("camera"), {"nomination": str(one.pk), "file": upload(), "title": ""})
    assert answer.status_code == 302
    assert Evidence.objects.get().nomination_id == one.pk


def test_the_camera_refuses_a_nomination_of_a_neighbour(desk: Desk) -> None:
    answer = desk.neighbour.post(
        reverse("camera"), {"nomination": str(desk.nominations[0].pk), "file": upload()}
    )
    assert answer.status_code == 422
    assert not Evidence.objects.exists()


def test_the_same_photograph_sent_twice_is_one_file(desk: Desk) -> None:
    address = reverse("nomination_file", args=[desk.nominations[0].pk])
    headers = {"Accept": "application/json"}
    first = desk.author.post(address, {"file": upload()}, headers=headers)
    second = desk.author.post(address, {"file": upload()}, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert Evidence.objects.count() == 1


ADHOC = {
    "subject_kind": "person", "name": "Hoàng Văn Lực", "job": "Tổ bảo trì lò hơi số 2", "award_code": "GK_CDCS_DX",
    "achievement": "Cứu 4 công nhân khỏi lò hơi số 2 bị xì khí sáng 08/12/2026", "token": "mot-lan",
}  # fmt: skip


def test_praise_at_once_is_sent_in_one_act(country: Country) -> None:
    author = browser(Role.OFFICER, country.lam_thao)
    assert author.get(reverse("adhoc")).status_code == 200
    answer = author.post(reverse("adhoc"), ADHOC | {"file": upload()})
    one = Nomination.objects.get()
    assert answer.headers["Location"] == reverse("nomination", args=[one.pk])
    referral = Referral.objects.get()
    assert (one.state, one.evidence.count()) == ("underway", 1)
    assert (referral.due_at - referral.received_at).total_seconds() == 24 * 3600


def test_the_same_form_sent_twice_is_sent_once(country: Country) -> None:
    author = browser(Role.OFFICER, country.lam_thao)
    first = author.post(reverse("adhoc"), ADHOC)
    second = author.post(reverse("adhoc"), ADHOC)
    assert first.headers["Location"] == second.headers["Location"]
    assert Nomination.objects.count() == 1


def test_praise_without_a_deed_is_not_sent(country: Country) -> None:
    author = browser(Role.OFFICER, country.lam_thao)
    answer = author.post(reverse("adhoc"), ADHOC | {"achievement": ""})
    assert answer.status_code == 422
    assert not Nomination.objects.exists()


def test_the_office_sees_it_first_with_hours_left_and_signs_without_a_council(country: Country) -> None:
    author = browser(Role.OFFICER, country.lam_thao)
    author.post(reverse("adhoc"), ADHOC | {"award_code": "BK_LDLD_DX"})
    office = browser(Role.APPRAISER, country.phu_tho)
    text = office.get(reverse("appraisal")).content.decode()
    assert "Khen đột xuất, trả lời theo giờ" in text
    assert "còn 24 giờ" in text
    referral = Referral.objects.get()
    answer = office.post(reverse("appraise_confirm", args=[referral.pk]))
    assert answer.headers["Location"] == reverse("nomination", args=[referral.nomination_id])
    office.post(reverse("appraise_sign", args=[referral.pk]))
    referral.refresh_from_db()
    assert referral.state == "approved"
    text = office.get(reverse("nomination", args=[referral.nomination_id])).content.decode()
    assert "Soạn quyết định" in text
    office.post(
        reverse("decision_draft"),
        {"award": "BK_LDLD_DX", "round": referral.nomination.submission.round_id},
    )
    text = office.get(reverse("nomination", args=[referral.nomination_id])).content.decode()
    assert "Mở bản thảo quyết định" in text
    assert "Soạn quyết định" not in text
