"""Posts, ratings, initiatives and discipline are written down by those who keep the person's file."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.people import make_person
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.people.models import Discipline, Initiative, Service, YearlyRating

FORMS = {
    "cong-tac": {"post": "Tổ trưởng", "since": "2024-02-01"},
    "xep-loai": {"year": "2025", "rating": "HTXSNV"},
    "sang-kien": {"title": "Giá nâng cuộn giấy", "level": "co_so", "recognized_on": "2026-03-04"},
    "ky-luat": {"kind": "khien_trach", "instrument": "QĐ 12/QĐ-CT", "since": "2026-01-05", "until": "2027-01-05"},
}  # fmt: skip


@pytest.fixture
def person(country, client, fixed_clock):
    client.force_login(make_user("lan@thidua.example", (Role.OFFICER, country.giay)))
    return make_person("Lê Văn An", country.giay)


def send(client, person, part, **changes):
    form = FORMS[part] | {"unit": person.subject.organization_id} | changes
    return client.post(reverse("person_record", args=[person.pk, part]), form)


def kept():
    return [model.objects.count() for model in (Service, YearlyRating, Initiative, Discipline, Event)]


@pytest.mark.parametrize("part", FORMS)
def test_each_record_is_kept_and_shown_with_its_history(client, person, part):
    assert client.get(reverse("person_record", args=[person.pk, part])).status_code == 200
    answer = send(client, person, part)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("person", args=[person.pk]))
    page = client.get(reverse("person", args=[person.pk])).content.decode()
    shown = {
        "cong-tac": "Tổ trưởng",
        "xep-loai": "Hoàn thành xuất sắc",
        "sang-kien": "Giá nâng cuộn giấy",
        "ky-luat": "QĐ 12/QĐ-CT",
    }
    assert shown[part] in page


def test_what_was_kept(client, person):
    for part in FORMS:
        send(client, person, part)
    service, discipline = Service.objects.get(), Discipline.objects.get()
    assert (service.post, service.during.lower, service.during.upper) == ("Tổ trưởng", date(2024, 2, 1), None)
    assert YearlyRating.objects.get().rating == "HTXSNV"
    assert Initiative.objects.get().title == "Giá nâng cuộn giấy"
    assert (discipline.kind, discipline.during.upper) == ("khien_trach", date(2027, 1, 5))


@pytest.mark.parametrize(
    ("part", "changes", "words"),
    [
        ("cong-tac", {"until": "2023-01-01"}, "Ngày kết thúc phải sau ngày bắt đầu."),
        ("cong-tac", {"unit": "999999"}, "Chọn một đơn vị trong danh sách gợi ý"),
        ("xep-loai", {"year": "2027"}, "Chưa thể xếp loại năm 2027."),
        ("sang-kien", {"title": " "}, "Trường này là bắt buộc."),
        ("ky-luat", {"until": "2025-01-01"}, "Ngày kết thúc phải sau ngày bắt đầu."),
    ],
)
def test_mistakes_are_said_at_their_field_and_keep_nothing(client, person, part, changes, words):
    before = kept()
    answer = send(client, person, part, **changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert kept() == before


def test_a_post_is_chosen_from_the_list_of_the_law_and_shown_by_its_name(client, person):
    page = client.get(reverse("person_record", args=[person.pk, "cong-tac"])).content.decode()
    assert "Giám đốc Sở" in page
    send(client, person, "cong-tac", listed_post="giam_doc_so")
    assert Service.objects.get().listed_post == "giam_doc_so"
    assert "Tổ trưởng" in (shown := client.get(reverse("person", args=[person.pk])).content.decode())
    assert "Giám đốc Sở" in shown
    assert send(client, person, "cong-tac", listed_post="vua").status_code == 422
    assert Service.objects.count() == 1


def test_a_term_in_a_body_is_recorded_and_shown_by_the_name_of_the_body(client, person):
    page = client.get(reverse("person_record", args=[person.pk, "cong-tac"])).content.decode()
    assert '<optgroup label="Tính số nhiệm kỳ tham gia">' in page
    send(client, person, "cong-tac", listed_post="dct_tld")
    assert Service.objects.get().listed_post == "dct_tld"
    assert "Đoàn Chủ tịch Tổng Liên đoàn" in client.get(reverse("person", args=[person.pk])).content.decode()


def test_a_neighbor_and_an_unknown_record_do_not_exist(client, country, person):
    stranger = make_person("Phạm Thị Dung", country.lam_thao)
    before = kept()
    assert send(client, stranger, "xep-loai").status_code == 404
    assert client.get(reverse("person_record", args=[person.pk, "khac"])).status_code == 404
    assert kept() == before
