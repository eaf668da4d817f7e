"""People of a unit, one person, and the queue of duplicates."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.people import make_person
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.people.models import Duplicate, Person, Subject


@pytest.fixture
def officer(country, client, fixed_clock):
    user = make_user("lan@thidua.example", (Role.OFFICER, country.giay), name="Trần Thị Lan")
    client.force_login(user)
    return user


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_in_vietnamese_order_and_searchable(client, country, officer):
    for name in ("Trần Văn Đức", "Nguyễn Thị Ánh", "Lê Văn An"):
        make_person(name, country.giay)
    page = text_of(client.get(reverse("people")))
    assert page.index("Lê Văn An") < page.index("Nguyễn Thị Ánh") < page.index("Trần Văn Đức")
    assert "Lê Văn An" not in text_of(client.get(reverse("people"), {"q": "duc"}))


def test_the_list_costs_the_same_with_one_person_and_with_three(client, country, officer):
    make_person("Lê Văn An", country.giay)
    client.get(reverse("people"))
    counts = []
    for name in ("Trần Văn Đức", "Phạm Thị Dung"):
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("people"))
        counts.append(len(counted))
        make_person(name, country.giay)
    with CaptureQueriesContext(connection) as counted:
        client.get(reverse("people"))
    assert {*counts, len(counted)} == {counts[0]}
    assert counts[0] <= 15


def test_a_person_page_masks_the_number_until_it_is_asked_for(client, country, officer):
    person = make_person("Nguyễn Thị Hường", country.giay, identity="025188004217")
    page = text_of(client.get(reverse("person", args=[person.pk])))
    assert "025•••••4217" in page
    assert "025188004217" not in page
    shown = text_of(client.post(reverse("person_identity", args=[person.pk])))
    assert "025188004217" in shown
    assert Event.objects.get().name == "person.identity_read"
    assert "xem số định danh" in text_of(client.get(reverse("person", args=[person.pk])))


def test_a_person_of_a_neighbor_does_not_exist(client, country, officer):
    person = make_person("Lê Thị Xa", country.bac_ninh_cs, identity="025188004217")
    for name in ("person", "person_edit"):
        assert client.get(reverse(name, args=[person.pk])).status_code == 404
    assert client.post(reverse("person_identity", args=[person.pk])).status_code == 404
    assert client.get(reverse("people"), {"unit": country.bac_ninh_cs.pk}).status_code == 404
    assert not Event.objects.exists()


def test_a_person_is_entered_and_an_odd_number_is_pointed_out(client, country, officer):
    told = {"name": "Phạm Văn Minh", "birth_date": "1990-02-03", "sex": "female", "identity": "025090001234"}
    answer = client.post(reverse("person_new"), told, follow=True)
    assert "khác giới tính" in text_of(answer)
    assert Person.objects.get().subject.organization == country.giay


def test_an_impossible_number_is_told_at_its_field(client, country, officer):
    answer = client.post(reverse("person_new"), {"name": "Phạm Văn Minh", "identity": "123"})
    assert answer.status_code == 422
    assert "đúng 12 chữ số" in answer.content.decode()
    assert not Person.objects.exists()


def test_an_edit_keeps_the_number_and_shows_in_the_history(client, country, officer):
    person = make_person("Nguyễn Thị Hường", country.giay, identity="025188004217")
    address = reverse("person_edit", args=[person.pk])
    assert "025188004217" not in text_of(client.get(address))
    assert client.post(address, {"name": "Nguyễn Thị Hương", "birth_date": "1988-05-04"}).status_code == 302
    page = text_of(client.get(reverse("person", args=[person.pk])))
    assert "Nguyễn Thị Hương" in page
    assert "025•••••4217" in page
    assert "sửa hồ sơ" in page


def test_duplicates_are_found_joined_and_taken_apart_on_the_page(client, country, officer):
    first = make_person("Nguyễn Thị Hường", country.giay)
    second = make_person("NGUYỄN THỊ HƯỜNG", country.giay)
    client.post(reverse("duplicates_find"))
    page = text_of(client.get(reverse("duplicates")))
    assert "cùng ngày sinh" in page
    decide = reverse("duplicate_decide", args=[Duplicate.objects.get().pk])
    assert client.post(decide, {"act": f"keep-{first.pk}"}).status_code == 302
    assert Subject.objects.get(pk=second.pk).merged_into_id == first.pk
    assert "Hoàn tác việc gộp" in text_of(client.get(reverse("duplicates") + "?xem=da-gop"))
    assert "đã gộp vào hồ sơ khác" in text_of(client.get(reverse("person", args=[second.pk])))
    client.post(decide, {"act": "undo"})
    assert Subject.objects.get(pk=second.pk).merged_into_id is None
    assert client.post(decide, {"act": "lạ"}).status_code == 404


def test_pairs_are_decided_one_after_another_with_keys_only(client, country, officer):
    for name in ("Đàm Vĩnh Khoa", "Kiều Oanh Vy", "Nguyễn Thị Hường"):
        for _ in range(2):
            make_person(name, country.giay)
    client.post(reverse("duplicates_find"))
    pairs = {pair.first.subject.name: pair for pair in Duplicate.objects.all()}
    assert len(pairs) == 3
    seen = []
    for act in ("later", "distinct", "keep"):
        page = text_of(client.get(reverse("duplicates_review")))
        assert [key for key in "1234" if f'data-key="{key}"' in page] == ["1", "2", "3", "4"]
        name = next(name for name in pairs if name in page and name not in seen)
        seen.append(name)
        told = f"keep-{pairs[name].first_id}" if act == "keep" else act
        answer = client.post(reverse("duplicate_decide", args=[pairs[name].pk]), {"act": told, "roi": "tiep"})
        assert answer.url == reverse("duplicates_review")
    assert seen[0] in text_of(client.get(reverse("duplicates_review")))
    states = [Duplicate.objects.get(pk=pairs[name].pk).state for name in seen]
    assert states == ["open", "distinct", "merged"]


def test_sure_pairs_are_joined_with_one_button(client, country, officer):
    for _ in range(2):
        make_person("Đàm Vĩnh Khoa", country.giay)
    client.post(reverse("duplicates_find"))
    assert "Gộp 1 cặp chắc chắn" in text_of(client.get(reverse("duplicates")))
    client.post(reverse("duplicates_sure"))
    assert Duplicate.objects.get().is_automatic
    assert "gộp tự động" in text_of(client.get(reverse("duplicates") + "?xem=da-gop"))


def test_a_pair_of_neighbors_does_not_exist(client, country, officer):
    people = [make_person("Nguyễn Thị Hường", country.bac_ninh_cs) for _ in range(2)]
    pair = Duplicate.objects.create(first=people[0], second=people[1], score=90, reasons=["name"])
    assert client.post(reverse("duplicate_decide", args=[pair.pk]), {"act": "distinct"}).status_code == 404
    pair.refresh_from_db()
    assert pair.state == "open"


def test_an_inspector_reads_but_does_not_write(client, country, fixed_clock):
    person = make_person("Nguyễn Thị Hường", country.giay, birth_date=date(1988, 5, 4))
    client.force_login(make_user("kt@thidua.example", (Role.INSPECTOR, country.phu_tho)))
    assert client.get(reverse("person", args=[person.pk])).status_code == 200
    assert client.get(reverse("person_edit", args=[person.pk])).status_code == 404
    assert client.get(reverse("duplicates")).status_code == 404
