"""The public answer: true, revoked, unknown, corrected; and nothing that is not public."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import CLERK, ENTERED, make_entry
from thidua.domain.register import actions
from thidua.domain.register.models import Entry
from thidua.domain.register.values import Paper

PAPER = Paper("12/QĐ-LĐLĐ", date(2026, 3, 2), "Kê khai không đúng thành tích")


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def entry(country: Country, fixed_clock: object) -> Entry:
    person = make_person(
        "Nguyễn Thị Hường", country.giay, birth_date=date(1988, 5, 4), identity="025188001234"
    )
    return make_entry(person.subject, country.giay, country.phu_tho, register_no="PT-25-01182")


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_true_one_says_so_first(client: Client, entry: Entry):
    response = client.get(f"/xac-thuc/{entry.token}/")
    text = text_of(response)
    assert response.status_code == 200
    assert "Bằng khen này là thật và còn hiệu lực" in text
    assert "Kiểm tra lúc 14:02:00, 08/12/2026" in text
    for public in (
        "Nguyễn Thị Hường",
        "sinh 1988",
        "CĐ Công ty CP Giấy Việt Trì",
        "1182/QĐ-LĐLĐ, ngày 19/12/2025",
        "PT-25-01182",
    ):
        assert public in text


def test_only_what_is_public_is_in_the_page(client: Client, entry: Entry):
    text = client.get(f"/xac-thuc/{entry.token}/").content.decode()
    secrets = (
        "025188001234",
        "04/05/1988",
        "1988-05-04",
        "Công nhân vận hành",
        "direct",
        "female",
        "BK_LDLD",
    )
    assert [secret for secret in secrets if secret in text] == []


def test_no_cookie_no_script_no_other_site(client: Client, entry: Entry):
    response = client.get(f"/xac-thuc/{entry.token}/")
    text = response.content.decode()
    assert response.cookies == {}
    assert "<script" not in text
    assert 'src="http' not in text
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_revoked_one_names_the_decision_and_has_no_ornament(client: Client, entry: Entry):
    actions.annul(entry, paper=PAPER, actor=CLERK, at=ENTERED)
    text = text_of(client.get(f"/xac-thuc/{entry.token}/"))
    assert "Bằng khen này đã bị hủy" in text
    assert "Theo 12/QĐ-LĐLĐ, ngày 02/03/2026" in text
    assert 'class="drum"' not in text
    assert "band red" in text


def test_a_corrected_one_shows_what_holds_and_a_note(client: Client, entry: Entry):
    actions.correct(entry, {"holder_name": "Nguyễn Thị Hương"}, paper=PAPER, actor=CLERK, at=ENTERED)
    text = text_of(client.get(f"/xac-thuc/{entry.token}/"))
    assert "Nguyễn Thị Hương" in text
    assert "Nguyễn Thị Hường" not in text
    assert "Đã đính chính theo 12/QĐ-LĐLĐ" in text


def test_an_unknown_one_is_neutral_and_guesses_nothing(client: Client, entry: Entry):
    response = client.get("/xac-thuc/AAAAAAAAAAAAAAAAAAAAAA/")
    text = text_of(response)
    assert response.status_code == 404
    assert "Không tìm thấy trong sổ khen thưởng" in text
    assert "band neutral" in text
    assert "Nguyễn" not in text


def test_the_year_of_birth_is_left_out_when_asked(client: Client, entry: Entry):
    actions.show_birth_year(entry.holder, shown=False, actor=CLERK, at=ENTERED)
    assert "1988" not in client.get(f"/xac-thuc/{entry.token}/").content.decode()
    actions.show_birth_year(entry.holder, shown=True, actor=CLERK, at=ENTERED)
    assert "sinh 1988" in client.get(f"/xac-thuc/{entry.token}/").content.decode()


def test_an_erased_person_is_not_found(client: Client, entry: Entry):
    actions.erase_holder([entry.holder_id], reason="Theo yêu cầu", actor=CLERK, at=ENTERED)
    assert client.get(f"/xac-thuc/{entry.token}/").status_code == 404


def test_a_register_number_is_enough(client: Client, entry: Entry):
    assert "là thật và còn hiệu lực" in text_of(client.get("/xac-thuc/", {"so": " pt-25-01182 "}))


def test_a_decision_number_alone_asks_for_the_name_and_tells_nothing(client: Client, entry: Entry):
    known = client.get("/xac-thuc/", {"so": "1182/QĐ-LĐLĐ"})
    unknown = client.get("/xac-thuc/", {"so": "9999/QĐ-LĐLĐ"})
    assert known.status_code == unknown.status_code == 200
    assert "Ghi thêm họ và tên" in text_of(known)
    assert "Nguyễn" not in text_of(known)
    assert text_of(known).replace("1182", "") == text_of(unknown).replace("9999", "")


def test_a_decision_number_with_the_whole_name_finds_one(client: Client, entry: Entry):
    found = client.get("/xac-thuc/", {"so": "QĐ 1182", "ten": "nguyen thi huong"})
    assert "là thật và còn hiệu lực" in text_of(found)
    assert client.get("/xac-thuc/", {"so": "QĐ 1182", "ten": "nguyen huong"}).status_code == 404


def test_two_of_one_name_are_not_listed(client: Client, entry: Entry, country: Country):
    person = make_person("Nguyễn Thị Hương", country.giay)
    make_entry(person.subject, country.giay, country.phu_tho)
    text = text_of(client.get("/xac-thuc/", {"so": "1182/QĐ-LĐLĐ", "ten": "nguyen thi huong"}))
    assert "Cần số vào sổ" in text
    assert "Giấy Việt Trì" not in text


def test_trying_numbers_one_after_another_is_slowed_down(client: Client, entry: Entry):
    answers = [client.get("/xac-thuc/", {"so": f"PT-25-{n:05}"}).status_code for n in range(32)]
    assert answers == [404] * 30 + [429] * 2
    assert client.get(f"/xac-thuc/{entry.token}/").status_code == 200


def test_a_tampered_line_is_not_confirmed(client: Client, entry: Entry):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set session_replication_role = 'replica'")
        cursor.execute("update register_entry set holder_name = 'Người Khác' where id = %s", [entry.pk])
        cursor.execute("set session_replication_role = 'origin'")
    text = text_of(client.get(f"/xac-thuc/{entry.token}/"))
    assert "Chưa xác nhận được" in text
    assert "Người Khác" not in text


@pytest.mark.parametrize("path", ["/cong-khai/", "/cong-khai/thu-tuc/", "/xac-thuc/"])
def test_public_pages_open_without_an_account_and_refuse_posts(client: Client, db: None, path: str):
    response = client.get(path)
    assert response.status_code == 200
    assert response.cookies == {}
    assert client.post(path).status_code == 405
