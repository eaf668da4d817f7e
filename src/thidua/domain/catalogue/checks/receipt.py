"""Conditions on the day the dossier arrives."""

from __future__ import annotations

from datetime import date

from thidua.domain.catalogue.checks.base import Case, Check, Compiler, check, day, either
from thidua.domain.catalogue.phrasebook import gettext as _
from thidua.domain.catalogue.values import Outcome


@check("received_by")
def received_by(c: Compiler, *, month: int, day_of_month: int) -> Check:
    """Received on or before a day of its calendar year."""

    def run(case: Case) -> Outcome:
        last = date(case.received_on.year, month, day_of_month)
        return either(
            case.received_on <= last,
            _("Hồ sơ nhận ngày %(day)s; hạn nhận trong năm là %(last)s.")
            % {"day": day(case.received_on), "last": day(last)},
        )

    return run


@check("received_between")
def received_between(c: Compiler, *, first: list[int], last: list[int]) -> Check:
    """Received inside a span of its calendar year; ``first`` and ``last`` are month and day, both included."""

    def run(case: Case) -> Outcome:
        year = case.received_on.year
        opens, closes = date(year, *first), date(year, *last)
        return either(
            opens <= case.received_on <= closes,
            _("Hồ sơ nhận ngày %(day)s; thời gian nhận từ %(first)s đến %(last)s.")
            % {"day": day(case.received_on), "first": day(opens), "last": day(closes)},
        )

    return run
