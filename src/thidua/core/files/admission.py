"""The gate for files from outside: what they are, and whether the virus scanner lets them in."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from thidua.core.files.inspection import FileFacts, inspect
from thidua.core.files.limits import FileLimits, RefusedFile
from thidua.core.files.scanning import Scanner, ScannerUnavailable, opened

SCANNED = "scanned"
_log = logging.getLogger(__name__)


def scanner() -> Scanner | None:
    """The scanner that this installation is set up with, if any."""
    address = getattr(settings, "CLAMD_URL", "")
    return Scanner(address) if address else None


def admit(source: Path | bytes, filename: str, *, limits: FileLimits | None = None) -> FileFacts:
    """Judge a file by content and have it scanned; raises ``RefusedFile`` with words.

    Where a scanner is set up and does not answer, the file is refused: what was not looked at is not let in. The flag
    "scanned" tells files that a scanner has seen.
    """
    facts = inspect(source, filename, limits=limits)
    if not refuse_infected(source):
        return facts
    return replace(facts, flags=(*facts.flags, SCANNED))


def refuse_infected(source: Path | bytes) -> bool:
    """Raise ``RefusedFile`` for a file that the scanner finds harmful or cannot look at; say whether one looked."""
    asked = scanner()
    if asked is None:
        return False
    try:
        with opened(source) as stream:
            found = asked.scan(stream)
    except ScannerUnavailable as error:
        _log.error("virus scanner: %s", error)
        message = _(
            "Máy quét vi-rút không trả lời nên tệp chưa được nhận. Thử lại sau ít phút; nếu vẫn vậy, "
            "báo quản trị vận hành."
        )
        raise RefusedFile(message) from error
    if found:
        message = _(
            "Tệp có mã độc (%(name)s) nên không được nhận và không được lưu. Quét vi-rút máy của bạn, "
            "lấy lại tệp từ nguồn sạch rồi tải lên."
        )
        raise RefusedFile(message % {"name": found})
    return True
