"""The order in which the autumn is played."""

from __future__ import annotations

from collections.abc import Callable

from thidua.operations.demo.living import (
    appraisals,
    capture,
    councils,
    decisions,
    movements,
    opinions,
    reports,
)
from thidua.operations.demo.living.rounds import open_rounds
from thidua.operations.demo.living.showcase import (
    draft_of_the_plant,
    return_and_mend_holder,
    send_showcase,
)
from thidua.operations.demo.living.stage import Stage
from thidua.operations.demo.living.submissions import send_all


def _decided(stage: Stage) -> None:
    appraisals.closed_calls(stage)
    decisions.same_day(stage)
    councils.pass_up(stage)
    decisions.after_november(stage)


def _reported(stage: Stage) -> None:
    """What was annulled in December had been counted by the reports of November."""
    reports.run_reports(stage)
    decisions.amended(stage)


def _posted_again(stage: Stage) -> None:
    appraisals.second_list(stage)
    return_and_mend_holder(stage)


def _december(stage: Stage) -> None:
    appraisals.of_the_zone(stage)
    appraisals.since_december(stage)
    appraisals.at_the_confederation(stage)
    appraisals.outstanding_deeds(stage)


def _draft(stage: Stage) -> None:
    draft_of_the_plant(stage)


SCENES: tuple[tuple[str, Callable[[Stage], None]], ...] = (
    ("Các phong trào thi đua", movements.run_movements),
    ("Mở các đợt khen thưởng", open_rounds),
    ("Các tờ trình mùa thu", send_all),
    ("Hồ sơ Nguyễn Thị Hường", send_showcase),
    ("Thẩm định đến giữa tháng 11", appraisals.before_the_meeting),
    ("Phiên họp Hội đồng ngày 20/11", councils.november),
    ("Quyết định tháng 11", _decided),
    ("Niêm yết danh sách 2", _posted_again),
    ("Thẩm định đến ngày 08/12", _december),
    ("Xin ý kiến các cơ quan", opinions.asked),
    ("Phiên họp ngày 14/12", councils.december),
    ("Quyết định tháng 12", decisions.waiting_today),
    ("Tờ trình Supe Lâm Thao", _draft),
    ("Báo cáo định kỳ", _reported),
    ("Số hóa sổ cũ", capture.run_capture),
)
