"""Which open dossiers a change of limits, votes, money, papers or who decides would reach, before it takes effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thidua.domain.access import Actor
from thidua.domain.catalogue.awards import Award, AwardVersion
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.papers import Paper
from thidua.domain.catalogue.quotas import UnitFacts, evaluate_quotas
from thidua.domain.catalogue.states import ProvisionKind
from thidua.domain.catalogue.telling import deadline_words, dong, vote_words, when_words
from thidua.domain.nominations.facts import SUBJECT_KINDS
from thidua.domain.nominations.models import Nomination
from thidua.domain.nominations.touched import Touched, TouchedDossier, open_dossiers, visible_among

Said = Callable[[Library, Nomination, date], tuple[str, ...]]
FOLLOW_LATER = frozenset(
    {ProvisionKind.VOTE, ProvisionKind.MONEY, ProvisionKind.SALARY, ProvisionKind.POSTING}
)


def touched_besides(before: Library, after: Library, kind: str, starts_on: date, *, actor: Actor) -> Touched:
    """This will give the open dossiers for which a provision that is no condition reads otherwise.

    Limits, deadlines, papers, sets and who decides are those of the day of receipt: dossiers not yet received. Votes,
    posting and money follow the day of the council and of the decision: every open dossier. At most ``MOST``, the
    newest first.
    """
    codes = [
        code
        for code in after.awards
        if _general(before, code, kind, starts_on) != _general(after, code, kind, starts_on)
    ]
    rows, waiting, received = open_dossiers(codes, starts_on, with_received=kind in FOLLOW_LATER)
    said = _limits_said(rows) if kind == ProvisionKind.QUOTA else _SAID[ProvisionKind(kind)]
    known = visible_among(rows, actor)
    told = ((row, *_differing(said(before, row, starts_on), said(after, row, starts_on))) for row in rows)
    return Touched(
        dossiers=tuple(
            TouchedDossier(row, row.pk in known, old, new) for row, old, new in told if old != new
        ),
        waiting=waiting,
        judged=len(rows),
        received=0 if kind in FOLLOW_LATER else received,
    )


def _differing(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, str]:
    """What is said on one side alone; a dash where nothing is."""
    sides = ((before, after), (after, before))
    old, new = ("; ".join(one for one in own if one not in other) or "—" for own, other in sides)
    return old, new


def _general(law: Library, code: str, kind: str, on: date) -> object:
    """What a law says of a kind for an award, whoever is proposed."""
    award = law.award(code)
    version = award.version_on(on)
    return _GENERAL[ProvisionKind(kind)](law, award, version, on) if version else None


_GENERAL: Mapping[ProvisionKind, Callable[[Library, Award, AwardVersion, date], object]] = {
    ProvisionKind.QUOTA: lambda _law, _award, version, on: version.quotas_on(on),
    ProvisionKind.DEADLINE: lambda _law, _award, version, on: version.deadlines_on(on),
    ProvisionKind.PAPER: lambda law, award, _version, on: law.dossier(award.code, on),
    ProvisionKind.AUTHORITY: lambda _law, _award, version, on: version.formalities_on(on).authority,
    ProvisionKind.COPIES: lambda _law, _award, version, on: version.formalities_on(on).copies,
    ProvisionKind.POSTING: lambda law, award, _version, on: law.publication_days(award.code, on),
    ProvisionKind.VOTE: lambda law, award, _version, on: law.voting_rule(award.code, on),
    ProvisionKind.MONEY: lambda law, award, _version, on: _amounts(law, award, on),
    ProvisionKind.SALARY: lambda law, award, _version, on: _amounts(law, award, on),
}


def _amounts(law: Library, award: Award, on: date) -> list[int | None]:
    return [law.bonus(award.code, subject, on).amount for subject in award.subjects]


def _limits_said(rows: Iterable[Nomination]) -> Said:
    """How a submission stands against its limits; each award of it is counted once."""
    used = Counter((row.submission_id, row.award_code) for row in rows)

    def said(law: Library, row: Nomination, on: date) -> tuple[str, ...]:
        submission = row.submission
        titles = {"LDTT": submission.ldtt_count} if submission.ldtt_count is not None else {}
        unit = UnitFacts(title_counts=titles, unit_code=submission.organization.code)
        found = evaluate_quotas(row.award_code, used[submission.pk, row.award_code], unit, on, library=law)
        return tuple(one.explanation for one in found)

    return said


def _deadlines_said(law: Library, row: Nomination, on: date) -> tuple[str, ...]:
    found = law.version_on(row.award_code, on).deadlines_on(on)
    return tuple(f"{one.title.said(get_language())}: {deadline_words(one)}" for one in found)


def _posting_said(law: Library, row: Nomination, on: date) -> tuple[str, ...]:
    return (_("%(days)s ngày làm việc") % {"days": law.publication_days(row.award_code, on)},)


def _vote_said(law: Library, row: Nomination, on: date) -> tuple[str, ...]:
    return (vote_words(law.voting_rule(row.award_code, on)),)


def _money_said(law: Library, row: Nomination, on: date) -> tuple[str, ...]:
    amount = law.bonus(row.award_code, SUBJECT_KINDS[row.subject_kind], on).amount
    return (_("chưa có mức") if amount is None else dong(amount),)


def _authority_said(law: Library, row: Nomination, on: date) -> tuple[str, ...]:
    return (law.authority_of(row.award_code, on).name.said(get_language()),)


def _copies_said(law: Library, row: Nomination, on: date) -> tuple[str, ...]:
    copies = law.version_on(row.award_code, on).formalities_on(on).copies
    return (_("%(copies)s bộ") % {"copies": copies},)


def _papers_said(law: Library, row: Nomination, on: date) -> tuple[str, ...]:
    asked = law.dossier(row.award_code, on, subject_kind=SUBJECT_KINDS[row.subject_kind])
    return tuple(map(_paper_said, asked))


def _paper_said(paper: Paper) -> str:
    when = when_words(paper)
    when = f"({when})" if when else ""
    return " ".join(part for part in (paper.label.said(get_language()), paper.form, when) if part)


_SAID: Mapping[ProvisionKind, Said] = {
    ProvisionKind.AUTHORITY: _authority_said,
    ProvisionKind.COPIES: _copies_said,
    ProvisionKind.DEADLINE: _deadlines_said,
    ProvisionKind.POSTING: _posting_said,
    ProvisionKind.VOTE: _vote_said,
    ProvisionKind.MONEY: _money_said,
    ProvisionKind.SALARY: _money_said,
    ProvisionKind.PAPER: _papers_said,
}
