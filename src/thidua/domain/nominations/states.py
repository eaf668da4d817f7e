"""States and acts of rounds, submissions, nominations, referrals and postings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundKind(models.TextChoices):
    ANNUAL = "annual", _("Thường xuyên hằng năm")
    THEMATIC = "thematic", _("Chuyên đề")
    ADHOC = "adhoc", _("Đột xuất")
    LONG_SERVICE = "long_service", _("Quá trình cống hiến")


class RoundState(models.TextChoices):
    DRAFT = "draft", _("Bản thảo")
    OPEN = "open", _("Đang mở")
    CLOSED = "closed", _("Đã đóng")


class SubmissionState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    SUBMITTED = "submitted", _("Đã trình")


class NominationState(models.TextChoices):
    """The nomination as a whole; where exactly it is, its latest referral says."""

    DRAFT = "draft", _("Đang soạn")
    UNDERWAY = "underway", _("Đang xét")
    CONFERRED = "conferred", _("Đã khen")
    REJECTED = "rejected", _("Không khen")
    WITHDRAWN = "withdrawn", _("Đã rút")


class ReferralState(models.TextChoices):
    """Where a nomination stands at one level."""

    RECEIVED = "received", _("Chờ thẩm định")
    RETURNED = "returned", _("Trả lại để bổ sung")
    APPRAISED = "appraised", _("Đã thẩm định")
    APPROVED = "approved", _("Hội đồng thông qua")
    FORWARDED = "forwarded", _("Đã chuyển cấp trên")
    DECIDED = "decided", _("Đã quyết định")
    REJECTED = "rejected", _("Không thông qua")
    SUSPENDED = "suspended", _("Tạm dừng")
    WITHDRAWN = "withdrawn", _("Đã rút")


class ReferralAct(models.TextChoices):
    APPRAISE = "appraise", _("Xác nhận")
    RETURN = "return", _("Trả lại")
    RESUBMIT = "resubmit", _("Trình lại")
    APPROVE = "approve", _("Ghi kết quả Hội đồng: đạt")
    APPROVE_WITHOUT_COUNCIL = "approve_without_council", _("Trình ký không qua Hội đồng")
    REJECT = "reject", _("Không thông qua")
    FORWARD = "forward", _("Trình cấp trên")
    DECIDE = "decide", _("Quyết định")
    SUSPEND = "suspend", _("Tạm dừng")
    RESUME = "resume", _("Tiếp tục xét")
    WITHDRAW = "withdraw", _("Rút đề nghị")


class PostingState(models.TextChoices):
    OPEN = "open", _("Đang lấy ý kiến")
    CLOSED = "closed", _("Đã kết thúc")


class OpinionState(models.TextChoices):
    """Where a question to another body stands."""

    ASKED = "asked", _("Chờ ý kiến")
    ANSWERED = "answered", _("Đã có ý kiến")
    LAPSED = "lapsed", _("Không trả lời trong hạn")
    CANCELED = "canceled", _("Thôi xin ý kiến")


class OpinionAct(models.TextChoices):
    ANSWER = "answer", _("Ghi ý kiến")
    REMIND = "remind", _("Nhắc")
    LAPSE = "lapse", _("Kết thúc vì không trả lời")
    CANCEL = "cancel", _("Thôi xin ý kiến")


class Stance(models.TextChoices):
    """What a body says of one nominee."""

    AGREES = "agrees", _("Đồng ý")
    REMARKS = "remarks", _("Đồng ý, có lưu ý")
    DISAGREES = "disagrees", _("Không đồng ý")


class FindingVerdict(models.TextChoices):
    """What a person decided of a finding that needs one."""

    COUNTS = "counts", _("Vẫn tính")
    DOES_NOT_COUNT = "does_not_count", _("Không tính")


class RoundAct(models.TextChoices):
    OPEN = "open", _("Mở đợt")
    CLOSE = "close", _("Đóng đợt")


class SubmissionAct(models.TextChoices):
    SUBMIT = "submit", _("Trình")


class PostingAct(models.TextChoices):
    CLOSE = "close", _("Kết thúc lấy ý kiến")


class ReturnReason(models.TextChoices):
    """Reasons an appraiser picks from; free text goes beside them."""

    MISSING_PAPER = "missing_paper", _("Thiếu giấy tờ")
    UNREADABLE_FILE = "unreadable_file", _("Tệp mờ, thiếu trang hoặc thiếu dấu")
    WRONG_PERSON = "wrong_person", _("Sai họ tên, năm sinh hoặc số định danh")
    WEAK_ACHIEVEMENT = "weak_achievement", _("Câu thành tích chưa nêu việc làm và kết quả cụ thể")
    NOT_ELIGIBLE = "not_eligible", _("Chưa đủ điều kiện của danh hiệu, hình thức")
    WRONG_AWARD = "wrong_award", _("Chưa đúng danh hiệu, hình thức hoặc cấp khen")
    SIMILAR_TEXT = "similar_text", _("Trùng với thành tích đã được khen")
    OVER_QUOTA = "over_quota", _("Vượt chỉ tiêu")
    OTHER = "other", _("Lý do khác")
