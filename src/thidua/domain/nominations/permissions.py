"""Who may do what to rounds, submissions, referrals and postings: pure answers with reasons."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Role, Verdict, refused
from thidua.domain.nominations.models import Nomination, OpinionRequest, Posting, Referral, Round, Submission

EDITORS = (Role.OFFICER, Role.HEAD)
OFFICE = (Role.APPRAISER, Role.OFFICER, Role.HEAD, Role.STANDING_OFFICE)
READERS = (
    Role.OFFICER,
    Role.APPRAISER,
    Role.COUNCIL_SECRETARY,
    Role.COUNCIL_MEMBER,
    Role.HEAD,
    Role.STANDING_OFFICE,
    Role.INSPECTOR,
)


def can_open_rounds(actor: Actor, organization_id: int) -> Verdict:
    """Whether ``actor`` may call for nominations in the name of a unit."""
    if actor.has_at(*OFFICE, unit_id=organization_id):
        return ALLOWED
    return refused(_("Chỉ cán bộ thi đua hoặc người đứng đầu của đơn vị mở được đợt khen thưởng."))


def can_run_round(actor: Actor, row: Round) -> Verdict:
    return can_open_rounds(actor, row.organization_id)


def can_edit_at(actor: Actor, organization_id: int) -> Verdict:
    """Whether ``actor`` may write submissions in the name of a unit."""
    if actor.has_at(*EDITORS, unit_id=organization_id):
        return ALLOWED
    return refused(
        _("Chỉ cán bộ thi đua hoặc người đứng đầu của chính đơn vị lập và trình được tờ trình này.")
    )


def can_edit_submission(actor: Actor, row: Submission) -> Verdict:
    return can_edit_at(actor, row.organization_id)


def can_appraise(actor: Actor, row: Referral) -> Verdict:
    """The office's people, but never the nominee themselves."""
    allowed = can_act_at_office(actor, row)
    return may_judge(actor, row.nomination) if allowed else allowed


def can_act_at_office(actor: Actor, row: Referral) -> Verdict:
    if actor.has_at(*OFFICE, unit_id=row.office_id):
        return ALLOWED
    return refused(_("Hồ sơ đang ở đơn vị khác; chỉ cán bộ thẩm định của đơn vị đó xử lý được."))


def may_judge(actor: Actor, nomination: Nomination) -> Verdict:
    """Nobody judges a nomination in which they are the nominee."""
    if actor.person_id is not None and actor.person_id == nomination.subject_id:
        return refused(
            _("Bạn là người được đề nghị trong hồ sơ này nên không xử lý được; chuyển cho đồng nghiệp.")
        )
    return ALLOWED


def can_resubmit(actor: Actor, row: Referral) -> Verdict:
    return can_edit_at(actor, row.nomination.submission.organization_id)


def can_withdraw(actor: Actor, row: Referral) -> Verdict:
    return can_edit_at(actor, row.nomination.submission.organization_id)


def can_record_result(actor: Actor, row: Referral) -> Verdict:
    """The council's secretary at the office; the nominee never."""
    if not actor.has_at(Role.COUNCIL_SECRETARY, unit_id=row.office_id):
        return refused(_("Chỉ thư ký Hội đồng của đơn vị đang xét ghi được kết quả."))
    return may_judge(actor, row.nomination)


def can_reject(actor: Actor, row: Referral) -> Verdict:
    """The secretary after a vote, or the office itself."""
    if actor.has_at(Role.COUNCIL_SECRETARY, *OFFICE, unit_id=row.office_id):
        return may_judge(actor, row.nomination)
    return refused(_("Hồ sơ đang ở đơn vị khác; chỉ đơn vị đó kết luận được."))


def can_mark_decided(actor: Actor, row: Referral) -> Verdict:
    """Those who sign and issue at the office; nobody for themselves."""
    if actor.has_at(Role.HEAD, Role.OFFICER, Role.STANDING_OFFICE, unit_id=row.office_id):
        return may_judge(actor, row.nomination)
    return refused(_("Chỉ đơn vị đang xét hồ sơ ra được quyết định khen thưởng này."))


def can_post_names(actor: Actor, organization_id: int) -> Verdict:
    if actor.has_at(*OFFICE, Role.COUNCIL_SECRETARY, unit_id=organization_id):
        return ALLOWED
    return refused(_("Chỉ cán bộ của đơn vị đang xét niêm yết lấy ý kiến được."))


def can_run_posting(actor: Actor, row: Posting) -> Verdict:
    return can_post_names(actor, row.organization_id)


def can_follow_opinion(actor: Actor, row: OpinionRequest) -> Verdict:
    """Reminding, ending and taking back a question: the office that asked."""
    if actor.has_at(*OFFICE, unit_id=row.office_id):
        return ALLOWED
    return refused(_("Chỉ đơn vị đã xin ý kiến nhắc hoặc kết thúc được."))


def can_answer_opinion(actor: Actor, row: OpinionRequest) -> Verdict:
    """The people of the union unit that was asked; for a body outside, the office that holds its paper."""
    if actor.has_at(*OFFICE, unit_id=row.unit_id or row.office_id):
        return ALLOWED
    if row.unit_id:
        return refused(_("Chỉ cán bộ của đơn vị được hỏi trả lời được."))
    return refused(_("Chỉ đơn vị đã xin ý kiến ghi lại được văn bản trả lời."))
