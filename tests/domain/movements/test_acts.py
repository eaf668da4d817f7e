"""Drafting, launching, joining, reporting and reviewing."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import close_old_connections, connection

from tests.factories.accounts import make_actor
from tests.factories.movements import AT, head_of, make_draft, make_live, officer_of, register, report
from tests.factories.organizations import Country, make_country
from tests.factories.people import make_person
from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.movements import actions, queries
from thidua.domain.movements.models import Movement, Progress, Ranking, Registration, Review
from thidua.domain.movements.states import MovementAct, MovementState, ReviewKind, ReviewOutcome
from thidua.domain.movements.templates import templates
from thidua.domain.movements.values import ProgressRow, Score, TargetLine
from thidua.domain.movements.workflow import STEPS, verdict

LATER = AT + timedelta(days=30)


def events(name: str) -> list[dict[str, object]]:
    return list(Event.objects.filter(name=name).values_list("data", flat=True))


def test_the_eight_named_movements_are_ready_to_be_filled(country: Country) -> None:
    officer = officer_of(country.phu_tho)
    for code in templates():
        row = actions.create_movement(
            organization=country.phu_tho, template=code, actor=officer, at=AT, year=2027
        )
        failed = {c.key for c in queries.gate(row, date(2026, 12, 8)).conditions if c.verdict == "failed"}
        assert failed == {"targets", "budget"}, code
    assert list(templates()) == [
        "lao_dong_gioi", "lao_dong_sang_tao", "xanh_sach_dep", "van_hoa_the_thao", "gioi_viec_nuoc",
        "lien_ket_cong_trinh", "nong_thon_moi", "hoc_tap_va_lam_theo",
    ]  # fmt: skip
    assert Movement.objects.order_by("id").values_list("code", flat=True)[0] == "PT-25-2027-01"
    assert Movement.objects.order_by("-id").values_list("code", flat=True)[0] == "PT-25-2027-08"
    assert all(sum(line["points"] for line in one.scoring) == 100 for one in templates().values())
    assert [target["name"] for target in templates()["lao_dong_gioi"].targets] == [
        "Người lao động đăng ký và đạt Lao động giỏi",
        "Tổ, đội hoàn thành vượt mức kế hoạch",
        "Công trình, sản phẩm thi đua",
    ]
    assert all(one.title_en and one.objective_en for one in templates().values())


def test_a_new_movement_starts_from_what_the_last_one_reached(country: Country) -> None:
    officer = officer_of(country.phu_tho)
    name = "Sáng kiến được công nhận"
    first = actions.create_movement(
        organization=country.phu_tho, template="lao_dong_sang_tao", actor=officer, at=AT, year=2026
    )
    lines = [TargetLine(name, "sáng kiến", Decimal(10), Decimal(20))]
    actions.set_targets(movement_id=first.pk, targets=lines, actor=officer, at=AT)
    actions.launch(movement_id=first.pk, actor=head_of(country.phu_tho), at=AT, override_note="Công văn 12")
    report(register(first, country.lam_thao, 15), 14)
    report(register(first, country.may, 5), 4)
    second = actions.create_movement(
        organization=country.phu_tho, template="lao_dong_sang_tao", actor=officer, at=LATER, year=2027
    )
    assert second.targets.get(name=name).baseline == Decimal("18.00")


def test_launching_to_a_whole_province_writes_one_row(country: Country) -> None:
    row = make_draft(country.phu_tho)
    before = (Movement.objects.count(), Registration.objects.count())
    launched = actions.launch(movement_id=row.pk, actor=head_of(country.phu_tho), at=AT)
    assert launched.state == "live"
    assert (Movement.objects.count(), Registration.objects.count()) == before == (1, 0)
    assert queries.addressed_count(launched, date(2026, 12, 8)) == 3
    (data,) = events("movement.launched")
    assert (data["title"], data["unit"]) == ("“Mỗi tổ sản xuất một sáng kiến” 2027", "LĐLĐ tỉnh Phú Thọ")


def test_launching_is_refused_with_reasons_and_changes_nothing(country: Country) -> None:
    row = make_draft(country.phu_tho, scoring=[], theme="")
    with pytest.raises(Refused, match="2 điều kiện chưa đạt") as error:
        actions.launch(movement_id=row.pk, actor=head_of(country.phu_tho), at=AT)
    assert error.value.details == [
        "Chủ đề dễ nhớ: Chưa có chủ đề. Đặt một câu ngắn, dễ nhớ.",
        "Cách chấm và mức khen khi tổng kết: Chưa có bảng điểm. Cơ sở cần biết trước cách chấm khi đăng ký.",
    ]
    row.refresh_from_db()
    assert (row.state, row.launched_at, events("movement.launched")) == ("draft", None, [])


def test_a_written_order_of_the_head_opens_the_gate_and_is_kept(country: Country) -> None:
    row = make_draft(country.phu_tho, scoring=[])
    head = head_of(country.phu_tho)
    actions.launch(
        movement_id=row.pk, actor=head, at=AT, override_note="Công văn 58: chấm theo bảng của TLĐ."
    )
    row.refresh_from_db()
    assert (row.state, row.override_note, row.override_by) == (
        "live", "Công văn 58: chấm theo bảng của TLĐ.", "Đàm Vĩnh Khoa",
    )  # fmt: skip
    assert events("movement.launched")[0]["not_met"] == ["scoring"]


WHO = {
    "head": (Role.HEAD, "phu_tho"),
    "officer": (Role.OFFICER, "phu_tho"),
    "inspector": (Role.INSPECTOR, "phu_tho"),
    "head above": (Role.HEAD, "tld"),
    "neighbour": (Role.HEAD, "bac_ninh"),
}
MAY = {
    ("draft", "launch", "head"),
    ("live", "finish", "head"),
    ("live", "finish", "officer"),
    ("live", "stop", "head"),
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("state", MovementState.values)
def test_every_act_in_every_state(country: Country, state: str, who: str) -> None:
    role, unit = WHO[who]
    actor = make_actor(role, getattr(country, unit))
    row = Movement(organization=country.phu_tho, state=state)
    allowed = {(state, act.value, who) for act in MovementAct if verdict(act, row, actor)}
    assert allowed == {line for line in MAY if line[0] == state and line[2] == who}
    assert set(STEPS) == set(MovementAct)


@pytest.mark.parametrize("unit", ["bac_ninh", "lam_thao", "tld"])
def test_others_neither_write_nor_launch(country: Country, unit: str) -> None:
    row = make_draft(country.phu_tho)
    head = head_of(getattr(country, unit))
    for act in (
        lambda: actions.update_movement(movement_id=row.pk, fields={"title": "Khác"}, actor=head, at=AT),
        lambda: actions.set_targets(movement_id=row.pk, targets=[], actor=head, at=AT),
        lambda: actions.launch(movement_id=row.pk, actor=head, at=AT),
        lambda: actions.discard_movement(movement_id=row.pk, actor=head, at=AT),
    ):
        with pytest.raises(Refused):
            act()
    row.refresh_from_db()
    assert (row.title, row.state, row.targets.count()) == ("“Mỗi tổ sản xuất một sáng kiến” 2027", "draft", 2)


def test_a_launched_movement_is_no_longer_edited(country: Country) -> None:
    row = make_live(country.phu_tho)
    with pytest.raises(Refused, match="đã phát động"):
        actions.update_movement(
            movement_id=row.pk, fields={"title": "Khác"}, actor=officer_of(country.phu_tho), at=AT
        )
    row.refresh_from_db()
    assert row.title == "“Mỗi tổ sản xuất một sáng kiến” 2027"


def test_who_sees_what(country: Country) -> None:
    draft, live = make_draft(country.phu_tho), make_live(country.phu_tho)
    top = make_live(country.tld, override_note="Kế hoạch 58/KH-TLĐ")

    def seen(unit: str) -> set[int]:
        actor = make_actor(Role.OFFICER, getattr(country, unit))
        return set(queries.visible(actor, date(2026, 12, 8)).values_list("pk", flat=True))

    assert seen("phu_tho") == {draft.pk, live.pk, top.pk}
    assert seen("may") == {live.pk, top.pk}
    assert seen("tld") == {live.pk, top.pk}
    assert seen("bac_ninh") == {top.pk}
    with pytest.raises(Movement.DoesNotExist):
        queries.get_movement(officer_of(country.bac_ninh), live.pk)
    found = queries.find_movements(officer_of(country.may), "sang kien to", 5)
    assert {row.pk for row in found} == {live.pk, top.pk}


def test_registering_and_the_inbox(country: Country) -> None:
    row, officer = make_live(country.phu_tho), officer_of(country.lam_thao)
    on = date(2026, 12, 8)
    (waiting,) = queries.awaiting_registration(officer, on)
    assert (waiting.movement_id, waiting.unit_name, waiting.due_on) == (
        row.pk, "CĐ Công ty CP Supe Lâm Thao", date(2027, 1, 31),
    )  # fmt: skip
    made = register(row, country.lam_thao, 40, 60, actor=officer, titles=["TTLDXS"])
    again = register(row, country.lam_thao, 45, actor=officer)
    assert (again.pk, Registration.objects.count()) == (made.pk, 1)
    assert sorted(made.pledges.values_list("goal", flat=True)) == [Decimal(45), Decimal(60)]
    assert queries.awaiting_registration(officer, on) == []
    assert [row.pk for row in queries.live_for(country.lam_thao.pk, on)] == [row.pk]
    assert queries.live_for(country.bac_ninh_cs.pk, on) == []
    actions.withdraw(registration_id=made.pk, actor=officer, at=AT)
    assert len(queries.awaiting_registration(officer, on)) == 1


def test_registration_is_refused_outside_below_late_or_with_nonsense(country: Country) -> None:
    row = make_live(country.phu_tho)
    with pytest.raises(Refused, match="không dành cho đơn vị này"):
        register(row, country.bac_ninh_cs)
    with pytest.raises(Refused, match="không dành cho đơn vị này"):
        register(row, country.zone)
    with pytest.raises(Refused, match="của chính đơn vị"):
        register(row, country.lam_thao, actor=officer_of(country.giay))
    with pytest.raises(Refused, match="đã qua"):
        register(row, country.lam_thao, at=datetime(2027, 2, 1, 8, tzinfo=VIETNAM))
    with pytest.raises(Refused, match="từ 0 đến 100"):
        register(row, country.lam_thao, 40, 101)
    with pytest.raises(Refused, match="không thuộc đơn vị"):
        register(row, country.lam_thao, subject_id=make_person("Phạm Thu Hà", country.giay).pk)
    assert Registration.objects.count() == 0


def test_progress_adds_up_and_the_newest_report_counts(country: Country) -> None:
    row = make_live(country.phu_tho)
    lam_thao, may = register(row, country.lam_thao, 40, 60), register(row, country.may, 20, 40)
    person = make_person("Nguyễn Văn Thịnh", country.may)
    own = register(row, country.may, 3, subject_id=person.pk)
    report(own, 2)
    report(lam_thao, 30, 50, on=date(2027, 3, 1))
    report(lam_thao, 10, 10, on=date(2027, 2, 1))
    report(may, 8, 41, on=date(2027, 2, 15))
    ideas, teams = queries.progress_of(row)
    assert (ideas.pledged, ideas.reached, ideas.units, ideas.reported) == (60, 38, 2, 2)
    assert (teams.pledged, teams.reached) == (Decimal("50.00"), Decimal("45.50"))
    assert ideas.share == 0.0095
    (only_zone, _teams) = queries.progress_of(row, on=date(2027, 3, 2), branch_id=country.zone.pk)
    assert (only_zone.reached, only_zone.units) == (8, 1)
    assert Progress.objects.count() == 7
    lam_thao.refresh_from_db()
    assert lam_thao.active_on == date(2027, 3, 1)


def test_silent_units_branches_and_vitality(country: Country) -> None:
    row = make_live(country.phu_tho)
    report(register(row, country.lam_thao, 40, 60), 30, on=date(2027, 5, 1))
    register(row, country.may, 20)
    on = date(2027, 6, 1)
    alive = queries.vitality([row], on)[row.pk]
    assert (alive.addressed, alive.joined, alive.active) == (3, 2, 1)
    assert round(alive.index, 3) == 0.333
    branches = {b.unit_id: (b.addressed, b.joined, b.active) for b in queries.who_has_joined(row, on)}
    assert branches == {
        country.zone.pk: (1, 1, 0),
        country.lam_thao.pk: (1, 1, 1),
        country.giay.pk: (1, 0, 0),
    }
    assert [(s.unit_id, s.active_on) for s in queries.silent_units(row, on)] == [
        (country.may.pk, date(2026, 12, 8)), (country.giay.pk, None),
    ]  # fmt: skip
    assert [s.unit_id for s in queries.silent_units(row, on, days=30, branch_id=country.zone.pk)] == [
        country.may.pk
    ]
    assert len(queries.silent_units(row, on, days=30)) == 3


def test_reports_are_refused_to_others_and_as_a_whole(country: Country) -> None:
    row = make_live(country.phu_tho)
    made, other = register(row, country.lam_thao, 40), register(row, country.may, 20)
    target = row.targets.all()[0]
    with pytest.raises(Refused, match="Chỉ đơn vị đã đăng ký"):
        report(made, 10, actor=officer_of(country.giay))
    rows = [ProgressRow(made.pk, target.pk, Decimal(10)), ProgressRow(other.pk, target.pk, Decimal(-1))]
    with pytest.raises(Refused, match="không hợp lý"):
        actions.report_many(
            movement_id=row.pk, rows=rows, on=date(2026, 12, 8), actor=officer_of(country.phu_tho), at=AT
        )
    assert Progress.objects.count() == 0
    rows[1] = ProgressRow(other.pk, target.pk, Decimal(7))
    actions.report_many(
        movement_id=row.pk, rows=rows, on=date(2026, 12, 8), actor=officer_of(country.phu_tho), at=AT
    )
    assert queries.progress_of(row)[0].reached == 17


def test_a_unit_starts_from_its_own_last_result_or_its_part_of_the_baseline(country: Country) -> None:
    first = make_live(country.phu_tho)
    report(register(first, country.lam_thao, 40, 60), 30)
    second = make_live(country.phu_tho, override_note="Tiếp nối phong trào cũ")
    ideas, teams = second.targets.all()
    on = date(2027, 1, 2)
    assert queries.starting_numbers(second, country.lam_thao.pk, on) == {ideas.pk: 30, teams.pk: 38}
    assert queries.starting_numbers(second, country.may.pk, on) == {ideas.pk: 1137, teams.pk: 38}


def test_a_final_review_ranks_closes_and_says_why(country: Country) -> None:
    row = make_live(country.phu_tho)
    units = [register(row, unit, 10) for unit in (country.lam_thao, country.may, country.giay)]
    points = [(50, 30), (60, 40), (50, 30)]
    scores = [
        Score(
            unit.pk, {"Số sáng kiến": Decimal(a), "Giá trị làm lợi": Decimal(b)}, "BK_LDLD" if a == 60 else ""
        )
        for unit, (a, b) in zip(units, points, strict=True)
    ]
    facts = {
        "movement_id": row.pk, "kind": ReviewKind.FINAL, "outcome": ReviewOutcome.KEEP, "held_on": date(2026, 12, 8),
        "actor": officer_of(country.phu_tho), "at": AT, "scores": scores,
    }  # fmt: skip
    with pytest.raises(Refused, match="Ghi nhận xét"):
        actions.record_review(findings=" ", **facts)  # type: ignore[arg-type]  # facts are checked when called
    assert (Review.objects.count(), Ranking.objects.count()) == (0, 0)
    review = actions.record_review(findings="Đạt chỉ tiêu, giữ cho năm sau.", **facts)  # type: ignore[arg-type]  # as above
    assert list(queries.rankings_of(review.pk).values_list("rank", "total")) == [(1, 100), (2, 80), (2, 80)]
    row.refresh_from_db()
    assert row.state == "reviewed"
    assert events("movement.finished")[0]["ranked"] == 3


def test_points_beyond_the_table_and_unannounced_awards_are_refused(country: Country) -> None:
    row = make_live(country.phu_tho)
    unit = register(row, country.lam_thao, 10)
    for score, words in (
        (Score(unit.pk, {"Số sáng kiến": Decimal(61)}), "chỉ từ 0 đến 60"),
        (Score(unit.pk, {"Khác": Decimal(1)}), "chỉ từ 0 đến 0"),
        (Score(unit.pk, {}, "HCLD1"), "không công bố hình thức khen HCLD1"),
    ):
        with pytest.raises(Refused, match=words):
            actions.record_review(
                movement_id=row.pk, kind=ReviewKind.FINAL, outcome=ReviewOutcome.KEEP, findings="Giữ",
                held_on=date(2026, 12, 8), actor=officer_of(country.phu_tho), at=AT, scores=[score],
            )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, Review.objects.count()) == ("live", 0)


@pytest.mark.parametrize(
    ("outcome", "role", "state"),
    [(ReviewOutcome.STOP, Role.HEAD, "stopped"), (ReviewOutcome.ADJUST, Role.OFFICER, "live")],
)
def test_an_interim_review_may_stop_or_go_on(
    country: Country, outcome: ReviewOutcome, role: Role, state: str
) -> None:
    row = make_live(country.phu_tho)
    actions.record_review(
        movement_id=row.pk, kind=ReviewKind.INTERIM, outcome=outcome, findings="Ít nơi tham gia",
        held_on=date(2026, 12, 8), actor=make_actor(role, country.phu_tho), at=AT,
    )  # fmt: skip
    row.refresh_from_db()
    assert row.state == state


def test_only_the_head_stops_and_with_a_reason(country: Country) -> None:
    row = make_live(country.phu_tho)
    with pytest.raises(Refused, match="Chỉ người đứng đầu"):
        actions.stop(movement_id=row.pk, reason="Trùng", actor=officer_of(country.phu_tho), at=AT)
    with pytest.raises(Refused, match="Ghi lý do dừng"):
        actions.stop(movement_id=row.pk, reason=" ", actor=head_of(country.phu_tho), at=AT)
    row.refresh_from_db()
    assert row.state == "live"


@pytest.mark.django_db(transaction=True)
def test_two_registrations_at_once_make_one_row() -> None:
    country = make_country()
    row, officer = make_live(country.phu_tho), officer_of(country.lam_thao)
    start, faults = threading.Barrier(2), []

    def join(goal: int) -> None:
        close_old_connections()
        start.wait(timeout=60)
        try:
            register(row, country.lam_thao, goal, actor=officer)
        except Exception as fault:  # whatever happens must reach the test
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=(goal,)) for goal in (10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert Registration.objects.count() == 1
    assert Registration.objects.get().pledges.count() == 1
