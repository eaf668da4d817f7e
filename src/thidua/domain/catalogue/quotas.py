"""Limits over a whole submission: shares of a unit, numbers per federation and theme."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.library import library as default_library
from thidua.domain.catalogue.values import QuotaFinding, QuotaRule, Verdict


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What a limit may know about the proposing unit in the period.

    ``title_counts`` is how many hold each title (``LDTT``); ``already_granted`` how many of the award the
    unit got this year for the same theme; ``granted_nationwide`` the same over the country; ``unit_code``
    names the federation.
    """

    title_counts: Mapping[str, int] = field(default_factory=dict)
    already_granted: int = 0
    granted_nationwide: int | None = None
    unit_code: str = ""


def evaluate_quotas(
    award_code: str, nominees: int, unit: UnitFacts, on: date, *, library: Library | None = None
) -> tuple[QuotaFinding, ...]:
    """This will hold ``nominees`` proposals of one unit against every limit in force on the day of receipt."""
    law = library or default_library()
    return tuple(_judge(law, rule, nominees, unit) for rule in law.quota_rules(award_code, on))


def _judge(law: Library, rule: QuotaRule, nominees: int, unit: UnitFacts) -> QuotaFinding:
    if rule.kind == "share_of":
        return _share(law, rule, nominees, unit)
    if rule.kind == "per_unit":
        return _per_unit(rule, nominees, unit)
    return _nationwide(rule, nominees, unit)


def _share(law: Library, rule: QuotaRule, nominees: int, unit: UnitFacts) -> QuotaFinding:
    name = law.award_names.get(rule.of, rule.of)
    base = unit.title_counts.get(rule.of)
    if base is None or rule.share is None:
        return QuotaFinding(
            rule,
            None,
            nominees,
            Verdict.NEEDS_PERSON,
            _("Chưa biết số %(name)s của đơn vị để tính tỷ lệ.") % {"name": name},
        )
    limit = math.floor(rule.share * base)
    words = {
        "percent": f"{float(rule.share * 100):g}",
        "base": base,
        "name": name,
        "limit": limit,
        "used": nominees,
    }
    return _against(
        rule,
        limit,
        nominees,
        _("Không quá %(percent)s %% của %(base)s %(name)s: tối đa %(limit)s, đang đề nghị %(used)s.") % words,
    )


def _per_unit(rule: QuotaRule, nominees: int, unit: UnitFacts) -> QuotaFinding:
    used = nominees + unit.already_granted
    if unit.unit_code in rule.except_units or rule.limit is None:
        return QuotaFinding(
            rule,
            None,
            used,
            Verdict.NEEDS_PERSON,
            _("Đơn vị được chỉ tiêu riêng cao hơn; chưa có số cụ thể trong văn bản đã đọc."),
        )
    return _against(
        rule,
        rule.limit,
        used,
        _("Mỗi đơn vị tối đa %(limit)s mỗi chuyên đề một năm, đang có %(used)s.")
        % {"limit": rule.limit, "used": used},
    )


def _nationwide(rule: QuotaRule, nominees: int, unit: UnitFacts) -> QuotaFinding:
    if unit.granted_nationwide is None or rule.limit is None:
        return QuotaFinding(
            rule,
            rule.limit,
            nominees,
            Verdict.NOT_DUE,
            _("Giới hạn toàn quốc do Tổng Liên đoàn theo dõi khi xét."),
        )
    used = unit.granted_nationwide + nominees
    return _against(
        rule,
        rule.limit,
        used,
        _("Cả nước tối đa %(limit)s mỗi chuyên đề một năm, đang có %(used)s.")
        % {"limit": rule.limit, "used": used},
    )


def _against(rule: QuotaRule, limit: int, used: int, explanation: str) -> QuotaFinding:
    return QuotaFinding(rule, limit, used, Verdict.MET if used <= limit else Verdict.NOT_MET, explanation)
