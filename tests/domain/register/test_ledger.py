"""What the database itself keeps true of the ledger."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import CLERK, ENTERED, make_entry, new_entry
from thidua.domain.people.models import Subject
from thidua.domain.register import actions
from thidua.domain.register.checking import check_entries, row_of
from thidua.domain.register.models import Entry, GrantKey
from thidua.domain.register.partitions import make_years, stray_years
from thidua.domain.register.queries.search import register_size
from thidua.domain.register.standing_rows import merge_tallies
from thidua.domain.register.values import Paper

PAPER = Paper("12/QĐ-LĐLĐ", date(2026, 3, 2), "Ghi nhầm")
DERIVED = """
    select d.holder_id, d.root_id, d.entry_id, d.year, d.unit_position, d.is_annulled, unaccent(lower(d.holder_name)),
           d.decision_number, d.award_code, d.sex, d.position_class
      from register_derived d order by d.root_id
"""
STANDING = """
    select s.holder_id, s.root_id, s.entry_id, s.year, s.unit_position, s.is_annulled, n.folded, d.number,
           p.award_code, p.sex, p.position_class
      from register_standingline s
      join register_registeredname n on n.id = s.name_id
      join register_registereddecision d on d.id = s.decision_id and d.year = s.year
      join register_profile p on p.id = s.profile_id
     order by s.root_id
