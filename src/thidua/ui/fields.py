"""Fields of forms that say what is wrong as the program says it everywhere."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from thidua.core.files import IS_EMPTY


class UploadField(forms.FileField):
    """A file that a person sends."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Chọn một tệp."),
        "invalid": _("Chọn một tệp."),
        "missing": _("Chọn một tệp."),
        "empty": IS_EMPTY,
    }
