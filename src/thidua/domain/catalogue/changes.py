"""A change of the law as a lawyer tells it: which provision, from which day, by which text, and what it then says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from thidua.domain.catalogue.states import ProvisionKind
from thidua.domain.catalogue.verifying import RuleKey


@dataclass(frozen=True, slots=True)
class NewInstrument:
    """A text that is not among the instruments yet."""

    code: str
    number: str
    kind: str
    name: str
    issued: date


@dataclass(frozen=True, slots=True)
class Change:
    """One provision that says something else from ``starts_on`` on; ``values`` None lets it end.

    ``values`` holds what differs, by its place in the rule (``years``, ``of.0.count``).
    """

    key: RuleKey
    starts_on: date
    instrument: str
    article: str
    clause: str = ""
    values: tuple[tuple[str, Any], ...] | None = ()
    title_vi: str = ""
    title_en: str = ""
    text: NewInstrument | None = None
    kind: str = ProvisionKind.CONDITION
