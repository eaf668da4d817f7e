"""How one sheet is to be read: where its heading stands, what each column means, what the whole list says once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from thidua.core.sentences import sentence as _
from thidua.core.sheets import HeaderMatch, NoHeader, Sheet, UnreadableWorkbook, Workbook, find_header
from thidua.core.sheets.workbooks import Row
from thidua.core.vietnamese import fold, nfc, repair_legacy
from thidua.domain.catalogue.wordings import ALIASES, award_words
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.imports.columns import COLUMNS, GIVEN_ONCE, LABELS
from thidua.domain.register.imports.contents import fits, guess_columns, holds

_HEADER_ROWS = 45
_SAMPLE_ROWS = 400
_SAMPLES = 60
_FEWEST_COLUMNS = 3
_NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu", "tt.", "stt."})
_DECISION = re.compile(
    r"(?:quyết định|qđ)\s*(?:số)?\s*[:.]?\s*(?P<number>\d+\s*[/-]?\s*[\w/-]*[\w])[\s,]*(?:ngày|ngay)\s+"
    r"(?P<day>\d{1,2}\s*(?:tháng|[/.-])\s*\d{1,2}\s*(?:năm|[/.-])\s*\d{4})",
    re.IGNORECASE,
)
_LEAST_AWARD_LETTERS = 9


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows and columns count from 1; a list without a heading has ``last_row`` 0 or the row before its first.

    ``columns`` gives the column of each key. ``doubtful`` keys were guessed and want to be looked at. ``given`` is
    what the whole list says once (``GIVEN_ONCE``), as typed. ``numbering`` is the column of running numbers, or 0.
    """

    sheet: str
    first_row: int
    last_row: int
    columns: dict[str, int]
    doubtful: tuple[str, ...] = ()
    given: dict[str, str] = field(default_factory=dict)
    numbering: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Layout:
        """The layout that ``as_dict`` described."""
        return cls(**{**kept, "doubtful": tuple(kept["doubtful"])})

    def corrected(self, columns: Mapping[str, int], given: Mapping[str, str]) -> Layout:
        """The same sheet as a person says it is to be read."""
        told = {key: text for key, text in given.items() if key in GIVEN_ONCE and nfc(text)}
        return replace(self, columns=dict(columns), given=told, doubtful=())


def guess_layout(
    workbook: Workbook, *, remembered: Mapping[str, str] | None = None, sheet: str | None = None
) -> Layout:
    """Guess from the wording of the headings, from what was ``remembered`` (folded wording to key), and from the cells.

    The sheet that fits best is taken unless one is named. Raises ``NoHeader`` when no sheet looks like a list, and
    ``UnreadableWorkbook`` for a sheet that is not there.
    """
    found: list[tuple[int, Layout]] = []
    refusal: UnreadableWorkbook | None = None
    for one in _sheets(workbook, sheet):
        try:
            found.append(_layout_of(one, remembered or {}))
        except NoHeader as error:
            refusal = refusal or error
    if not found:
        raise refusal or NoHeader(_("Mọi trang tính đều bị ẩn. Bỏ ẩn trang cần nhập rồi tải lên."))
    return max(found, key=lambda pair: pair[0])[1]


def check_layout(layout: Layout) -> None:
    """Raise ``UnreadableWorkbook`` when the list cannot say who was honoured."""
    if "name" not in layout.columns:
        raise UnreadableWorkbook(
            _("Bảng thiếu cột bắt buộc: %(columns)s.") % {"columns": f"“{LABELS['name']}”"}
        )


def wordings(sheet: Sheet, layout: Layout) -> dict[int, str]:
    """The text over each column, its lines joined; empty for a list without a heading."""
    if not layout.first_row:
        return {}
    rows = sheet.rows(layout.first_row, layout.last_row)
    width = max((len(row) for row in rows), default=0)
    return {
        column + 1: nfc(" ".join(repair_legacy(row[column] or "") for row in rows if column < len(row)))
        for column in range(width)
    }


def samples(sheet: Sheet, layout: Layout, most: int = _SAMPLES) -> dict[int, list[str]]:
    """Some filled cells of every column under the heading."""
    first = layout.last_row + 1
    rows = sheet.rows(first, first + _SAMPLE_ROWS)
    width = sheet.frame.width
    return {
        column + 1: [nfc(repair_legacy(text)) for row in rows if (text := (row[column] or "").strip())][:most]
        for column in range(width)
    }


def header_kind(sheet: Sheet, layout: Layout) -> str:
    """The kind of holder in the words over the column of names: "Tên tập thể" speaks of collectives alone."""
    words = fold(wordings(sheet, layout).get(layout.columns["name"], ""))
    is_both = "ca nhan" in words or "ho" in words.split()
    return SubjectKind.COLLECTIVE if "tap the" in words and not is_both else ""


def _sheets(workbook: Workbook, name: str | None) -> Sequence[Sheet]:
    if name is None:
        return workbook.visible
    try:
        return (workbook.sheet(name),)
    except KeyError as error:
        names = ", ".join(f"“{one.name}”" for one in workbook.sheets)
        raise UnreadableWorkbook(
            _("Tệp không có trang “%(sheet)s”. Các trang có: %(names)s.") % {"sheet": name, "names": names}
        ) from error


def _layout_of(sheet: Sheet, remembered: Mapping[str, str]) -> tuple[int, Layout]:
    """The layout of one sheet, and how well it fits."""
    rows = [
        tuple(repair_legacy(text) if text else text for text in row) for row in sheet.rows(1, _HEADER_ROWS)
    ]
    header = _header(rows, sheet, remembered)
    if header is None:
        return _without_header(sheet, rows)
    columns = _men_and_years(header.columns)
    layout = Layout(sheet.name, header.first_row, header.last_row, columns, header.doubtful)
    layout = _with_memory(sheet, layout, remembered)
    layout = _with_contents(sheet, layout)
    return header.score, _with_titles(layout, rows[: header.first_row - 1])


