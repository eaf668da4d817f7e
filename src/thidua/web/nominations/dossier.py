"""Everything the page of one nomination is drawn with, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from thidua.domain.access import Actor
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.councils.queries import next_meeting_day
from thidua.domain.nominations.models import Evidence, Nomination, Opinion, Referral
from thidua.domain.nominations.permissions import can_act_at_office, can_edit_at
from thidua.domain.nominations.queries.changes import Change, changes_since_return
from thidua.domain.nominations.queries.dossier import (
    decisions_on_findings,
    honors_of,
    member_since,
    ratings_of,
)
from thidua.domain.nominations.queries.opinions import opinions_about
from thidua.domain.nominations.queries.referrals import OPEN_STATES, Standing, timeline
from thidua.domain.nominations.queries.submissions import evidence_of
from thidua.domain.nominations.routes import needs_council
from thidua.domain.nominations.states import OpinionState, ReturnReason
from thidua.domain.nominations.values import TimelineStep
from thidua.domain.organizations.queries import unit_ref
from thidua.domain.people.states import PositionClass, SubjectKind
from thidua.web.nominations.conditions import Condition, ReturnDraft, conditions_of, counts, draft_return
from thidua.web.nominations.marking import marked, paragraphs, summary

_COUNCIL_LEVELS = {"province", "national"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file behind the nomination; ``number`` ties it to a change since the return, 0 when there is none."""

    file: Evidence
    number: int


@dataclass(frozen=True)
class Dossier:
    """One nomination as its page shows it. ``is_office`` and ``is_author`` say in which capacity the actor reads."""

    nomination: Nomination
    latest: Referral | None
    award: str
    facts: str
    steps: list[dict[str, str]]
    changes: list[str]
    changes_meta: str
    statement: Markup
    statement_number: int
    report: list[Markup]
    papers: list[Paper]
    years: list[dict[str, Any]]
    honors: list[dict[str, Any]]
    opinions: list[Opinion]
    conditions: list[Condition]
    regime: str
    draft: ReturnDraft
    is_office: bool
    is_author: bool

    @property
    def counts(self) -> dict[str, int]:
        return dict(counts(self.conditions))

    @property
    def is_returned(self) -> bool:
        return self.latest is not None and self.latest.state == "returned"

    @property
    def waits_for(self) -> str:
        """The body whose opinion the office still waits for; empty when none."""
        here = [one.request for one in self.opinions if self.latest and one.referral_id == self.latest.pk]
        return next((asked.body for asked in here if asked.state == OpinionState.ASKED), "")

    @property
    def office_name(self) -> str:
        """Who has it, or sent it back."""
        here = [step for step in self.steps if step["state"] in {"returned", "current"}]
        return here[-1]["name"] if here else ""

    @property
    def reasons(self) -> list[str]:
        """Why it was returned, in words."""
        codes = self.latest.return_reasons if self.latest else []
        return [str(ReturnReason(code).label) for code in codes if code in ReturnReason.values]


def dossier_of(nomination: Nomination, here: Standing, actor: Actor, on: date) -> Dossier:
    """This will gather the page of a nomination that the actor may see."""
    latest = here.referrals[-1] if here.referrals else None
    papers = list(evidence_of(nomination.pk))
    changes = {
        change.field: change
        for change in changes_since_return(nomination, papers, getattr(nomination, "sent", None))
    }
    past = honors_of(nomination.subject_id)
    is_author, is_office = _capacity(nomination, latest, actor)
    may_decide = is_author if latest is None or latest.state == "returned" else is_office
    found = conditions_of(nomination, decisions_on_findings(nomination.pk), can_decide=may_decide)
    return Dossier(
        nomination=nomination,
        latest=latest,
        award=award_name(nomination.award_code),
        facts=facts_line(nomination),
        steps=_steps(nomination, here, timeline(nomination, on, here), on, is_office=is_office),
        changes=[summary(change) for change in changes.values()],
        changes_meta=_changes_meta(latest),
        statement=marked(changes.get("achievement"), nomination.achievement, numbered=False, most_gone=3),
        statement_number=changes["achievement"].number if "achievement" in changes else 0,
        report=paragraphs(changes.get("report"), nomination.report),
        papers=[Paper(one, _number_of(changes.get("evidence"), one)) for one in papers],
        years=_years(nomination, past),
        honors=[_honor(one) for one in past[-6:]],
        opinions=opinions_about(nomination.pk) if here.opinions else [],
        conditions=found,
        regime=regime_line(nomination),
        draft=draft_return(found),
        is_office=is_office,
        is_author=is_author,
    )


