"""People are entered with checked numbers, rated, joined and taken apart again."""

from datetime import date, datetime

import pytest

from tests.factories.accounts import make_actor
from tests.factories.people import make_person
from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.domain.access import Actor, Role
from thidua.domain.audit.lots import Row
from thidua.domain.audit.models import Event
from thidua.domain.audit.verifying import check_events
from thidua.domain.people import actions
from thidua.domain.people.identity import open_identity, person_key
from thidua.domain.people.models import Duplicate, Initiative, Person, Service, Subject, YearlyRating
from thidua.domain.people.queries import (
    class_on,
    duplicates_for,
    get_person,
    masked_identity,
    people_of_unit,
    search_people,
)

AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
NUMBER = "025188004217"


def facts(**changes):
    told = {
        "name": "Nguyễn Thị  Hường",
        "birth_date": date(1988, 5, 4),
        "sex": "female",
        "identity": "025 188 004217",
        "ethnicity": "Mường",
        "job": "Công nhân vận hành",
        "position_class": "direct",
    }
    return actions.PersonFacts(**told | changes)


@pytest.fixture
def officer(country):
    return make_actor(Role.OFFICER, country.giay)


def register(actor, unit, **changes):
    return actions.register_person(actor=actor, at=AT, unit_id=unit.pk, facts=facts(**changes))


def test_a_person_is_entered_with_a_sealed_number(country, officer):
    person = register(officer, country.giay)
    assert (person.subject.name, person.subject.folded) == ("Nguyễn Thị Hường", "nguyen thi huong")
    assert NUMBER.encode() not in bytes(person.identity_sealed)
    assert open_identity(person.identity_sealed) == NUMBER
    assert masked_identity(person) == "025•••••4217"
    assert (person.is_ethnic_minority, person.identity_note) == (True, "")
    key = person_key(person.data_key, person.pk)
    assert key.decrypt_text(key.encrypt("riêng", "x"), "x") == "riêng"
    event = Event.objects.get()
    assert event.name == "person.registered"
    assert NUMBER not in str(event.data)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"identity": "12345"}, "identity"),
        ({"identity": "079330000001"}, "identity"),
        ({"name": "  "}, "name"),
        ({"birth_date": date(1850, 1, 1)}, "birth_date"),
    ],
)
def test_an_impossible_person_is_refused(country, officer, change, field):
    with pytest.raises(Refused) as refusal:
        register(officer, country.giay, **change)
    assert refusal.value.field == field
    assert not Person.objects.exists()


def test_an_odd_number_is_kept_with_a_note(country, officer):
    person = register(officer, country.giay, sex="male")
    assert "giới tính" in person.identity_note


def test_a_number_belongs_to_one_record(country, officer):
    register(officer, country.giay)
    with pytest.raises(Refused, match="đã có ở một hồ sơ khác"):
        register(officer, country.giay, name="Trần Thị Lan")


def test_a_neighbor_neither_enters_nor_sees(country, officer):
    with pytest.raises(Refused):
        register(officer, country.bac_ninh_cs)
    other = make_person("Lê Thị Xa", country.bac_ninh_cs)
    with pytest.raises(Person.DoesNotExist):
        get_person(officer, other.pk)
    assert search_people(officer, "le thi xa") == []


def test_reading_the_whole_number_is_for_the_own_unit_and_is_recorded(country, officer):
    person = register(officer, country.giay)
    assert actions.read_identity(actor=officer, at=AT, person_id=person.pk) == NUMBER
    assert Event.objects.filter(name="person.identity_read", subject_id=person.pk).count() == 1
    above = make_actor(Role.OFFICER, country.phu_tho)
    with pytest.raises(Refused):
        actions.read_identity(actor=above, at=AT, person_id=person.pk)
    assert Event.objects.filter(name="person.identity_read").count() == 1


def test_an_update_without_a_number_keeps_the_number(country, officer):
    person = register(officer, country.giay)
    actions.update_person(
        actor=officer, at=AT, person_id=person.pk, facts=facts(identity="", name="Nguyễn Thị Hương")
    )
    again = Person.objects.select_related("subject").get(pk=person.pk)
    assert open_identity(again.identity_sealed) == NUMBER
    assert again.subject.folded == "nguyen thi huong"
    assert again.subject.name == "Nguyễn Thị Hương"


