"""What is handed to the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thidua.domain.register.states import Source


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One honour to be entered, as it stood on the day of the decision.

    ``register_no`` is unique in the whole register. ``token`` (22 characters) is drawn when it is left empty; give
    it when a certificate was printed before. Names and texts in NFC. Money in đồng.
    ``confidence`` follows from the source when it is left empty; ``scan_sha256`` names the scanned decision.
    """

    register_no: str
    holder_id: int
    holder_kind: str
    holder_name: str
    organization_id: int
    unit_position: int
    unit_name: str
    award_code: str
    award_level: str
    commendation_type: str
    issuer_id: int
    issuer_name: str
    decision_number: str
    decided_on: date
    decision_line: int | None = None
    province_code: str = ""
    token: str = ""
    birth_year: int | None = None
    sex: str = ""
    is_ethnic_minority: bool = False
    position_class: str = ""
    person_class: str = ""
    is_enterprise: bool = False
    post: str = ""
    achievement: str = ""
    achievement_year: int | None = None
    signer: str = ""
    signer_post: str = ""
    bonus_vnd: int | None = None
    source: str = Source.DECISION
    reason: str = ""
    confidence: str = ""
    scan_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper by which a line is corrected, annulled or restored: its number, its day, and the reason it gives."""

    number: str
    on: date
    reason: str
