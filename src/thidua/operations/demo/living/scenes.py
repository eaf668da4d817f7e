"""The order in which the autumn is played."""

from __future__ import annotations

from collections.abc import Callable

from thidua.operations.demo.living.rounds import open_rounds
from thidua.operations.demo.living.showcase import draft_of_the_plant, return_and_mend_holder, send_holder
from thidua.operations.demo.living.stage import Stage
from thidua.operations.demo.living.submissions import send_all


def _holder(stage: Stage) -> None:
    return_and_mend_holder(stage, send_holder(stage))


def _draft(stage: Stage) -> None:
    draft_of_the_plant(stage)


SCENES: tuple[tuple[str, Callable[[Stage], None]], ...] = (
    ("Mở các đợt khen thưởng", open_rounds),
    ("Hồ sơ Nguyễn Thị Hường", _holder),
    ("Các tờ trình mùa thu", send_all),
    ("Tờ trình Supe Lâm Thao", _draft),
)