def _capacity(nomination: Nomination, latest: Referral | None, actor: Actor) -> tuple[bool, bool]:
    is_author = bool(can_edit_at(actor, nomination.submission.organization_id))
    is_here = latest is not None and latest.state in OPEN_STATES and latest.state != "returned"
    return is_author, bool(is_here and latest and can_act_at_office(actor, latest))


def award_name(code: str) -> str:
    """The whole name of an award in the active language; the code itself when the catalogue has none."""
    award = library().awards.get(code)
    if award is None:
        return code
    return award.name.en if get_language() == "en" and award.name.en else award.name.vi


def facts_line(row: Nomination) -> str:
    """One line about the nominee: work, year of birth, group, member since."""
    if row.subject_kind != SubjectKind.PERSON:
        return " · ".join(filter(None, [str(SubjectKind(row.subject_kind).label), row.job]))
    year = row.birth_date.year if row.birth_date else row.birth_year
    group = row.position_class and str(PositionClass(row.position_class).label).lower()
    since = member_since(row.subject)
    parts = [
        row.job,
        _("sinh %(year)s") % {"year": year} if year else "",
        _("%(group)s lao động") % {"group": group} if row.position_class == PositionClass.DIRECT else group,
        _("đoàn viên từ %(year)s") % {"year": since.year} if since else "",
    ]
    return " · ".join(part for part in parts if part)


def regime_line(row: Nomination) -> str:
    """Which texts apply and why: the regime is chosen by the day the file was received."""
    regime = next((one for one in library().regimes if one.code == row.regime), None)
    if regime is None:
        return _("Chưa kiểm tra theo quy định nào.")
    name = regime.name.en if get_language() == "en" and regime.name.en else regime.name.vi
    if row.received_on is None:
        return _("Áp dụng %(regime)s, có hiệu lực từ %(since)s; hồ sơ chưa gửi.") % {
            "regime": name, "since": f"{regime.since:%d/%m/%Y}",
        }  # fmt: skip
    words = {"regime": name, "since": f"{regime.since:%d/%m/%Y}", "day": f"{row.received_on:%d/%m/%Y}"}
    if regime.until is None:
        return _("Áp dụng %(regime)s: nhận hồ sơ %(day)s, sau ngày có hiệu lực %(since)s.") % words
    words["until"] = f"{regime.until:%d/%m/%Y}"
    return (
        _("Áp dụng %(regime)s: nhận hồ sơ %(day)s, trong thời gian có hiệu lực %(since)s đến %(until)s.")
        % words
    )


def _changes_meta(latest: Referral | None) -> str:
    if latest is None or latest.returned_at is None:
        return ""
    days = {
        "returned": f"{latest.returned_at:%d/%m}",
        "sent": f"{latest.resubmitted_at or latest.returned_at:%d/%m}",
    }
    if latest.resubmitted_at is None:
        return _("trả lại %(returned)s") % days
    return _("trả lại %(returned)s, gửi lại %(sent)s") % days


def _number_of(change: Change | None, file: Evidence) -> int:
    if change is None:
        return 0
    return change.number if any(p.kind == "new" and p.text == file.title for p in change.pieces) else 0


