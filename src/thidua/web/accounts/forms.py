"""The sign-in forms in our words, and the forms of the roles pages."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.domain.accounts.models import ROLE_CHOICES

LABELS: dict[str, str | Promise] = {
    "login": _("Thư điện tử"),
    "email": _("Thư điện tử"),
    "password": _("Mật khẩu"),
    "remember": _("Giữ đăng nhập trên máy này"),
    "oldpassword": _("Mật khẩu đang dùng"),
    "password1": _("Mật khẩu mới"),
    "password2": _("Nhắc lại mật khẩu mới"),
    "code": _("Mã xác thực"),
}


class Worded(forms.Form):
    """Gives a form of the sign-in library our labels and inputs, and none of its English placeholders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in LABELS:
                field.label = str(LABELS[name])
            field.widget.attrs.pop("placeholder", None)
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs["class"] = "input"
            if name in {"password", "oldpassword"}:
                field.help_text = ""


class SignInForm(Worded, account_forms.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail and password."""


class ResetPasswordForm(Worded, account_forms.ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """Asks for a link."""


class NewPasswordForm(Worded, account_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth ships no types
    """Sets a password by link."""


class ChangePasswordForm(Worded, account_forms.ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """Changes a known password."""


class ConfirmPasswordForm(Worded, account_forms.ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """Asks for the password again before a sensitive act."""


class CodeForm(Worded, mfa_forms.AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """A one-time or recovery code at sign-in."""


class ConfirmCodeForm(Worded, mfa_forms.ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """A one-time code before a sensitive act."""


class ActivateCodesForm(Worded, totp_forms.ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of a new authenticator."""


class DayInput(forms.DateInput):
    """The browser's own picker of days."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class GrantForm(forms.Form):
    """Who gets which role where, by what."""

    user = forms.IntegerField(label=_("Người được giao"), widget=forms.TextInput)
    role = forms.ChoiceField(label=_("Quyền"), choices=ROLE_CHOICES)
    unit = forms.IntegerField(label=_("Tại đơn vị"), max_value=10**18, widget=forms.TextInput)
    since = forms.DateField(label=_("Từ ngày"), widget=DayInput)
    until = forms.DateField(
        label=_("Đến trước ngày"), widget=DayInput, required=False, help_text=_("Để trống nếu không có hạn.")
    )
    instrument = forms.CharField(
        label=_("Căn cứ"), max_length=200, help_text=_("Số, ký hiệu, ngày và cơ quan ban hành văn bản.")
    )


class AccountForm(forms.Form):
    """A new account with its first role."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
    email = forms.CharField(
        label=_("Thư điện tử"), max_length=254, help_text=_("Liên kết đặt mật khẩu được gửi tới đây.")
    )
    post = forms.CharField(label=_("Chức vụ"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Quyền"), choices=ROLE_CHOICES)
    unit = forms.IntegerField(label=_("Tại đơn vị"), max_value=10**18, widget=forms.TextInput)
    since = forms.DateField(label=_("Từ ngày"), widget=DayInput)
    instrument = forms.CharField(label=_("Căn cứ"), max_length=200)


class EndForm(forms.Form):
    """The first day a role no longer holds."""

    on = forms.DateField(label=_("Từ ngày này không còn quyền"), widget=DayInput)
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class DelegateForm(forms.Form):
    """Who stands in, and for how long."""

    delegate = forms.IntegerField(label=_("Người được ủy quyền"), widget=forms.TextInput)
    since = forms.DateField(label=_("Từ ngày"), widget=DayInput)
    until = forms.DateField(label=_("Đến trước ngày"), widget=DayInput)
    instrument = forms.CharField(label=_("Văn bản ủy quyền"), max_length=200)
