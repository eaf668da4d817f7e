"""A rule compared with its text by two people may refuse; everything else still warns."""

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.factories.accounts import make_actor
from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.catalogue import actions
from thidua.domain.catalogue.evaluation import evaluate
from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.library import library, load_library
from thidua.domain.catalogue.models import TextComparison
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.values import Eligibility
from thidua.domain.catalogue.verifying import RuleKey, as_yaml, confirmed, current_library

pytestmark = pytest.mark.django_db
KEY = RuleKey("CSTD_TLD", "CSTD_TLD.R24", "union_payroll", date(2024, 1, 1))
AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
FACTS = Facts(on_union_payroll=False)


@pytest.fixture
def lawyers(country):
    return make_actor(Role.LAWYER, country.tld, name="Hồ Sĩ Nguyên"), make_actor(
        Role.LAWYER, country.tld, name="Mạc Thị Trà"
    )


def propose(actor, **changed):
    told = {"key": KEY, "document": "Luật 06/2022/QH15, Điều 22", "compared_on": date(2026, 12, 7), **changed}
    return actions.propose_comparison(**told, actor=actor, at=AT)


def refused_by():
    law = current_library()
    result = evaluate("CSTD_TLD", FACTS, received_on=date(2025, 3, 1), period_year=2024, library=law)
    return {finding.condition.id for finding in result.refusals}, result


def test_a_rule_refuses_only_after_the_second_person_and_warns_again_once_withdrawn(lawyers):
    first, second = lawyers
    assert "union_payroll" not in refused_by()[0]
    row = propose(first)
    assert "union_payroll" not in refused_by()[0]
    actions.confirm_comparison(comparison_id=row.pk, actor=second, at=AT)
    refused, result = refused_by()
    assert "union_payroll" in refused
    assert result.verdict is Eligibility.NOT_ELIGIBLE
    assert result.finding("union_payroll").condition.verified_on == date(2026, 12, 7)
    assert result.law_version != library().version
    actions.withdraw_comparison(comparison_id=row.pk, reason="Nhầm điều", actor=first, at=AT)
    assert "union_payroll" not in refused_by()[0]
    assert [e.name for e in Event.objects.order_by("id")] == [
        "law.comparison_proposed",
        "law.comparison_confirmed",
        "law.comparison_withdrawn",
    ]


def test_the_first_person_cannot_confirm(lawyers):
    row = propose(lawyers[0])
    with pytest.raises(Refused, match="Một cán bộ pháp chế khác phải xác nhận"):
        actions.confirm_comparison(comparison_id=row.pk, actor=lawyers[0], at=AT)
    assert TextComparison.objects.get().state == "proposed"
    assert Event.objects.count() == 1


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.INSPECTOR])
def test_others_are_refused_and_nothing_is_kept(country, role):
    with pytest.raises(Refused, match="Chỉ cán bộ pháp chế của Tổng Liên đoàn"):
        propose(make_actor(role, country.tld))
    assert not TextComparison.objects.exists()


def test_a_lawyer_of_a_province_does_not_speak_for_the_country(country):
    with pytest.raises(Refused, match="Tổng Liên đoàn"):
        propose(make_actor(Role.LAWYER, country.phu_tho))
    assert not TextComparison.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"document": "  "}, "Ghi số, ngày văn bản"),
        ({"compared_on": date(2026, 12, 9)}, "không thể ở tương lai"),
        ({"key": KEY._replace(condition="khong_co")}, "không còn quy định này"),
        ({"key": RuleKey("CSTDTQ", "CSTDTQ.R14", "chain", date(2014, 8, 20))}, "đã đọc nguyên văn"),
    ],
)
def test_what_cannot_be_compared_is_refused(lawyers, changed, words):
    with pytest.raises(Refused, match=words):
        propose(lawyers[0], **changed)
    assert not TextComparison.objects.exists()
    assert not Event.objects.exists()


def test_one_comparison_at_a_time_and_a_withdrawal_needs_a_reason(lawyers):
    row = propose(lawyers[0])
    with pytest.raises(Refused, match="đã có người đối chiếu"):
        propose(lawyers[1])
    with pytest.raises(Refused, match="Ghi lý do rút"):
        actions.withdraw_comparison(comparison_id=row.pk, reason=" ", actor=lawyers[1], at=AT)
    assert TextComparison.objects.get().state == "proposed"


def test_a_comparison_of_a_rule_that_changed_since_does_not_count(lawyers):
    row = propose(lawyers[0])
    actions.confirm_comparison(comparison_id=row.pk, actor=lawyers[1], at=AT)
    TextComparison.objects.update(fingerprint="0" * 64)
    assert "union_payroll" not in refused_by()[0]


def test_what_is_exported_is_the_law_when_read_again(lawyers, changed_law):
    row = propose(lawyers[0])
    actions.confirm_comparison(comparison_id=row.pk, actor=lawyers[1], at=AT)
    root: Path = changed_law("phrases.yaml", "annual", "annual")
    (root / "verifications.yaml").write_text(as_yaml(confirmed()), encoding="utf-8")
    result = evaluate(
        "CSTD_TLD", FACTS, received_on=date(2025, 3, 1), period_year=2024, library=load_library(root)
    )
    assert "union_payroll" in {finding.condition.id for finding in result.refusals}


def test_an_exported_comparison_of_a_changed_rule_is_told_with_file_and_line(lawyers, changed_law):
    row = propose(lawyers[0])
    actions.confirm_comparison(comparison_id=row.pk, actor=lawyers[1], at=AT)
    root: Path = changed_law("phrases.yaml", "annual", "annual")
    text = as_yaml(confirmed()).replace(row.fingerprint, "f" * 64)
    (root / "verifications.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LawError, match=r"verifications.yaml:6: CSTD_TLD · union_payroll: quy định đã đổi"):
        load_library(root)
