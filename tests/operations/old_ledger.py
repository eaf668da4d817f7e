"""A register and a log as former versions left them, brought up to date; run in an environment of its own database.

The program of the time is gone, so its rows are written as its migrations describe them: lines of the first layout in one
table, seals with their leaves over ids, lists without a life of their own.
"""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import UTC, date, datetime
from typing import Any

import django

FORMER = [("audit", "0003_leaves_and_verifications"), ("register", "0007_import_batches")]
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def write(how: str) -> None:
    """Three grants in two seals, one of them corrected and annulled, one erased; one brought by a list."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(FORMER)
    apps = executor.loader.project_state(FORMER).apps
    unit = apps.get_model("organizations", "Organization").objects.create(code="25", position=25_000)
    subjects = apps.get_model("people", "Subject")
    holders = [
        subjects.objects.create(
            kind="person", name=name, folded=name.lower(), sort_key=name, organization=unit, created_at=AT
        )
        for name in ("Lê Thị Mận", "Vũ Văn Cam", "Đỗ Thị Mít")
    ]
    ledger = _Ledger(apps, unit.pk)
    grants = [ledger.add(holder, f"PT-25-{at:05}", year=2004 + 11 * at) for at, holder in enumerate(holders)]
    fixed = ledger.add(
        holders[0], "PT-25-00000", year=2004, kind="correction", refers=grants[0], name="Lê Thị Mận Em"
    )
    gone = ledger.add(
        holders[0], "PT-25-00000", year=2004, kind="annulment", refers=grants[0], name="Lê Thị Mận Em"
    )
    ledger.event("register.entered", {"entries": grants})
    ledger.seal("register", grants[:2])
    ledger.seal("register", [grants[2], fixed, gone])
    ledger.erase(grants[2])
    ledger.event("register.erased", {"entries": [grants[2]]})
    ledger.seal("events", ledger.events)
    batch = apps.get_model("register", "ImportBatch").objects.create(
        sha256="a" * 64, sheet="DS", file_name="so-cu.xlsx", imported_at=AT, imported_by="An", count=1
    )
    apps.get_model("register", "ImportedRow").objects.create(
        batch=batch, row=5, entry_id=grants[1], is_new_holder=True
    )
    if how == "altered":
        with connection.cursor() as cursor:
            cursor.execute("set session_replication_role = 'replica'")
            cursor.execute("update register_entry set hash = %s where id = %s", [bytes(32), grants[1]])


class _Ledger:
    """Writes rows as the former program did."""

    def __init__(self, apps: Any, unit_id: int) -> None:
        self.apps, self.unit_id, self.events = apps, unit_id, list[int]()
        self.hashes: dict[tuple[str, int], bytes] = {}

    def add(
        self, holder: Any, number: str, *, year: int, kind: str = "grant", refers: int | None = None, name: str = ""
    ) -> int:  # fmt: skip
        from thidua.core.vietnamese import fold
        from thidua.domain.register.content import commitment, row_hash

        said = name or holder.name
        known, _made = self.apps.get_model("register", "RegisteredName").objects.get_or_create(
            folded=fold(said)
        )
        facts = {
            "kind": kind, "refers_to_id": refers, "register_no": number, "token": f"{number:x>22}", "year": year,
            "holder_id": holder.pk, "holder_kind": "person", "holder_name": said, "birth_year": 1975, "sex": "female",
            "is_ethnic_minority": False, "position_class": "", "person_class": "", "is_enterprise": False, "post": "Thợ",
            "organization_id": self.unit_id, "unit_position": 25_000, "unit_name": "LĐLĐ Phú Thọ", "province_code": "25",
            "award_code": "BK_LDLD", "award_level": "province", "commendation_type": "merit", "achievement": "Tốt",
            "achievement_year": None, "issuer_id": self.unit_id, "issuer_name": "LĐLĐ Phú Thọ",
            "decision_number": f"5{year}/QĐ-LĐLĐ", "decided_on": date(year, 12, 20), "decision_line": None,
            "signer": "", "signer_post": "", "bonus_vnd": None, "source": "import", "reason": "Sai" if refers else "",
            "act_number": "9/QĐ" if refers else "", "act_on": date(2026, 11, 1) if refers else None, "entered_at": AT,
        }  # fmt: skip
        salt = hashlib.sha256(f"{number}{kind}".encode()).digest()[:16]
        committed = commitment(facts, salt)
        digest = row_hash({**facts, "layout": 1}, committed)
        entries = self.apps.get_model("register", "Entry")
        row = entries.objects.create(
            **facts, registered_name=known, commitment=committed, hash=digest, xid=_xid()
        )
        self.apps.get_model("register", "Salt").objects.create(entry=row, secret=salt)
        self.hashes["register", row.pk] = digest
        return int(row.pk)

    def event(self, name: str, data: dict[str, Any]) -> None:
        from thidua.domain.audit.record import row_hash

        facts = {
            "at": AT, "name": name, "subject_type": "entry", "subject_id": data["entries"][0],
            "organization_id": self.unit_id, "actor_id": None, "actor_name": "An", "data": data,
        }  # fmt: skip
        digest = row_hash(**facts, salt=b"")
        row = self.apps.get_model("audit", "Event").objects.create(**facts, hash=digest, xid=_xid())
        self.events.append(row.pk)
        self.hashes["events", row.pk] = digest

    def seal(self, log: str, ids: list[int]) -> None:
        leaves = b"".join(one.to_bytes(8, "big") + self.hashes[log, one] for one in ids)
        seals = self.apps.get_model("audit", "Seal").objects
        after = seals.count() + 1
        seals.create(
            at=AT, log=log, from_xid=after, until_xid=after + 1, count=len(ids), root=bytes(32), chained=bytes(32),
            leaves=leaves,
        )  # fmt: skip

    def erase(self, entry_id: int) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("select register_erase(array[%s::bigint])", [entry_id])


def _xid() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select (pg_current_xact_id()::text)::bigint")
        return int(cursor.fetchone()[0])


def bring_up_to_date() -> dict[str, Any]:
    """Migrate, seal what is there anew, and say what the program of today sees of it."""
    from django.core.management import call_command
    from django.db import connection

    from thidua.core.clock import SystemClock
    from thidua.domain.audit.sealing import seal
    from thidua.domain.audit.verifying import verify
    from thidua.domain.register.checking import CHECKS, EXTRAS
    from thidua.domain.register.imports.models import ImportBatch, ImportedRow
    from thidua.domain.register.queries.keys import grant_by_number

    call_command("migrate", verbosity=0)
    sealed = {one.log: one.count for one in seal(EXTRAS, at=SystemClock().now())}
    found = verify(CHECKS)
    with connection.cursor() as cursor:
        cursor.execute(
            "select n.folded, s.year, s.is_annulled from register_standingline s"
            " join register_registeredname n on n.id = s.name_id order by s.root_id"
        )
        standing = cursor.fetchall()
        cursor.execute("select tableoid::regclass::text, layout from register_entry order by id")
        places = cursor.fetchall()
    batch, receipt = ImportBatch.objects.get(), ImportedRow.objects.get()
    line = grant_by_number("PT-25-00001")
    return {
        "sealed": sealed, "rows": found.rows, "problems": [problem.words for problem in found.problems],
        "standing": standing, "places": places, "by_number": line.holder_name,
        "batch": [batch.state, batch.total, batch.done, batch.count],
        "receipt": [receipt.row, receipt.entry_id == line.pk, receipt.holder_id == line.holder_id, receipt.year],
    }  # fmt: skip


def main() -> None:
    django.setup()
    if sys.argv[1] == "write":
        write(sys.argv[2])
    else:
        print(json.dumps(bring_up_to_date(), ensure_ascii=False))  # noqa: T201  # for the parent


if __name__ == "__main__":
    main()
