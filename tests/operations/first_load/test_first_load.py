"""An empty register filled from files, against the lines that the program writes one by one."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import connection
from typer.testing import CliRunner

from tests.domain.register.test_ledger import DERIVED, STANDING, rows
from tests.factories.organizations import Country, make_country
from tests.factories.people import make_person
from tests.factories.register import CLERK, ENTERED, new_entry
from thidua.domain.access import Actor
from thidua.domain.audit.models import Event
from thidua.domain.register import actions
from thidua.domain.register.checking import check_entries, row_of
from thidua.domain.register.models import Entry, GrantKey, RegisteredName
from thidua.domain.register.queries.criteria import Criteria
from thidua.domain.register.queries.search import count, register_size, search
from thidua.domain.reporting.cube.reading import Slice
from thidua.domain.reporting.cube.reading import count as count_honors
from thidua.operations.cli import app
from thidua.operations.first_load import CannotLoad, first_load
from thidua.operations.first_load.source import SCHEMA

NAMES = ("Nguyễn Thị Hường", 'Trần "Tư" Bình', "Lê Sen\\", "H'Hen Niê", "Đỗ, Văn Ếch")
ALL = Actor.system("Kiểm tra")
INDEXES = """
    select i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid), i.indisvalid
      from pg_index i where i.indrelid in (select relid from pg_partition_tree('register_entry')
        union all select unnest(array['register_standingline', 'register_grantkey', 'register_salt',
                                      'register_registereddecision', 'register_registeredname']::regclass[]))
     order by 1, 2
