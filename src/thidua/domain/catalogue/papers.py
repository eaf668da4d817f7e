"""The papers of a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thidua.domain.catalogue.values import Citation, Dated, Text


@dataclass(frozen=True, slots=True)
class Paper(Dated):
    """One paper of a dossier. ``when`` is always, or the fact that makes it due; without days it is always asked for."""

    code: str
    label: Text
    form: str
    required: bool
    when: str
    subjects: tuple[str, ...]
    since: date = date.min
    until: date | None = None
    citation: Citation | None = None
