"""Periodic reports: last year's, closed; this year's annual review, half come in; the province's own quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from thidua.domain.access import Actor
from thidua.domain.organizations.models import Organization
from thidua.domain.register import actions as register
from thidua.domain.register.models import Entry
from thidua.domain.register.values import Paper
from thidua.domain.reports import actions
from thidua.domain.reports.actions.authoring import FieldDraft, SectionDraft
from thidua.domain.reports.models import Assignment, Definition, Report
from thidua.domain.reports.queries.expected import children_of, place_of
from thidua.domain.reports.queries.reading import sheet_of
from thidua.domain.reports.states import Cadence, SectionKind
from thidua.domain.reports.values import CellEdit
from thidua.operations.demo.living.stage import FERTILIZER, PAPER_MILL, PROVINCE, ZONE, Stage, day, on

SYSTEM = Actor.system("Văn phòng Tổng Liên đoàn")
KINDS = (
    "PROV_FED",
    "NAT_INDUSTRY",
    "CORP_UNION",
    "ZONE_UNION",
    "COMMUNE_UNION",
    "CORP_UNION_2",
    "CDCS",
    "NGHIEP_DOAN",
)
SENDING, LAST_SENDING = 36, 10
"""How many grassroots unions of the showcase province sent this year's review, and last year's."""
FIELDS = (
    FieldDraft("Lượt khen thưởng", "awards", "Khen thưởng", explain_percent=40),
    FieldDraft(
        "Người trực tiếp lao động được khen", "awards_direct", "Khen thưởng", part_of="Lượt khen thưởng"
    ),
    FieldDraft("Lao động nữ được khen", "awards_women", "Khen thưởng", part_of="Lượt khen thưởng"),
    FieldDraft("Bằng khen cấp tỉnh, ngành", "awards_province", "Khen thưởng"),
    FieldDraft("Bằng khen Tổng Liên đoàn", "awards_union", "Khen thưởng"),
    FieldDraft("Bằng Lao động sáng tạo", "awards_creative", "Khen thưởng"),
    FieldDraft("Giấy khen", "awards_letters", "Khen thưởng"),
    FieldDraft("Đơn vị tham gia phong trào", "units_joined", "Phong trào"),
    FieldDraft("Hội nghị tuyên truyền", group="Phong trào", measure="hội nghị", explain_percent=60),
    FieldDraft("Sáng kiến được công nhận", group="Phong trào", measure="sáng kiến", explain_percent=60),
    FieldDraft(
        "Tỷ lệ đoàn viên đăng ký thi đua",
        group="Phong trào",
        measure="%",
        roll_up="average",
        most=Decimal(100),
    ),
    FieldDraft("Đoàn viên", group="Tổ chức", measure="người", explain_percent=20),
    FieldDraft("Đoàn viên nữ", group="Tổ chức", measure="người", part_of="Đoàn viên"),
)
SECTIONS = (
    SectionDraft("Kết quả các phong trào thi đua", "Việc làm được, con số, địa chỉ cụ thể.", least_words=15),
    SectionDraft(
        "Công tác khen thưởng", "Khen ai, vì việc gì; tỷ lệ người trực tiếp lao động.", least_words=10
    ),
    SectionDraft(
        "Tình hình thực hiện Chỉ thị 34-CT/TW",
        "Việc đã làm, kết quả, hạn chế, nguyên nhân; biện pháp bổ sung để thực hiện tốt hơn.",
        kind=SectionKind.DIRECTIVE,
    ),
    SectionDraft("Khó khăn, kiến nghị", is_mandatory=False),
)
MOVEMENT_WORDS = (
    "Phong trào Lao động giỏi, Lao động sáng tạo được duy trì ở các tổ sản xuất; mỗi quý họp bình xét một lần, "
    "kết quả niêm yết tại bảng tin của công đoàn.",
    "Ban Chấp hành phát động hai đợt cao điểm, mỗi đợt sáu tuần; các tổ đăng ký chỉ tiêu bằng số và báo cáo hằng "
    "tuần.",
    "Phong trào Xanh, Sạch, Đẹp gắn với an toàn lao động: không để xảy ra tai nạn nặng, các phân xưởng tự chấm "
    "điểm mỗi tháng.",
)
AWARD_WORDS = (
    "Khen thưởng hướng vào người trực tiếp lao động; danh sách được lấy ý kiến từ tổ trước khi Ban Chấp hành xét.",
    "Đơn vị khen kịp thời các gương đột xuất trong ngày; hồ sơ đề nghị cấp trên gửi đúng hạn cả hai đợt.",
)
DIRECTIVE_WORDS = (
    "Đơn vị đã quán triệt Chỉ thị đến cán bộ công đoàn và tổ trưởng; kế hoạch hằng năm nêu rõ người chịu trách nhiệm. "
    "Khen thưởng đã chuyển dần về người trực tiếp lao động. Hạn chế là việc nhân điển hình còn chậm, do thiếu cán bộ "
    "chuyên trách; năm tới sẽ cử người theo dõi từng điển hình và sơ kết mỗi quý.",
    "Việc thực hiện Chỉ thị được đưa vào chương trình công tác của Ban Chấp hành. Các phong trào có mục tiêu và chỉ "
    "tiêu cụ thể, gắn nhiệm vụ sản xuất. Còn hạn chế ở khâu kiểm tra, đôn đốc giữa kỳ. Biện pháp bổ sung là mỗi "
    "tháng kiểm tra "
    "một tổ và công khai kết quả tại xưởng.",
)
EXPLAINED = "Nhận thêm đơn vị sau hợp nhất; danh sách có trong sổ."
RETURN_WORDS = "Số đoàn viên nữ lệch với danh sách tháng 11; kiểm tra lại rồi gửi."


def run_reports(stage: Stage) -> None:
    """Ask the whole country for last year's and this year's review, and the province for its quarter."""
    definition = _definition(stage)
    last = _assign(stage, definition, 2025, due_on=LAST_DUE, at=on(10, 28), more=" (nhập lại từ bản giấy)")
    _last_year(stage, last)
    this = _assign(stage, definition, 2026, due_on=THIS_DUE, at=on(11, 3, 8, 30))
    _this_year(stage, this)
    _other_provinces(stage, this)
    _quarter(stage)


def _definition(stage: Stage) -> Definition:
    officer = stage.cast("tld.thuongtruc")
    at = on(10, 26)
    row = actions.create_definition(
        organization=stage.unit("TLD"),
        title="Báo cáo tổng kết công tác thi đua, khen thưởng",
        cadence=Cadence.YEAR,
        purpose="Kế hoạch 58/KH-TLĐ, mục III: báo cáo hằng năm, có đánh giá việc thực hiện Chỉ thị 34-CT/TW.",
        actor=officer,
        at=at,
    )
    actions.set_fields(definition_id=row.pk, fields=FIELDS, actor=officer, at=at)
    actions.set_sections(definition_id=row.pk, sections=SECTIONS, actor=officer, at=at)
    return actions.publish_definition(definition_id=row.pk, actor=officer, at=at + timedelta(hours=1))


LAST_DUE = {"grassroots": day(11, 25), "upper": day(11, 27), "province": day(11, 30), "national": day(12, 2)}
THIS_DUE = {"grassroots": day(12, 4), "upper": day(12, 9), "province": day(12, 15), "national": day(12, 25)}


def _assign(
    stage: Stage,
    definition: Definition,
    year: int,
    *,
    due_on: Mapping[str, date],
    at: datetime,
    more: str = "",
) -> Assignment:
    return actions.assign(
        definition_id=definition.pk,
        organization=stage.unit("TLD"),
        title=f"Báo cáo tổng kết công tác thi đua, khen thưởng năm {year}{more}",
        first=date(year, 1, 1),
        last=date(year, 12, 31),
        as_of=date(year, 11, 30),
        due_on=due_on,
        kinds=KINDS,
        actor=stage.cast("tld.thuongtruc"),
        at=at,
    )


def _numbers(stage: Stage, *, scale: float = 1.0) -> dict[str, str]:
    members = max(12, round(stage.rng.randint(60, 1900) * scale))
    return {
        "hoi_nghi_tuyen_truyen": str(stage.rng.randint(1, 9)),
        "doan_vien": str(members),
        "doan_vien_nu": str(round(members * stage.rng.uniform(0.3, 0.7))),
        "sang_kien_duoc_cong_nhan": str(stage.rng.randint(0, 24)),
        "ty_le_doan_vien_dang_ky_thi_dua": str(stage.rng.randint(55, 98)),
    }


def _write(
    stage: Stage, row: Assignment, unit: Organization, *, actor: Actor, at: datetime, numbers: dict[str, str]
) -> None:
    words = {
        "ket_qua_cac_phong_trao_thi_dua": stage.rng.choice(MOVEMENT_WORDS),
        "cong_tac_khen_thuong": stage.rng.choice(AWARD_WORDS),
        "chi_thi_34": stage.rng.choice(DIRECTIVE_WORDS),
    }
    edits = [CellEdit(f"v:{code}", value, 10**6) for code, value in numbers.items()]
    edits += [CellEdit(f"t:{code}", text, 10**6) for code, text in words.items()]
    common = {"assignment_id": row.pk, "unit_id": unit.pk, "actor": actor, "at": at}
    actions.save_cells(edits=edits, **common)  # type: ignore[arg-type]  # by name
    if Report.objects.filter(organization=unit).exclude(assignment=row).exists():
        actions.save_cells(edits=_explained(row, unit, at), **common)  # type: ignore[arg-type]  # by name


def _explained(row: Assignment, unit: Organization, at: datetime) -> list[CellEdit]:
    """A sentence for each figure that moved far from last year."""
    place = place_of(row, unit.pk)
    report = Report.objects.select_related("assignment__definition").get(assignment=row, organization=unit)
    lines = sheet_of(row, place, report, at.date()).lines if place else ()
    return [CellEdit(f"e:{line.code}", EXPLAINED, 10**6) for line in lines if line.must_explain]


def _send(
    stage: Stage, row: Assignment, unit: Organization, *, actor: Actor, at: datetime, note: str = "",
    numbers: dict[str, str] | None = None,
) -> None:  # fmt: skip
    _write(stage, row, unit, actor=actor, at=at, numbers=numbers or _numbers(stage))
    actions.send(
        assignment_id=row.pk, unit_id=unit.pk, actor=actor, at=at + timedelta(minutes=20), missing_note=note
    )


def _approve(row: Assignment, unit: Organization, *, actor: Actor, at: datetime) -> None:
    actions.approve(assignment_id=row.pk, unit_id=unit.pk, actor=actor, at=at)


def _last_year(stage: Stage, row: Assignment) -> None:
    """The year before, typed in again when the records were brought in; afterwards two honours were annulled."""
    for code in _senders(stage)[:LAST_SENDING]:
        _send(stage, row, stage.unit(code), actor=SYSTEM, at=on(11, 24))
        _approve(row, stage.unit(code), actor=SYSTEM, at=on(11, 25))
    rest = "Bản giấy của các đơn vị này không còn sau khi hợp nhất; số khen thưởng lấy từ sổ"
    for code, number in ((PROVINCE, 26), ("24", 27), ("TLD", 30)):
        numbers = _numbers(stage, scale=0.1)
        _send(stage, row, stage.unit(code), actor=SYSTEM, at=on(11, number), note=rest, numbers=numbers)
        _approve(row, stage.unit(code), actor=SYSTEM, at=on(11, number, 16))
    actions.lock(assignment_id=row.pk, actor=stage.cast("tld.thuongtruc"), at=on(12, 1))
    _annul_two(stage)


def _annul_two(stage: Stage) -> None:
    units = [stage.units[code] for code in _senders(stage)[:LAST_SENDING]]
    paper = Paper("1290/QĐ-LĐLĐ", day(12, 3), "Kê khai trùng một sáng kiến đã dùng xét khen")
    found = Entry.objects.filter(
        organization_id__in=units, year=2025, award_code="BK_LDLD", kind="grant", later_entries=None
    )
    for entry in found.order_by("-pk")[:2]:
        register.annul(entry, paper=paper, actor=stage.cast("phutho.chutich"), at=on(12, 3, 15))


def _senders(stage: Stage) -> list[str]:
    """Grassroots unions under the province itself that report on time, the largest first."""
    return stage.senders(PROVINCE, SENDING, least=1, skip=(FERTILIZER, PAPER_MILL))


def _this_year(stage: Stage, row: Assignment) -> None:
    """Most of the showcase province's largest unions sent; some late, two returned, one half written, the rest silent."""
    office, codes = stage.cast("phutho.canbo"), _senders(stage)
    for n, code in enumerate(codes):
        late = n % 9 == 5
        _send(
            stage, row, stage.unit(code), actor=stage.officer(code),
            at=on(12, 6 if late else 1 + n % 4, 8 + n % 8, 7 * n % 60),
        )  # fmt: skip
    for n, code in enumerate(codes[: SENDING - 12]):
        at = on(12, 7, 8 + n % 8, 11 * n % 60)
        if n in {7, 19}:
            actions.return_report(
                assignment_id=row.pk, unit_id=stage.units[code], reason=RETURN_WORDS, actor=office, at=at
            )
        else:
            _approve(row, stage.unit(code), actor=office, at=at)
    _write(
        stage, row, stage.unit(FERTILIZER), actor=stage.cast("supe.canbo"), at=on(12, 8, 8, 40),
        numbers={"doan_vien": "2114", "hoi_nghi_tuyen_truyen": "6"},
    )  # fmt: skip
    _zone(stage, row)
    actions.nudge(assignment_id=row.pk, actor=office, at=on(12, 7, 7, 45), top_id=stage.units[PROVINCE])


