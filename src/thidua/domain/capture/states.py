"""Kinds of books, where a page stands, and what is done to it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BookKind(models.TextChoices):
    BOOK = "book", _("Sổ khen thưởng cũ")
    DECISION = "decision", _("Bản quét quyết định")


class PageState(models.TextChoices):
    WAITING = "waiting", _("Chờ máy đọc")
    FIRST = "first", _("Gõ lượt một")
    SECOND = "second", _("Gõ lượt hai")
    DIFFERS = "differs", _("Chờ phân xử")
    READY = "ready", _("Chờ vào sổ")
    ENTERED = "entered", _("Đã vào sổ")
    DISCARDED = "discarded", _("Đã bỏ")


class PageAct(models.TextChoices):
    READ = "read", _("Bắt đầu gõ")
    FINISH = "finish", _("Xong lượt một")
    AGREE = "agree", _("Xong lượt hai, hai lượt giống nhau")
    DIFFER = "differ", _("Xong lượt hai, hai lượt khác nhau")
    SETTLE = "settle", _("Phân xử")
    REOPEN = "reopen", _("Gõ lại")
    ENTER = "enter", _("Vào sổ")
    DISCARD = "discard", _("Bỏ trang")
