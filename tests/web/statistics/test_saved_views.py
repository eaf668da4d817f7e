"""Keeping a table from its page, finding it again, and the letters with its figures."""

from __future__ import annotations

import io
from datetime import date, datetime
from urllib.parse import parse_qs

import openpyxl
import pytest
from django.core import mail
from django.test import Client

from tests.factories.accounts import make_user
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.core.clock import VIETNAM
from thidua.domain.access import Role
from thidua.domain.reporting.models import Mailing, SavedView
from thidua.web.statistics import letters

MORNING = datetime(2026, 12, 14, 6, 20, tzinfo=VIETNAM)  # a Monday
FACTS = {"base_url": "https://thidua.example", "sender": "thidua@thidua.example"}


@pytest.fixture
def reader(client: Client, country: Country, fixed_clock: object) -> Client:
    """An officer of Phú Thọ; a woman and a man of Phú Thọ and a woman of Bắc Ninh are honored in 2026."""
    client.force_login(make_user("pt@thidua.example", (Role.OFFICER, country.phu_tho)))
    for name, sex, unit in (
        ("Nguyễn Thị Hường", "female", country.giay),
        ("Trần Văn Bình", "male", country.giay),
        ("Lê Thị Sen", "female", country.bac_ninh_cs),
    ):
        subject = make_person(name, unit, sex=sex).subject
        make_entry(subject, unit, country.phu_tho, decided_on=date(2026, 5, 1))
    return client


def keep(
    reader: Client, rhythm: str = "", unit: object = "", query: str = "?hang=sex&gioi=female&o=*|*&het=1"
) -> SavedView:
    told = {"name": "Nữ được khen", "unit": unit, "rhythm": rhythm}
    answer = reader.post(f"/thong-ke/luu/moi/{query}", told)
    assert answer.status_code == 302, answer.content.decode()
    return SavedView.objects.get()


def send(at: datetime = MORNING) -> int:
    return letters.send_due(at=at, **FACTS)


def test_a_table_is_kept_with_its_question_and_opens_again(reader):
    page = reader.get("/thong-ke/?hang=sex&gioi=female").content.decode()
    assert "/thong-ke/luu/moi/?hang=sex&amp;gioi=female" in page
    view = keep(reader)
    assert parse_qs(view.address) == {"hang": ["sex"], "gioi": ["female"]}
    listed = reader.get("/thong-ke/luu/").content.decode()
    assert 'href="/thong-ke/?hang=sex&amp;gioi=female"' in listed
    assert "theo giới và hình thức" in listed


def test_a_name_that_is_taken_keeps_nothing_of_the_second(reader, country):
    keep(reader)
    answer = reader.post("/thong-ke/luu/moi/?hang=year", {"name": "Nữ được khen", "rhythm": "weekly"})
    assert answer.status_code == 422
    assert "Bạn đã có bảng" in answer.content.decode()
    answer = reader.post("/thong-ke/luu/moi/?hang=year", {"name": "Theo năm", "unit": country.bac_ninh.pk})
    assert "Chỉ chia sẻ được với đơn vị trong phạm vi của bạn" in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_a_shared_table_is_listed_below_and_nowhere_else(reader, country):
    view = keep(reader, unit=country.phu_tho.pk)
    below, beside = Client(), Client()
    below.force_login(make_user("giay@thidua.example", (Role.OFFICER, country.giay)))
    beside.force_login(make_user("bn@thidua.example", (Role.OFFICER, country.bac_ninh)))
    assert "Nữ được khen" in below.get("/thong-ke/luu/").content.decode()
    assert "Nữ được khen" not in beside.get("/thong-ke/luu/").content.decode()
    assert below.get(f"/thong-ke/luu/{view.pk}/").status_code == 200
    assert beside.get(f"/thong-ke/luu/{view.pk}/").status_code == 404
    assert below.post(f"/thong-ke/luu/{view.pk}/xoa/").status_code == 409
    assert below.post(f"/thong-ke/luu/{view.pk}/", {"rhythm": "weekly"}).status_code == 302
    assert Mailing.objects.get().user.email == "giay@thidua.example"


def test_a_letter_tells_the_figures_of_its_readers_scope(reader):
    keep(reader, rhythm="weekly")
    assert send(MORNING.replace(day=13)) == 0
    assert send() == 1
    (letter,) = mail.outbox
    assert letter.to == ["pt@thidua.example"]
    assert letter.subject == "Thống kê: Nữ được khen"
    assert "đến hết ngày 13/12/2026" in letter.body
    assert "Nữ: 1" in letter.body  # Sen of Bắc Ninh is not theirs
    assert "https://thidua.example/thong-ke/?hang=sex&gioi=female" in letter.body
    assert "Thôi nhận thư: https://thidua.example/thong-ke/luu/" in letter.body
    name, content, _kind = letter.attachments[0]
    assert name == "thong-ke-20261213.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert ("Nữ", 1, 1) in list(sheet.iter_rows(values_only=True))


def test_a_letter_goes_once_and_again_the_next_week(reader):
    keep(reader, rhythm="weekly")
    assert [send(), send(), send(MORNING.replace(day=20)), send(MORNING.replace(day=21))] == [1, 0, 0, 1]


def test_no_letter_after_it_was_stopped_in_the_list(reader):
    view = keep(reader, rhythm="weekly")
    assert "Thôi gửi thư" in reader.get("/thong-ke/luu/").content.decode()
    assert reader.post(f"/thong-ke/luu/{view.pk}/thoi-gui/").status_code == 302
    assert send() == 0
    assert "Thôi gửi thư" not in reader.get("/thong-ke/luu/").content.decode()


def test_somebody_whose_work_ended_gets_no_letter_and_the_mailing_ends(reader):
    view = keep(reader, rhythm="weekly")
    view.owner.grants.update(during="[2020-01-01,2026-12-10)")
    assert send() == 0
    assert mail.outbox == []
    assert not Mailing.objects.exists()


def test_a_broken_mail_server_holds_up_no_other_letter(reader, country, monkeypatch):
    keep(reader, rhythm="weekly", unit=country.phu_tho.pk)
    below = Client()
    below.force_login(make_user("giay@thidua.example", (Role.OFFICER, country.giay)))
    below.post(f"/thong-ke/luu/{SavedView.objects.get().pk}/", {"rhythm": "weekly"})
    whole, refused = letters.letter_of, []

    def broken(row, *facts, **more):
        letter = whole(row, *facts, **more)
        if row.user.email.startswith("pt@"):
            monkeypatch.setattr(letter, "send", lambda: (_ for _ in ()).throw(ConnectionRefusedError()))
            refused.append(row.pk)
        return letter

    monkeypatch.setattr(letters, "letter_of", broken)
    with pytest.raises(ConnectionRefusedError):
        send()
    assert [letter.to for letter in mail.outbox] == [["giay@thidua.example"]]
    monkeypatch.setattr(letters, "letter_of", whole)
    assert send() == 1
    assert mail.outbox[-1].to == ["pt@thidua.example"]
