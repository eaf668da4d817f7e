"""Honours in the register."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import latest_placement
from thidua.domain.people.models import Subject
from thidua.domain.register import actions
from thidua.domain.register.models import Entry
from thidua.domain.register.states import CommendationType
from thidua.domain.register.values import NewEntry

ENTERED = datetime(2025, 12, 20, 9, 0, tzinfo=VIETNAM)
CLERK = Actor.system("Văn thư")
_numbers = count(1)


def new_entry(subject: Subject, unit: Organization, issuer: Organization, **facts: Any) -> NewEntry:
    """A provincial Bằng khen of 19/12/2025 for ``subject`` in ``unit``, unless ``facts`` say otherwise."""
    number = next(_numbers)
    person = getattr(subject, "person", None) if subject.kind == "person" else None
    placement, above = latest_placement(unit.pk), latest_placement(issuer.pk)
    assert placement and above
    return NewEntry(
        **{
            "register_no": f"PT-25-{number:05}",
            "holder_id": subject.pk,
            "holder_kind": subject.kind,
            "holder_name": subject.name,
            "organization_id": unit.pk,
            "unit_position": unit.position,
            "unit_name": placement.short_name,
            "province_code": placement.province_code,
            "award_code": "BK_LDLD",
            "award_level": "province",
            "commendation_type": CommendationType.MERIT,
            "issuer_id": issuer.pk,
            "issuer_name": f"Ban Thường vụ {above.name}",
            "decision_number": "1182/QĐ-LĐLĐ",
            "decided_on": date(2025, 12, 19),
            "decision_line": number,
            "birth_year": person.birth_year if person else None,
            "sex": person.sex if person else "",
            "position_class": person.position_class if person else "",
            "person_class": person.leader_class if person else "",
            "post": person.job if person else "",
            "achievement": "Đã có thành tích xuất sắc trong phong trào thi đua “Lao động giỏi – Lao động sáng tạo”",
            "signer": "Đàm Vĩnh Khoa",
            "signer_post": "Chủ tịch LĐLĐ tỉnh Phú Thọ",
            **facts,
        }
    )


def make_entry(subject: Subject, unit: Organization, issuer: Organization, **facts: Any) -> Entry:
    """Enter one honour and return its line."""
    return actions.enter([new_entry(subject, unit, issuer, **facts)], actor=CLERK, at=ENTERED)[0]
