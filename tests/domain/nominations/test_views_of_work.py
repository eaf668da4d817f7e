"""Who sees what, what waits for them, how far it is, what changed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_actor
from tests.factories.nominations import (
    AT,
    later,
    make_round,
    make_sent,
    make_submission,
    officer_of,
    referral_of,
    row,
)
from tests.factories.organizations import Country
from thidua.core.clock import day_of
from thidua.domain.access import Role
from thidua.domain.nominations import actions
from thidua.domain.nominations.actions import AwardQuota
from thidua.domain.nominations.models import Nomination, Submission
from thidua.domain.nominations.queries import waiting
from thidua.domain.nominations.queries.changes import changes_since_return
from thidua.domain.nominations.queries.referrals import queue, queue_page, timeline
from thidua.domain.nominations.queries.reports import quota_meters, report, structure_of
from thidua.domain.nominations.queries.sent import sent_by
from thidua.domain.nominations.queries.submissions import (
    get_nomination,
    get_submission,
    grid_rows,
    rounds_for,
    submissions_visible_to,
)
from thidua.domain.nominations.queries.waiting import round_deadlines, silent_units, waiting_for

ON = day_of(AT)


def test_a_draft_is_its_units_own_and_a_sent_one_is_seen_from_above(country: Country) -> None:
    call = make_round(country.phu_tho)
    draft = make_submission(country.giay, call, [row(3)])
    sent = make_sent(country.lam_thao, call, [row(0, "BK_LDLD")])[0].submission
    above = make_actor(Role.APPRAISER, country.phu_tho)
    assert set(submissions_visible_to(above)) == {sent}
    assert set(submissions_visible_to(officer_of(country.giay))) == {draft}
    for stranger in (make_actor(Role.APPRAISER, country.bac_ninh), make_actor(Role.OPERATOR, country.tld)):
        with pytest.raises(Submission.DoesNotExist):
            get_submission(stranger, sent.pk)
        with pytest.raises(Nomination.DoesNotExist):
            get_nomination(stranger, sent.nominations.get().pk)


def test_a_call_reaches_the_units_below_and_no_others(country: Country) -> None:
    call = make_round(country.phu_tho)
    assert list(rounds_for(country.may.pk, ON)) == [call]
    assert list(rounds_for(country.bac_ninh_cs.pk, ON)) == []


def test_the_report_names_lines_limits_and_shares(country: Country) -> None:
    call = make_round(country.phu_tho, awards=[AwardQuota("GK_CDCS", 1)], min_direct_percent=60)
    draft = make_submission(
        country.lam_thao,
        call,
        [row(0), row(1, position_class="Quản lý"), row(2, achievement="", position_class="Gián tiếp")],
    )
    rows = grid_rows(draft.pk)
    found = report(draft, ON, rows=rows)
    assert [(line.rule, line.rank) for line in found.must_fix] == [("quota", 3), ("achievement", 3)]
    assert "direct_share" in [line.rule for line in found.needs_person]
    assert (found.counts["total"], found.counts["unchecked"]) == (3, 1)
    (meter,) = quota_meters(draft, rows, ON)
    assert (meter.limit, meter.used, meter.level) == (1, 3, "must")
    structure = structure_of(draft, rows)
    assert (structure.direct, structure.indirect, structure.manager, structure.women_percent) == (1, 1, 1, 33)


def test_the_inbox_knows_what_waits_and_what_was_sent(country: Country) -> None:
    call = make_round(country.phu_tho)
    unit, office = officer_of(country.lam_thao), officer_of(country.phu_tho)
    (one,) = make_sent(country.lam_thao, call, [row(0, "BK_LDLD")], actor=unit)
    assert [(w.kind, w.count) for w in waiting_for(office, ON)] == [("appraise", 1)]
    assert [(s.office_name, s.label, s.count, s.nomination_id) for s in sent_by(unit, ON)] == [
        ("LĐLĐ tỉnh Phú Thọ", "Chờ thẩm định", 1, one.pk)
    ]
    assert [w.kind for w in waiting_for(officer_of(country.giay), ON)] == ["call"]
    actions.return_nomination(
        referral_id=referral_of(one).pk,
        reasons=["missing_paper"],
        text="Thiếu dấu",
        actor=office,
        at=later(1),
    )
    assert [(w.kind, w.title, w.detail) for w in waiting_for(unit, ON)] == [
        ("returned", one.name, "LĐLĐ tỉnh Phú Thọ trả lại: “Thiếu dấu”")
    ]
    grassroots = next(p for p in round_deadlines(office, ON) if p.level == "grassroots")
    assert (grassroots.sent, grassroots.units, grassroots.percent) == (1, 3, 33)


def test_what_waits_takes_the_same_queries_for_one_and_three(country: Country) -> None:
    call = make_round(country.phu_tho)
    unit, office = officer_of(country.lam_thao), officer_of(country.phu_tho)
    sent = make_sent(country.lam_thao, call, [row(n, "BK_LDLD") for n in range(4)], actor=unit)
    counts = []
    for size in (1, 3):
        for nomination in sent[:size]:
            if referral_of(nomination).state == "received":
                actions.return_nomination(
                    referral_id=referral_of(nomination).pk,
                    reasons=["other"],
                    text="Bổ sung",
                    actor=office,
                    at=AT,
                )
        with CaptureQueriesContext(connection) as context:
            assert len([w for w in waiting_for(unit, ON) if w.kind == "returned"]) == size
        counts.append(len(context))
    assert counts[0] == counts[1]


def test_the_queue_pages_by_due_day(country: Country) -> None:
    make_sent(country.lam_thao, make_round(country.phu_tho), [row(n, "BK_LDLD") for n in range(5)])
    rows = queue(country.phu_tho.pk)
    first, after = queue_page(rows, size=3)
    second, end = queue_page(rows, after=after, size=3)
    assert (len(first), len(second), end) == (3, 2, None)
    assert not {r.pk for r in first} & {r.pk for r in second}


def test_the_way_shows_levels_passed_current_and_ahead(country: Country) -> None:
    (one,) = make_sent(country.may, make_round(country.tld), [row(0, "BK_TLD")])
    one.refresh_from_db()
    steps = [(step.office_name, step.place) for step in timeline(one, ON)]
    assert steps == [
        ("Công đoàn các KCN tỉnh Phú Thọ", "current"),
        ("LĐLĐ tỉnh Phú Thọ", "ahead"),
        ("TLĐ", "ahead"),
    ]


def test_changes_since_the_return_are_shown_word_by_word(country: Country) -> None:
    unit, office = officer_of(country.lam_thao), officer_of(country.phu_tho)
    (one,) = make_sent(
        country.lam_thao,
        make_round(country.phu_tho),
        [row(0, "BK_LDLD", achievement="Giảm giờ dừng lò")],
        actor=unit,
    )
    assert changes_since_return(one) == []
    actions.return_nomination(
        referral_id=referral_of(one).pk, reasons=["other"], text="Số?", actor=office, at=AT
    )
    actions.amend_returned(
        nomination_id=one.pk, cells={"achievement": "Giảm 14 % giờ dừng lò"}, revision=1, actor=unit, at=AT
    )
    actions.resubmit(nomination_id=one.pk, actor=unit, at=AT)
    one.refresh_from_db()
    (change,) = changes_since_return(one)
    assert (change.field, [(p.kind, p.text) for p in change.pieces]) == (
        "achievement", [("same", "Giảm"), ("new", " 14 %"), ("same", " giờ dừng lò")],
    )  # fmt: skip


def test_more_silent_units_than_are_named_are_counted_all_the_same(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = make_round(country.phu_tho)
    names, count = silent_units(call, ON)
    assert count == len(names) > 1
    monkeypatch.setattr(waiting, "MOST_SILENT", 1)
    assert silent_units(call, ON) == (names[:1], count)
