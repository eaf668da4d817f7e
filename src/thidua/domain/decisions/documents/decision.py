"""The decision that confers awards, with the list of those honored, as PDF and DOCX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from thidua.core.docx.official import official_docx
from thidua.core.typesetting.official import (
    DRAFT,
    Annex,
    Column,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    day_in_words,
    document_number,
    official_pdf,
    padded,
    place_and_day,
    punctuated,
)
from thidua.core.vietnamese import format_number, money_words


class HonoreeKind(Enum):
    """Who can be honored, in the order of the list; the value is the heading of its part."""

    COLLECTIVE = "Tập thể"
    HOUSEHOLD = "Hộ gia đình"
    PERSON = "Cá nhân"


@dataclass(frozen=True, slots=True, kw_only=True)
class Honoree:
    """One line of the list; ``bonus_vnd`` is in đồng, ``None`` where no bonus goes with the award."""

    kind: HonoreeKind
    name: str
    post: str
    achievement: str
    honorific: str = ""
    bonus_vnd: int | None = None

    @property
    def full_name(self) -> str:
        return f"{self.honorific} {self.name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDocument:
    """What a decision says. ``number`` and ``issued_on`` are ``None`` until it is issued: then it is a draft.

    ``subject`` is the summary after "Về việc". ``articles`` are texts without "Điều n."; ``award_articles`` writes the
    usual three. ``list_title`` heads the list of ``honorees``, ``remark_title`` its column of words.
    """

    parent: str
    issuer: str
    symbol: str
    place: str
    subject: str
    deciding_body: str
    grounds: tuple[str, ...]
    articles: tuple[str, ...]
    signature: Signature
    recipients: tuple[str, ...]
    list_title: str
    honorees: tuple[Honoree, ...]
    remark_title: str = "Thành tích"
    number: int | None = None
    issued_on: date | None = None

    @property
    def is_issued(self) -> bool:
        return self.number is not None and self.issued_on is not None


def decision_pdf(document: DecisionDocument, *, at: datetime) -> bytes:
    """Set the decision as PDF; one that is not issued carries "BẢN THẢO" across each page."""
    return official_pdf(decision_layout(document), at=at)


def decision_docx(document: DecisionDocument, *, at: datetime) -> bytes:
    """Write the decision as DOCX, with the same content as the PDF."""
    return official_docx(decision_layout(document), at=at)


def award_articles(*, form: str, giver: str, honorees: Sequence[Honoree], offices: str) -> tuple[str, ...]:
    """Write the usual articles: who receives what, the bonus if there is one, who carries it out.

    ``form`` is "Bằng khen", ``giver`` "Ban Thường vụ Liên đoàn Lao động tỉnh Phú Thọ", ``offices`` those who carry
    the decision out.
    """
    reward = f"Tặng {form} của {giver} cho {counted(honorees)} (có danh sách kèm theo)."
    total = _total(honorees)
    money = (
        (
            f"Tiền thưởng kèm theo: {format_number(total)} đồng ({money_words(total)}), chi theo danh sách kèm theo.",
        )
        if total
        else ()
    )
    return (reward, *money, carried_out(offices, honorees))


def carried_out(offices: str, honorees: Sequence[Honoree]) -> str:
    """Write the last article: from when the decision holds, and who carries it out."""
    return f"Quyết định này có hiệu lực kể từ ngày ký. {offices} và {_named(honorees)} chịu trách nhiệm thi hành."


def counted(honorees: Sequence[Honoree]) -> str:
    """Return how many of each kind there are: "02 tập thể và 15 cá nhân"."""
    numbers = [(sum(h.kind is kind for h in honorees), kind.value.lower()) for kind in HonoreeKind]
    return _joined([f"{padded(number)} {words}" for number, words in numbers if number])


def decision_layout(document: DecisionDocument) -> OfficialDocument:
    """Lay the decision out as an official document."""
    d = document
    return OfficialDocument(
        parent=d.parent,
        issuer=d.issuer,
        number_line=f"Số: {document_number(d.number, d.symbol)}",
        place_and_day=place_and_day(d.place, d.issued_on),
        kind="QUYẾT ĐỊNH",
        subject=f"Về việc {d.subject}",
        blocks=(
            Paragraph.of(d.deciding_body, "center"),
            *(Paragraph.of(ground, "ground") for ground in punctuated(d.grounds)),
            Paragraph.of("QUYẾT ĐỊNH:", "center"),
            *(Paragraph.of(text, label=f"Điều {n}.") for n, text in enumerate(d.articles, 1)),
        ),
        signatures=(d.signature,),
        recipients=d.recipients,
        annexes=(_list(d),) if d.honorees else (),
        draft="" if d.is_issued else DRAFT,
    )


def _list(d: DecisionDocument) -> Annex:
    number = document_number(d.number, d.symbol)
    caption = f"(Kèm theo Quyết định số {number} {day_in_words(d.issued_on)})"
    with_bonus = any(h.bonus_vnd for h in d.honorees)
    columns = [
        Column("STT", 0.7, "center"),
        Column("Họ và tên / Tên tập thể", 2.6),
        Column("Chức vụ, đơn vị", 3.2),
        Column(d.remark_title, 4.4),
    ]
    if with_bonus:
        columns.append(Column("Tiền thưởng (đồng)", 1.5, "right"))
    rows = _rows(d.honorees, with_bonus=with_bonus)
    return Annex(d.list_title, caption, (Table(tuple(columns), rows),), landscape=True)


def _rows(honorees: Sequence[Honoree], *, with_bonus: bool) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    parts = [(kind, [h for h in honorees if h.kind is kind]) for kind in HonoreeKind]
    filled = [(kind, part) for kind, part in parts if part]
    for roman, (kind, part) in zip(("I", "II", "III"), filled, strict=False):
        rows.append((f"{roman}. {kind.value} ({padded(len(part))})",))
        rows += [_row(number, h, with_bonus=with_bonus) for number, h in enumerate(part, 1)]
    if with_bonus:
        rows.append((f"Tổng số tiền thưởng: {format_number(_total(honorees))} đồng",))
    return tuple(rows)


def _row(number: int, h: Honoree, *, with_bonus: bool) -> tuple[str, ...]:
    cells = (str(number), h.full_name, h.post, h.achievement)
    if not with_bonus:
        return cells
    return (*cells, format_number(h.bonus_vnd) if h.bonus_vnd is not None else "–")


def _total(honorees: Sequence[Honoree]) -> int:
    return sum(h.bonus_vnd or 0 for h in honorees)


def _named(honorees: Sequence[Honoree]) -> str:
    kinds = [kind.value.lower() for kind in HonoreeKind if any(h.kind is kind for h in honorees)]
    return f"các {_joined(kinds)} có tên tại Điều 1"


def _joined(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} và {parts[-1]}"
