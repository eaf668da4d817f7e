"""The signed daily heads: made after a day is over, published, and compared with the trees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.core.clock import VIETNAM, day_of
from thidua.core.signed_notes import BadNote, Checkpoint, read_checkpoint, signers
from thidua.domain.audit.lots import TABLES
from thidua.domain.audit.merkle import EMPTY, root_of
from thidua.domain.audit.models import Head, PublicKey, Seal
from thidua.domain.audit.problems import AuditProblem
from thidua.domain.audit.queries import last_head, last_seal, last_seal_before, seal_of_size
from thidua.domain.audit.signing import origin_of, signed, signing_keys
from thidua.domain.audit.tiles import Tiles

_SIGNING = 7_716_002
DAY = "ngay "
"""Begins the line of a daily checkpoint that says which day it closes."""


@transaction.atomic
def sign_heads(*, at: datetime) -> list[Head]:
    """Sign, for each log, the head of every day that is over and not signed yet; nothing where there is no key."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_SIGNING])
    if not signing_keys():
        return []
    _remember_keys(at)
    return [head for log in TABLES for head in _sign_log(log, at)]


def head_now(log: str) -> tuple[int, bytes, str]:
    """Size, root and freshly signed note of a log's newest seal; the note is empty where there is no key."""
    newest = last_seal(log)
    size, root = (newest.size, bytes(newest.root)) if newest else (0, EMPTY)
    return size, root, signed(log, size, root)


def head_problems(log: str, known: Sequence[str]) -> Iterator[AuditProblem]:
    """Heads whose signature, place or tree does not agree; ``known`` are notes that somebody kept elsewhere."""
    every = [bytes(row.public) for row in PublicKey.objects.all()] + [key.public for key in signing_keys()]
    publics = {public.hex(): public for public in every}
    previous: Head | None = None
    for head in Head.objects.filter(log=log).order_by("day").iterator():
        words = _head_words(head, previous, publics)
        if words:
            yield _problem(log, words % {"day": f"{head.day:%d/%m/%Y}"})
        previous = head
    for note in known:
        yield from _known_problems(log, note)


def _sign_log(log: str, at: datetime) -> Iterator[Head]:
    last, first = last_head(log), Seal.objects.filter(log=log).order_by("size").first()
    day = last.day + timedelta(days=1) if last else day_of(first.at) if first else day_of(at)
    while day < day_of(at):
        end = datetime.combine(day + timedelta(days=1), time(), VIETNAM)
        newest = last_seal_before(log, end)
        size, root = (newest.size, bytes(newest.root)) if newest else (0, EMPTY)
        note = signed(log, size, root, f"{DAY}{day.isoformat()}")
        yield Head.objects.create(log=log, day=day, at=at, size=size, root=root, note=note)
        day += timedelta(days=1)


def _remember_keys(at: datetime) -> None:
    for key in signing_keys():
        PublicKey.objects.get_or_create(public=key.public, defaults={"name": key.name, "first_used_at": at})


def _head_words(head: Head, previous: Head | None, publics: dict[str, bytes]) -> str:
    """What is wrong with one head, or nothing."""
    try:
        told, by = read_checkpoint(head.note), signers(head.note, publics)
    except BadNote:
        return _("đầu cây ngày %(day)s không đọc được")
    if not by:
        return _("đầu cây ngày %(day)s không có chữ ký nào đúng")
    if (told.size, told.root, told.others) != (head.size, bytes(head.root), (f"{DAY}{head.day}",)):
        return _("đầu cây ngày %(day)s khác bản đã ký")
    if previous is not None and previous.day + timedelta(days=1) != head.day:
        return _("thiếu đầu cây trước ngày %(day)s")
    if not _is_of_tree(head.log, told) or (previous is not None and previous.size > head.size):
        return _("cây không còn như khi ký ngày %(day)s")
    return ""


def _known_problems(log: str, note: str) -> Iterator[AuditProblem]:
    told = read_checkpoint(note)
    if told.origin.rpartition("/")[2] == log and not _is_of_tree(log, told):
        yield _problem(log, _("cây không còn như trong bản đã giữ: %(size)s dòng") % {"size": told.size})


def _is_of_tree(log: str, told: Checkpoint) -> bool:
    """Whether the tree of that size has that root: by its seal, and by its tiles."""
    at_seal = seal_of_size(log, told.size)
    if at_seal is not None and bytes(at_seal.root) != told.root:
        return False
    try:
        return root_of(told.size, Tiles(log).node) == told.root
    except LookupError:
        return False


def _problem(log: str, words: str) -> AuditProblem:
    return AuditProblem(log, "head", None, None, words)


__all__ = ["head_now", "head_problems", "origin_of", "sign_heads"]
