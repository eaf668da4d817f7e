"""Signing and issuing: number, register and nominations in one transaction; files follow by a job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.domain.access import Actor, require
from thidua.domain.catalogue.awards import Award
from thidua.domain.decisions.actions.drafting import bonus_fields
from thidua.domain.decisions.honors import Issuer, award_of, issuer_on
from thidua.domain.decisions.jobs import render_soon
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.decisions.numbers import take_decision_number, take_register_numbers
from thidua.domain.decisions.permissions import may_sign_for
from thidua.domain.decisions.queries import dependents_of, line_of_entry, lines_of, lock_decision
from thidua.domain.decisions.states import DecisionAct, DecisionKind, RevocationGround
from thidua.domain.decisions.workflow import move, verdict
from thidua.domain.nominations.actions.referring import mark_all_decided
from thidua.domain.nominations.checking import rests_on
from thidua.domain.nominations.models import Nomination, Referral
from thidua.domain.nominations.states import ReferralState, RoundKind
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.queries import placements_on
from thidua.domain.people.actions import consume_initiatives, give_back_initiatives
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.actions import annul, correct, enter
from thidua.domain.register.models import Entry
from thidua.domain.register.states import CommendationType
from thidua.domain.register.values import NewEntry, Paper

TYPE_OF_ROUND = {
    RoundKind.ANNUAL: CommendationType.MERIT,
    RoundKind.THEMATIC: CommendationType.MOVEMENT,
    RoundKind.ADHOC: CommendationType.ADHOC,
    RoundKind.LONG_SERVICE: CommendationType.CONTRIBUTION,
}


@transaction.atomic
def issue(
    *, decision_id: int, issued_on: date, number: int | None = None, actor: Actor, at: datetime
) -> Decision:
    """This will sign and issue a decision: number it, enter the register (or annul, or correct there), close the
    nominations, and ask for the files. ``number`` may be chosen when it is free.

    Refused for anybody but the head, for the head's own award, for a day to come, a nomination no longer approved,
    and a number or day out of order.
    """
    decision = lock_decision(decision_id)
    require(verdict(DecisionAct.ISSUE, decision, actor))
    if issued_on > day_of(at):
        raise Refused(_("Ngày ban hành không được sau hôm nay."), field="issued_on")
    lines = list(lines_of(decision).select_for_update(of=("self",)))
    require(may_sign_for(actor, {holder_of(line) for line in lines}))
    decision.number = take_decision_number(decision.organization_id, issued_on, chosen=number)
    decision.issued_on = issued_on
    _WRITERS[DecisionKind(decision.kind)](decision, lines, actor, at)
    move(
        decision, DecisionAct.ISSUE, actor=actor, at=at,
        fields={"number": decision.number, "issued_on": issued_on, "issued_at": at},
        number=decision.full_number, issued_on=issued_on.isoformat(), lines=len(lines),
    )  # fmt: skip
    render_soon(decision.pk)
    return decision


def holder_of(line: DecisionLine) -> int | None:
    """The subject a line is about."""
    if line.nomination is not None:
        return line.nomination.subject_id
    return line.refers_to.holder_id if line.refers_to is not None else None


def _grant(decision: Decision, lines: list[DecisionLine], actor: Actor, at: datetime) -> None:
    referrals = _approved(decision, lines)
    on = decision.issued_on or day_of(at)
    _set_bonuses(decision, lines, on)
    numbers = take_register_numbers(decision.organization_id, on, len(lines))
    facts = _Facts(decision, lines, on)
    entries = enter(
        [facts.entry(line, number) for line, number in zip(lines, numbers, strict=True)], actor=actor, at=at
    )
    _link(lines, entries)
    _consume_initiatives(lines, actor, at)
    mark_all_decided(
        referral_ids=[row.pk for row in referrals.values()],
        decision_id=decision.pk,
        number=decision.full_number,
        actor=actor,
        at=at,
    )


def _set_bonuses(decision: Decision, lines: list[DecisionLine], on: date) -> None:
    """Write the money of the day of the decision, the same for all lines of a kind of subject."""
    by_kind: dict[str, list[DecisionLine]] = {}
    for line in lines:
        by_kind.setdefault(line.nomination.subject_kind if line.nomination else "", []).append(line)
    for kind, same in by_kind.items():
        values = bonus_fields(decision.award_code, kind, on)
        DecisionLine.objects.filter(pk__in=[line.pk for line in same]).update(**values)
        for line in same:
            line.bonus_vnd = values["bonus_vnd"]


def _link(lines: list[DecisionLine], entries: list[Entry]) -> None:
    """Point each line at its entry, in one statement by arrays: hundreds of cases would cost seconds."""
    for line, entry in zip(lines, entries, strict=True):
        line.entry = entry
    with connection.cursor() as cursor:
        cursor.execute(
            "update decisions_decisionline as line set entry_id = made.entry_id"
            " from unnest(%s::bigint[], %s::bigint[]) as made(line_id, entry_id) where line.id = made.line_id",
            [[line.pk for line in lines], [entry.pk for entry in entries]],
        )


def _consume_initiatives(lines: list[DecisionLine], actor: Actor, at: datetime) -> None:
    """Use up the initiatives on which the findings of the nominations rest."""
    uses = {
        initiative: (line.nomination.award_code, line.entry_id)
        for line in lines
        if line.nomination is not None and line.entry_id is not None
        for initiative in rests_on(line.nomination)
    }
    consume_initiatives(uses=uses, actor=actor, at=at)


def _approved(decision: Decision, lines: list[DecisionLine]) -> dict[int, Referral]:
    """The referrals of the lines at the issuing unit; refused when one is no longer approved or nobody is known."""
    rows = {
        row.nomination_id: row
        for row in Referral.objects.filter(
            office=decision.organization_id, nomination__in=[line.nomination_id for line in lines]
        )
    }
    for line in lines:
        row = rows.get(line.nomination_id or 0)
        name = line.nomination.name if line.nomination else ""
        if row is None or row.state != ReferralState.APPROVED:
            raise Refused(
                _(
                    "%(name)s không còn ở bước được thông qua. Lấy lại quyết định, bỏ dòng này rồi trình ký lại."
                )
                % {"name": name}
            )
        if line.nomination is None or line.nomination.subject_id is None:
            raise Refused(
                _("%(name)s chưa khớp với ai trong danh bạ nên chưa vào sổ được. Khớp người trước.")
                % {"name": name}
            )
    return rows


class _Facts:
    """What the register takes down of each line, as it stands on the day of the decision."""

    def __init__(self, decision: Decision, lines: list[DecisionLine], on: date) -> None:
        self.decision, self.on = decision, on
        self.award: Award = award_of(decision.award_code)
        self.issuer: Issuer = issuer_on(decision.organization_id, on)
        ids = {line.nomination.submission.organization_id for line in lines if line.nomination}
        self.placements: Mapping[int, Placement] = {
            row.organization_id: row for row in placements_on(on).filter(organization__in=ids)
        }

    def entry(self, line: DecisionLine, number: str) -> NewEntry:
        nomination = line.nomination
        if nomination is None or nomination.subject_id is None:
            raise ValueError(f"line {line.pk} has nobody to honor")
        unit = nomination.submission.organization
        placement = self.placements.get(unit.pk)
        return NewEntry(
            register_no=number,
            holder_id=nomination.subject_id,
            holder_kind=nomination.subject_kind,
            holder_name=nomination.name,
            organization_id=unit.pk,
            unit_position=unit.position,
            unit_name=placement.short_name if placement else "",
            province_code=placement.province_code if placement else "",
            award_code=self.award.code,
            award_level=self.award.level,
            commendation_type=self._type(nomination),
            issuer_id=self.issuer.unit.id,
            issuer_name=self.issuer.deciding_body,
            decision_number=self.decision.full_number,
            decided_on=self.on,
            decision_line=line.order,
            post=nomination.job,
            achievement=nomination.achievement,
            achievement_year=nomination.submission.round.year,
            signer=self.decision.signer,
            signer_post=self.decision.signer_post,
            bonus_vnd=line.bonus_vnd,
            **_classes(nomination),
        )

    def _type(self, nomination: Nomination) -> str:
        """The type of commendation by the kind of round; the award's own where it knows no such type."""
        wanted = str(TYPE_OF_ROUND[RoundKind(nomination.submission.round.kind)])
        allowed = self.award.commendation_types
        return wanted if not allowed or wanted in allowed else allowed[0]