def test_people_are_listed_in_vietnamese_order_page_by_page(country, officer):
    for name in ("Trần Văn Đức", "Nguyễn Thị Ánh", "Lê Văn An", "Phạm Thị Dung"):
        make_person(name, country.giay)
    first = people_of_unit(officer, country.giay, limit=2)
    assert [p.subject.name for p in first] == ["Lê Văn An", "Nguyễn Thị Ánh", "Phạm Thị Dung"]
    last = first[1].subject
    rest = people_of_unit(officer, country.giay, after=(last.sort_key, last.pk), limit=2)
    assert [p.subject.name for p in rest] == ["Phạm Thị Dung", "Trần Văn Đức"]
    assert [p.subject.name for p in people_of_unit(officer, country.giay, text="duc tran")] == [
        "Trần Văn Đức"
    ]


def test_a_person_is_found_by_number(country, officer):
    person = register(officer, country.giay)
    assert search_people(officer, "025 188 004 217") == [person]


def test_the_class_of_a_day_is_that_of_the_post_held_then(country, officer):
    person = register(officer, country.giay)
    actions.add_service(
        actor=officer, at=AT, person_id=person.pk, unit_id=country.giay.pk, since=date(2020, 1, 1),
        until=date(2022, 1, 1), post="Quản đốc", position_class="manager",
    )  # fmt: skip
    assert class_on(person, date(2021, 6, 1)).is_leader
    now = class_on(person, date(2026, 6, 1))
    assert (now.is_direct_worker, now.is_leader, now.is_woman, now.is_ethnic_minority) == (
        True,
        False,
        True,
        True,
    )


def test_ratings_initiatives_and_discipline_are_recorded(country, officer):
    person = register(officer, country.giay)
    told = {"actor": officer, "at": AT}
    actions.set_rating(subject_id=person.pk, year=2025, rating="HTTNV", **told)
    actions.set_rating(subject_id=person.pk, year=2025, rating="HTXSNV", **told)
    assert YearlyRating.objects.get().rating == "HTXSNV"
    with pytest.raises(Refused):
        actions.set_rating(subject_id=person.pk, year=2027, rating="HTTNV", **told)
    initiative = actions.record_initiative(
        person_id=person.pk, title="Giảm rung", level="co_so", recognized_on=date(2025, 11, 1), **told
    )
    actions.consume_initiative(initiative_id=initiative.pk, award_code="CSTDCS", **told)
    with pytest.raises(Refused, match="CSTDCS"):
        actions.consume_initiative(initiative_id=initiative.pk, award_code="LDST", **told)
    with pytest.raises(Refused) as refusal:
        actions.record_discipline(
            subject_id=person.pk,
            kind="khien_trach",
            since=date(2026, 1, 1),
            until=None,
            instrument="",
            **told,
        )
    assert refusal.value.field == "instrument"


def test_collectives_and_households_are_entered(country, officer):
    team = actions.make_collective(actor=officer, at=AT, unit_id=country.giay.pk, name="Tổ 2 Xeo giấy")
    home = actions.make_household(actor=officer, at=AT, unit_id=country.giay.pk, name="Hộ ông Lê Văn An")
    assert (team.subject.kind, home.subject.kind) == ("collective", "household")
    actions.make_collective(actor=officer, at=AT, unit_id=country.giay.pk, name="CĐCS", is_whole_unit=True)
    with pytest.raises(Refused):
        actions.make_collective(
            actor=officer, at=AT, unit_id=country.giay.pk, name="CĐCS", is_whole_unit=True
        )


def alike(country):
    first = make_person("Nguyễn Thị Hường", country.giay, native_place="Lâm Thao", identity=NUMBER)
    second = make_person("NGUYỄN THỊ HƯỜNG", country.lam_thao, native_place="", job="")
    return first, second


def test_people_alike_are_queued_with_reasons_once(country):
    first, second = alike(country)
    make_person("Nguyễn Thị Hường", country.giay, birth_date=date(1970, 1, 1))
    make_person("Nguyễn Thị Hường", country.bac_ninh_cs, birth_date=date(1971, 1, 1))
    steward = make_actor(Role.STEWARD, country.phu_tho)
    assert actions.find_duplicates(actor=steward, at=AT) == 1
    pair = Duplicate.objects.get()
    assert {pair.first_id, pair.second_id} == {first.pk, second.pk}
    assert pair.reasons[:2] == ["birth_date", "name"]
    assert 1 <= pair.score < 99
    assert actions.find_duplicates(actor=steward, at=AT) == 0
    assert duplicates_for(steward) == [pair]