"""
KEYS = "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = any(%s::regclass[]) and contype in ('p', 'u', 'f') order by 1, 2"


@pytest.fixture
def people(transactional_db: None) -> tuple[Country, list[Any]]:
    country = make_country()
    units = (country.giay, country.lam_thao, country.may)
    return country, [make_person(name, units[at % 3]).subject for at, name in enumerate(NAMES * 3)]


@pytest.fixture
def lines(people: tuple[Country, list[Any]]) -> list[dict[str, Any]]:
    """Grants over many years, some corrected, annulled, or annulled and restored."""
    (country, subjects), chance = people, random.Random(5)
    found: list[dict[str, Any]] = []
    for number in range(240):
        subject = chance.choice(subjects)
        grant = asdict(
            new_entry(
                subject, chance.choice((country.giay, country.may)), country.phu_tho, register_no=f"PT-{number:05}",
                decided_on=date(chance.choice((1987, 2004, 2005, 2019, 2026)), chance.randint(1, 12), 5),
                decision_number=f"0{chance.randint(1, 6)}/QĐ-LĐLĐ", source="import",
            )
        ) | {"kind": "grant", "act_number": "", "act_on": None, "holder_name": chance.choice(NAMES)}  # fmt: skip
        grant["achievement"] = chance.choice(("", "Một\tdòng\nvà “hai”", "\x07 \\N"))
        found.append(grant)
        paper = {"act_number": "7/QĐ", "act_on": date(2026, 2, 1), "reason": "Ghi nhầm"}
        if number % 7 == 0:
            found.append(grant | paper | {"kind": "correction", "holder_name": chance.choice(NAMES)})
        if number % 11 == 0:
            found.append(grant | paper | {"kind": "annulment"})
        if number % 33 == 0:
            found.append(grant | paper | {"kind": "restoration"})
        if number % 44 == 0:
            found.append(grant | paper | {"kind": "annulment"})
    return found


@pytest.fixture
def written(lines: list[dict[str, Any]], tmp_path: Path) -> Path:
    return write(lines, tmp_path / "old")


def write(lines: list[dict[str, Any]], folder: Path, leave_out: tuple[str, ...] = ()) -> Path:
    folder.mkdir(exist_ok=True)
    frame = pl.DataFrame(lines, schema=SCHEMA).drop(*leave_out)
    for at, part in enumerate(frame.iter_slices(100)):
        part.write_parquet(folder / f"{at}.parquet")
    return folder


def load(folder: Path, **more: Any) -> int:
    return first_load(folder, actor=CLERK, at=ENTERED, processes=1, **more).lines


def defined() -> list[Any]:
    """Every key and index, but for the names of those of partitions."""
    cut = [(table, said.split(" ON ")[1], valid) for table, said, valid in rows(INDEXES)]
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [["register_entry", "register_standingline", "register_grantkey", "register_salt",
                               "register_registereddecision", "register_registeredname"]])  # fmt: skip
        return [sorted(cut), cursor.fetchall()]


def test_every_line_is_whole_and_the_search_equals_the_ledger(written, lines):
    before = defined()
    assert load(written) == len(lines)
    entries = list(Entry.objects.order_by("pk"))
    assert len(entries) == len(lines)
    assert check_entries([row_of(entry) for entry in entries]) == {}
    assert rows(STANDING) == rows(DERIVED)
    assert register_size() == GrantKey.objects.count() == 240
    assert defined() == before
    told = {(e.register_no, e.kind): e.holder_name for e in entries if e.kind == "grant"}
    assert told == {
        (one["register_no"], "grant"): one["holder_name"] for one in lines if one["kind"] == "grant"
    }


def test_the_names_are_counted_and_found(written):
    load(written)
    counted = dict(
        rows(
            "select n.folded, count(*) from register_standingline s"
            " join register_registeredname n on n.id = s.name_id group by 1"
        )
    )
    assert {one.folded: one.entries for one in RegisteredName.objects.filter(entries__gt=0)} == counted
    page = search(ALL, Criteria("huong nguyen"))
    assert page.lines
    assert count(ALL, Criteria("huong nguyen"), page.reading).lines == counted["nguyen thi huong"]


def test_the_register_goes_on_behind_the_load(written, people):
    country, subjects = people
    load(written)
    event = Event.objects.get(name="register.loaded")
    assert event.data["last_id"] == Entry.objects.order_by("-pk")[0].pk
    assert set(event.data["files"]) == {path.name for path in written.iterdir()}
    (entry,) = actions.enter([new_entry(subjects[0], country.giay, country.phu_tho)], actor=CLERK, at=ENTERED)
    assert entry.pk == event.data["last_id"] + 1
    assert rows(STANDING) == rows(DERIVED)
    with pytest.raises(CannotLoad, match="not empty"):
        load(written)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "gift"}, "kind: 'gift'"),
        ({"award_code": ""}, "award_code: missing in 1 lines"),
        ({"holder_id": 987_654_321}, "nobody with the id 987654321"),
        ({"organization_id": 987_654_321}, "no unit with the id 987654321"),
        ({"register_no": "PT-00001"}, "PT-00001"),
        ({"kind": "annulment", "register_no": "PT-77777"}, "PT-77777"),
        ({"decided_on": date(2999, 1, 1)}, "2999"),
    ],
)
def test_what_cannot_be_right_is_refused_and_the_register_stays_empty(lines, tmp_path, wrong, said):
    before = defined()
    folder = write(
        [*lines, lines[-1] | {"register_no": "PT-99999", "kind": "grant", "token": ""} | wrong],
        tmp_path / "old",
    )
    with pytest.raises(CannotLoad, match=said):
        load(folder)
    assert not Entry.objects.exists()
    assert not GrantKey.objects.exists()
    assert defined() == before


def test_a_load_that_was_broken_off_is_begun_anew(written, lines, monkeypatch):
    from thidua.operations.first_load import loading

    before = defined()
    with monkeypatch.context() as patched:
        patched.setattr(loading, "_empty_all", lambda _connection: None)  # as after a crash: nobody tidies up
        patched.setattr(loading, "_build_all", _die)
        with pytest.raises(Killed):
            load(written)
    assert Entry.objects.exists()
    assert load(written) == len(lines)
    assert rows(STANDING) == rows(DERIVED)
    assert defined() == before


def test_columns_with_a_default_may_be_left_out_and_others_not(lines, tmp_path):
    folder = write(
        [one for one in lines if one["kind"] == "grant"],
        tmp_path / "old",
        ("kind", "token", "act_on", "signer"),
    )
    with pytest.raises(CannotLoad, match="missing: award_code"):
        load(write(lines, tmp_path / "other", ("award_code",)))
    assert load(folder) == 240
    assert {len(entry.token) for entry in Entry.objects.all()} == {22}


def test_from_the_shell_the_figures_follow_and_a_second_load_ends_with_2(
    written, lines, tmp_path, monkeypatch
):
    for name, value in {
        "DATABASE_URL": address(), "THIDUA_DATA_DIR": str(tmp_path / "data"), "THIDUA_STAGE": "demo",
        "THIDUA_SECRET_KEY": "only for this test, thirty-two signs", "THIDUA_KEYS_FILE": str(tmp_path / "keys.json"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    words = ["register", "first-load", str(written), "--json", "--stage", "demo"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["lines"] == len(lines) == Entry.objects.count()
    assert "figures of the reports" in told["seconds"]
    assert count_honors(Slice()) == {
        (): rows("select count(*) from register_standingline where not is_annulled")[0][0]
    }
    again = CliRunner().invoke(app, words)
    assert again.exit_code == 2
    assert "not empty" in again.stderr
    assert Entry.objects.count() == len(lines)


def address() -> str:
    """The address of this process's own database, which the processes of the load are to find too."""
    known = connection.settings_dict
    return f"postgresql://{known['USER']}@:{known['PORT']}/{known['NAME']}?host={known['HOST']}"


class Killed(BaseException):
    pass


def _die(*_all: Any) -> None:
    raise Killed


def test_no_file_is_said_so(transactional_db, tmp_path):
    with pytest.raises(CannotLoad, match="no Parquet file"):
        load(tmp_path)
