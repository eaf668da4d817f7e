"""How the pages of the law say things: texts in the reader's language, and where articles and records are opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.sources import Source
from thidua.domain.catalogue.states import ProvisionKind
from thidua.domain.catalogue.telling import DUE
from thidua.domain.catalogue.values import Citation, Condition, Severity, Text
from thidua.domain.people.states import DisciplineKind, Rating

PLACES = {
    "above": gettext_lazy("trên mức"),
    "absentee_written": gettext_lazy("người vắng mặt gửi ý kiến bằng văn bản"),
    "amount": gettext_lazy("mức tiền (đồng)"),
    "coefficient": gettext_lazy("hệ số"),
    "denominator": gettext_lazy("tính trên"),
    "except_units": gettext_lazy("trừ các đơn vị"),
    "first": gettext_lazy("từ ngày (tháng-ngày)"),
    "form": gettext_lazy("mẫu"),
    "is_local": gettext_lazy("đơn vị tự quy định"),
    "kind": gettext_lazy("loại quy định"),
    "last": gettext_lazy("đến ngày (tháng-ngày)"),
    "limit": gettext_lazy("tối đa"),
    "min_ratio": gettext_lazy("tỷ lệ đồng ý từ"),
    "paper": gettext_lazy("giấy tờ"),
    "quorum_ratio": gettext_lazy("tỷ lệ dự họp từ"),
    "required": gettext_lazy("phải bỏ phiếu"),
    "secret": gettext_lazy("bỏ phiếu kín"),
    "subjects": gettext_lazy("đối tượng"),
    "types": gettext_lazy("loại hình khen"),
    "when": gettext_lazy("khi nào"),
    "working_days": gettext_lazy("số ngày làm việc"),
    "after": gettext_lazy("sau khi có"),
    "at_least": gettext_lazy("từ"),
    "at_least_vnd": gettext_lazy("làm lợi từ (đồng)"),
    "award": gettext_lazy("hình thức"),
    "awards": gettext_lazy("danh hiệu, hình thức"),
    "background": gettext_lazy("quá trình"),
    "authority": gettext_lazy("người quyết định"),
    "base": gettext_lazy("hình thức làm nền"),
    "base_years": gettext_lazy("số năm làm nền"),
    "below": gettext_lazy("dưới mức"),
    "below_days": gettext_lazy("nghỉ dưới (ngày)"),
    "body": gettext_lazy("tổ chức"),
    "classes": gettext_lazy("nhóm chức vụ"),
    "collective_multiplier": gettext_lazy("tập thể được gấp (lần)"),
    "comment_from_months": gettext_lazy("nhận xét của đơn vị cũ từ (tháng)"),
    "copies": gettext_lazy("số bộ"),
    "count": gettext_lazy("số lần"),
    "day_of_month": gettext_lazy("ngày"),
    "days": gettext_lazy("số ngày"),
    "education_at_least": gettext_lazy("trình độ từ"),
    "education_at_most": gettext_lazy("trình độ đến"),
    "excepting": gettext_lazy("trừ"),
    "graded_from_months": gettext_lazy("xếp loại khi làm từ (tháng)"),
    "kinds": gettext_lazy("loại"),
    "launched_by": gettext_lazy("cấp phát động"),
    "level": gettext_lazy("cấp"),
    "levels": gettext_lazy("các cấp"),
    "month": gettext_lazy("tháng"),
    "months": gettext_lazy("số tháng"),
    "name": gettext_lazy("tên"),
    "of": gettext_lazy("trường hợp"),
    "posts": gettext_lazy("chức vụ"),
    "restart_after_discipline": gettext_lazy("tính lại sau kỷ luật"),
    "reduction_unread": gettext_lazy("chưa đọc mức giảm"),
    "review_years": gettext_lazy("thời gian sơ kết, tổng kết (năm)"),
    "share": gettext_lazy("tỷ lệ"),
    "top": gettext_lazy("trong đó xếp loại từ"),
    "top_count": gettext_lazy("số năm xếp loại cao"),
    "unused_for": gettext_lazy("chưa dùng cho"),
    "weights": gettext_lazy("hệ số"),
    "within_years": gettext_lazy("trong số năm"),
    "women_reduction": gettext_lazy("nữ được giảm (năm)"),
    "years": gettext_lazy("số năm"),
}
"""What the places of a rule are called; a place nobody named is shown as the data has it."""

CONFIDENCE = {
    "S": gettext_lazy("đã đọc nguyên văn"),
    "Q": gettext_lazy("theo lời trích của văn bản"),
    "Q-draft": gettext_lazy("theo dự thảo văn bản"),
    "Mh": gettext_lazy("chưa đọc văn bản, khá chắc"),
    "Mm": gettext_lazy("chưa đọc văn bản, chưa chắc"),
    "Ml": gettext_lazy("chưa đọc văn bản, ít chắc"),
}
"""How sure the data is of a rule."""
_BASES = {
    "total": gettext_lazy("tổng số thành viên"),
    "present": gettext_lazy("số có mặt"),
    "valid": gettext_lazy("số phiếu hợp lệ"),
}
_DUE = {"always": gettext_lazy("luôn phải có"), **DUE}
_LIMITS = {
    "per_unit": gettext_lazy("mỗi đơn vị tối đa"),
    "share_of": gettext_lazy("theo tỷ lệ của một danh hiệu"),
    "nationwide": gettext_lazy("cả nước tối đa"),
}
_DEADLINES = {
    "received_by": gettext_lazy("nhận hồ sơ đến ngày"),
    "received_between": gettext_lazy("nhận hồ sơ trong khoảng"),
    "decided_within": gettext_lazy("giải quyết trong"),
    "conferred_on": gettext_lazy("trao vào ngày"),
    "cycle": gettext_lazy("mấy năm một lần"),
}

_PARTS = {"rating": "xep-loai", "initiative": "sang-kien", "discipline": "ky-luat", "service": "cong-tac"}


@dataclass(frozen=True, slots=True)
class Record:
    """A record behind a finding as a page names it, and where it is opened."""

    label: str
    url: str


_ABSENCES = {
    "maternity": gettext_lazy("thai sản"),
    "brave_injury": gettext_lazy("bị thương khi cứu người, cứu tài sản"),
    "training": gettext_lazy("được cử đi học"),
}


def said(text: Text) -> str:
    """The text in the active language."""
    return text.said(get_language())


def standing(condition: Condition) -> str:
    """How far a condition may be trusted and what that lets it do: refuse, or only warn."""
    if condition.severity is Severity.REFUSES:
        return _ground_to_refuse(condition)
    if condition.confidence == "S":
        return _("Đã đọc nguyên văn: chỉ nhắc.")
    return _("Chưa đối chiếu văn bản (%(how)s): chỉ nhắc.") % {
        "how": CONFIDENCE.get(condition.confidence, condition.confidence)
    }


def _ground_to_refuse(condition: Condition) -> str:
    if condition.verified_on:
        return _("Đối chiếu văn bản ngày %(day)s, đủ căn cứ để loại.") % {
            "day": f"{condition.verified_on:%d/%m/%Y}"
        }
    if condition.confidence == "S":
        return _("Đã đọc nguyên văn, đủ căn cứ để loại.")
    if condition.citation.article:
        return _("Theo lời trích có nêu điều khoản, đủ căn cứ để loại.")
    return _("Theo lời trích và trường hợp mẫu, đủ căn cứ để loại.")


def choices_of(kind: str, place: str) -> list[tuple[str, Any]]:
    """The words that may stand in a place of a provision; empty where anything may."""
    if kind == ProvisionKind.AUTHORITY:
        return [(code, said(one.name)) for code, one in library().authorities.items()]
    if kind == ProvisionKind.PAPER and place == "paper":
        known = {paper.code: paper.label for papers in library().papers.values() for paper in papers}
        return [(code, said(label)) for code, label in known.items()]
    words = {
        (ProvisionKind.VOTE, "denominator"): _BASES,
        (ProvisionKind.PAPER, "when"): _DUE,
        (ProvisionKind.QUOTA, "kind"): _LIMITS,
        (ProvisionKind.DEADLINE, "kind"): _DEADLINES,
    }
    return list(words.get((ProvisionKind(kind), place), {}).items())


def words_beside(word: str) -> list[tuple[str, str]]:
    """The words of the one scale that holds a coded word, with their labels; empty when none or several do."""
    found = [labels for labels in library().scale_labels.values() if word in labels]
    return [(code, said(label)) for code, label in found[0].items()] if len(found) == 1 else []


def coded(word: str) -> str:
    """A coded word of a rule by its label, an award by its short name; all else as it stands."""
    law = library()
    labels = {labels[word] for labels in law.scale_labels.values() if word in labels}
    if len(labels) == 1:  # a code may mean two things in two scales
        return said(labels.pop())
    return str(_ABSENCES.get(word) or law.award_names.get(word, word))


def place_words(place: str) -> str:
    """The place of a number or word in a rule: “trường hợp 2: số năm”."""
    steps = place.split(".")
    words: list[str] = []
    for index, step in enumerate(steps):
        if step.isdigit():
            words[-1] = f"{words[-1]} {int(step) + 1}"
        else:
            words.append(str(PLACES.get(step, step)) if index == 0 or steps[0] == "of" else step)
    told = ": ".join(words)
    return told[:1].upper() + told[1:]


def citation_url(citation: Citation) -> str:
    """The page of the text, at the article."""
    if citation.instrument not in library().instruments:
        return ""
    anchor = f"#dieu-{citation.article}" if citation.article else ""
    return reverse("instrument", args=[citation.instrument]) + anchor


def cited(citation: Citation) -> SafeString:
    """The article in words, as a link to the text."""
    address = citation_url(citation)
    return format_html('<a href="{}">{}</a>', address, citation.label) if address else escape(citation.label)


def record_of(source: Source, person_id: int) -> Record:
    """Where a record of a person is opened: honors in the register, all else on the person's page."""
    if source.kind == "award":
        code, _separator, told = source.label.partition("|")
        anchor = f"#so-{source.ref}" if source.ref else ""
        return Record(
            f"{library().award_names.get(code, code)} {told}",
            reverse("register_holder", args=[person_id]) + anchor,
        )
    address = reverse("person", args=[person_id]) + f"#{_PARTS[source.kind]}"
    return Record(_record_words(source), address)


def _record_words(source: Source) -> str:
    if source.kind == "rating":
        label = Rating(source.label).label if source.label in Rating.values else source.label
        return _("Xếp loại %(year)s: %(rating)s") % {"year": source.ref, "rating": label}
    if source.kind == "initiative":
        return _("Sáng kiến %(year)s: %(title)s") % {"year": source.ref, "title": source.label}
    if source.kind == "discipline":
        kind = DisciplineKind(source.label).label if source.label in DisciplineKind.values else source.label
        return _("Kỷ luật: %(kind)s") % {"kind": kind}
    return _("Quá trình công tác: %(post)s") % {"post": coded(source.label) or source.ref}
