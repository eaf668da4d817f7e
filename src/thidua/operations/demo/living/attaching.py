"""Putting drawn papers behind nominations, as the officer of the unit would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from thidua.core.vietnamese import fold
from thidua.domain.access import Actor
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Nomination
from thidua.operations.demo.living.papers import Sheet, photograph, scanned_pdf
from thidua.operations.demo.living.stage import Stage, on


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet with what it is called in the dossier, its code in the law's list, and how it was taken."""

    sheet: Sheet
    title: str
    code: str = ""
    is_photo: bool = False

    @property
    def file_name(self) -> str:
        words = fold(self.title).replace("/", "-").replace(" ", "-")
        return f"{words}.{'jpg' if self.is_photo else 'pdf'}"

    @property
    def content(self) -> bytes:
        return photograph(self.sheet) if self.is_photo else scanned_pdf(self.sheet)


def attach(
    stage: Stage, row: Nomination, paper: Paper, login: str | Actor, at: datetime | None = None
) -> None:
    """Add the paper to a nomination, by the account or actor named."""
    actions.add_evidence(
        nomination_id=row.pk,
        content=paper.content,
        file_name=paper.file_name,
        title=paper.title,
        paper_code=paper.code,
        content_root=stage.content_root,
        actor=stage.cast(login) if isinstance(login, str) else login,
        at=at or on(11, 27, 15),
    )


def solution_papers(issuer: str, row: Nomination) -> list[Paper]:
    """What each nominee for creative labor must bring: the solution, its recognition, its benefit."""
    papers = []
    for code, title in (
        ("mo_ta_giai_phap", "Bản mô tả giải pháp sáng tạo"),
        ("sang_kien", "Giấy công nhận sáng kiến"),
        ("tinh_lam_loi", "Bảng tính giá trị làm lợi"),
    ):
        lines = [f"Họ và tên: {row.name}", f"{row.achievement}."]
        sheet = Sheet(issuer, f"{row.rank}/XN", title, lines, "Phạm Quang Tuyến")
        papers.append(Paper(sheet, title, code))
    return papers
