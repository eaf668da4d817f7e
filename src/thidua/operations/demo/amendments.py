"""What happens to lines of the register afterwards: revocation by a new decision, correction of a misprint."""

import unicodedata
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from thidua.operations.demo.decisions import DecisionPlan
from thidua.operations.demo.people import TODAY

CAST = 60
"""Keys up to here belong to the persons of the showcase, whose awards stay as they are."""
REVOKED, CORRECTED = 40, 60
TONES = "\u0300\u0301\u0303\u0309\u0323"
REVOCATION_REASONS = (
    "Kê khai gian dối thành tích",
    "Hồ sơ có giấy xác nhận sai",
    "Thẩm định, trình không đúng quy định",
    "Có kết luận vi phạm trong thời gian tính thành tích",
)
BEFORE_REPORTS = date(2026, 11, 20)
"""Reports are sent from then on, of a register that was loaded whole: what they count is not revoked later."""


class EntryPlan(NamedTuple):
    """One line of the register. Exactly one of `person` (a key) and nothing: collectives have `person` None.

    Names, unit name, class and title are those of the day of the decision. `status` is valid, revoked or corrected.
    """

    key: int
    decision: int
    line: int
    register_no: str
    award: str
    year: int
    person: int | None
    honoree: str
    unit_code: str
    unit_name: str
    title: str
    position_class: str
    sex: str
    achievement: str
    status: str


class RevocationPlan(NamedTuple):
    entry: int
    number: str
    revoked_on: date
    reason: str


class CorrectionPlan(NamedTuple):
    """A spelling put right: `wrong` was printed, `right` is what the entry says."""

    entry: int
    field: str
    wrong: str
    right: str
    corrected_on: date


def revoke(
    rng: Random, entries: list[EntryPlan], decisions: list[DecisionPlan]
) -> tuple[list[EntryPlan], list[RevocationPlan]]:
    """Mark some entries revoked; nothing is deleted."""
    able = [i for i, e in enumerate(entries) if e.person and e.person > CAST]
    chosen = rng.sample(able, min(REVOKED, len(entries) // 20))
    revocations = []
    for index in sorted(chosen):
        entry = entries[index]
        decision = decisions[entry.decision - 1]
        last = BEFORE_REPORTS if decision.decided_on < BEFORE_REPORTS else TODAY
        day = min(decision.decided_on + timedelta(days=rng.randint(120, 900)), last)
        entries[index] = entry._replace(status="revoked")
        number = f"{rng.randint(20, 900)}/{decision.number.partition('/')[2]}"
        revocations.append(RevocationPlan(entry.key, number, day, rng.choice(REVOCATION_REASONS)))
    return entries, revocations


def correct(
    rng: Random, entries: list[EntryPlan], decisions: list[DecisionPlan]
) -> tuple[list[EntryPlan], list[CorrectionPlan]]:
    """Put a misprinted name right in some entries; the register keeps both spellings."""
    able = [
        i
        for i, e in enumerate(entries)
        if e.person and e.person > 60 and e.status == "valid" and misprint(e.honoree) != e.honoree
    ]
    corrections = []
    for index in sorted(rng.sample(able, min(CORRECTED, len(able) // 10))):
        entry = entries[index]
        day = min(decisions[entry.decision - 1].decided_on + timedelta(days=rng.randint(10, 200)), TODAY)
        entries[index] = entry._replace(status="corrected")
        corrections.append(CorrectionPlan(entry.key, "honoree", misprint(entry.honoree), entry.honoree, day))
    return entries, corrections


def _is_misprintable(entry: EntryPlan) -> bool:
    return bool(entry.person and entry.person > CAST and misprint(entry.honoree) != entry.honoree)


def misprint(name: str) -> str:
    """The usual misprint: the tone of the last syllable is lost ("Hường" becomes "Hương")."""
    head, _, last = name.rpartition(" ")
    letters = "".join(c for c in unicodedata.normalize("NFD", last) if c not in TONES)
    return f"{head} {unicodedata.normalize('NFC', letters)}".strip()
