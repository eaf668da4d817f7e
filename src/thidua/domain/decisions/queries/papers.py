"""Decisions and register entries as the documents they are printed as."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import date

from django.utils.functional import cached_property
from django.utils.translation import override

from thidua.core.typesetting.official import Signature
from thidua.domain.decisions.documents.certificate import Certificate
from thidua.domain.decisions.documents.decision import (
    DecisionDocument,
    Honoree,
    HonoreeKind,
    award_articles,
    carried_out,
    counted,
)
from thidua.domain.decisions.honors import Issuer, award_of, form_and_giver, issuer_on, printed_title
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.decisions.queries.decisions import lines_of
from thidua.domain.decisions.states import DecisionKind, RevocationGround
from thidua.domain.organizations.queries import unit_refs
from thidua.domain.people.states import Sex, SubjectKind
from thidua.domain.register.models import Entry
from thidua.domain.register.queries.standing import latest_content

KINDS = {
    SubjectKind.COLLECTIVE: HonoreeKind.COLLECTIVE,
    SubjectKind.HOUSEHOLD: HonoreeKind.HOUSEHOLD,
    SubjectKind.PERSON: HonoreeKind.PERSON,
}
SAMPLES = 10


def honorific(kind: str, sex: str) -> str:
    """ "Ông" or "Bà" for a person whose sex is known."""
    if kind != SubjectKind.PERSON:
        return ""
    return {Sex.MALE: "Ông", Sex.FEMALE: "Bà"}.get(Sex(sex), "") if sex else ""


def joined_post(post: str, unit_name: str) -> str:
    """Post and unit on one line; the unit alone when there is no post."""
    return f"{post}, {unit_name}" if post else unit_name


class DecisionPapers:
    """A decision with what its papers need, each read once: issuer, lines, names of units of its day."""

    def __init__(self, decision: Decision, *, on: date, base_url: str) -> None:
        self.decision = decision
        self.on = decision.issued_on or on
        self.base_url = base_url.rstrip("/")

    @cached_property
    def issuer(self) -> Issuer:
        return issuer_on(self.decision.organization_id, self.on)

    @cached_property
    def lines(self) -> list[DecisionLine]:
        return list(lines_of(self.decision))

    @cached_property
    def signature(self) -> Signature:
        d = self.decision
        lines = [line for line in (d.authority_line, d.signer_post.upper()) if line]
        return Signature(tuple(lines), d.signer)

    @cached_property
    def units(self) -> dict[int, str]:
        ids = {line.nomination.submission.organization_id for line in self.lines if line.nomination}
        return {unit_id: ref.short_name for unit_id, ref in unit_refs(ids, self.on).items()}

    def honoree(self, line: DecisionLine) -> Honoree:
        """One row of the list behind the decision, from the nomination or, once entered, from the register."""
        if line.nomination is None:
            return _of_entry(line)
        row = line.nomination
        unit = self.units.get(row.submission.organization_id, "")
        return Honoree(
            kind=KINDS[SubjectKind(row.subject_kind)],
            name=row.name,
            post=joined_post(row.job, unit),
            achievement=row.achievement,
            honorific=honorific(row.subject_kind, row.sex),
            bonus_vnd=line.bonus_vnd,
        )

    def certificate(self, line: DecisionLine) -> Certificate:
        """What the certificate of a line of a grant says; before the issue without numbers."""
        if line.nomination is None:
            raise ValueError(f"line {line.pk} grants nothing")
        entry, honoree = line.entry, self.honoree(line)
        if entry is not None:
            return certificate_of_entry(entry, base_url=self.base_url, issuer=self.issuer)
        verb, title = printed_title(award_of(line.nomination.award_code))
        return Certificate(
            parent=self.issuer.parent.upper(),
            issuer=self.issuer.name.upper(),
            deciding_body=self.issuer.deciding_body.upper(),
            title=title,
            verb=verb,
            name=honoree.name,
            achievement=honoree.achievement,
            honorific=honoree.honorific,
            post=honoree.post,
            place=self.decision.place,
            signed_on=self.on,
            signature=self.signature,
            decision_number=0,
            decision_symbol=self.decision.symbol,
            decided_on=self.on,
            register_number="…",
            verify_url=f"{self.base_url}/xac-thuc",
        )

    def document(self) -> DecisionDocument:
        """The decision itself, with its list; a draft while it has no number."""
        d = self.decision
        honorees = tuple(self.honoree(line) for line in self.lines)
        articles = self._articles(honorees)
        return DecisionDocument(
            parent=self.issuer.parent.upper(),
            issuer=self.issuer.name.upper(),
            symbol=d.symbol,
            place=d.place,
            subject=d.summary,
            deciding_body=self.issuer.deciding_body.upper(),
            grounds=tuple(d.bases),
            articles=articles,
            signature=self.signature,
            recipients=(f"Như Điều {len(articles)}", "Lưu: VT, TĐKT"),
            remark_title=_REMARK_TITLES[DecisionKind(d.kind)],
            list_title=_LIST_TITLES[DecisionKind(d.kind)],
            honorees=honorees,
            number=d.number,
            issued_on=d.issued_on,
        )

    def _articles(self, honorees: Sequence[Honoree]) -> tuple[str, ...]:
        offices = f"Văn phòng {self.issuer.unit.short_name}"
        if self.decision.kind == DecisionKind.ANNULMENT:
            return _annulment_articles(honorees, offices)
        if self.decision.kind == DecisionKind.CORRECTION:
            return _correction_articles(honorees, offices)
        form, giver = form_and_giver(award_of(self.decision.award_code), self.issuer)
        return award_articles(form=form, giver=giver, honorees=honorees, offices=offices)


_LIST_TITLES = {
    DecisionKind.GRANT: "DANH SÁCH ĐƯỢC KHEN THƯỞNG",
    DecisionKind.ANNULMENT: "DANH SÁCH BỊ HỦY BỎ KHEN THƯỞNG",
    DecisionKind.CORRECTION: "DANH SÁCH ĐƯỢC ĐÍNH CHÍNH",
}
_REMARK_TITLES = {
    DecisionKind.GRANT: "Thành tích",
    DecisionKind.ANNULMENT: "Khen thưởng bị hủy bỏ, lý do",
    DecisionKind.CORRECTION: "Nội dung đính chính, lý do",
}
FIELD_WORDS = {
    "holder_name": "họ tên",
    "birth_year": "năm sinh",
    "sex": "giới tính",
    "post": "chức vụ",
    "unit_name": "tên đơn vị",
    "achievement": "câu thành tích",
    "position_class": "nhóm lao động",
    "person_class": "nhóm đối tượng",
}


@override("vi")
def _of_entry(line: DecisionLine) -> Honoree:
    """A row of an annulment or correction: the entry it speaks of, and what becomes of it."""
    entry = line.refers_to
    if entry is None:
        raise ValueError(f"line {line.pk} speaks of nothing")
    said = RevocationGround(line.ground).label if line.ground else _changes_in_words(line)
    words = f"{said}. {line.reason}" if line.reason else str(said)
    return Honoree(
        kind=KINDS[SubjectKind(entry.holder_kind)],
        name=entry.holder_name,
        post=joined_post(entry.post, entry.unit_name),
        achievement=f"Số vào sổ {entry.register_no}, Quyết định {entry.decision_number}: {words}",
        honorific=honorific(entry.holder_kind, entry.sex),
    )


def _changes_in_words(line: DecisionLine) -> str:
    return "; ".join(
        f"{FIELD_WORDS.get(name, name)} là “{value}”" for name, value in sorted(line.changes.items())
    )


def _annulment_articles(honorees: Sequence[Honoree], offices: str) -> tuple[str, ...]:
    return (
        f"Hủy bỏ kết quả khen thưởng của {counted(honorees)} (có danh sách kèm theo).",
        "Thu hồi bằng, hiện vật khen thưởng và tiền thưởng đã nhận của các trường hợp có tên tại Điều 1.",
        carried_out(offices, honorees),
    )


def _correction_articles(honorees: Sequence[Honoree], offices: str) -> tuple[str, ...]:
    return (
        f"Đính chính thông tin khen thưởng của {counted(honorees)} (có danh sách kèm theo).",
        "Bằng đã cấp được đổi theo thông tin đính chính; các nội dung khác giữ nguyên.",
        carried_out(offices, honorees),
    )


def decision_document(decision: Decision, *, on: date, base_url: str = "") -> DecisionDocument:
    """The decision as it would be printed on a day."""
    return DecisionPapers(decision, on=on, base_url=base_url).document()


def certificate_of(line: DecisionLine, *, on: date, base_url: str) -> Certificate:
    """The certificate of one line."""
    return DecisionPapers(line.decision, on=on, base_url=base_url).certificate(line)


def certificates_of(
    decision: Decision, *, on: date, base_url: str, lines: Sequence[DecisionLine] | None = None
) -> list[Certificate]:
    """The certificates of some lines (of all when none are named), in order."""
    papers = DecisionPapers(decision, on=on, base_url=base_url)
    return [papers.certificate(line) for line in (lines if lines is not None else papers.lines)]


def certificate_of_entry(entry: Entry, *, base_url: str, issuer: Issuer | None = None) -> Certificate:
    """The certificate of a grant in the register as it reads today, corrections included."""
    grant = entry.refers_to or entry
    now = latest_content(grant)
    issuer = issuer or issuer_on(grant.issuer_id, grant.decided_on)
    verb, title = printed_title(award_of(grant.award_code))
    number, symbol = split_number(grant.decision_number)
    return Certificate(
        parent=issuer.parent.upper(),
        issuer=issuer.name.upper(),
        deciding_body=issuer.deciding_body.upper(),
        title=title,
        verb=verb,
        name=now.holder_name,
        achievement=now.achievement,
        honorific=honorific(now.holder_kind, now.sex),
        post=joined_post(now.post, now.unit_name),
        place=issuer.place,
        signed_on=grant.decided_on,
        signature=Signature((issuer.authority_line, _rank(now.signer_post)), now.signer),
        decision_number=number,
        decision_symbol=symbol,
        decided_on=grant.decided_on,
        register_number=grant.register_no,
        verify_url=f"{base_url.rstrip('/')}/xac-thuc/{grant.token}",
    )


def _rank(post: str) -> str:
    """ "CHỦ TỊCH" of "Chủ tịch LĐLĐ tỉnh Phú Thọ": the office without the unit."""
    found = re.match(r"(?:Quyền\s+)?(?:Phó\s+)?Chủ tịch(?: thường trực)?", post, re.IGNORECASE)
    return (found[0] if found else post).upper()


def split_number(text: str) -> tuple[int, str]:
    """(1182, "QĐ-LĐLĐ") of "1182/QĐ-LĐLĐ"."""
    number, _slash, symbol = text.partition("/")
    return (int(number) if number.isdecimal() else 0), symbol


def sample_lines(decision: Decision) -> list[DecisionLine]:
    """Ten lines drawn by lot and the ten longest names, for a look before the signature.

    The lot is drawn by the decision's own number, so that a reloaded page shows the same.
    """
    rows = [line for line in lines_of(decision) if line.nomination]
    drawn = random.Random(decision.pk).sample(rows, min(SAMPLES, len(rows)))  # noqa: S311  # no secret
    longest = sorted(rows, key=lambda line: -len(line.nomination.name))[:SAMPLES]  # type: ignore[union-attr]  # above
    unique = {line.pk: line for line in (*drawn, *longest)}
    return list(unique.values())
