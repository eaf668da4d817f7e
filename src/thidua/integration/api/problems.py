"""Refusals as RFC 9457 problem details, in words for a person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Schema

CONTENT_TYPE = "application/problem+json"
SECONDS = 60


class Problem(Schema):
    """What is wrong, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[str] = []


class Stopped(Exception):
    """A request that is answered by a problem."""

    def __init__(self, status: int, title: str, detail: str, **headers: str) -> None:
        super().__init__(title)
        self.status, self.title, self.detail, self.headers = status, title, detail, headers


def unknown_token() -> Stopped:
    return Stopped(
        401,
        _("Khóa không dùng được"),
        _("Khóa thiếu, sai, hết hạn hoặc đã thu hồi. Tạo khóa mới ở trang Tài khoản của tôi."),
        **{"WWW-Authenticate": 'Bearer realm="thidua"'},
    )


def outside_scope() -> Stopped:
    return Stopped(
        403,
        _("Khóa không được đọc mục này"),
        _("Khóa không có mục này, hoặc quyền của người tạo đã kết thúc. Tạo khóa mới với đúng mục cần đọc."),
    )


def too_fast() -> Stopped:
    return Stopped(
        429,
        _("Hỏi quá nhanh"),
        _("Đã hết số lần hỏi trong phút này. Chờ một phút rồi hỏi tiếp."),
        **{"Retry-After": str(SECONDS)},
    )


def not_found() -> Stopped:
    return Stopped(
        404,
        _("Không có dữ liệu này"),
        _("Địa chỉ hoặc mã sai, hoặc nằm ngoài phạm vi của khóa."),
    )


def only(methods: str) -> Stopped:
    """Another method than those an address answers to (RFC 9110 has them named in ``Allow``)."""
    return Stopped(
        405,
        _("Địa chỉ này chỉ để đọc"),
        _("Chỉ dùng phương thức %(methods)s; giao diện này không ghi được gì.") % {"methods": methods},
        Allow=methods,
    )


def answer(stopped: Stopped, errors: list[str] | None = None) -> HttpResponse:
    """The problem as a response."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": stopped.title,
        "status": stopped.status,
        "detail": stopped.detail,
        "errors": errors or [],
    }
    return JsonResponse(
        body,
        status=stopped.status,
        headers=stopped.headers,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def invalid(errors: list[dict[str, Any]]) -> HttpResponse:
    """Which parameters are wrong, by name."""
    names = [".".join(str(part) for part in error.get("loc", ())[-2:]) for error in errors]
    stopped = Stopped(
        422,
        _("Tham số không đúng"),
        _("Sửa các tham số nêu tên rồi hỏi lại; trang hướng dẫn ghi giá trị dùng được."),
    )
    return answer(
        stopped, [f"{name}: {error.get('msg', '')}" for name, error in zip(names, errors, strict=True)]
    )


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address under the API that is none."""
    return answer(not_found())
