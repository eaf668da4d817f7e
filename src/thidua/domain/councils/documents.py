"""The minutes of a council: of its meeting and of the count of one vote, as official papers.

Frozen dataclasses in, PDF or DOCX out; no table is read here. Official papers are always in Vietnamese, so their
wording is not translated. The minutes hold sums, never the choice of a member.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from thidua.core.docx.official import official_docx
from thidua.core.typesetting.official import (
    DRAFT,
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
from thidua.core.vietnamese import format_number


class Seat(Enum):
    """How a member took part; the value is the word in the minutes."""

    PRESENT = "có mặt"
    WRITTEN = "gửi phiếu bằng văn bản"
    ABSENT = "vắng mặt"
    UNKNOWN = "chưa điểm danh"


class Basis(Enum):
    """Whom the needed share is counted over; the value is the wording in the minutes."""

    TOTAL = "tổng số thành viên Hội đồng"
    PRESENT = "số thành viên có mặt"
    VALID = "số phiếu hợp lệ"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatedMember:
    """A member of the council and how that member took part; ``reason`` is why someone is absent."""

    name: str
    role: str
    seat: Seat
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The share of yes needed, in percent of ``basis``, as it stood when the vote was opened."""

    percent: Decimal
    basis: Basis

    @property
    def words(self) -> str:
        return f"từ {format_number(self.percent)}% {self.basis.value} trở lên"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A member who took no part in one vote, and why."""

    member: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteResult:
    """What was counted for one candidate: ``needed`` yes out of ``denominator`` carry it."""

    name: str
    unit: str
    yes: int
    no: int
    invalid: int
    denominator: int
    needed: int
    exclusions: tuple[Exclusion, ...] = ()

    @property
    def is_carried(self) -> bool:
        return self.yes >= self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The count of one vote on paper: who counted, how many ballots went out and came back."""

    tellers: tuple[str, ...]
    issued: int
    returned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A point of the agenda; one put to the vote has a threshold, results and a count."""

    title: str
    notes: tuple[str, ...] = ()
    is_secret: bool = True
    threshold: Threshold | None = None
    results: tuple[VoteResult, ...] = ()
    count: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesDocument:
    """What the minutes of a meeting say; times are local. ``ended_at`` is ``None`` while the meeting runs: a draft.

    ``held_in`` is the place where the council met, ``place`` the place name of the heading.
    """

    parent: str
    issuer: str
    council: str
    symbol: str
    subject: str
    place: str
    held_in: str
    started_at: datetime
    chair: str
    secretary: str
    members: tuple[SeatedMember, ...]
    quorum: int
    items: tuple[Item, ...]
    conclusions: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    number: int | None = None
    ended_at: datetime | None = None

    @property
    def voting(self) -> int:
        """How many took part, in the room or in writing."""
        return sum(m.seat in {Seat.PRESENT, Seat.WRITTEN} for m in self.members)

    @property
    def is_called(self) -> bool:
        """Whether the roll has been called for anyone."""
        return any(m.seat is not Seat.UNKNOWN for m in self.members)

    @property
    def is_quorate(self) -> bool:
        return self.voting >= self.quorum


def minutes_pdf(document: MinutesDocument, *, at: datetime) -> bytes:
    """Set the minutes of the meeting as PDF."""
    return official_pdf(minutes_layout(document), at=at)


def minutes_docx(document: MinutesDocument, *, at: datetime) -> bytes:
    """Write the minutes of the meeting as DOCX."""
    return official_docx(minutes_layout(document), at=at)


def count_pdf(document: MinutesDocument, item: Item, *, at: datetime) -> bytes:
    """Set the minutes of the count of ``item`` as PDF."""
    return official_pdf(count_layout(document, item), at=at)


def count_docx(document: MinutesDocument, item: Item, *, at: datetime) -> bytes:
    """Write the minutes of the count of ``item`` as DOCX."""
    return official_docx(count_layout(document, item), at=at)


def minutes_layout(document: MinutesDocument) -> OfficialDocument:
    """Lay the minutes of the meeting out: when, who, each item with its results, how it ended."""
    d = document
    return OfficialDocument(
        parent=d.parent,
        issuer=d.issuer,
        number_line=f"Số: {document_number(d.number, d.symbol)}",
        place_and_day=place_and_day(d.place, d.started_at.date()),
        kind="BIÊN BẢN",
        subject=d.subject,
        blocks=(
            *_opening(d),
            *_attendance(d),
            Paragraph.of("III. NỘI DUNG", "heading"),
            *(block for n, item in enumerate(d.items, 1) for block in _item(n, item)),
            *_conclusions(d.conclusions),
            Paragraph.of(_ending(d)),
        ),
        signatures=(Signature(("THƯ KÝ",), d.secretary), Signature(("CHỦ TRÌ",), d.chair)),
        recipients=d.recipients,
        draft="" if d.ended_at else DRAFT,
    )


def count_layout(document: MinutesDocument, item: Item) -> OfficialDocument:
    """Lay the minutes of one count out; ``ValueError`` if the item was never put to the vote and counted."""
    d, count, threshold = document, item.count, item.threshold
    if count is None or threshold is None:
        raise ValueError(f"no count for {item.title!r}")
    missing = count.issued - count.returned
    return OfficialDocument(
        parent=d.parent,
        issuer=d.issuer,
        number_line="",
        place_and_day=place_and_day(d.place, d.started_at.date()),
        kind="BIÊN BẢN KIỂM PHIẾU",
        subject=item.title,
        blocks=(
            Paragraph.of(
                f"Hôm nay, {day_in_words(d.started_at.date())}, tại {d.held_in}, {d.council} bỏ phiếu."
            ),
            Paragraph.of(f"{', '.join(count.tellers)}.", label="Ban kiểm phiếu:"),
            Paragraph.of(
                f"{_people(len(d.members))}; tham gia bỏ phiếu: {_people(d.voting)}.", label="Thành viên:"
            ),
            Paragraph.of(
                f"phát ra {padded(count.issued)}, thu về {padded(count.returned)}, "
                f"không thu về {padded(missing) if missing else 0}.",
                label="Số phiếu:",
            ),
            Paragraph.of(f"{threshold.words}.", label="Ngưỡng thông qua:"),
            _results(item.results),
            *_exclusions(item.results),
            Paragraph.of("Biên bản được lập và thông qua ngay sau khi kiểm phiếu."),
        ),
        signatures=(
            Signature(("NGƯỜI KIỂM PHIẾU",), count.tellers[-1]),
            Signature(("TM. BAN KIỂM PHIẾU", "TRƯỞNG BAN"), count.tellers[0]),
        ),
        draft="" if d.ended_at else DRAFT,
    )


def _opening(d: MinutesDocument) -> Iterator[Paragraph]:
    yield Paragraph.of("I. THỜI GIAN, ĐỊA ĐIỂM", "heading")
    yield Paragraph.of(f"{_hour(d.started_at)}, {day_in_words(d.started_at.date())}.", label="Bắt đầu:")
    yield Paragraph.of(f"{d.held_in}.", label="Địa điểm:")


def _attendance(d: MinutesDocument) -> Iterator[Paragraph | Table]:
    yield Paragraph.of("II. THÀNH PHẦN", "heading")
    yield Paragraph.of(f"{d.chair}.", label="Chủ trì:")
    yield Paragraph.of(f"{d.secretary}.", label="Thư ký:")
    yield _members(d.members)
    if not d.is_called:
        yield Paragraph.of(
            f"{d.council} có {_people(len(d.members))}, họp được khi có ít nhất {_people(d.quorum)}."
        )
        return
    verdict = "đủ điều kiện họp" if d.is_quorate else "không đủ điều kiện họp"
    yield Paragraph.of(
        f"{d.council} có {_people(len(d.members))}; tham gia {_people(d.voting)}, "
        f"cần ít nhất {_people(d.quorum)}: {verdict}."
    )


def _members(members: Sequence[SeatedMember]) -> Table:
    columns = (
        Column("STT", 0.7, "center"),
        Column("Họ và tên", 2.4),
        Column("Chức trách", 2.6),
        Column("Tham gia", 2.5),
    )
    rows = [
        (str(n), m.name, m.role, f"{m.seat.value} ({m.reason})" if m.reason else m.seat.value)
        for n, m in enumerate(members, 1)
    ]
    return Table(columns, tuple(rows))


def _item(number: int, item: Item) -> Iterator[Paragraph | Table]:
    yield Paragraph.of(f"{number}. {item.title}", "heading")
    for note in item.notes:
        yield Paragraph.of(note)
    if item.threshold is None:
        return
    manner = "bỏ phiếu kín" if item.is_secret else "biểu quyết công khai"
    yield Paragraph.of(f"Hội đồng {manner}. Ngưỡng thông qua: {item.threshold.words}.")
    yield _results(item.results)
    yield from _exclusions(item.results)


def _results(results: Sequence[VoteResult]) -> Table:
    columns = (
        Column("STT", 0.8, "center"),
        Column("Họ và tên / Tập thể, đơn vị", 3.5),
        Column("Đồng ý", 1.1, "center"),
        Column("Không đồng ý", 1.1, "center"),
        Column("Không hợp lệ", 1.1, "center"),
        Column("Cần ít nhất", 1.1, "center"),
        Column("Kết quả", 1.5, "center"),
    )
    return Table(columns, tuple(_result(n, r) for n, r in enumerate(results, 1)))


def _result(number: int, r: VoteResult) -> tuple[str, ...]:
    votes = (f"{r.yes}/{r.denominator}", str(r.no), str(r.invalid), f"{r.needed}/{r.denominator}")
    return (str(number), f"{r.name}, {r.unit}", *votes, "Thông qua" if r.is_carried else "Không thông qua")


def _exclusions(results: Sequence[VoteResult]) -> Iterator[Paragraph]:
    """Say who left the vote on whom."""
    for result in results:
        for each in result.exclusions:
            yield Paragraph.of(
                f"{each.member} không tham gia bỏ phiếu đối với {result.name} ({each.reason})."
            )


def _conclusions(conclusions: Sequence[str]) -> Iterator[Paragraph]:
    if conclusions:
        yield Paragraph.of("IV. KẾT LUẬN", "heading")
    for line in punctuated(conclusions):
        yield Paragraph.of(f"- {line}")


def _ending(d: MinutesDocument) -> str:
    if d.ended_at is None:
        return "Cuộc họp chưa kết thúc."
    return (
        f"Cuộc họp kết thúc vào {_hour(d.ended_at)}, {day_in_words(d.ended_at.date())}. "
        "Biên bản đã được đọc lại và các thành viên dự họp nhất trí thông qua."
    )


def _hour(moment: datetime) -> str:
    return f"{moment.hour:02d} giờ {moment.minute:02d}"


def _people(number: int) -> str:
    return f"{padded(number) if number else 0} người"