def _classes(nomination: Nomination) -> dict[str, Any]:
    """Sex, year of birth and classes as nominated; what the nomination left open comes from the person."""
    if nomination.subject_kind != SubjectKind.PERSON:
        collective = getattr(nomination.subject, "collective", None)
        return {"is_enterprise": bool(collective and collective.is_enterprise)}
    person = getattr(nomination.subject, "person", None)
    return {
        "birth_year": nomination.birth_year
        or (nomination.birth_date.year if nomination.birth_date else getattr(person, "birth_year", None)),
        "sex": nomination.sex or getattr(person, "sex", ""),
        "is_ethnic_minority": nomination.is_ethnic_minority or getattr(person, "is_ethnic_minority", False),
        "position_class": nomination.position_class or getattr(person, "position_class", ""),
        "person_class": nomination.person_class or getattr(person, "leader_class", ""),
    }


def _annul(decision: Decision, lines: list[DecisionLine], actor: Actor, at: datetime) -> None:
    """Annul the entries of the lines; note money to recover and later honours to look at."""
    for line in lines:
        grant = line.refers_to
        if grant is None:
            raise ValueError(f"line {line.pk} annuls nothing")
        former = line_of_entry(grant)
        line.bonus_vnd = former.bonus_vnd if former and former.bonus_paid_on else None
        line.changes = {"dependents": [found.entry.pk for found in dependents_of(grant)]}
        line.entry = annul(grant, paper=_paper(decision, _ground_and_reason(line)), actor=actor, at=at)
    DecisionLine.objects.bulk_update(lines, ["entry", "bonus_vnd", "changes"])
    annulled = [line.refers_to_id for line in lines if line.refers_to_id is not None]
    give_back_initiatives(entry_ids=annulled, actor=actor, at=at)


@override("vi")  # the register is written in Vietnamese, whoever issues
def _ground_and_reason(line: DecisionLine) -> str:
    return f"{RevocationGround(line.ground).label}. {line.reason}".strip()


def _correct(decision: Decision, lines: list[DecisionLine], actor: Actor, at: datetime) -> None:
    """Correct the entries of the lines; certificates made from them are made anew when next asked for."""
    for line in lines:
        grant = line.refers_to
        if grant is None:
            raise ValueError(f"line {line.pk} corrects nothing")
        line.entry = correct(grant, line.changes, paper=_paper(decision, line.reason), actor=actor, at=at)
        DecisionLine.objects.filter(entry=grant).update(certificate_sha256="", image_sha256="")
    DecisionLine.objects.bulk_update(lines, ["entry"])


def _paper(decision: Decision, reason: str) -> Paper:
    if decision.issued_on is None:
        raise ValueError("a paper has a day")
    return Paper(number=decision.full_number, on=decision.issued_on, reason=reason)


_WRITERS = {
    DecisionKind.GRANT: _grant,
    DecisionKind.ANNULMENT: _annul,
    DecisionKind.CORRECTION: _correct,
}
