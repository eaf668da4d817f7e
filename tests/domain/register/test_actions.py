"""Entering, correcting, annulling, forgetting."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.accounts import make_actor
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import CLERK, ENTERED, make_entry, new_entry
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.register import actions
from thidua.domain.register.content import PERSONAL, PUBLIC, commitment, row_hash
from thidua.domain.register.models import Entry, RegisteredName, Salt
from thidua.domain.register.queries.standing import latest_content, standing_of
from thidua.domain.register.states import EntryKind
from thidua.domain.register.values import Paper

PAPER = Paper("12/QĐ-LĐLĐ", date(2026, 3, 2), "Ghi nhầm họ tên")


@pytest.fixture
def entry(country: Country) -> Entry:
    person = make_person("Nguyễn Thị Hường", country.giay)
    return make_entry(person.subject, country.giay, country.phu_tho)


def facts_of(entry: Entry) -> dict[str, object]:
    return {field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields}


def test_entering_writes_lines_with_tokens_hashes_and_one_event(country):
    people = [make_person(name, country.giay) for name in ("Trần Văn Bình", "Lê Thị Sen")]
    grants = [new_entry(person.subject, country.giay, country.phu_tho) for person in people]
    entries = actions.enter(grants, actor=CLERK, at=ENTERED)
    assert [e.holder_name for e in entries] == ["Trần Văn Bình", "Lê Thị Sen"]
    assert [len(e.token) for e in entries] == [22, 22]
    assert entries[0].token != entries[1].token
    assert entries[0].year == 2025
    for entry in entries:
        salt = bytes(Salt.objects.get(entry=entry).secret)
        assert bytes(entry.commitment) == commitment(facts_of(entry), salt)
        assert bytes(entry.hash) == row_hash(facts_of(entry), bytes(entry.commitment))
    event = Event.objects.get(name="register.entered")
    assert event.data["entries"] == [e.pk for e in entries]


def test_names_are_counted_in_the_dictionary(country):
    for _time in range(2):
        person = make_person("Nguyễn Thị Hường", country.giay)
        make_entry(person.subject, country.giay, country.phu_tho)
    assert list(RegisteredName.objects.values_list("folded", "entries")) == [("nguyen thi huong", 2)]


def test_a_number_already_taken_is_refused_and_nothing_is_entered(country, entry):
    other = make_person("Lê Thị Sen", country.giay)
    grants = [
        new_entry(other.subject, country.giay, country.phu_tho),
        new_entry(other.subject, country.giay, country.phu_tho, register_no=entry.register_no),
    ]
    with pytest.raises(Refused) as refusal:
        actions.enter(grants, actor=CLERK, at=ENTERED)
    assert refusal.value.details == [entry.register_no]
    assert Entry.objects.count() == 1


def test_a_number_given_twice_is_refused(country):
    person = make_person("Lê Thị Sen", country.giay)
    grant = new_entry(person.subject, country.giay, country.phu_tho)
    with pytest.raises(Refused, match=grant.register_no):
        actions.enter([grant, grant], actor=CLERK, at=ENTERED)
    assert not Entry.objects.exists()


def test_a_correction_is_a_new_line_and_moves_the_name(country, entry):
    head = make_actor(Role.HEAD, country.phu_tho)
    later = actions.correct(entry, {"holder_name": "Nguyễn Thị Hương"}, paper=PAPER, actor=head, at=ENTERED)
    entry.refresh_from_db()
    assert entry.holder_name == "Nguyễn Thị Hường"
    assert (later.kind, later.refers_to_id, later.act_number) == ("correction", entry.pk, "12/QĐ-LĐLĐ")
    assert latest_content(entry).holder_name == "Nguyễn Thị Hương"
    assert standing_of(entry).is_corrected
    actions.correct(entry, {"holder_name": "Lê Sen"}, paper=PAPER, actor=head, at=ENTERED)
    counts = dict(RegisteredName.objects.values_list("folded", "entries"))
    assert counts == {"nguyen thi huong": 0, "le sen": 1}


def test_a_correction_of_nothing_or_of_the_award_is_refused(country, entry):
    head = make_actor(Role.HEAD, country.phu_tho)
    with pytest.raises(Refused, match="chưa đổi gì"):
        actions.correct(entry, {"post": entry.post}, paper=PAPER, actor=head, at=ENTERED)
    with pytest.raises(Refused) as refusal:
        actions.correct(entry, {"award_code": "CSTDCS"}, paper=PAPER, actor=head, at=ENTERED)
    assert refusal.value.field == "award_code"
    assert Entry.objects.count() == 1


def test_annulling_twice_is_refused_and_restoring_puts_it_back(country, entry):
    head = make_actor(Role.HEAD, country.phu_tho)
    actions.annul(entry, paper=PAPER, actor=head, at=ENTERED)
    assert standing_of(entry).is_annulled
    with pytest.raises(Refused, match="đã bị hủy"):
        actions.annul(entry, paper=PAPER, actor=head, at=ENTERED)
    with pytest.raises(Refused, match="đã bị hủy"):
        actions.correct(entry, {"post": "Tổ trưởng"}, paper=PAPER, actor=head, at=ENTERED)
    actions.restore(entry, paper=PAPER, actor=head, at=ENTERED)
    assert not standing_of(entry).is_annulled
    with pytest.raises(Refused, match="đang có hiệu lực"):
        actions.restore(entry, paper=PAPER, actor=head, at=ENTERED)
    assert Entry.objects.count() == 3


def test_a_change_without_a_paper_is_refused(country, entry):
    head = make_actor(Role.HEAD, country.phu_tho)
    with pytest.raises(Refused) as refusal:
        actions.annul(entry, paper=Paper(" ", date(2026, 3, 2), "Sai"), actor=head, at=ENTERED)
    assert refusal.value.field == "number"
    assert not standing_of(entry).is_annulled


@pytest.mark.parametrize("role", [Role.OFFICER, Role.INSPECTOR, Role.COUNCIL_MEMBER])
def test_other_roles_cannot_annul(country, entry, role):
    with pytest.raises(Refused):
        actions.annul(entry, paper=PAPER, actor=make_actor(role, country.phu_tho), at=ENTERED)
    assert Entry.objects.count() == 1


def test_the_neighbouring_province_cannot_annul(country, entry):
    with pytest.raises(Refused):
        actions.annul(entry, paper=PAPER, actor=make_actor(Role.HEAD, country.bac_ninh), at=ENTERED)
    assert Entry.objects.count() == 1


def test_erasing_forgets_the_person_and_keeps_every_hash(country, entry):
    before = bytes(entry.hash)
    done = actions.erase_holder([entry.holder_id], reason="Theo yêu cầu", actor=CLERK, at=ENTERED)
    entry.refresh_from_db()
    assert done == 1
    assert (entry.holder_name, entry.birth_year, entry.post, entry.achievement) == ("", None, "", "")
    assert bytes(entry.hash) == before == row_hash(facts_of(entry), bytes(entry.commitment))
    assert not Salt.objects.exists()
    assert dict(RegisteredName.objects.values_list("folded", "entries")) == {"": 0}


@pytest.mark.parametrize(
    "sql",
    [
        "update register_entry set award_code = 'HCLD1'",
        "update register_entry set holder_name = 'Người khác'",
        "update register_entry set holder_name = '', birth_year = null, post = '', achievement = '', year = 1999",
        "delete from register_entry",
    ],
)
def test_the_database_refuses_to_change_a_line(entry, sql):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert Entry.objects.get().holder_name == "Nguyễn Thị Hường"


def test_bulk_load_takes_columns(country):
    people = [make_person(f"Lê Văn {name}", country.may).subject for name in ("An", "Bảo", "Cường")]
    rows = [new_entry(person, country.may, country.phu_tho) for person in people]
    names = ("register_no", "holder_id", "holder_kind", "holder_name", "organization_id", "unit_position",
             "unit_name", "award_code", "award_level", "commendation_type", "issuer_id", "issuer_name",
             "decision_number", "decided_on")  # fmt: skip
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    ids = actions.bulk_load(columns, actor=CLERK, at=ENTERED)
    assert Entry.objects.filter(pk__in=ids).count() == 3
    assert Event.objects.get(name="register.loaded").data["count"] == 3
    with pytest.raises(ValueError, match="colour"):
        actions.bulk_load({"colour": []}, actor=CLERK, at=ENTERED)
    with pytest.raises(ValueError, match="register_no"):
        actions.bulk_load({"holder_id": []}, actor=CLERK, at=ENTERED)


def test_what_is_hashed_never_changes():
    facts = dict.fromkeys((*PUBLIC, *PERSONAL), "") | {
        "layout": 1,
        "kind": EntryKind.GRANT,
        "refers_to_id": None,
        "register_no": "PT-25-00001",
        "year": 2025,
        "holder_id": 7,
        "holder_name": "Nguyễn Thị Hường",
        "birth_year": 1988,
        "is_enterprise": True,
        "decided_on": date(2025, 12, 19),
        "entered_at": datetime(2026, 1, 2, 8, 0, tzinfo=timezone(timedelta(hours=7))),
    }
    committed = commitment(facts, b"0123456789abcdef")
    assert committed.hex() == "9f727efc7b75755e54b89c1a07f3c8547e11e05f98cdeff2e78d3bdd495a7d52"
    assert (
        row_hash(facts, committed).hex() == "f0aea46d4998c4e6d9f7f55cbb3c2a6cd41c5d5cd6f74f21046a041864b5c44d"
    )
