"""Until when a dossier is kept, and on what that rests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from thidua.domain.archive.models import Dossier
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.retention import UNKNOWN


@dataclass(frozen=True, slots=True)
class Period:
    """The class of the law, the last day, and the rule as it is kept with the dossier."""

    retention: str
    keep_until: date | None
    rule: dict[str, Any]
    law_version: str

    def fields(self) -> dict[str, Any]:
        """The same as columns of ``Dossier``."""
        return {
            "retention": self.retention,
            "keep_until": self.keep_until,
            "rule": self.rule,
            "law_version": self.law_version,
        }


def period_for(award_code: str, closed_on: date) -> Period:
    """How long the dossier of an award is kept; without a text held for it the class says so and nothing falls due."""
    law = library()
    rule = law.retention.rule_for(law.awards.get(award_code))
    if rule is None:
        return Period(UNKNOWN, None, {"label": "", "confidence": "", "is_verified": False}, law.version)
    told = {
        "label": rule.citation.label, "confidence": rule.confidence, "is_verified": rule.is_verified,
        "note": rule.note,
    }  # fmt: skip
    return Period(rule.period.code, rule.period.keep_until(closed_on), told, law.version)


def label_of(row: Dossier) -> str:
    """The class of a dossier in the reader's language."""
    found = library().retention.classes.get(row.retention)
    return found.label.said(get_language()) if found else row.retention


def reassess(limit: int = 500) -> int:
    """Judge again dossiers that were judged by another version of the law; return how many changed version."""
    stale = list(Dossier.objects.filter(disposed_at=None).exclude(law_version=library().version)[:limit])
    for row in stale:
        for name, value in period_for(row.award_code, row.decided_on).fields().items():
            setattr(row, name, value)
    Dossier.objects.bulk_update(stale, ["retention", "keep_until", "rule", "law_version"])
    return len(stale)
