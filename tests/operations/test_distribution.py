"""The migrated tables against the rules of Citus."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection
from typer.testing import CliRunner

from thidua.operations.cli import app
from thidua.operations.distribution import CannotDistribute, distribute, statements, violations


@pytest.fixture
def raw(db: None) -> psycopg.Connection:
    connection.ensure_connection()
    return connection.connection


def test_the_tables_of_the_register_may_be_distributed(raw):
    assert violations(raw) == []


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (
            "create unique index planted on register_standingline (root_id)",
            "planted of register_standingline is unique",
        ),
        (
            "alter table register_salt add constraint planted foreign key (holder_id) references people_subject (id)",
            "planted leads from register_salt to people_subject",
        ),
        (
            "create table planted (a bigint, b bigint, c smallint, constraint planted_fk"
            " foreign key (a, c, b) references register_entry (holder_id, year, id))",
            "planted_fk leads from planted to register_entry",
        ),
        (
            "alter table register_profile add constraint planted foreign key (id) references people_subject (id)",
            "planted leads from register_profile to people_subject",
        ),
    ],
)
def test_what_citus_would_refuse_is_named(raw, planted, said):
    raw.execute(planted)
    assert [one for one in violations(raw) if said in one]


def test_without_the_extension_it_is_refused_in_words_and_nothing_changes(raw):
    with pytest.raises(CannotDistribute, match="citus is not installed"):
        distribute(raw)
    assert violations(raw) == []


def test_everything_is_distributed_by_holder_after_the_small_tables():
    said = statements()
    assert said[0] == "set citus.enable_unsafe_triggers = on"
    assert [one for one in said if "create_distributed_table" in one] == [
        "select create_distributed_table('register_entry', 'holder_id', colocate_with => 'default')",
        "select create_distributed_table('register_salt', 'holder_id', colocate_with => 'register_entry')",
        "select create_distributed_table('register_standingline', 'holder_id', colocate_with => 'register_entry')",
    ]
    assert said.index("select create_reference_table('register_profile')") < 6


def test_the_command_refuses_with_the_way_to_go(monkeypatch, transactional_db):
    result = CliRunner().invoke(app, ["register", "distribute", "--help"])
    assert result.exit_code == 0
    assert "Citus" in result.stdout
