"""Kinds of entry and the words that classify an honour."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    GRANT = "grant", _("Khen thưởng")
    CORRECTION = "correction", _("Đính chính")
    ANNULMENT = "annulment", _("Hủy bỏ, thu hồi")
    REISSUE = "reissue", _("Cấp lại")
    RESTORATION = "restoration", _("Khôi phục")


class CommendationType(models.TextChoices):
    """Loại hình khen thưởng."""

    MERIT = "merit", _("Công trạng")
    ADHOC = "adhoc", _("Đột xuất")
    MOVEMENT = "movement", _("Phong trào, chuyên đề")
    CONTRIBUTION = "contribution", _("Quá trình cống hiến")
    SENIORITY = "seniority", _("Niên hạn")
    FOREIGN = "foreign", _("Đối ngoại")
    RESISTANCE = "resistance", _("Kháng chiến")


class Source(models.TextChoices):
    DECISION = "decision", _("Quyết định trong hệ thống")
    IMPORT = "import", _("Nhập từ danh sách")
    CAPTURE = "capture", _("Số hóa sổ cũ")


class Confidence(models.TextChoices):
    """How surely an entry says what the paper says, the surest first."""

    ISSUED = "issued", _("Quyết định ban hành trong hệ thống")
    COMPARED = "compared", _("Đã đối chiếu với bản gốc")
    LISTED = "listed", _("Theo danh sách, chưa đối chiếu bản gốc")
    READ = "read", _("Đọc từ bản quét, chưa đối chiếu")
    DOUBTFUL = "doubtful", _("Chưa chắc chắn, cần đối chiếu")


class ImportState(models.TextChoices):
    """Where a list of former honours is on its way into the register."""

    DRAFT = "draft", _("Chờ xem lại các cột")
    CHECKING = "checking", _("Đang đọc thử")
    CHECKED = "checked", _("Đã đọc thử")
    ENTERING = "entering", _("Đang vào sổ")
    ENTERED = "entered", _("Đã vào sổ")
    WITHDRAWING = "withdrawing", _("Đang rút lại")
    WITHDRAWN = "withdrawn", _("Đã rút lại")
    DISCARDED = "discarded", _("Đã bỏ")


class ImportAct(models.TextChoices):
    CHECK = "check", _("Đọc thử")
    REOPEN = "reopen", _("Xem lại các cột")
    JUDGE = "judge", _("Ghi kết quả đọc thử")
    ENTER = "enter", _("Vào sổ")
    FINISH = "finish", _("Ghi nhận đã vào sổ")
    WITHDRAW = "withdraw", _("Rút lại")
    CLOSE = "close", _("Ghi nhận đã rút")
    DISCARD = "discard", _("Bỏ danh sách")
