"""What changed in a nomination since it was sent, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.domain.nominations.models import Evidence, Nomination
from thidua.domain.nominations.queries.submissions import evidence_of
from thidua.domain.nominations.rows import current_values

_WORD = re.compile(r"\s+|[^\s]+")
_LABELS = {
    "name": gettext_lazy("Họ và tên"),
    "birth": gettext_lazy("Ngày sinh"),
    "sex": gettext_lazy("Giới tính"),
    "job": gettext_lazy("Việc đang làm"),
    "position_class": gettext_lazy("Nhóm"),
    "award_code": gettext_lazy("Đề nghị"),
    "achievement": gettext_lazy("Câu thành tích"),
    "report": gettext_lazy("Báo cáo thành tích"),
    "subject_kind": gettext_lazy("Đối tượng"),
    "is_ethnic_minority": gettext_lazy("Dân tộc thiểu số"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed (same), went (gone) or came (new)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; ``number`` ties it to its place in the text. Files have no pieces of words."""

    number: int
    field: str
    label: str
    pieces: tuple[Piece, ...]


def changes_since_return(
    nomination: Nomination,
    papers: Iterable[Evidence] | None = None,
    sent: Sequence[dict[str, Any]] | None = None,
) -> list[Change]:
    """This will compare what was sent last with what was sent before, or with the text as it stands when it was
    returned and not yet sent again; an empty list when it was sent only once and stands as sent.

    ``sent``: its last two versions, the newest first, when they have been read.
    """
    versions = (
        list(nomination.versions.order_by("-id").values_list("data", flat=True)[:2]) if sent is None else sent
    )
    if not versions:
        return []
    now = current_values(nomination) | {"evidence": files_of(nomination.pk, papers)}
    if _differs(versions[0], now):
        return compare(versions[0], now)
    return compare(versions[1], versions[0]) if len(versions) == 2 else []


def files_of(nomination_id: int, papers: Iterable[Evidence] | None = None) -> list[dict[str, Any]]:
    """The unit's own files as versions keep them; ``papers`` when they have been read."""
    return [
        {"id": one.pk, "title": one.title, "file_name": one.file_name, "sha256": one.sha256}
        for one in (evidence_of(nomination_id) if papers is None else papers)
        if one.opinion_id is None
    ]


def _differs(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return any(before.get(name) != after.get(name) for name in (*_LABELS, "evidence"))


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields that differ between two versions, texts word by word, files by their hash."""
    found: list[Change] = []
    for name, label in _LABELS.items():
        old, new = str(before.get(name) or ""), str(after.get(name) or "")
        if old != new:
            found.append(Change(len(found) + 1, name, str(label), tuple(words_between(old, new))))
    files = tuple(_files(before.get("evidence") or [], after.get("evidence") or []))
    if files:
        found.append(Change(len(found) + 1, "evidence", _("Minh chứng"), files))
    return found


def words_between(old: str, new: str) -> Iterable[Piece]:
    """Runs of words that stayed, went and came."""
    first, second = _WORD.findall(old), _WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(first[a:b]))
            continue
        if b > a:
            yield Piece("gone", "".join(first[a:b]))
        if d > c:
            yield Piece("new", "".join(second[c:d]))


def _files(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterable[Piece]:
    before = {one["sha256"] for one in old}
    after = {one["sha256"] for one in new}
    yield from (Piece("gone", one["title"]) for one in old if one["sha256"] not in after)
    yield from (Piece("new", one["title"]) for one in new if one["sha256"] not in before)
