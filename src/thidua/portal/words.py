"""The words of the verification page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.domain.register.queries.verification import Certificate

Fact = tuple[str, str, str]


def thing(certificate: Certificate) -> str:
    """What the sentence of the band is about."""
    return {
        "certificate": _("Bằng khen này"),
        "letter": _("Giấy khen này"),
        "title": _("Danh hiệu này"),
        "flag": _("Cờ thi đua này"),
        "badge": _("Kỷ niệm chương này"),
        "order": _("Huân chương này"),
        "prize": _("Giải thưởng này"),
    }.get(certificate.award.kind, _("Khen thưởng này"))


def title(certificate: Certificate) -> str:
    """The big word: what the paper itself says."""
    award = certificate.award
    if award.kind == "letter":
        return _("Giấy khen")
    if award.is_merit:
        return _("Bằng khen")
    return _("Cờ thi đua") if award.kind == "flag" else award.name


def facts(certificate: Certificate) -> list[Fact]:
    """Label, value, note: only what may be public."""
    c = certificate
    born = _("sinh %(year)s") % {"year": c.birth_year} if c.birth_year else ""
    line = _("dòng %(at)s của danh sách") % {"at": c.decision_line} if c.decision_line else ""
    decided = _("%(number)s, ngày %(day)s") % {"number": c.decision_number, "day": f"{c.decided_on:%d/%m/%Y}"}
    rows = [
        (_("Người được khen"), c.holder_name, born),
        (_("Đơn vị khi đó"), c.unit_name, ""),
        (_("Hình thức"), c.award.name, ""),
        (_("Thành tích"), c.achievement, ""),
        (_("Quyết định"), decided, line),
        (_("Số vào sổ"), c.register_no, ""),
        (_("Người ký"), ", ".join(part for part in (c.signer, c.signer_post) if part), ""),
    ]
    return [row for row in rows if row[1]]


def checked_words(certificate: Certificate) -> list[tuple[str, str]]:
    """What was compared just now: (glyph, sentence). Nothing is claimed that was not looked at."""
    rows = [("done", _("Có trong sổ khen thưởng, chưa bị sửa từ ngày ghi"))]
    if certificate.sealed_at:
        rows.append(
            (
                "done",
                _("Dòng sổ đã được niêm phong ngày %(day)s")
                % {"day": f"{day_of(certificate.sealed_at):%d/%m/%Y}"},
            )
        )
    if certificate.standing.is_annulled:
        rows.append(("failed", _("Có quyết định hủy bỏ hoặc thu hồi")))
    else:
        rows.append(("done", _("Không có quyết định hủy hoặc thu hồi")))
    return rows
