"""What an uploaded file may cost, and how a refusal is said."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from thidua.core.files.archives import ArchiveLimits

IS_EMPTY = _("Tệp rỗng. Kiểm tra lại tệp trên máy rồi tải lên.")


class RefusedFile(ValueError):
    """The file is not taken. ``message`` is for the user: what is wrong and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Sizes in bytes; ``pixels`` is width times height of one picture, ``pages`` of one PDF."""

    file_bytes: int = 50_000_000
    pixels: int = 60_000_000
    pages: int = 2000
    archive: ArchiveLimits = field(default_factory=lambda: ArchiveLimits(inflated_bytes=300_000_000))