def _header(rows: Sequence[Row], sheet: Sheet, remembered: Mapping[str, str]) -> HeaderMatch | None:
    try:
        return find_header(rows, COLUMNS, merged=sheet.merged)
    except NoHeader:
        return _remembered_header(rows, remembered)


def _men_and_years(found: Mapping[str, int]) -> dict[str, int]:
    """ "Nam" beside "Nữ" is men, although "Năm" folds to the same word."""
    columns = dict(found)
    women, years = columns.get("female"), columns.get("achievement_year")
    if women and years and "male" not in columns and abs(women - years) == 1:
        columns["male"] = columns.pop("achievement_year")
    return columns


def _remembered_header(
    rows: Sequence[Sequence[str | None]], remembered: Mapping[str, str]
) -> HeaderMatch | None:
    """The row with most wordings that this source used before for something."""
    counted = [
        (sum(fold(text or "") in remembered for text in row), -number)
        for number, row in enumerate(rows, start=1)
    ]
    most, number = max(counted, default=(0, 0))
    if most < _FEWEST_COLUMNS:
        return None
    return HeaderMatch(-number, -number, {}, (), (), (), most * 50)


def _with_memory(sheet: Sheet, layout: Layout, remembered: Mapping[str, str]) -> Layout:
    """What a person said of a wording before goes before every guess."""
    told = {
        remembered[words]: column
        for column, text in wordings(sheet, layout).items()
        if (words := fold(text)) in remembered
    }
    kept = {
        key: column
        for key, column in layout.columns.items()
        if key not in told and column not in told.values()
    }
    columns = {key: column for key, column in (kept | told).items() if key}
    return replace(layout, columns=columns, doubtful=tuple(key for key in layout.doubtful if key in kept))


def _with_contents(sheet: Sheet, layout: Layout) -> Layout:
    """Fill what the wording left open, and drop doubtful columns that hold something else."""
    cells, awards = samples(sheet, layout), award_words()
    kept = {
        key: column
        for key, column in layout.columns.items()
        if key not in layout.doubtful or fits(key, cells.get(column, ()), awards)
    }
    names = wordings(sheet, layout)
    numbering = next((column for column, text in names.items() if fold(text) in _NUMBERING), 0)
    numbering = 0 if numbering in kept.values() else numbering
    taken = {*kept.values(), numbering}
    free = {column: texts for column, texts in cells.items() if column not in taken}
    wanted = [spec.key for spec in COLUMNS if spec.key not in kept and not _is_told(spec.key, kept)]
    guessed = guess_columns(free, awards, wanted=wanted)
    doubtful = tuple(key for key in layout.doubtful if key in kept) + tuple(guessed)
    return replace(layout, columns=kept | guessed, doubtful=doubtful, numbering=numbering)


def _is_told(key: str, kept: Mapping[str, int]) -> bool:
    """Whether other columns say already what this one would."""
    return key in {"birth", "sex"} and bool({"male", "female"} & set(kept))


def _without_header(sheet: Sheet, rows: Sequence[Sequence[str | None]]) -> tuple[int, Layout]:
    """A list that begins with its first row: what its columns are, told from the cells."""
    first = next(
        (
            at
            for at, row in enumerate(rows)
            if sum(bool((text or "").strip()) for text in row) >= _FEWEST_COLUMNS
        ),
        None,
    )
    if first is None:
        raise NoHeader(_no_header())
    layout = Layout(sheet.name, 0, first, {})
    found = guess_columns(samples(sheet, layout), award_words(), wanted=[spec.key for spec in COLUMNS])
    if "name" not in found or len(found) < _FEWEST_COLUMNS:
        raise NoHeader(_no_header())
    if not _may_be_data(rows[first], found):
        layout = Layout(sheet.name, first + 1, first + 1, {})
    numbering = 1 if 1 not in found.values() else 0
    layout = replace(layout, columns=found, doubtful=tuple(found), numbering=numbering)
    return 40 * len(found), _with_titles(layout, rows[:first])


def _may_be_data(row: Sequence[str | None], found: Mapping[str, int]) -> bool:
    """Whether a first row holds what its columns hold; else it is a heading in words nobody knows."""
    cells = {key: row[column - 1] or "" for key, column in found.items() if column <= len(row)}
    return any(holds(key, text, award_words()) for key, text in cells.items() if text)


def _no_header() -> str:
    labels = ", ".join(f"“{spec.labels[0]}”" for spec in COLUMNS if spec.required)
    return _("Không tìm thấy dòng tiêu đề. Bảng cần có một dòng ghi tên các cột: %(columns)s.") % {
        "columns": labels
    }


def _with_titles(layout: Layout, lines: Sequence[Sequence[str | None]]) -> Layout:
    """Take the decision and the honour from the title when no column tells them."""
    title = nfc(" ".join(text for line in lines for text in line if text))
    given = dict(layout.given)
    decision = _DECISION.search(title)
    if decision and not {"decision_number", "decided_on"} & set(layout.columns):
        given |= {"decision_number": decision["number"].strip(), "decided_on": decision["day"]}
    if "award" not in layout.columns and (award := award_in(fold(title))):
        given["award"] = award
    return replace(layout, given=given)


def award_in(folded: str) -> str:
    """The code of the honour whose longest wording stands in a folded text; empty when none does."""
    words = f" {folded} "
    found = [
        (len(wording), code)
        for wording, code in (ALIASES | award_words()).items()
        if len(wording) >= _LEAST_AWARD_LETTERS and f" {wording} " in words
    ]
    return max(found)[1] if found else ""
