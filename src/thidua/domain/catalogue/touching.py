"""Which worked cases a change of the law would answer differently, before it takes effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thidua.domain.catalogue.changes import Change
from thidua.domain.catalogue.drafting import applied_before, drafted_library
from thidua.domain.catalogue.files import case_answer, case_documents
from thidua.domain.catalogue.library import Library, library
from thidua.domain.catalogue.telling import dong


@dataclass(frozen=True, slots=True)
class TouchedCase:
    """A case with its answer now and with the change; ``is_own_day`` when it falls on or after the day of the change.

    Other cases lie before that day: they show what the change would have meant had it always held.
    """

    name: str
    file: str
    line: int
    received_on: date
    before: str
    after: str
    is_own_day: bool


def touched_cases(change: Change) -> list[TouchedCase]:
    """This will list the cases whose answer changes, those of its own days first; raises LawError."""
    found = list(_differing(drafted_library(change), is_own_day=True))
    known = {one.name for one in found}
    always = drafted_library(*applied_before(change))
    return found + [one for one in _differing(always, is_own_day=False) if one.name not in known]


def _differing(law: Library, *, is_own_day: bool) -> Iterator[TouchedCase]:
    for name, line, case, before in _answers_now(library().path, library().version):
        after = case_answer(law, case)
        if after != before:
            yield TouchedCase(
                case["name"], name, line, case.get("received_on") or case["decided_on"],
                _word(before), _word(after), is_own_day,
            )  # fmt: skip


def _word(answer: Mapping[str, Any]) -> str:
    """The answer in few words: a verdict, an error, or the figures that a vote, a limit or the money come to."""
    if "needed" in answer:
        return _("cần %(votes)s phiếu") % {"votes": answer["needed"]}
    if "amount" in answer:
        return _("chưa có mức") if answer["amount"] is None else dong(answer["amount"])
    if "authority" in answer:
        decides = library().authorities[answer["authority"]].name.said(get_language())
        return _("%(who)s; %(copies)s bộ") % {"who": decides, "copies": answer["copies"]}
    limits = [
        one["limit"] for one in answer.values() if isinstance(one, Mapping) and one.get("limit") is not None
    ]
    if limits:
        return _("tối đa %(limits)s") % {"limits": ", ".join(map(str, limits))}
    return str(answer.get("verdict") or answer.get("error") or "")


@lru_cache(maxsize=2)
def _answers_now(path: Any, _version: str) -> tuple[tuple[str, int, Mapping[str, Any], dict[str, Any]], ...]:
    law = library()
    return tuple(
        (document.name, document.line(index), case, case_answer(law, case))
        for document in case_documents(path, [])
        for index, case in enumerate(document.data)
    )
