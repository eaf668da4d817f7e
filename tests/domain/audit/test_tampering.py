"""What is done behind the program's back is found and named."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.domain.audit.conftest import AT, add_entry, found, tamper
from tests.factories.register import CLERK
from thidua.domain.audit import verifying
from thidua.domain.audit.heads import sign_heads
from thidua.domain.audit.merkle import Frontier, leaf_hash
from thidua.domain.audit.models import Event, Head, Seal, Tile
from thidua.domain.audit.queries import last_verification
from thidua.domain.audit.sealing import seal
from thidua.domain.audit.verifying import verify, verify_and_keep
from thidua.domain.register import actions
from thidua.domain.register.checking import CHECKS, EXTRAS
from thidua.domain.register.models import Entry

# What is over is asked of the whole server: other tests must not run beside these.
pytestmark = [pytest.mark.alone, pytest.mark.django_db(transaction=True)]


def copy_row(table, model, row_id, **changed):
    """Slip in a copy of a row with other values in some columns."""
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join("%s" if column in changed else column for column in columns)
    tamper(
        f"insert into {table} ({', '.join(columns)}) select {values} from {table} where id = %s",  # noqa: S608
        *(changed[column] for column in columns if column in changed),
        row_id,
    )


def swap(table, column, first, second):
    """Exchange a value of two rows."""
    tamper(
        f"update {table} t set {column} = o.{column} from {table} o"  # noqa: S608
        " where (t.id, o.id) in ((%s, %s), (%s, %s))",
        first, second, second, first,
    )  # fmt: skip


class TestNothing:
    def test_nothing_is_found_when_nothing_was_done(self, entries):
        found_now = verify(CHECKS)
        assert (found_now.rows, found_now.problems, found_now.is_whole) == (6, [], True)

    def test_lawful_erasure_breaks_nothing(self, entries):
        actions.erase_holder([entries[0].holder_id], reason="Theo yêu cầu", actor=CLERK, at=AT)
        assert found() == []
        seal(EXTRAS, at=AT)
        assert found() == []


class TestRegister:
    def test_an_altered_line_is_named(self, entries):
        tamper("update register_entry set award_code = 'HCLD1' where id = %s", entries[1].pk)
        assert found() == [("register", "altered", entries[1].pk)]

    def test_an_altered_name_is_named(self, entries):
        tamper("update register_entry set holder_name = 'Người Khác' where id = %s", entries[1].pk)
        assert ("register", "altered", entries[1].pk) in found()
        assert {row for _log, _kind, row in found()} == {entries[1].pk}

    def test_a_line_altered_with_its_hash_is_named(self, entries):
        tamper("update register_entry set hash = %s where id = %s", b"\1" * 32, entries[2].pk)
        assert {("register", "altered", entries[2].pk)} == set(found())

    def test_a_line_that_search_would_not_find_is_named(self, entries):
        tamper(
            "update register_standingline s set name_id = o.name_id from register_standingline o"
            " where s.root_id = %s and o.root_id = %s",
            entries[0].pk,
            entries[1].pk,
        )
        assert found() == [("register", "altered", entries[0].pk)]
        tamper("delete from register_standingline where root_id = %s", entries[0].pk)
        assert found() == [("register", "altered", entries[0].pk)]

    def test_a_key_that_leads_to_another_line_is_named(self, entries):
        tamper("update register_grantkey set entry_id = %s where entry_id = %s", entries[1].pk, entries[0].pk)
        assert found() == [("register", "altered", entries[0].pk)]

    def test_a_surer_source_than_was_written_is_named(self, entries):
        tamper("update register_entry set confidence = 'compared' where id = %s", entries[0].pk)
        assert found() == [("register", "altered", entries[0].pk)]

    def test_a_removed_line_is_named(self, entries):
        tamper("delete from register_entry where id = %s", entries[0].pk)
        assert found() == [("register", "deleted", entries[0].pk)]

    def test_the_last_line_removed_is_named(self, entries):
        tamper("delete from register_entry where id = %s", entries[2].pk)
        assert found() == [("register", "deleted", entries[2].pk)]

    def test_a_line_slipped_in_is_named(self, entries):
        copy_row("register_entry", Entry, entries[0].pk, id=900001, register_no="PT-25-99999", token="x")
        assert ("register", "inserted", 900001) in found()
        assert {row for _log, _kind, row in found()} == {900001}

    def test_a_line_of_a_transaction_that_never_was_is_named(self, entries):
        copy_row(
            "register_entry",
            Entry,
            entries[0].pk,
            id=900001,
            register_no="PT-25-99999",
            token="x",
            xid=10**15,
        )
        assert ("register", "inserted", 900001) in found()

    def test_two_lines_that_changed_places_are_named(self, entries):
        swap("register_entry", "xid", entries[0].pk, entries[2].pk)
        assert found() == [("register", "altered", entries[0].pk), ("register", "altered", entries[2].pk)]

    @pytest.mark.parametrize(("batch", "kind"), [(8192, "altered"), (1, "reordered")])
    def test_a_line_moved_to_another_lot_is_named(self, entries, monkeypatch, batch, kind):
        monkeypatch.setattr(verifying, "_BATCH", batch)
        later = add_entry(entries[0])
        seal(EXTRAS, at=AT)
        tamper("update register_entry set xid = %s where id = %s", later.xid, entries[0].pk)
        assert found() == [("register", kind, entries[0].pk)]

    def test_a_person_forgotten_without_a_trace_is_named(self, entries):
        tamper("delete from register_salt where entry_id = %s", entries[0].pk)
        tamper(
            "update register_entry set holder_name = '', birth_year = null, post = '', achievement = ''"
            " where id = %s",
            entries[0].pk,
        )
        assert {("register", "altered", entries[0].pk)} == set(found())


class TestEvents:
    @pytest.fixture
    def events(self, entries):
        return list(Event.objects.order_by("pk"))

    def test_an_altered_event_is_named(self, events):
        tamper("update audit_event set actor_name = 'Ai đó' where id = %s", events[1].pk)
        assert found() == [("events", "altered", events[1].pk)]

    def test_an_event_altered_with_its_hash_is_named(self, events):
        tamper("update audit_event set hash = %s where id = %s", b"\1" * 32, events[1].pk)
        assert {("events", "altered", events[1].pk)} == set(found())

    def test_a_removed_event_is_named(self, events):
        tamper("delete from audit_event where id = %s", events[0].pk)
        assert found() == [("events", "deleted", events[0].pk)]

    def test_an_event_slipped_in_is_named(self, events):
        copy_row("audit_event", Event, events[0].pk, id=900001)
        assert found() == [("events", "inserted", 900001)]

    def test_two_events_that_changed_places_are_named(self, events):
        swap("audit_event", "xid", events[0].pk, events[2].pk)
        assert found() == [("events", "altered", events[0].pk), ("events", "altered", events[2].pk)]


class TestTree:
    def test_an_altered_seal_is_named(self, entries):
        one = Seal.objects.get(log="register")
        tamper("update audit_seal set root = %s where id = %s", b"\0" * 32, one.pk)
        assert [(p.kind, p.seal_id) for p in verify(CHECKS).problems] == [("seal", one.pk)]

    def test_a_removed_seal_is_noticed(self, entries):
        add_entry(entries[0])
        seal(EXTRAS, at=AT)
        first, second = Seal.objects.filter(log="register").order_by("size")
        tamper("delete from audit_seal where id = %s", first.pk)
        assert ("seal", second.pk) in [(p.kind, p.seal_id) for p in verify(CHECKS).problems]

    def test_an_altered_tile_is_named_and_not_the_rows(self, entries):
        tamper(
            "update audit_tile set hashes = %s || substring(hashes from 33) where log = 'register'",
            b"\2" * 32,
        )
        problems = verify(CHECKS).problems
        assert [(p.kind, p.words) for p in problems] == [("tile", "ô 0/0 của cây không khớp")]

    def test_two_leaves_that_changed_places_in_a_tile_are_noticed(self, entries):
        tile = Tile.objects.get(log="events")
        hashes, ids = bytes(tile.hashes), bytes(tile.ids)
        tamper(
            "update audit_tile set hashes = %s, ids = %s where id = %s",
            hashes[32:64] + hashes[:32] + hashes[64:], ids[8:16] + ids[:8] + ids[16:], tile.pk,
        )  # fmt: skip
        assert [(p.log, p.kind) for p in verify(CHECKS).problems] == [("events", "seal")]

    def test_a_tile_that_is_too_long_or_gone_is_named(self, entries):
        tamper("update audit_tile set hashes = hashes || %s where log = 'register'", b"\3" * 32)
        assert ("register", "tile", None) in found()
        tamper("delete from audit_tile where log = 'register'")
        assert ("register", "tile", None) in found()

    def test_a_snapshot_that_cannot_be_read_is_named_and_nothing_crashes(self, entries):
        tamper("update audit_seal set snapshot = 'x:y' where log = 'events'")
        assert ("events", "seal", None) in found()

    def test_nobody_may_change_what_is_sealed(self, entries):
        sign_heads(at=AT + timedelta(days=1))
        for statement in (
            "update audit_seal set count = 9",
            "delete from audit_seal",
            "delete from audit_tile",
            "update audit_tile set hashes = substring(hashes for 32)",
            "update audit_tile set hashes = '\\x00'::bytea || hashes",
            "update audit_head set note = ''",
            "delete from audit_publickey",
        ):
            with (
                pytest.raises(DatabaseError, match="refused"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


class TestHeads:
    @pytest.fixture
    def signed(self, entries):
        assert [head.size for head in sign_heads(at=AT + timedelta(days=1))] == [3, 3]
        return entries

    def test_signed_heads_agree(self, signed):
        assert found() == []

    def test_a_head_with_another_root_is_named(self, signed):
        tamper("update audit_head set root = %s where log = 'register'", b"\4" * 32)
        assert found() == [("register", "head", None)]

    def test_a_head_signed_by_a_stranger_is_named(self, signed):
        note = Head.objects.get(log="register").note
        text, _empty, line = note.rpartition("\n\n")
        forged = f"{text}\n\n{line[:-20]}{'A' * 17}=\n"
        tamper("update audit_head set note = %s where log = 'register'", forged)
        assert found() == [("register", "head", None)]

    def test_a_missing_day_is_named(self, signed):
        sign_heads(at=AT + timedelta(days=3))
        assert found() == []
        tamper("delete from audit_head where log = 'events' and day = '2026-12-09'")
        assert found() == [("events", "head", None)]

    def test_a_whole_history_written_anew_disagrees_with_the_signed_head(self, signed):
        self._rewrite(signed[1])
        assert found() == [("register", "head", None)]

    def test_and_without_the_heads_with_a_copy_kept_elsewhere(self, signed):
        kept = Head.objects.get(log="register").note
        tamper("delete from audit_head")
        assert found(known_heads=[kept]) == []
        self._rewrite(signed[1])
        assert found() == []
        assert found(known_heads=[kept]) == [("register", "head", None)]

    @staticmethod
    def _rewrite(entry):
        """What somebody does who knows the whole scheme and has no key: row, hash, leaf, tile, seal."""
        from thidua.domain.audit.lots import lot_of
        from thidua.domain.register.content import row_hash
        from thidua.domain.register.showing import shown_digests

        with connection.cursor() as cursor:
            cursor.execute("select * from register_entry where id = %s", [entry.pk])
            facts = dict(zip([one.name for one in cursor.description], cursor.fetchone(), strict=True))
        facts["bonus_vnd"] = 99_000_000
        tamper(
            "update register_entry set bonus_vnd = 99000000, hash = %s where id = %s",
            row_hash(facts, bytes(facts["commitment"])),
            entry.pk,
        )
        one = Seal.objects.get(log="register")
        rows = lot_of([one], None).rows("register")
        extras = shown_digests(rows)
        leaves = [leaf_hash(row.leaf(extras[row.id])) for row in rows]
        frontier = Frontier()
        for leaf in leaves:
            frontier.add(leaf)
        tamper("update audit_tile set hashes = %s where log = 'register'", b"".join(leaves))
        tamper(
            "update audit_seal set root = %s, peaks = %s where id = %s",
            frontier.root,
            frontier.packed,
            one.pk,
        )


def test_what_was_found_is_kept(entries):
    tamper("delete from register_entry where id = %s", entries[0].pk)
    verify_and_keep(CHECKS, at=AT)
    kept = last_verification()
    assert (kept.at, kept.rows, len(kept.problems)) == (AT, 5, 1)
    assert kept.problems[0]["row_id"] == entries[0].pk


class TestOnlyNew:
    def test_only_what_came_since_is_looked_at(self, entries):
        first = verify_and_keep(CHECKS, at=AT, only_new=True)
        assert (first.rows, first.is_whole, set(first.reached)) == (6, True, {"events", "register"})
        add_entry(entries[0])
        seal(EXTRAS, at=AT)
        add_entry(entries[0])  # waits for its seal
        second = verify_and_keep(CHECKS, at=AT + timedelta(hours=1), only_new=True)
        assert (second.rows, second.problems, second.is_whole) == (4, [], False)
        third = verify_and_keep(CHECKS, at=AT + timedelta(hours=2), only_new=True)
        assert (third.rows, third.problems) == (2, [])
        assert verify(CHECKS).rows == 10

    def test_a_new_row_that_was_altered_is_named_at_once(self, entries):
        verify_and_keep(CHECKS, at=AT)
        made = add_entry(entries[0])
        seal(EXTRAS, at=AT)
        tamper("update register_entry set signer = 'Ai khác' where id = %s", made.pk)
        told = verify_and_keep(CHECKS, at=AT + timedelta(hours=1), only_new=True)
        assert [(one["kind"], one["row_id"]) for one in told.problems] == [("altered", made.pk)]

    def test_an_old_row_is_named_by_the_whole_walk_and_told_until_the_next(self, entries):
        verify_and_keep(CHECKS, at=AT)
        tamper("delete from register_entry where id = %s", entries[0].pk)
        hourly = verify_and_keep(CHECKS, at=AT + timedelta(hours=1), only_new=True)
        assert (hourly.rows, hourly.problems) == (0, [])
        nightly = verify_and_keep(CHECKS, at=AT + timedelta(hours=2))
        assert [(one["kind"], one["row_id"]) for one in nightly.problems] == [("deleted", entries[0].pk)]
        after = verify_and_keep(CHECKS, at=AT + timedelta(hours=3), only_new=True)
        assert (after.rows, after.problems, after.is_whole) == (0, nightly.problems, False)

    def test_a_seal_that_was_altered_is_no_place_to_begin(self, entries):
        kept = verify_and_keep(CHECKS, at=AT)
        tamper("update audit_seal set root = %s where id = %s", bytes(32), kept.reached["register"])
        told = verify_and_keep(CHECKS, at=AT + timedelta(hours=1), only_new=True)
        assert told.is_whole is False
        assert [(one["log"], one["kind"]) for one in told.problems] == [("register", "seal")]
        assert told.rows == 3


def test_a_row_says_its_own_hash(entries):
    event = Event.objects.order_by("pk")[0]
    assert len(bytes(event.salt)) == 16
    assert bytes(event.hash) != hashlib.sha256(b"").digest()
