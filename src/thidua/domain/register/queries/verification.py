"""What anyone may learn of one honour by its secret or its number, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from thidua.core.vietnamese import fold
from thidua.domain.audit.proofs import Inclusion, inclusion_of, seal_of_row
from thidua.domain.register.awards import AwardLabel, award_label
from thidua.domain.register.checking import check_entries, row_of
from thidua.domain.register.models import Discretion, Entry
from thidua.domain.register.numbers import read_decision_number, read_register_number
from thidua.domain.register.queries.history import history_of
from thidua.domain.register.queries.keys import grant_by_number, grant_by_token, roots_of_decision
from thidua.domain.register.queries.standing import Standing, later_lines
from thidua.domain.register.showing import Opening, openings


@dataclass(frozen=True, slots=True)
class Certificate:
    """The public part of one honour. ``birth_year`` is missing when the holder asked so.

    ``is_whole``: the line and its later lines still say what was hashed. ``sealed_at``: when the line was sealed.
    """

    token: str
    award: AwardLabel
    holder_name: str
    birth_year: int | None
    unit_name: str
    achievement: str
    decision_number: str
    decided_on: date
    decision_line: int | None
    register_no: str
    issuer_name: str
    signer: str
    signer_post: str
    standing: Standing
    is_whole: bool
    sealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a public search found: one certificate; or whether a name, or a register number, is needed first."""

    certificate: Certificate | None = None
    needs_name: bool = False
    needs_number: bool = False


def certificate_by_token(token: str) -> Certificate | None:
    """The honour behind a QR code, or nothing."""
    try:
        return _certificate(grant_by_token(token))
    except Entry.DoesNotExist:
        return None


def proofs_by_token(token: str) -> list[tuple[Opening, Inclusion | None]]:
    """The lines behind a QR code, the grant first, each with what it shows and its proof.

    No proof while a line waits for its seal; no line of whose person was forgotten.
    """
    try:
        root = grant_by_token(token)
    except Entry.DoesNotExist:
        return []
    rows = [row_of(line) for line in (root, *later_lines(root))]
    known = openings(rows)
    return [
        (known[row.id], inclusion_of("register", row, known[row.id].digest))
        for row in rows
        if row.id in known
    ]


def certificate_by_number(text: str, name: str) -> Answer:
    """The honour with this register number; by a decision's number only together with the holder's whole name."""
    register_no = read_register_number(text)
    if register_no:
        try:
            return Answer(_certificate(grant_by_number(register_no)))
        except Entry.DoesNotExist:
            return Answer()
    decision = read_decision_number(text)
    if decision is None:
        return Answer()
    if not fold(name):
        return Answer(needs_name=True)
    roots = roots_of_decision(decision, name)
    if len(roots) > 1:
        return Answer(needs_number=True)
    return Answer(_certificate(roots[0]) if roots else None)


def _certificate(root: Entry) -> Certificate | None:
    history = history_of(root)
    content = history.content
    if not content.holder_name:
        return None
    hides_year = Discretion.objects.filter(subject_id=root.holder_id).exists()
    return Certificate(
        token=root.token,
        award=award_label(content.award_code),
        holder_name=content.holder_name,
        birth_year=None if hides_year else content.birth_year,
        unit_name=content.unit_name,
        achievement=content.achievement,
        decision_number=content.decision_number,
        decided_on=content.decided_on,
        decision_line=content.decision_line,
        register_no=content.register_no,
        issuer_name=content.issuer_name,
        signer=content.signer,
        signer_post=content.signer_post,
        standing=history.standing,
        is_whole=not check_entries([row_of(line) for line in (root, *history.later)]),
        sealed_at=seal.at if (seal := seal_of_row("register", row_of(root))) else None,
    )
