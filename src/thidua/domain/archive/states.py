"""Kinds of papers, what was read of them, and what became of a package."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemKind(models.TextChoices):
    DECISION = "decision", _("Quyết định")
    SCAN = "scan", _("Bản quét có chữ ký, dấu")
    MINUTES = "minutes", _("Biên bản họp Hội đồng")
    EVIDENCE = "evidence", _("Hồ sơ đề nghị, minh chứng")
    OTHER = "other", _("Tài liệu khác")


class Reading(models.TextChoices):
    """Whether the text of an original can be searched."""

    PENDING = "pending", _("Chờ đọc")
    READ = "read", _("Đã đọc chữ")
    WAITING = "waiting", _("Chưa đọc được: máy chủ chưa cài OCR")
    FAILED = "failed", _("Không đọc được chữ")
    NONE = "none", _("Loại tệp không đọc chữ")


class DerivativeKind(models.TextChoices):
    PREVIEW = "preview", _("Hình xem trước")
    SEARCHABLE = "searchable", _("Bản PDF tìm được chữ")


class Outcome(models.TextChoices):
    """What became of a package that was asked for."""

    ASKED = "asked", _("Đang đóng gói")
    READY = "ready", _("Đã đóng gói")
    FAILED = "failed", _("Không đóng gói được")
