"""The calls of the autumn: by the province, by its neighbor."""

from __future__ import annotations

from thidua.domain.access import Actor
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Round
from thidua.domain.nominations.states import RoundKind
from thidua.domain.organizations.states import Level
from thidua.operations.demo.living.stage import PROVINCE, Stage, day, on

ANNUAL, TOP, CREATIVE, SERVICE, SAFETY = "annual", "top", "creative", "service", "safety"
QUOTA = 12
"""How many certificates of the federation each union may ask for."""
_GRASSROOTS, _UPPER, _PROVINCE = Level.GRASSROOTS, Level.UPPER, Level.PROVINCE


def open_rounds(stage: Stage) -> None:
    """Open every call of the showcase province, and the neighbor's own."""
    officer = stage.cast("phutho.canbo")
    stage.rounds[TOP] = _top(stage, officer)
    stage.rounds[SAFETY] = _safety(stage, officer)
    stage.rounds[CREATIVE] = _creative(stage, officer)
    stage.rounds[SERVICE] = _service(stage, officer)
    stage.rounds[ANNUAL] = _annual(stage, officer)
    _neighbors(stage)


def _top(stage: Stage, officer: Actor) -> Round:
    return actions.open_round(
        organization=stage.unit(PROVINCE),
        kind=RoundKind.ANNUAL,
        title="Bằng khen, Cờ thi đua Tổng Liên đoàn năm 2026",
        year=2026,
        awards=[
            actions.AwardQuota("BK_TLD", 3),
            actions.AwardQuota("CO_TLD", 1),
            actions.AwardQuota("CSTD_TLD"),
        ],
        deadlines={_GRASSROOTS: day(10, 31), _UPPER: day(11, 10), _PROVINCE: day(12, 5)},
        actor=officer,
        at=on(9, 3),
    )


def _safety(stage: Stage, officer: Actor) -> Round:
    return actions.open_round(
        organization=stage.unit(PROVINCE),
        kind=RoundKind.THEMATIC,
        title="Khen thưởng chuyên đề An toàn, vệ sinh lao động 2026",
        year=2026,
        awards=[actions.AwardQuota("BK_LDLD", 6), actions.AwardQuota("CO_LDLD", 1)],
        deadlines={_GRASSROOTS: day(10, 23), _UPPER: day(10, 30), _PROVINCE: day(11, 13)},
        actor=officer,
        at=on(10, 5),
    )


def _creative(stage: Stage, officer: Actor) -> Round:
    return actions.open_round(
        organization=stage.unit(PROVINCE),
        kind=RoundKind.THEMATIC,
        title="Bằng Lao động sáng tạo 2026, đợt 2",
        year=2026,
        awards=[actions.AwardQuota("LDST")],
        deadlines={_GRASSROOTS: day(11, 20), _UPPER: day(11, 27), _PROVINCE: day(12, 20)},
        actor=officer,
        at=on(10, 8),
    )


def _service(stage: Stage, officer: Actor) -> Round:
    return actions.open_round(
        organization=stage.unit(PROVINCE),
        kind=RoundKind.LONG_SERVICE,
        title="Kỷ niệm chương Vì sự nghiệp xây dựng tổ chức Công đoàn 2026",
        year=2026,
        awards=[actions.AwardQuota("KNC_CD")],
        deadlines={_GRASSROOTS: day(11, 25), _UPPER: day(11, 30), _PROVINCE: day(12, 8)},
        actor=officer,
        at=on(10, 12),
    )


def _annual(stage: Stage, officer: Actor) -> Round:
    awards = ("BK_TLD", "LDST", "GK_CDCS", "GK_CD", "CO_LDLD", "CSTDCS", "LDTT")
    return actions.open_round(
        organization=stage.unit(PROVINCE),
        kind=RoundKind.ANNUAL,
        title="Khen thưởng năm 2026",
        year=2026,
        awards=[actions.AwardQuota("BK_LDLD", QUOTA), *map(actions.AwardQuota, awards)],
        deadlines={_GRASSROOTS: day(12, 15), _UPPER: day(12, 18), _PROVINCE: day(12, 11)},
        min_direct_percent=60,
        actor=officer,
        at=on(11, 2),
    )


def _neighbors(stage: Stage) -> None:
    stage.rounds["bacninh"] = actions.open_round(
        organization=stage.unit("24"),
        kind=RoundKind.ANNUAL,
        title="Khen thưởng năm 2026 tỉnh Bắc Ninh",
        year=2026,
        awards=[actions.AwardQuota(code) for code in ("BK_LDLD", "GK_CDCS", "CO_LDLD", "BK_TLD")],
        deadlines={_GRASSROOTS: day(12, 12), _PROVINCE: day(12, 22)},
        actor=stage.cast("bacninh.canbo"),
        at=on(11, 9),
    )
