"""A report as an official paper (Decree 30/2020) and as a workbook: figures, charts, narrative, and a line for each
unit below. Made from what was sent, so that the paper says what was reported; official papers are Vietnamese.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import override

from thidua.core.clock import day_of
from thidua.core.sheets import Form, FormChart, HeaderCell
from thidua.core.typesetting.charts import PaperBar, bars_svg
from thidua.core.typesetting.official import (
    DRAFT,
    Annex,
    Block,
    Column,
    OfficialDocument,
    Paragraph,
    Picture,
    Signature,
    Table,
    document_number,
    place_and_day,
)
from thidua.core.vietnamese import format_number
from thidua.domain.accounts.models import RoleGrant
from thidua.domain.decisions.honors import Issuer, issuer_on
from thidua.domain.organizations.states import UnitKind
from thidua.domain.reports.models import Assignment, Report, Snapshot
from thidua.domain.reports.queries.reading import sheet_of
from thidua.domain.reports.snapshots import draft_content
from thidua.domain.reports.states import ReportState
from thidua.domain.reports.values import Place

Data = Mapping[str, Any]
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
SYMBOLS = {UnitKind.CONFEDERATION: "BC-TLĐ", UnitKind.PROVINCIAL_FEDERATION: "BC-LĐLĐ"}
CHARTED, UNITS_CHARTED = 8, 10
LISTED_MISSING = 30
"""How many names of silent units a paper lists; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper is made from: the content of a snapshot (or of a draft), and the reports below it stands on."""

    data: Data
    on: date
    is_draft: bool
    children: tuple[tuple[str, Data], ...]


def paper_of(data: Data, *, on: date, is_draft: bool) -> Paper:
    """Read the reports below in the very versions the content was added up from; one query."""
    used = data["below"]["reports"]
    stood = {
        sha256: Snapshot(content=content).data
        for sha256, content in Snapshot.objects.filter(sha256__in=[row[3] for row in used]).values_list(
            "sha256", "content"
        )
    }
    children = tuple((name, stood[sha256]) for _unit, name, _number, sha256 in used if sha256 in stood)
    return Paper(data, on, is_draft, children)


def current_paper(row: Assignment, place: Place, report: Report | None, *, at: datetime, on: date) -> Paper:
    """What a unit sent, if it still stands; else what is written so far, marked as a draft."""
    sent = report.snapshots.order_by("-number").first() if report else None
    if report is not None and sent is not None and report.state in {ReportState.SENT, ReportState.APPROVED}:
        is_draft = report.state != ReportState.APPROVED
        return paper_of(sent.data, on=day_of(sent.taken_at), is_draft=is_draft)
    content = draft_content(report, sheet_of(row, place, report, on), at)
    return paper_of(content, on=on, is_draft=True)


def official_paper(paper: Paper) -> OfficialDocument:
    """Lay the report out as an official document; a draft is marked across every page."""
    with override("vi"):
        return _official(paper)


def _official(paper: Paper) -> OfficialDocument:
    data = paper.data
    unit_id, _name, kind = data["unit"]
    issuer = issuer_on(unit_id, paper.on)
    office = data["office"][1] if data["office"] else "Thường trực Đoàn Chủ tịch" if not issuer.parent else ""
    annexes = (_annex(paper),) if paper.children else ()
    return OfficialDocument(
        parent=issuer.parent.upper(),
        issuer=issuer.name.upper(),
        number_line=f"Số: {document_number(None, SYMBOLS.get(UnitKind(kind), 'BC-CĐ'))}",
        place_and_day=place_and_day(issuer.place, None if paper.is_draft else paper.on),
        kind="BÁO CÁO",
        subject=data["title"],
        addressees=(office,) if office else (),
        blocks=tuple(_blocks(paper)),
        signatures=(_signature(issuer, unit_id, paper.on),),
        recipients=tuple(line for line in (f"{office} (để báo cáo)" if office else "", "Lưu: VT") if line),
        annexes=annexes,
        draft=DRAFT if paper.is_draft else "",
    )


def _signature(issuer: Issuer, unit_id: int, on: date) -> Signature:
    head = (
        RoleGrant.objects.filter(organization_id=unit_id, role="head", during__contains=on)
        .select_related("user")
        .order_by("pk")
        .first()
    )
    post = head.user.post.split(" ")[:3] if head else []
    rank = "PHÓ CHỦ TỊCH" if post[:1] == ["Phó"] else "CHỦ TỊCH"
    return Signature((issuer.authority_line, rank), head.user.full_name if head else "")


def _blocks(paper: Paper) -> list[Block]:
    """Numbered parts: the figures, how the units below reported, then the narrative."""
    data = paper.data
    parts: list[tuple[str, list[Block]]] = [("SỐ LIỆU", _figures(data))]
    if data["below"]["expected"] or data["below"]["ended"]:
        parts.append(("TÌNH HÌNH GỬI BÁO CÁO CỦA CẤP DƯỚI", _coverage(paper)))
    parts += [(part["title"].upper(), _prose(part["text"])) for part in data["parts"] if part["text"]]
    explained = [line for line in data["lines"] if line["explanation"]]
    if explained:
        parts.append(
            ("GIẢI TRÌNH SỐ LIỆU", [_dash(f"{one['label']}: {one['explanation']}") for one in explained])
        )
    first, last = (date.fromisoformat(str(day)[:10]) for day in data["period"])
    blocks: list[Block] = [
        Paragraph.of(
            f"{data['unit'][1]} báo cáo kỳ từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y} như sau:"
        )
    ]
    for number, (title, inside) in zip(_ROMAN, parts, strict=False):
        blocks += [Paragraph.of(f"{number}. {title}", "heading"), *inside]
    return blocks


def _prose(text: str) -> list[Block]:
    return [Paragraph.of(line.strip()) for line in text.split("\n") if line.strip()]


def _dash(text: str) -> Paragraph:
    return Paragraph.of(f"- {text}")


def _number(text: str | None) -> str:
    return format_number(Decimal(text)) if text not in {None, ""} else "…"


def _figures(data: Data) -> list[Block]:
    columns = (
        Column("Chỉ tiêu", 5), Column("Đơn vị tính", 1.6, "center"), Column("Kỳ này", 1.5, "right"),
        Column("Kỳ trước", 1.5, "right"), Column("Tăng, giảm", 1.4, "right"),
    )  # fmt: skip
    rows: list[tuple[str, ...]] = []
    for group, lines in groupby(data["lines"], key=lambda line: line["group"]):
        rows += [(group,)] if group else []
        rows += [_figure_row(line) for line in lines]
    return [Table(columns, tuple(rows)), *_chart(data)]


def _figure_row(line: Data) -> tuple[str, ...]:
    before, whole = line["before"], line["whole"]
    change = ""
    if before is not None and whole is not None and Decimal(before):
        percent = round((Decimal(whole) - Decimal(before)) * 100 / Decimal(before), 1)
        change = f"{'+' if percent > 0 else ''}{format_number(percent)} %"
    return (
        line["label"],
        line["measure"],
        _number(whole),
        _number(before) if before is not None else "",
        change,
    )


def _chart(data: Data) -> list[Block]:
    """The counted figures of one measure as bars, this period over the last."""
    lines = [line for line in data["lines"] if line["indicator"].startswith("awards") and line["whole"]]
    shown = [line for line in lines if Decimal(line["whole"])][:CHARTED]
    if len(shown) < 2:
        return []
    bars = [
        PaperBar(line["label"], float(line["whole"]), float(line["before"]) if line["before"] else None)
        for line in shown
    ]
    faint = " (vạch nhạt: kỳ trước)" if any(bar.before is not None for bar in bars) else ""
    return [Picture(bars_svg(bars), f"Khen thưởng trong kỳ{faint}")]


def _coverage(paper: Paper) -> list[Block]:
    below = paper.data["below"]
    came = below["expected"] - below["missing_count"]
    text = (
        f"Đã duyệt báo cáo của {came} trên {below['expected']} đơn vị phải báo cáo, "
        f"trong đó {below['late']} báo cáo gửi trễ hạn."
    )
    blocks: list[Block] = [Paragraph.of(text)]
    if below["ended"]:
        blocks.append(
            Paragraph.of(f"{below['ended']} đơn vị kết thúc hoạt động trong kỳ, không còn báo cáo.")
        )
    if below["missing"]:
        names = "; ".join(below["missing"][:LISTED_MISSING])
        rest = below["missing_count"] - min(len(below["missing"]), LISTED_MISSING)
        more = f" và {rest} đơn vị khác" if rest else ""
        blocks.append(
            Paragraph.of(
                f"Chưa có báo cáo: {names}{more}. Lý do: {(below['note'] or 'chưa nêu').rstrip(' .')}."
            )
        )
    return [*blocks, *_children_chart(paper)]


def _children_chart(paper: Paper) -> list[Block]:
    """The units below by the first figure of the report."""
    if len(paper.children) < 2 or not paper.data["lines"]:
        return []
    line = paper.data["lines"][0]
    values = [(name, _whole(child, line["code"])) for name, child in paper.children]
    largest = sorted(((n, v) for n, v in values if v is not None), key=lambda one: -one[1])[:UNITS_CHARTED]
    if len(largest) < 2 or not largest[0][1]:
        return []
    bars = [PaperBar(name, float(value)) for name, value in largest]
    note = f", {len(largest)} đơn vị nhiều nhất" if len(values) > len(largest) else ""
    return [Picture(bars_svg(bars), f"{line['label']} theo đơn vị{note}")]


def _whole(data: Data, code: str) -> Decimal | None:
    found = next((line["whole"] for line in data["lines"] if line["code"] == code), None)
    return Decimal(found) if found is not None else None


def _annex(paper: Paper) -> Annex:
    lines = paper.data["lines"][:6]
    columns = (
        Column("STT", 0.8, "center"), Column("Đơn vị", 4),
        *(Column(line["label"], 1.6, "right") for line in lines),
    )  # fmt: skip
    rows = [
        (str(at), name, *(_number(_text(_whole(child, line["code"]))) for line in lines))
        for at, (name, child) in enumerate(paper.children, 1)
    ]
    caption = f"(Kèm theo {paper.data['title']})"
    return Annex("SỐ LIỆU THEO ĐƠN VỊ", caption, (Table(columns, tuple(rows)),), landscape=True)


def _text(value: Decimal | None) -> str | None:
    return f"{value:f}" if value is not None else None


def workbook_of(paper: Paper) -> list[Form]:
    """The report as sheets: the figures with a chart, the units below with one, and the narrative."""
    with override("vi"):
        forms = [_figures_sheet(paper.data)]
        if paper.children:
            forms.append(_children_sheet(paper))
        return [*forms, _narrative_sheet(paper.data)]


def _titles(data: Data) -> list[str]:
    return [data["title"], data["unit"][1]]


def _heads(*texts: str) -> list[HeaderCell]:
    return [HeaderCell(text, 1, at) for at, text in enumerate(texts, 1)]


def _value(text: str | None) -> Decimal | None:
    return Decimal(text) if text not in {None, ""} else None


def _figures_sheet(data: Data) -> Form:
    rows = [
        [line["group"], line["label"], line["measure"], _value(line["whole"]), _value(line["before"]),
         line["explanation"]]
        for line in data["lines"]
    ]  # fmt: skip
    chart = FormChart("Kỳ này và kỳ trước", 2, (4, 5), (0, min(len(rows), CHARTED) - 1)) if rows else None
    return Form(
        titles=_titles(data),
        header=_heads("Nhóm", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Kỳ trước", "Giải trình"),
        rows=rows,
        widths=[20, 48, 14, 14, 14, 40],
        sheet_name="Số liệu",
        chart=chart,
    )


def _children_sheet(paper: Paper) -> Form:
    lines = paper.data["lines"]
    rows = [[name, *(_whole(child, line["code"]) for line in lines)] for name, child in paper.children]
    total: Sequence[Any] = ["Cộng theo báo cáo này", *(_value(line["whole"]) for line in lines)]
    chart = FormChart(lines[0]["label"], 1, (2,), (0, min(len(rows), 2 * CHARTED) - 1)) if lines else None
    return Form(
        titles=_titles(paper.data),
        header=_heads("Đơn vị", *(line["label"] for line in lines)),
        rows=[*rows, total],
        widths=[44, *[16] * len(lines)],
        bold_rows=frozenset({len(rows)}),
        sheet_name="Theo đơn vị",
        chart=chart,
    )


def _narrative_sheet(data: Data) -> Form:
    below = data["below"]
    rows: list[list[Any]] = [[part["title"], part["text"]] for part in data["parts"]]
    if below["missing"]:
        rows.append(["Đơn vị chưa có báo cáo", "; ".join(below["missing"])])
        rows.append(["Lý do", below["note"]])
    return Form(
        titles=_titles(data),
        header=_heads("Phần", "Nội dung"),
        rows=rows,
        widths=[36, 110],
        sheet_name="Lời báo cáo",
    )
