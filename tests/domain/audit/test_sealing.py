"""Every row becomes a leaf once its transaction is over, in lots of bounded size, and in tiles that only grow."""

from __future__ import annotations

import threading
from datetime import timedelta

import psycopg
import pymerkle
import pytest
from django.db import connection, transaction

from tests.domain.audit.conftest import AT, add_entry, found
from tests.factories.register import CLERK, ENTERED, new_entry
from thidua.domain.access import Actor
from thidua.domain.audit import sealing, verifying
from thidua.domain.audit.heads import sign_heads
from thidua.domain.audit.lots import Row, lot_of
from thidua.domain.audit.models import Event, Head, Seal, Tile
from thidua.domain.audit.proofs import consistency_between, inclusion_of
from thidua.domain.audit.record import record
from thidua.domain.audit.sealing import seal
from thidua.domain.register import actions
from thidua.domain.register.checking import EXTRAS, row_of
from thidua.domain.register.showing import openings, shown_digests
from thidua.portal import verifier

pytestmark = [pytest.mark.alone, pytest.mark.django_db(transaction=True)]


def events(count, subject):
    with transaction.atomic():
        for number in range(count):
            record("x.done", subject, actor=Actor.system("Máy"), at=AT, number=number)


def leaf_data(log):
    rows = [row for one in Seal.objects.filter(log=log).order_by("size") for row in rows_of(one)]
    extras = shown_digests(rows) if log == "register" else {}
    return [row.leaf(extras.get(row.id, b"")) for row in rows]


def rows_of(one):
    previous = Seal.objects.filter(log=one.log, size__lt=one.size).order_by("-size").first()
    return lot_of([one], previous).rows(one.log)


def another_program(log):
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for data in leaf_data(log):
        tree.append_entry(data)
    return tree


def test_a_second_run_seals_only_what_is_new(entries):
    assert seal(EXTRAS, at=AT) == []
    add_entry(entries[0])
    assert {one.log: (one.count, one.size) for one in seal(EXTRAS, at=AT)} == {
        "events": (1, 4),
        "register": (1, 4),
    }
    assert found() == []


def test_rows_of_a_running_transaction_wait(entries):
    with transaction.atomic():
        add_entry(entries[0])
        assert seal(EXTRAS, at=AT) == []
    assert len(seal(EXTRAS, at=AT)) == 2


def test_a_long_transaction_keeps_nobody_waiting_and_loses_nothing(entries):
    url = connection.get_connection_params()
    url.pop("cursor_factory", None)
    url.pop("context", None)
    with psycopg.connect(**url) as slow:
        slow.execute(
            "insert into audit_event (at, name, subject_type, subject_id, actor_name, data, xid, hash)"
            " values (now(), 'a.done', 'x', 1, 'n', '{}', (pg_current_xact_id()::text)::bigint, %s)",
            [b"\5" * 32],
        )
        events(2, entries[0])
        assert [(one.log, one.count) for one in seal(EXTRAS, at=AT)] == [("events", 2)]
        slow.commit()
    assert [(one.log, one.count) for one in seal(EXTRAS, at=AT)] == [("events", 1)]
    assert Event.objects.get(name="a.done").pk in {row.id for row in rows_of(Seal.objects.last())}
    assert [kind for _log, kind, _row in found()] == ["altered"]  # its hash was made up


def test_what_many_write_at_once_is_sealed_once(entries):
    def write():
        events(20, entries[0])
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for one in writers:
        one.start()
    while any(one.is_alive() for one in writers):
        seal(EXTRAS, at=AT)
    seal(EXTRAS, at=AT)
    assert Seal.objects.filter(log="events").order_by("-size")[0].size == 83 == Event.objects.count()
    assert found() == []


@pytest.mark.parametrize("batch", [3, 10, 8192])
def test_a_large_transaction_is_sealed_in_parts(entries, monkeypatch, batch):
    monkeypatch.setattr(sealing, "MOST_ROWS", 4)
    monkeypatch.setattr(verifying, "_BATCH", batch)
    events(10, entries[0])
    assert [(one.count, one.is_complete) for one in seal(EXTRAS, at=AT)] == [
        (4, False),
        (4, False),
        (2, True),
    ]
    events(3, entries[0])
    events(9, entries[0])
    assert [one.count for one in seal(EXTRAS, at=AT)] == [4, 4, 4]
    assert found() == []
    assert Seal.objects.filter(log="events").order_by("-size")[0].size == 25
    for event in Event.objects.all():
        proof = inclusion_of("events", Row(event.pk, event.xid, bytes(event.hash)))
        leaf = verifier.leaf_hash(proof.leaf)
        verifier.require_inclusion(proof.index, proof.size, leaf, list(proof.path), proof.root)


def test_tiles_are_those_of_the_tree_and_another_program_agrees(entries):
    for _ in range(3):
        events(180, entries[0])
        seal(EXTRAS, at=AT)
    widths = Tile.objects.filter(log="events").order_by("level", "number")
    assert [(one.level, one.number, len(bytes(one.hashes)) // 32) for one in widths] == [
        (0, 0, 256), (0, 1, 256), (0, 2, 31), (1, 0, 2),
    ]  # fmt: skip
    assert found() == []
    tree = another_program("events")
    for one in Seal.objects.filter(log="events"):
        assert tree.get_root(one.size) == bytes(one.root)
    for first, second in ((3, 543), (183, 543), (256, 363), (363, 543), (512, 543)):
        path = consistency_between("events", first, second).path
        verifier.require_consistency(first, tree.get_root(first), second, tree.get_root(second), list(path))
        theirs = tree.prove_consistency(first, second)
        pymerkle.verify_consistency(tree.get_root(first), tree.get_root(second), theirs)


def test_a_proof_of_one_line_is_accepted_by_another_program(entries):
    rows = [row_of(entry) for entry in entries]
    known = openings(rows)
    tree = another_program("register")
    for row in rows:
        proof = inclusion_of("register", row, known[row.id].digest)
        theirs = tree.prove_inclusion(proof.index + 1, proof.size)
        assert [verifier.leaf_hash(proof.leaf), *proof.path] == theirs.path
        pymerkle.verify_inclusion(verifier.leaf_hash(proof.leaf), proof.root, theirs)
        assert proof.leaf[-32:] == known[row.id].digest


def test_a_row_that_waits_has_no_proof(entries):
    assert inclusion_of("register", row_of(add_entry(entries[0]))) is None


def test_a_proof_goes_to_the_newest_signed_day_that_holds_the_line(entries):
    sign_heads(at=AT + timedelta(days=1))
    kept = Head.objects.get(log="register")
    later = add_entry(entries[0])
    seal(EXTRAS, at=AT + timedelta(days=1))
    old, new = (inclusion_of("register", row_of(one)) for one in (entries[0], later))
    assert (old.size, old.note) == (3, kept.note)
    assert new.size == 4
    assert new.note.startswith("127.0.0.1:8000/register\n4\n")


def test_many_lines_of_one_decision_are_sealed(entries):
    grants = [new_entry(entries[0].holder, entries[0].organization, entries[0].issuer) for _ in range(300)]
    actions.enter(grants, actor=CLERK, at=ENTERED)
    seal(EXTRAS, at=AT)
    assert found() == []
    assert another_program("register").get_root(303) == bytes(
        Seal.objects.filter(log="register").order_by("-size")[0].root
    )


def test_numbers_from_another_server_are_refused(entries):
    from tests.domain.audit.conftest import tamper

    tamper("update audit_seal set next_xid = 9000000000000")
    with pytest.raises(sealing.ClockWentBack):
        seal(EXTRAS, at=AT)
