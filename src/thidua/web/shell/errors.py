"""Pages for what is not there, not allowed or broken: what happened, and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it does not exist, or not for this person; the page does not say which."""
    return _page(
        request,
        404,
        _("Không có trang này"),
        _(
            "Địa chỉ sai, trang đã bỏ, hoặc nằm ngoài phạm vi của bạn. Kiểm tra lại địa chỉ, hoặc tìm bằng Ctrl K."
        ),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        403,
        _("Không được phép"),
        _("Tài khoản của bạn không có quyền ở đây. Hỏi người giao quyền của đơn vị."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing half done is kept, because every act is one transaction."""
    return _page(
        request,
        500,
        _("Phần mềm gặp lỗi"),
        _(
            "Việc vừa làm chưa được ghi lại. Thử lại; nếu vẫn lỗi, báo bộ phận vận hành kèm giờ và địa chỉ trang."
        ),
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form without its token: usually a page left open for too long."""
    return _page(
        request,
        403,
        _("Trang đã để quá lâu"),
        _("Vì an toàn, biểu mẫu này hết hạn và chưa được ghi. Quay lại, tải lại trang rồi gửi lần nữa."),
    )


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "shell/error.html", {"title": title, "text": text}, status=status, using="jinja2")
