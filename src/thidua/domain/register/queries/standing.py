"""What became of a line: the content that holds today, and whether the honour still does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from thidua.domain.register.models import Entry
from thidua.domain.register.states import EntryKind


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an honour is annulled, and by which paper; whether its line was corrected, and by which."""

    is_annulled: bool = False
    act_number: str = ""
    act_on: date | None = None
    reason: str = ""
    is_corrected: bool = False
    corrected_by: str = ""
    corrected_on: date | None = None


def later_lines(root: Entry) -> list[Entry]:
    """Every line that speaks of a grant, in the order it was written."""
    return list(_later(root).order_by("pk"))


def standing_of(root: Entry) -> Standing:
    """What a grant is today."""
    return standing_from(later_lines(root))


def standings(root_ids: Iterable[int]) -> dict[int, Standing]:
    """What several grants are today, by id, in one query; grants nothing was written about are left out."""
    lines: dict[int, list[Entry]] = {}
    for line in Entry.objects.filter(refers_to_id__in=list(root_ids)).order_by("pk"):
        lines.setdefault(line.refers_to_id or 0, []).append(line)
    return {root_id: standing_from(found) for root_id, found in lines.items()}


def standing_from(later: Sequence[Entry]) -> Standing:
    """Read the standing off the later lines of one grant, oldest first."""
    turns = [line for line in later if line.kind in {EntryKind.ANNULMENT, EntryKind.RESTORATION}]
    corrections = [line for line in later if line.kind == EntryKind.CORRECTION]
    annulment = turns[-1] if turns and turns[-1].kind == EntryKind.ANNULMENT else None
    correction = corrections[-1] if corrections else None
    return Standing(
        is_annulled=annulment is not None,
        act_number=annulment.act_number if annulment else "",
        act_on=annulment.act_on if annulment else None,
        reason=annulment.reason if annulment else "",
        is_corrected=correction is not None,
        corrected_by=correction.act_number if correction else "",
        corrected_on=correction.act_on if correction else None,
    )


def latest_content(root: Entry) -> Entry:
    """The line whose words hold today: the last correction, or the grant itself."""
    return _later(root).filter(kind=EntryKind.CORRECTION).order_by("-pk").first() or root


def _later(root: Entry) -> QuerySet[Entry]:
    """Later lines lie beside their grant: holder and year lead to them."""
    return Entry.objects.filter(holder_id=root.holder_id, year=root.year, refers_to=root)
