"""How sign-in is bound to this program: accounts are given, never taken; secrets are stored encrypted."""

from __future__ import annotations

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.domain.people.identity import open_text, seal_text


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves: an officer of the unit grants an account."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đã khóa. Xin liên hệ cán bộ thi đua của đơn vị."),
        "email_password_mismatch": _("Thư điện tử hoặc mật khẩu chưa đúng. Xin kiểm tra và ghi lại."),
        "enter_current_password": _("Mật khẩu đang dùng chưa đúng."),
        "incorrect_code": _("Mã chưa đúng hoặc đã hết hạn. Xin ghi mã đang hiện trong ứng dụng."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "invalid_password_reset": _("Liên kết không còn dùng được. Xin gửi lại liên kết mới."),
        "too_many_login_attempts": _(
            "Đã sai mật khẩu quá nhiều lần nên tạm khóa đăng nhập. Xin thử lại sau 5 phút, hoặc đặt lại mật khẩu."
        ),
        "rate_limited": _("Thao tác quá nhanh và quá nhiều lần. Xin đợi một phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class EncryptedSecrets(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """One-time-code secrets are encrypted like other sensitive fields."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Không tắt được xác thực hai bước của tài khoản này."),
        "cannot_generate_recovery_codes": _("Cần bật xác thực hai bước trước khi tạo mã dự phòng."),
        "incorrect_code": _("Mã chưa đúng hoặc đã hết hạn. Xin ghi mã đang hiện trong ứng dụng."),
    }

    def encrypt(self, text: str) -> str:
        return seal_text(text, context="mfa").hex()

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(bytes.fromhex(encrypted_text), context="mfa")
