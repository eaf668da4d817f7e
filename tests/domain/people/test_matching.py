"""Rows find their records among many, in a few statements, and the invented country is told apart."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.identity import outcome
from benchmarks.lookalikes import labelled, load
from tests.factories.accounts import make_actor
from tests.factories.people import make_person
from thidua.core import batches
from thidua.core.clock import VIETNAM
from thidua.domain.access import Role
from thidua.domain.people import actions
from thidua.domain.people.blocks import Stated, _stated_frame
from thidua.domain.people.matching import match_people
from thidua.domain.people.models import Arrival, Duplicate, Person, Subject, Trait
from thidua.domain.people.queries import duplicates_for

AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
NUMBER = "025188004217"
BORN = date(1988, 5, 4)


def one(unit=None, **facts):
    told = {"name": "Nguyễn Thị Hường", "birth_date": BORN, "unit_id": unit.pk if unit else None} | facts
    return match_people([Stated(1, **told)])[1]


@pytest.mark.parametrize(
    "name", ["Lê", "Nguyễn Thị Hường", "Ông Đỗ O'Hara–Văn", " ".join("abcdefghijklmno"), "H' Hen  Niê"]
)
@pytest.mark.parametrize("born", [date(1988, 5, 4), date(1990, 1, 1), date(1990, 12, 31), date(1990, 1, 2)])
def test_the_database_keeps_of_people_what_a_list_is_compared_by(country, name, born):
    person = make_person(name, country.giay, birth_date=born)
    asked = _stated_frame([Stated(1, name, born, unit_id=country.giay.pk)])
    kept = ["name_digest", "given_digest", "initials", "born", "day_month", "year", "unit_id"]
    assert list(Trait.objects.values_list("person_id", *kept)) == [(person.pk, *asked.select(kept).row(0))]


def test_the_database_keeps_what_people_are_found_by(country):
    person = make_person("Nguyễn Thị Hường", country.giay)
    trait = Trait.objects.get()
    assert (trait.person_id, trait.initials, trait.born, trait.day_month, trait.year, trait.unit_id) == (
        person.pk, "nth", 19880405, 405, 1988, country.giay.pk,
    )  # fmt: skip
    Subject.objects.filter(pk=person.pk).update(folded="tran van an", organization=country.lam_thao)
    assert (Trait.objects.get().initials, Trait.objects.get().unit_id) == ("tva", country.lam_thao.pk)
    Person.objects.filter(pk=person.pk).update(birth_date=date(1990, 1, 1), birth_year=1990)
    assert (Trait.objects.get().born, Trait.objects.get().year) == (None, 1990)
    other = make_person("Lê Thị Sen", country.giay)
    Subject.objects.filter(pk=person.pk).update(merged_into=other.pk)
    assert [trait.person_id for trait in Trait.objects.all()] == [other.pk]


def test_nobody_is_found_in_an_empty_directory(country):
    assert one(country.giay).verdict == "new"
    assert match_people([]) == {}


def test_a_number_finds_its_record_whatever_else_changed(country):
    person = make_person("Nguyễn Thị Hường", None, identity=NUMBER)
    found = one(country.giay, name="NGUYỄN THI HƯỜNG", identity=NUMBER, birth_date=None)
    assert (found.verdict, found.person_id) == ("same", person.pk)


def test_a_number_of_somebody_of_another_name_is_a_clash(country):
    make_person("Nguyễn Thị Hường", country.giay, identity=NUMBER)
    found = one(country.giay, name="Trần Văn Bình", identity=NUMBER, birth_date=date(1970, 2, 3))
    assert (found.verdict, found.person_id) == ("clash", None)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"name": "nguyen thi huong"},
        {"name": "Nguyễn Hường"},
        {"name": "Nguyễn Thị Hườgn"},
        {"birth_date": date(1988, 4, 5)},
        {"birth_date": date(1989, 5, 4)},
        {"birth_date": None, "birth_year": 1988},
    ],
)
def test_a_person_of_the_unit_is_found_as_lists_write_them(country, change):
    person = make_person("Nguyễn Thị Hường", country.giay)
    make_person("Trần Văn Bình", country.giay)
    found = one(country.giay, **change)
    assert found.verdict in {"same", "doubt"}
    assert found.candidates[0].person_id == person.pk


def test_two_records_alike_are_left_in_doubt_with_both(country):
    people = [make_person("Nguyễn Thị Hường", country.giay) for _ in range(2)]
    found = one(country.giay)
    assert (found.verdict, found.person_id) == ("doubt", None)
    assert {candidate.person_id for candidate in found.candidates} == {person.pk for person in people}


def test_a_merged_record_leads_to_the_one_that_was_kept(country):
    kept = make_person("Nguyễn Thị Hường", country.giay)
    other = make_person("Nguyễn Thị Hường", country.giay, identity=NUMBER)
    Subject.objects.filter(pk=other.pk).update(merged_into=kept.pk)
    found = one(country.giay, identity=NUMBER)
    assert (found.verdict, found.person_id) == ("same", kept.pk)


def test_the_number_of_statements_does_not_grow_with_the_rows(country, monkeypatch):
    make_person("Nguyễn Thị Hường", country.giay)
    beside = []
    for way in ("_send", "_ask"):  # what goes its way beside the program is not among the queries

        def counted(errors, cursor, statement, *more, way=getattr(batches, way)):
            beside.append(statement)
            return way(errors, cursor, statement, *more)

        monkeypatch.setattr(batches, way, counted)
    counts = []
    for size in (1, 40):
        beside.clear()
        with CaptureQueriesContext(connection) as queries:
            match_people([Stated(key, f"Nguyễn Thị Hường {key}", BORN) for key in range(size)])
        counts.append((len(queries), len(beside)))
    assert counts[0] == counts[1]
    assert counts[0][1] > 5


@pytest.mark.django_db(transaction=True)
def test_whoever_changes_while_newcomers_get_their_traits_is_found_as_they_are_now(country):
    person = make_person("Nguyễn Thị Hường", country.giay, birth_date=BORN)
    Trait.objects.all().delete()
    Arrival.objects.create(people=[person.pk])
    waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"

    def rename():
        try:
            Subject.objects.filter(pk=person.pk).update(name="Trần Thị Mai", folded="tran thi mai")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select people_settle_arrivals()")
            renamed = pool.submit(rename)
            for _time in range(600):
                cursor.execute(waits)
                if cursor.fetchone()[0]:
                    break
                time.sleep(0.05)
            assert not renamed.done()
        renamed.result(timeout=60)
    assert Trait.objects.get().initials == "ttm"
    assert one(country.giay, name="Trần Thị Mai").person_id == person.pk


def test_doubts_of_a_list_wait_for_a_steward_once(country):
    person = make_person("Nguyễn Thị Hường", country.giay, birth_date=date(1988, 6, 7))
    found = one(country.giay, birth_date=None, birth_year=1988)
    assert found.verdict == "doubt"
    newcomer = make_person("Nguyễn Thị Hường", country.giay, birth_date=date(1988, 1, 1))
    assert actions.queue_doubts([(newcomer.pk, found)], at=AT) == 1
    actions.queue_doubts([(newcomer.pk, found)], at=AT)
    pair = Duplicate.objects.get()
    assert (pair.first_id, pair.second_id, pair.state) == (person.pk, newcomer.pk, "open")


def test_people_who_have_just_come_in_wait_beside_those_they_may_be(country):
    known = make_person("Nguyễn Thị Hường", country.giay)
    newcomer = make_person("Nguyễn Thị Hường", country.lam_thao)
    make_person("Trần Văn Bình", country.giay)
    assert actions.queue_newcomers([newcomer.pk]) == 1
    actions.queue_newcomers([newcomer.pk])
    pair = Duplicate.objects.get()
    assert (pair.first_id, pair.second_id) == (known.pk, newcomer.pk)


def test_a_pair_found_to_be_two_people_is_never_offered_again(country):
    steward = make_actor(Role.STEWARD, country.phu_tho)
    people = [make_person("Nguyễn Thị Hường", country.giay) for _ in range(2)]
    actions.find_duplicates(actor=steward, at=AT)
    actions.mark_distinct(actor=steward, at=AT, duplicate_id=Duplicate.objects.get().pk)
    assert actions.find_duplicates(actor=steward, at=AT) == 0
    assert actions.queue_newcomers([one.pk for one in people]) == 0
    assert duplicates_for(steward) == []


def test_sure_pairs_are_joined_together_and_each_is_taken_back(country):
    steward = make_actor(Role.STEWARD, country.phu_tho)
    pairs = [
        [make_person(name, country.giay) for _ in range(2)] for name in ("Đàm Vĩnh Khoa", "Kiều Oanh Vy")
    ]
    actions.find_duplicates(actor=steward, at=AT)
    assert actions.merge_sure_pairs(actor=steward, at=AT) == 2
    for first, second in pairs:
        assert Subject.objects.get(pk=second.pk).merged_into_id == first.pk
    done = Duplicate.objects.order_by("pk")[0]
    assert (done.is_automatic, done.decided_by) == (True, steward.name)
    actions.undo_merge(actor=steward, at=AT, duplicate_id=done.pk)
    assert Subject.objects.filter(merged_into=None).count() == 3
    assert Duplicate.objects.get(pk=done.pk).is_automatic is False


def test_a_pair_left_for_later_comes_after_the_others(country):
    steward = make_actor(Role.STEWARD, country.phu_tho)
    for name in ("Đàm Vĩnh Khoa", "Kiều Oanh Vy"):
        for _ in range(2):
            make_person(name, country.giay)
    actions.find_duplicates(actor=steward, at=AT)
    first, second = duplicates_for(steward)
    actions.postpone_duplicate(actor=steward, at=AT, duplicate_id=first.pk)
    assert [pair.pk for pair in duplicates_for(steward)] == [second.pk, first.pk]


def test_an_invented_country_is_told_apart(country):
    made = labelled(people=3000, rows=1500)
    load(made)
    told = outcome(made, match_people(made.rows))
    assert told["precision"] >= 0.995
    assert told["recall"] >= 0.9
    assert told["automatic"] > 0.5 * told["known"]