def whole(person_id):
    person = Person.objects.get(pk=person_id)
    return (
        person.job, person.native_place, bytes(person.identity_hash or b""),
        sorted(Service.objects.filter(person=person).values_list("pk", flat=True)),
        sorted(Initiative.objects.filter(person=person).values_list("pk", flat=True)),
        sorted(YearlyRating.objects.filter(subject=person.pk).values_list("pk", flat=True)),
        Subject.objects.get(pk=person_id).merged_into_id,
    )  # fmt: skip


def test_a_merge_moves_everything_and_is_taken_back_exactly(country):
    first, second = alike(country)
    steward = make_actor(Role.STEWARD, country.phu_tho)
    told = {"actor": steward, "at": AT}
    actions.add_service(
        person_id=first.pk,
        unit_id=country.giay.pk,
        since=date(2015, 1, 1),
        until=None,
        post="Công nhân",
        **told,
    )
    for person, year in ((first, 2024), (first, 2025), (second, 2025)):
        actions.set_rating(subject_id=person.pk, year=year, rating="HTTNV", **told)
    actions.find_duplicates(**told)
    pair = Duplicate.objects.get()
    before = whole(first.pk), whole(second.pk)
    actions.merge_people(duplicate_id=pair.pk, keep_id=second.pk, **told)
    kept = Person.objects.get(pk=second.pk)
    assert (kept.native_place, kept.job) == ("Lâm Thao", "Công nhân vận hành")
    assert open_identity(kept.identity_sealed) == NUMBER
    assert sorted(kept.subject.ratings.values_list("year", flat=True)) == [2024, 2025]
    assert Subject.objects.get(pk=first.pk).merged_into_id == second.pk
    with pytest.raises(Refused):
        actions.merge_people(duplicate_id=pair.pk, keep_id=second.pk, **told)
    actions.undo_merge(duplicate_id=pair.pk, **told)
    assert (whole(first.pk), whole(second.pk)) == before
    assert Duplicate.objects.get().state == "open"


def test_people_of_another_scope_are_not_merged_alone(country):
    first = make_person("Nguyễn Thị Hường", country.giay)
    second = make_person("Nguyễn Thị Hường", country.bac_ninh_cs)
    officer = make_actor(Role.OFFICER, country.phu_tho)
    assert actions.find_duplicates(actor=officer, at=AT) == 1
    pair = Duplicate.objects.get()
    for act in (
        lambda: actions.merge_people(actor=officer, at=AT, duplicate_id=pair.pk, keep_id=first.pk),
        lambda: actions.mark_distinct(actor=officer, at=AT, duplicate_id=pair.pk),
    ):
        with pytest.raises(Refused, match="ngoài phạm vi"):
            act()
    assert Subject.objects.get(pk=second.pk).merged_into_id is None


def test_different_people_are_not_asked_about_again(country):
    alike(country)
    steward = make_actor(Role.STEWARD, country.phu_tho)
    actions.find_duplicates(actor=steward, at=AT)
    actions.mark_distinct(actor=steward, at=AT, duplicate_id=Duplicate.objects.get().pk)
    assert duplicates_for(steward) == []
    assert actions.find_duplicates(actor=steward, at=AT) == 0


def test_many_who_enter_together_have_an_event_each_that_says_what_was_hashed(country):
    actor = Actor.system('Máy "nhập", số 1')
    newcomers = [
        actions.Newcomer("person", f"Nguyễn Văn {name}", country.giay.pk, birth_year=1980)
        for name in ("An", "Bình")
    ]
    ids = actions.register_together(actor=actor, at=AT, newcomers=newcomers)
    events = list(Event.objects.filter(name="person.registered").order_by("pk"))
    assert [event.subject_id for event in events] == ids
    assert [event.organization_id for event in events] == [country.giay.pk] * 2
    assert check_events([Row(one.pk, one.xid, bytes(one.hash)) for one in events]) == {}
