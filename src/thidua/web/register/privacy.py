"""What the law leaves to the person: a year of birth kept off the public pages, and an erasure from the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.core.vietnamese import fold
from thidua.domain.access import Role
from thidua.domain.people.models import Subject
from thidua.domain.register import actions
from thidua.domain.register.permissions import can_choose_discretion, can_erase_holder
from thidua.domain.register.queries.history import get_holder, same_subjects
from thidua.web.people.forms import DayInput
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame, or_404
from thidua.web.shell.requests import ActorRequest


class ErasureForm(forms.Form):
    """The paper behind an erasure and the name typed once more: what is erased does not come back."""

    use_required_attribute = False
    instrument = forms.CharField(
        label=gettext_lazy("Văn bản làm căn cứ"),
        max_length=120,
        help_text=gettext_lazy("Số, ngày, nơi ban hành; ví dụ 15/QĐ-LĐLĐ, LĐLĐ tỉnh Phú Thọ."),
    )
    signed_on = forms.DateField(label=gettext_lazy("Ngày văn bản"), widget=DayInput)
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Được giữ mãi trong nhật ký, nên không ghi tên hay số định danh của người được xóa."
        ),
    )
    name = forms.CharField(
        label=gettext_lazy("Gõ lại họ tên để xác nhận"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject

    def clean_name(self) -> str:
        typed = str(self.cleaned_data["name"])
        if fold(typed) != fold(self.subject.name):
            raise forms.ValidationError(
                _("Tên gõ vào không giống tên trong sổ. Kiểm tra có đúng người không.")
            )
        return typed

    def whole_reason(self) -> str:
        told = self.cleaned_data
        return f"{told['instrument']}, {told['signed_on']:%d/%m/%Y}: {told['reason']}"


@workspace()
@require_POST
def birth_year(request: ActorRequest, subject_id: int) -> HttpResponse:
    """Keep the year of birth off the public pages, or let it show again."""
    holder, _lines = or_404(get_holder, request.actor, subject_id)
    if not can_choose_discretion(request.actor, holder):  # readers see the person, and change nothing
        raise Http404
    is_shown = request.POST.get("hien") == "1"
    actions.show_birth_year(holder, shown=is_shown, actor=request.actor, at=request.now)
    said = (
        _("Trang xác thực hiện lại năm sinh.") if is_shown else _("Trang xác thực không hiện năm sinh nữa.")
    )
    messages.success(request, said)
    back = request.POST.get("ve", "")
    if url_has_allowed_host_and_scheme(back, None) and back.startswith("/"):
        return redirect(back)
    return redirect("register_holder", subject_id)


@workspace(Role.STEWARD)
def erase(request: ActorRequest, subject_id: int) -> HttpResponse:
    """Carry out a lawful erasure: what goes, what stays, on which paper, and the name typed once more."""
    holder, lines = or_404(get_holder, request.actor, subject_id)
    verdict = can_erase_holder(request.actor, holder)
    left = [line for line in lines if line.holder_name]
    form = ErasureForm(request.POST or None, subject=holder)
    if request.method == "POST" and verdict and form.is_valid() and _erased(request, holder, form):
        messages.success(request, _("Đã xóa dữ liệu cá nhân trong sổ. Việc xóa được ghi vào nhật ký."))
        return redirect("register_holder", subject_id)
    facts = {"holder": holder, "left": left, "form": form, "verdict": verdict}
    status = 422 if form.is_bound else 200
    return render(request, "register/erase.html", facts, status=status, using="jinja2")


def _erased(request: ActorRequest, holder: Subject, form: ErasureForm) -> bool:
    try:
        actions.erase_holder(
            same_subjects(holder.pk), reason=form.whole_reason(), actor=request.actor, at=request.now
        )
    except Refused as refusal:
        blame(form, refusal)
        return False
    return True
