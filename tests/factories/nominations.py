"""Rounds, submissions with nominees, and nominations already on their way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tests.factories.accounts import make_actor
from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor, Role
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Nomination, Referral, Round, Submission
from thidua.domain.nominations.states import RoundKind
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.states import Level

OPENED = datetime(2026, 11, 2, 8, 0, tzinfo=VIETNAM)
AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
DEADLINES = {
    Level.GRASSROOTS: date(2026, 12, 15),
    Level.UPPER: date(2026, 12, 25),
    Level.PROVINCE: date(2027, 1, 20),
}
NAMES = (
    "Nguyễn Văn Thịnh", "Phạm Thị Thu Hà", "Trần Quốc Bảo", "Lê Thị Ngân", "Hoàng Minh Đức", "Vũ Thị Hồng Nhung",
    "Đinh Công Sơn", "Bùi Văn Khải", "Phùng Đình Lợi", "Tạ Thị Mai", "Cao Xuân Trường", "Đặng Thị Thúy",
)  # fmt: skip


def officer_of(unit: Organization) -> Actor:
    return make_actor(Role.OFFICER, unit)


def make_round(
    organization: Organization,
    *,
    awards: Sequence[actions.AwardQuota | str] = ("GK_CDCS", "BK_LDLD", "BK_TLD", "LDST"),
    actor: Actor | None = None,
    kind: RoundKind = RoundKind.ANNUAL,
    **facts: Any,
) -> Round:
    """An open annual round of 2026 called by ``organization``."""
    return actions.open_round(
        organization=organization,
        kind=kind,
        title=facts.pop("title", "Khen thưởng năm 2026"),
        year=2026,
        awards=[a if isinstance(a, actions.AwardQuota) else actions.AwardQuota(a) for a in awards],
        deadlines=facts.pop("deadlines", DEADLINES),
        actor=actor or officer_of(organization),
        at=OPENED,
        **facts,
    )


def row(number: int, award: str = "GK_CDCS", **cells: Any) -> dict[str, Any]:
    """The cells of a complete, invented nominee."""
    name = NAMES[number % len(NAMES)]
    return {
        "name": name if number < len(NAMES) else f"{name} {_letters(number // len(NAMES))}",
        "birth": f"{1 + number % 28:02}/05/{1970 + number % 30}",
        "sex": "Nữ" if " Thị " in name else "Nam",
        "job": "Công nhân vận hành",
        "position_class": "Trực tiếp",
        "award_code": award,
        "achievement": f"Cải tiến số {number + 1}: {_WORKS[number % len(_WORKS)]} giảm {5 + number} % thời gian dừng",
    } | cells


_WORKS = (
    "thay van xả",
    "sửa băng tải",
    "chế giá nâng",
    "lắp biến tần",
    "xếp lại kho",
    "lọc khói lò",
    "vá lưới an toàn",
)


def _letters(number: int) -> str:
    syllables = ("An", "Bình", "Cường", "Dung", "Hạnh", "Khoa", "Linh", "Minh", "Phúc", "Quý")
    return " ".join(syllables[int(digit)] for digit in str(number))


def make_submission(
    unit: Organization, round_row: Round, rows: Sequence[dict[str, Any]] = (), *, actor: Actor | None = None
) -> Submission:
    """A draft with ``rows`` typed by the unit's officer."""
    actor = actor or officer_of(unit)
    submission = actions.start_submission(round_id=round_row.pk, organization=unit, actor=actor, at=AT)
    if rows:
        actions.save_rows(
            submission_id=submission.pk,
            rows=[actions.RowEdit(cells=cells, key=f"k{n}") for n, cells in enumerate(rows)],
            expected_revision=0,
            actor=actor,
            at=AT,
        )
    submission.refresh_from_db()
    return submission


def make_sent(
    unit: Organization, round_row: Round, rows: Sequence[dict[str, Any]], *, actor: Actor | None = None
) -> list[Nomination]:
    """The nominations of a sent submission, in order."""
    actor = actor or officer_of(unit)
    submission = make_submission(unit, round_row, rows, actor=actor)
    actions.submit(submission_id=submission.pk, actor=actor, at=AT)
    return list(submission.nominations.order_by("rank"))


def referral_of(nomination: Nomination) -> Referral:
    return Referral.objects.filter(nomination=nomination).latest("id")


def later(days: int = 0, hours: int = 0) -> datetime:
    return AT + timedelta(days=days, hours=hours)
