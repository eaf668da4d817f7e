"""Pages of movements: who sees them, what a form reaches, how many queries they take."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.movements import AT, make_draft, make_live, officer_of, register, report
from tests.factories.organizations import Country
from tests.factories.people import make_person
from thidua.domain.access import Role
from thidua.domain.movements import actions
from thidua.domain.movements.models import Movement, Progress, Registration, Review
from thidua.domain.movements.states import ReviewKind, ReviewOutcome
from thidua.domain.movements.values import Score, TargetLine
from thidua.domain.nominations.models import Nomination
from thidua.domain.organizations.models import Organization

pytestmark = pytest.mark.usefixtures("fixed_clock")


def signed_in(role: Role, unit: Organization) -> Client:
    client = Client()
    client.force_login(make_user(f"{role}-{unit.code}@thidua.example", (role, unit), name="Ngô Hà"))
    return client


def page(client: Client, name: str, *args: int, status: int = 200, **asked: str) -> str:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == status, answer.status_code
    assert len(queries) <= 15, [query["sql"][:90] for query in queries]
    return answer.content.decode()


def test_the_gate_shows_each_condition_and_what_is_missing(country: Country) -> None:
    make_live(country.tld)
    vague = TargetLine("Nâng cao chất lượng sáng kiến")
    targets = (TargetLine("Sáng kiến được công nhận", "sáng kiến", Decimal(3412), Decimal(4000)), vague)
    draft = make_draft(country.phu_tho, scoring=[], targets=targets)
    html = page(signed_in(Role.OFFICER, country.phu_tho), "movement", draft.pk)
    for words in (
        "Chưa phát động được: 2 điều kiện chưa đạt.", "1 trên 2 chỉ tiêu chưa đủ.", "thiếu", "3.412",
        "Dùng bảng điểm mẫu, 100 điểm", "So hai phong trào", "Giữ riêng, nêu lý do", "Khi phát động", "Mục II.2a",
        "Mở khi 2 điều kiện đỏ đạt và 1 điều kiện có người quyết.",
    ):  # fmt: skip
        assert words in html, words
    assert "Soạn văn bản" not in html
    assert "Soạn văn bản" in page(signed_in(Role.HEAD, country.phu_tho), "movement", draft.pk)


@pytest.mark.parametrize(
    "part", ["objective", "theme", "targets", "contents", "participants", "scoring", "overlap", "budget"]
)
def test_each_condition_is_mended_in_place(country: Country, part: str) -> None:
    draft = make_draft(country.phu_tho)
    html = page(signed_in(Role.OFFICER, country.phu_tho), "movement", draft.pk, sua=part)
    assert f'action="{reverse("movement_edit", args=[draft.pk, part])}"' in html


def test_targets_typed_the_vietnamese_way_are_saved_and_nonsense_stays_in_the_form(country: Country) -> None:
    draft, client = make_draft(country.phu_tho, targets=()), signed_in(Role.OFFICER, country.phu_tho)
    where = reverse("movement_edit", args=[draft.pk, "targets"])
    typed: dict[str, Any] = {
        "name": ["Sáng kiến", ""], "unit": ["sáng kiến", ""], "baseline": ["3.412", ""], "goal": ["4.000,5", ""],
        "source": ["sổ", ""], "roll_up": ["sum", "sum"],
    }  # fmt: skip
    assert client.post(where, typed).status_code == 302
    assert list(draft.targets.values_list("name", "baseline", "goal")) == [
        ("Sáng kiến", Decimal("3412.00"), Decimal("4000.50"))
    ]
    answer = client.post(where, typed | {"goal": ["nhiều", ""]})
    assert answer.status_code == 422
    assert "không đọc được số “nhiều”" in answer.content.decode()
    assert draft.targets.get().goal == Decimal("4000.50")


def test_the_head_launches_and_the_officer_cannot(country: Country) -> None:
    draft = make_draft(country.phu_tho)
    where = reverse("movement_launch", args=[draft.pk])
    assert signed_in(Role.OFFICER, country.phu_tho).post(where).status_code == 409
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert signed_in(Role.HEAD, country.phu_tho).post(where).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "live"


def test_a_written_order_is_shown_to_everybody(country: Country) -> None:
    draft = make_draft(country.phu_tho, scoring=[])
    head = signed_in(Role.HEAD, country.phu_tho)
    head.post(reverse("movement_launch", args=[draft.pk]), {"override_note": "Công văn 58 ngày 07/12/2026"})
    html = page(signed_in(Role.OFFICER, country.may), "movement", draft.pk)
    assert "Công văn 58 ngày 07/12/2026" in html
    assert "theo văn bản của Ngô Hà" in html


def test_a_neighbour_sees_and_does_nothing(country: Country) -> None:
    draft, live = make_draft(country.phu_tho), make_live(country.phu_tho)
    made = register(live, country.lam_thao, 40)
    client = signed_in(Role.HEAD, country.bac_ninh)
    for name, pk in (
        ("movement", draft.pk), ("movement", live.pk), ("movement_register", live.pk), ("movement_results", live.pk),
        ("movement_report", made.pk), ("movement_review_new", live.pk),
    ):  # fmt: skip
        assert client.get(reverse(name, args=[pk])).status_code == 404, name
    for name, pk in (
        ("movement_launch", draft.pk), ("movement_discard", draft.pk), ("movement_stop", live.pk),
        ("movement_standard_scoring", draft.pk), ("movement_withdraw", made.pk), ("movement_register", live.pk),
    ):  # fmt: skip
        assert client.post(reverse(name, args=[pk]), {"reason": "x"}).status_code == 404, name
    assert client.post(reverse("movement_edit", args=[draft.pk, "theme"]), {"title": "x"}).status_code == 404
    assert sorted(Movement.objects.values_list("state", flat=True)) == ["draft", "live"]
    assert Registration.objects.filter(withdrawn_at=None).count() == 1


def test_a_grassroots_officer_registers_and_reports(country: Country) -> None:
    live, client = make_live(country.phu_tho), signed_in(Role.OFFICER, country.lam_thao)
    ideas, teams = live.targets.all()
    assert "Chờ đơn vị đăng ký" in page(client, "movements")
    html = page(client, "movement_register", live.pk)
    assert 'value="1.137"' in html
    assert 'value="38"' in html
    typed = {f"target_{ideas.pk}": "1.200", f"target_{teams.pk}": "60", "titles": ["TTLDXS"]}
    assert client.post(reverse("movement_register", args=[live.pk]), typed).status_code == 302
    made = Registration.objects.get()
    assert (made.organization_id, made.titles) == (country.lam_thao.pk, ["TTLDXS"])
    page(client, "movement_report", made.pk)
    where = reverse("movement_report", args=[made.pk])
    assert client.post(where, {f"target_{ideas.pk}": "", "on": "2026-12-08"}).status_code == 422
    assert client.post(where, {f"target_{ideas.pk}": "900", "on": "2026-12-08"}).status_code == 302
    assert Progress.objects.get().value == 900
    assert "900" in page(client, "movement", live.pk)


def test_a_person_of_the_unit_is_found_and_registered(country: Country) -> None:
    live, client = make_live(country.phu_tho), signed_in(Role.OFFICER, country.may)
    person = make_person("Nguyễn Văn Thịnh", country.may)
    make_person("Nguyễn Văn Thịnh", country.giay)
    html = page(client, "movement_register", live.pk, tim="thinh")
    assert html.count("?nguoi=") == 1
    client.post(reverse("movement_register", args=[live.pk]), {"subject": str(person.pk)})
    assert Registration.objects.get().subject_id == person.pk


def test_results_of_many_units_are_entered_as_one_grid(country: Country) -> None:
    live = make_live(country.phu_tho)
    first, second = register(live, country.lam_thao, 40), register(live, country.may, 20)
    target, client = live.targets.all()[0], signed_in(Role.OFFICER, country.phu_tho)
    page(client, "movement_results", live.pk)
    where = reverse("movement_results", args=[live.pk])
    typed = {f"r{first.pk}_{target.pk}": "31", f"r{second.pk}_{target.pk}": "-1", "on": "2026-12-08"}
    assert client.post(where, typed).status_code == 422
    assert Progress.objects.count() == 0
    assert client.post(where, typed | {f"r{second.pk}_{target.pk}": ""}).status_code == 302
    assert Progress.objects.get().value == 31


def test_points_are_tried_recorded_and_become_nominations(country: Country) -> None:
    live, client = make_live(country.phu_tho), signed_in(Role.HEAD, country.phu_tho)
    made = register(live, country.lam_thao, 40, 60)
    report(made, 42)
    typed = {
        "kind": "final", "outcome": "keep", "findings": "Đạt.", "held_on": "2026-12-08",
        f"s{made.pk}_0": "55", f"s{made.pk}_1": "30,5", f"award{made.pk}": "BK_LDLD",
    }  # fmt: skip
    where = reverse("movement_review_new", args=[live.pk])
    page(client, "movement_review_new", live.pk)
    tried = client.post(where, typed | {"preview": "1"}).content.decode()
    assert "Xếp hạng thử" in tried
    assert "85,5" in tried
    assert Review.objects.count() == 0
    assert client.post(where, typed).status_code == 302
    review = Review.objects.get()
    html = page(client, "movement_review", review.pk)
    assert "Mở đợt chuyên đề cho phong trào này" in html
    assert client.post(reverse("movement_propose", args=[review.pk]), {"round": ""}).status_code == 302
    assert Nomination.objects.get().award_code == "BK_LDLD"


def test_new_from_a_template_and_compared(country: Country) -> None:
    other, client = make_live(country.phu_tho), signed_in(Role.OFFICER, country.phu_tho)
    assert "Xanh, sạch, đẹp" in page(client, "movement_new")
    answer = client.post(reverse("movement_new"), {"template": "lao_dong_sang_tao", "year": "2027"})
    row = Movement.objects.get(state="draft")
    assert answer.headers["Location"] == reverse("movement", args=[row.pk])
    assert (row.title, row.code) == ("Lao động sáng tạo 2027", "PT-25-2027-01")
    assert "<mark>Sáng kiến được công nhận</mark>" in page(client, "movement_compare", row.pk, other.pk)
    client.post(reverse("movement_discard", args=[row.pk]))
    assert not Movement.objects.filter(pk=row.pk).exists()


def test_lists_take_the_same_queries_with_one_row_and_three(country: Country) -> None:
    client = signed_in(Role.OFFICER, country.phu_tho)

    def cost(name: str, *args: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name, args=args)).status_code == 200
        return len(queries)

    live = make_live(country.phu_tho)
    register(live, country.lam_thao, 10)
    page(client, "movements"), page(client, "movement", live.pk)
    one = (cost("movements"), cost("movement", live.pk), cost("movement_results", live.pk))
    for unit in (country.may, country.giay):
        register(live, unit, 10)
        make_live(country.phu_tho, overlap_note="Tiếp nối")
    assert (cost("movements"), cost("movement", live.pk), cost("movement_results", live.pk)) == one


def test_an_ended_movement_is_listed_apart(country: Country) -> None:
    live, client = make_live(country.phu_tho), signed_in(Role.OFFICER, country.phu_tho)
    actions.record_review(
        movement_id=live.pk, kind=ReviewKind.FINAL, outcome=ReviewOutcome.KEEP, findings="Đạt", scores=list[Score](),
        held_on=date(2026, 12, 8), actor=officer_of(country.phu_tho), at=AT,
    )  # fmt: skip
    assert live.title not in page(client, "movements")
    assert live.title in page(client, "movements", muc="da-xong")
    assert live.title in page(client, "movement", live.pk)
    page(client, "movements", muc="ban-thao")
    page(client, "movements", q="sang kien")
    page(client, "movements", status=404, muc="khac")