def _years(row: Nomination, honors: list[Any]) -> list[dict[str, Any]]:
    """One line a year: the rating and what was conferred for that year."""
    titles: dict[int, list[str]] = {}
    for honor in honors:
        if honor.year:
            titles.setdefault(honor.year, []).append(_short(honor.award_code))
    ratings = ratings_of(row.subject_id)
    return [
        {
            "year": one.year, "rating": one.get_rating_display(), "paper": one.instrument,
            "titles": ", ".join(titles.get(one.year, [])),
        }
        for one in ratings[:3]
    ]  # fmt: skip


def _short(code: str) -> str:
    award = library().awards.get(code)
    return award.short if award else code


def _honor(honor: Any) -> dict[str, Any]:
    award = library().awards.get(honor.award_code)
    return {
        "year": honor.year or honor.decided_on.year,
        "name": award_name(honor.award_code),
        "note": f"QĐ {honor.decision_number}, {honor.decided_on:%d/%m/%Y}",
        "letter": bool(award and award.kind == "letter"),
        "url": "",
    }


def _steps(
    row: Nomination, here: Standing, way: list[TimelineStep], on: date, *, is_office: bool
) -> list[dict[str, str]]:
    unit = here.line[-1] if here.line else unit_ref(row.submission.organization_id, on)
    returned = bool(here.referrals) and here.referrals[-1].state == "returned"
    steps = [{
        "name": unit.short_name if unit else "",
        "note": _author_note(row),
        "state": "current" if row.state == "draft" or returned else "done",
    }]  # fmt: skip
    for step in way:
        if unit is not None and step.office_id == unit.id:
            steps[0] |= {"note": _note(step, is_office), "state": _STATES.get(step.state, "done")}
        else:
            steps.append(
                {"name": step.office_name, "note": _note(step, is_office), "state": _state_of(step, steps)}
            )
        if step.place == "current" and step.level in _COUNCIL_LEVELS and _meets_council(row, step, on):
            steps.append(
                {"name": _("Hội đồng TĐKT"), "note": _council_note(step.office_id, on), "state": "next"}
            )
    return steps


_STATES = {"returned": "returned", "received": "current", "appraised": "current", "approved": "current"}


def _state_of(step: TimelineStep, before: list[dict[str, str]]) -> str:
    if step.place == "done":
        return "done" if step.state in {"forwarded", "decided"} else "returned"
    if step.place == "current":
        return "returned" if step.state == "returned" else "current"
    return "next" if before[-1]["state"] == "current" else "later"


def _meets_council(row: Nomination, step: TimelineStep, on: date) -> bool:
    if step.state not in {"received", "appraised"}:
        return False
    try:
        return needs_council(row.award_code, row.submission.round.kind, row.received_on or on)
    except LawError:
        return False


def _council_note(office_id: int, on: date) -> str:
    day = next_meeting_day(office_id, on)
    return _("họp %(day)s") % {"day": f"{day:%d/%m}"} if day else _("chưa định ngày họp")


def _author_note(row: Nomination) -> str:
    votes, total = row.submission.meeting_votes_for, row.submission.meeting_votes_total
    sent = row.submission.submitted_at
    parts = [
        f"{sent:%d/%m}" if sent else _("Đang soạn"),
        _("%(yes)s trên %(all)s đồng ý") % {"yes": votes, "all": total}
        if votes is not None and total
        else "",
    ]
    return " · ".join(part for part in parts if part)


def _note(step: TimelineStep, is_office: bool) -> str:
    if step.place == "ahead":
        return ""
    if step.place == "done":
        day = f"{step.finished_at:%d/%m} · " if step.finished_at else ""
        return f"{day}{step.label}"
    label = _("Bạn thẩm định") if is_office and step.state == "received" else step.label
    due = f"{step.due_on:%d/%m}" if step.due_on else ""
    return _("%(label)s · hạn %(day)s") % {"label": label, "day": due} if due else label