def _zone(stage: Stage, row: Assignment) -> None:
    """The zone's unions sent; the zone has approved them and writes its own."""
    unit, officer = stage.unit(ZONE), stage.cast("kcn.canbo")
    for n, child in enumerate(children_of(row, unit.pk, day(12, 7))[:8]):
        below = Organization.objects.get(pk=child.unit_id)
        _send(stage, row, below, actor=stage.officer(below.code), at=on(12, 2 + n % 3, 9, 3 * n))
        _approve(row, below, actor=officer, at=on(12, 7, 10, n))


def _other_provinces(stage: Stage, row: Assignment) -> None:
    """Provinces that are quicker: their own reports are in, most approved by the standing office."""
    standing = stage.cast("tld.thuongtruc")
    provinces = children_of(row, stage.units["TLD"], day(12, 8))
    quick = [child for child in provinces if child.kind == "PROV_FED" and child.name != "LĐLĐ tỉnh Phú Thọ"][
        :21
    ]
    for n, child in enumerate(quick):
        unit = Organization.objects.get(pk=child.unit_id)
        _send(
            stage, row, unit, actor=SYSTEM, at=on(12, 5 + n % 3, 9, 2 * n), numbers=_numbers(stage, scale=3),
            note="Cơ sở nộp bản giấy, tỉnh nhập số tổng hợp trong tháng 12.",
        )  # fmt: skip
        if n % 5 != 4:
            _approve(row, unit, actor=standing, at=on(12, 8, 8, n))


