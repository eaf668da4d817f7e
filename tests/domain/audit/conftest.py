"""Three honours in three transactions, sealed."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection, transaction

from tests.factories.organizations import make_country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.core.clock import VIETNAM
from thidua.domain.audit.sealing import seal
from thidua.domain.audit.verifying import verify
from thidua.domain.register.checking import CHECKS, EXTRAS

AT = datetime(2026, 12, 8, 14, 0, tzinfo=VIETNAM)


@pytest.fixture
def entries(transactional_db):
    country = make_country()
    made = []
    for name in ("Nguyễn Thị Hường", "Trần Văn Bình", "Lê Thị Sen"):
        person = make_person(name, country.giay)
        made.append(make_entry(person.subject, country.giay, country.phu_tho))
    assert {one.log: one.count for one in seal(EXTRAS, at=AT)} == {"events": 3, "register": 3}
    return made


def add_entry(like):
    person = make_person("Đỗ Văn Hùng", like.organization)
    return make_entry(person.subject, like.organization, like.issuer)


def tamper(sql, *params):
    """As the owner of the tables, past every trigger."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = 'replica'")
        cursor.execute(sql, params)


def found(**how):
    return sorted(
        ((problem.log, problem.kind, problem.row_id) for problem in verify(CHECKS, **how).problems),
        key=lambda told: (*told[:2], told[2] or 0),
    )
