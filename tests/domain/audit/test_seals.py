"""What is done behind the program's back is found and named."""

from __future__ import annotations

from datetime import datetime

import pymerkle
import pytest
from django.db import connection, transaction

from tests.factories.organizations import make_country
from tests.factories.people import make_person
from tests.factories.register import CLERK, make_entry
from thidua.core.clock import VIETNAM
from thidua.domain.audit.merkle import merkle_root
from thidua.domain.audit.models import Event, Seal
from thidua.domain.audit.seals import LEAF_BYTES, last_verification, seal, verify, verify_and_keep
from thidua.domain.register import actions
from thidua.domain.register.checking import CHECKS
from thidua.domain.register.models import Entry

# The oldest running transaction is the whole server's: other tests must not run beside these.
pytestmark = pytest.mark.alone

AT = datetime(2026, 12, 8, 14, 0, tzinfo=VIETNAM)


@pytest.fixture
def entries(transactional_db):
    """Three honours in three transactions, sealed."""
    country = make_country()
    made = []
    for name in ("Nguyễn Thị Hường", "Trần Văn Bình", "Lê Thị Sen"):
        person = make_person(name, country.giay)
        made.append(make_entry(person.subject, country.giay, country.phu_tho))
    assert {one.log: one.count for one in seal(at=AT)} == {"events": 3, "register": 3}
    return made


def tamper(sql, *params):
    """As the owner of the tables, past every trigger."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = 'replica'")
        cursor.execute(sql, params)


def found():
    return sorted({(problem.log, problem.kind, problem.row_id) for problem in verify(CHECKS)[1]})


@pytest.mark.django_db(transaction=True)
class TestTampering:
    def test_nothing_is_found_when_nothing_was_done(self, entries):
        assert verify(CHECKS) == (6, [])

    def test_an_altered_line_is_named(self, entries):
        tamper("update register_entry set award_code = 'HCLD1' where id = %s", entries[1].pk)
        assert found() == [("register", "altered", entries[1].pk)]

    def test_an_altered_name_is_named(self, entries):
        tamper("update register_entry set holder_name = 'Người Khác' where id = %s", entries[1].pk)
        assert found() == [("register", "altered", entries[1].pk)]

    def test_a_line_altered_with_its_hash_is_named(self, entries):
        tamper("update register_entry set hash = '\\x00' where id = %s", entries[2].pk)
        assert found() == [("register", "altered", entries[2].pk)]

    def test_a_removed_line_is_named(self, entries):
        tamper("delete from register_entry where id = %s", entries[0].pk)
        assert found() == [("register", "deleted", entries[0].pk)]

    def test_a_line_slipped_in_is_named(self, entries):
        columns = [
            f.column for f in Entry._meta.concrete_fields if f.column not in {"id", "register_no", "token"}
        ]
        names = ", ".join(columns)
        tamper(
            f"insert into register_entry (id, register_no, token, {names})"  # noqa: S608  # names of our own columns
            f" select 900001, 'PT-25-99999', 'x', {names} from register_entry where id = %s",
            entries[0].pk,
        )
        assert found() == [("register", "altered", 900001), ("register", "inserted", 900001)]

    def test_an_altered_event_is_named(self, entries):
        event = Event.objects.order_by("pk")[1]
        tamper("update audit_event set actor_name = 'Ai đó' where id = %s", event.pk)
        assert found() == [("events", "altered", event.pk)]

    def test_an_altered_seal_is_named(self, entries):
        one = Seal.objects.get(log="register")
        tamper("update audit_seal set root = %s where id = %s", b"\0" * 32, one.pk)
        assert [(p.kind, p.seal_id) for p in verify(CHECKS)[1]] == [("seal", one.pk)]

    def test_lawful_erasure_breaks_nothing(self, entries):
        actions.erase_holder([entries[0].holder_id], reason="Theo yêu cầu", actor=CLERK, at=AT)
        assert found() == []

    def test_seals_are_chained_and_a_second_run_seals_only_what_is_new(self, entries):
        assert seal(at=AT) == []
        person = make_person("Đỗ Văn Hùng", entries[0].organization)
        make_entry(person.subject, entries[0].organization, entries[0].issuer)
        assert {one.log: one.count for one in seal(at=AT)} == {"events": 1, "register": 1}
        assert found() == []

    def test_rows_of_a_running_transaction_wait(self, entries):
        with transaction.atomic():
            person = make_person("Đỗ Văn Hùng", entries[0].organization)
            make_entry(person.subject, entries[0].organization, entries[0].issuer)
            assert seal(at=AT) == []
        assert len(seal(at=AT)) == 2

    def test_what_was_found_is_kept(self, entries):
        tamper("delete from register_entry where id = %s", entries[0].pk)
        verify_and_keep(CHECKS, at=AT)
        kept = last_verification()
        assert (kept.at, kept.rows, len(kept.problems)) == (AT, 5, 1)
        assert kept.problems[0]["row_id"] == entries[0].pk

    def test_another_program_computes_the_same_root(self, entries):
        one = Seal.objects.get(log="register")
        packed = bytes(one.leaves)
        tree = pymerkle.InmemoryTree(algorithm="sha256")
        for start in range(0, len(packed), LEAF_BYTES):
            tree.append_entry(packed[start : start + LEAF_BYTES])
        assert tree.get_state() == bytes(one.root)


def test_roots_of_every_size_agree_with_another_program():
    for size in range(1, 20):
        leaves = [bytes([number]) * 5 for number in range(size)]
        tree = pymerkle.InmemoryTree(algorithm="sha256")
        for one in leaves:
            tree.append_entry(one)
        assert merkle_root(leaves) == tree.get_state()