def _quarter(stage: Stage) -> None:
    """The province's own quarterly report: asked in January, on the way for the fourth quarter."""
    officer, at = stage.cast("phutho.canbo"), on(9, 14)
    row = actions.create_definition(
        organization=stage.unit(PROVINCE), title="Báo cáo quý về phong trào thi đua", cadence=Cadence.QUARTER,
        actor=officer, at=at,
    )  # fmt: skip
    fields: Sequence[FieldDraft] = (
        FieldDraft("Lượt khen thưởng", "awards", explain_percent=60),
        FieldDraft("Khen thưởng đột xuất", "awards_adhoc", part_of="Lượt khen thưởng"),
        FieldDraft("Đề nghị khen thưởng đã trình", "nominations_sent"),
        FieldDraft("Hồ sơ bị trả lại", "nominations_returned"),
        FieldDraft("Gương người tốt, việc tốt mới", measure="gương"),
    )
    actions.set_fields(definition_id=row.pk, fields=fields, actor=officer, at=at)
    actions.set_sections(
        definition_id=row.pk,
        sections=[SectionDraft("Việc nổi bật trong quý", least_words=8)],
        actor=officer,
        at=at,
    )
    actions.publish_definition(definition_id=row.pk, actor=officer, at=at)
    actions.assign(
        definition_id=row.pk, organization=stage.unit(PROVINCE), title="Báo cáo quý IV năm 2026",
        first=day(10, 1), last=day(12, 31),
        due_on={"grassroots": day(12, 20), "upper": day(12, 24), "province": day(12, 30)},
        kinds=("ZONE_UNION", "COMMUNE_UNION", "CDCS", "NGHIEP_DOAN"), as_of=day(11, 30), actor=officer,
        at=on(11, 20),
    )  # fmt: skip