"""


@pytest.fixture
def entry(country: Country) -> Entry:
    person = make_person("Nguyễn Thị Hường", country.giay)
    return make_entry(person.subject, country.giay, country.phu_tho)


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def refused(sql: str, match: str) -> None:
    with (
        pytest.raises(DatabaseError, match=match),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def parts() -> list[str]:
    return [
        str(name)
        for (name,) in rows(
            "select relid::regclass::text from pg_partition_tree('register_entry') where isleaf"
        )
    ]


def test_every_year_has_its_partition(entry):
    assert rows("select tableoid::regclass::text from register_entry") == [("register_entry_y2025",)]
    years = [int(name[-4:]) for name in parts() if name.startswith("register_entry_y")]
    assert years[:3] == [2005, 2006, 2007]
    assert years == list(range(2005, years[-1] + 1))


@pytest.mark.parametrize("act", ["update {} set award_code = 'HCLD1'", "delete from {}"])
def test_every_partition_refuses_changes(entry, act):
    refused(act.format("register_entry_y2025"), "append-only")
    assert Entry.objects.get().award_code == "BK_LDLD"


def test_every_partition_is_guarded_against_changes(db):
    guarded = rows(
        "select tgrelid::regclass::text from pg_trigger where tgname = 'append_only' and tgenabled = 'O'"
    )
    assert set(parts()) <= {name for (name,) in guarded}


def test_the_function_that_makes_a_year_guards_it_against_truncation(db):
    assert rows("select register_make_year(2093)") == [(True,)]
    refused("truncate register_entry", "register_entry_y2093 is append-only")
    assert rows("select register_make_year(2093)") == [(False,)]


@pytest.mark.parametrize("act", ["update {} set year = 1999", "delete from {}"])
def test_keys_and_salts_are_never_changed(entry, act):
    refused(act.format("register_grantkey"), "append-only")
    refused(act.format("register_salt").replace("year", "holder_id"), "append-only")
    assert GrantKey.objects.count() == 1


@pytest.mark.parametrize("field", ["register_no", "token"])
def test_a_number_or_a_secret_is_given_once_whatever_the_year(country, entry, field):
    grant = new_entry(
        entry.holder,
        country.giay,
        country.phu_tho,
        decided_on=date(2019, 5, 1),
        **{field: getattr(entry, field)},
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.bulk_load(
            {name: [getattr(grant, name)] for name in grant.__dataclass_fields__}, actor=CLERK, at=ENTERED
        )
    assert Entry.objects.count() == 1


def test_a_later_line_lies_beside_its_grant(entry):
    refused(
        "insert into register_entry select (jsonb_populate_record(null::register_entry, to_jsonb(e)"
        " || jsonb_build_object('id', 999999, 'kind', 'annulment', 'refers_to_id', e.id, 'year', 2024))).*"
        " from register_entry e",
        "entry_refers_to_grant",
    )
    assert Entry.objects.count() == 1


def test_lines_before_their_partition_are_caught_and_moved_unchanged(country, entry):
    early = make_entry(entry.holder, country.giay, country.phu_tho, decided_on=date(2091, 1, 5))
    actions.annul(early, paper=PAPER, actor=CLERK, at=ENTERED)
    assert stray_years() == [2091]
    before = rows("select * from register_entry order by id")
    assert 2091 in make_years(2026)
    assert stray_years() == []
    assert rows("select * from register_entry order by id") == before
    assert rows("select count(*) from register_entry_y2091") == [(2,)]
    refused("delete from register_entry_y2091", "append-only")
    refused("delete from register_entry_other", "") if rows("select 1 from register_entry_other") else None
    assert check_entries([row_of(row) for row in Entry.objects.all()]) == {}
    assert make_years(2026) == []


def test_nobody_in_the_register_can_be_removed(entry):
    with pytest.raises(IntegrityError, match="is in the register"), transaction.atomic():
        Subject.objects.filter(pk=entry.holder_id)._raw_delete("default")
    assert Subject.objects.filter(pk=entry.holder_id).exists()


def test_confidence_follows_the_source_and_is_hashed(country, entry):
    listed = make_entry(entry.holder, country.giay, country.phu_tho, source="import")
    read = make_entry(entry.holder, country.giay, country.phu_tho, source="capture", confidence="compared")
    assert [row.confidence for row in (entry, listed, read)] == ["issued", "listed", "compared"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = 'replica'")
        cursor.execute("update register_entry set confidence = 'compared' where id = %s", [listed.pk])
    lines = Entry.objects.filter(pk__in=[entry.pk, listed.pk, read.pk])
    assert list(check_entries([row_of(line) for line in lines])) == [listed.pk]


def test_what_the_search_reads_always_equals_the_ledger(country):
    chance = random.Random(5)
    people = [make_person(f"Lê Văn {name}", country.giay).subject for name in ("An", "Bảo", "Cường", "Dũng")]
    entries = [
        make_entry(
            chance.choice(people),
            country.giay,
            country.phu_tho,
            decided_on=date(chance.randint(2003, 2027), 5, 1),
        )
        for _time in range(12)
    ]
    for _turn in range(40):
        entry = chance.choice(entries)
        acts = (
            lambda row: actions.annul(row, paper=PAPER, actor=CLERK, at=ENTERED),
            lambda row: actions.restore(row, paper=PAPER, actor=CLERK, at=ENTERED),
            lambda row: actions.correct(
                row,
                {
                    "holder_name": f"Trần Văn {chance.choice('ABCDEGH')}",
                    "sex": chance.choice(["male", "female"]),
                },
                paper=PAPER,
                actor=CLERK,
                at=ENTERED,
            ),
        )
        try:
            chance.choice(acts)(entry)
        except actions.Refused:
            continue
    actions.erase_holder([people[0].pk], reason="Theo yêu cầu", actor=CLERK, at=ENTERED)
    assert rows(STANDING) == rows(DERIVED)
    counted = "select profile_id, year, is_annulled, count(*) from register_standingline group by 1, 2, 3 order by 1, 2, 3"
    summed = (
        "select profile_id, year, is_annulled, sum(lines) from register_tally where profile_id is not null"
        " group by 1, 2, 3 having sum(lines) <> 0 order by 1, 2, 3"
    )
    assert rows(summed) == rows(counted)
    assert register_size() == 12
    assert merge_tallies() > 0
    assert rows(summed) == rows(counted)
    assert register_size() == 12
    names = "select n.folded, n.entries, count(s.root_id) from register_registeredname n left join register_standingline s on s.name_id = n.id where n.folded <> '' group by 1, 2"
    assert all(kept == found for _name, kept, found in rows(names))
