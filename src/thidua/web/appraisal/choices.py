"""What an office may do with a nomination: one primary act, the others beside it, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Verdict, refused
from thidua.domain.catalogue.problems import LawError
from thidua.domain.nominations.models import Referral
from thidua.domain.nominations.routes import is_decided_at, needs_council
from thidua.domain.nominations.states import ReferralAct, ReferralState
from thidua.domain.nominations.workflow import verdict
from thidua.web.nominations.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Acts:
    """Verdicts of the acts of one office. ``primary`` is the act the page leads to: appraise, return, forward,
    approve_without_council, resubmit, wait (for another body's opinion), or nothing."""

    primary: str
    appraise: Verdict
    give_back: Verdict
    forward: Verdict
    without_council: Verdict
    reject: Verdict
    suspend: Verdict
    resume: Verdict
    resubmit: Verdict
    withdraw: Verdict
    ask: Verdict
    next_words: str = ""


_NO = refused("")
NOTHING = Acts("", _NO, _NO, _NO, _NO, _NO, _NO, _NO, _NO, _NO, _NO)


def acts_for(dossier: Dossier, actor: Actor, on: date) -> Acts:
    """This will weigh every act on a nomination where it stands now."""
    latest = dossier.latest
    if latest is None or latest.nomination.state != "underway":
        return NOTHING

    def may(act: ReferralAct) -> Verdict:
        return verdict(act, latest, actor)

    kind = office_kind(latest, actor) if dossier.is_office else ""
    forward = may(ReferralAct.FORWARD) and way_up(latest, kind, on)
    without = may(ReferralAct.APPROVE_WITHOUT_COUNCIL) and no_council(latest, on)
    failed = dossier.draft.count
    appraise = may(ReferralAct.APPRAISE)
    if appraise and (failed or latest.nomination.verdict == "not_eligible"):
        appraise = refused(_("Còn %(count)s điều kiện chưa đạt") % {"count": failed or 1})
    waits = bool(appraise and dossier.waits_for)
    if waits:
        appraise = refused(_("Chờ ý kiến của %(body)s") % {"body": dossier.waits_for})
    give_back = may(ReferralAct.RETURN)
    return Acts(
        primary="wait"
        if waits
        else _primary(latest, appraise, give_back, forward, without, may(ReferralAct.RESUBMIT)),
        appraise=appraise,
        give_back=give_back,
        forward=forward,
        without_council=without,
        reject=may(ReferralAct.REJECT),
        suspend=may(ReferralAct.SUSPEND),
        resume=may(ReferralAct.RESUME),
        resubmit=may(ReferralAct.RESUBMIT),
        withdraw=may(ReferralAct.WITHDRAW),
        ask=may(ReferralAct.RETURN) if latest.state == ReferralState.RECEIVED else _NO,
        next_words=_next_words(latest, forward, without),
    )


def _primary(  # noqa: PLR0917 - the verdicts in the order they are tried
    latest: Referral,
    appraise: Verdict,
    give_back: Verdict,
    forward: Verdict,
    without: Verdict,
    resubmit: Verdict,
) -> str:
    if latest.state == ReferralState.RECEIVED:
        return "appraise" if appraise else "return" if give_back else ""
    tried = (("forward", forward), ("approve_without_council", without), ("resubmit", resubmit))
    return next((name for name, allowed in tried if allowed), "")


def _next_words(latest: Referral, forward: Verdict, without: Verdict) -> str:
    """What happens next where the office has nothing to press."""
    if latest.state == ReferralState.APPRAISED and not forward and not without:
        return _("Đã thẩm định, chờ phiên họp Hội đồng.")
    if latest.state == ReferralState.APPROVED and not forward:
        return _("Đã thông qua, chờ ra quyết định.")
    return ""


def office_kind(row: Referral, actor: Actor) -> str:
    """The kind of the unit that holds a referral, as those who work there know it today."""
    return next((grant.unit.kind for grant in actor.grants if grant.unit.id == row.office_id), "")


def way_up(row: Referral, kind: str, on: date) -> Verdict:
    """Whether a nomination goes above this office: not where the office decides, not before its council passed it.

    Who decides is told by the law of the day it was received.
    """
    nomination = row.nomination
    if not kind or is_decided_at(nomination, kind, on):
        return refused(_("Hình thức này do chính đơn vị quyết định."))
    if (
        row.level in {"province", "national"}
        and row.state == ReferralState.APPRAISED
        and not no_council(row, on)
    ):
        return refused(_("Chưa được Hội đồng thông qua."))
    return ALLOWED


def no_council(row: Referral, on: date) -> Verdict:
    """Whether the nomination may go to signature without a council."""
    nomination = row.nomination
    try:
        asked = needs_council(nomination.award_code, nomination.submission.round.kind, on)
    except LawError:
        asked = True
    return refused(_("Phải qua Hội đồng.")) if asked else ALLOWED
