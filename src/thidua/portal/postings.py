"""Names posted for comment, for everybody: the lists that are open, one list, and a word about a name."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thidua.core.errors import Refused
from thidua.domain.catalogue.library import library
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Posting
from thidua.domain.nominations.queries.dossier import get_public_posting, names_posted
from thidua.domain.nominations.queries.waiting import posted_publicly
from thidua.domain.organizations.queries import unit_refs
from thidua.portal.pages import in_asked_language, site

_PAGE = 200
_A_DAY = 24 * 3600
_COMMENTS_A_DAY = 10  # from one address; a household or an office shares one


class CommentForm(forms.Form):
    """A word about a posted name. Who sends it may stay away, and is sealed when given."""

    use_required_attribute = False
    nomination = forms.ChoiceField(label=gettext_lazy("Về ai"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Ý kiến"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Nói việc gì, ở đâu, khi nào, ai biết. Không quá 5.000 chữ cái."),
    )
    sender_name = forms.CharField(label=gettext_lazy("Tên của bạn"), max_length=200, required=False)
    sender_contact = forms.CharField(
        label=gettext_lazy("Điện thoại hoặc thư điện tử"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Được mã hóa; không hiện trên trang nào."),
    )

    def __init__(self, *args: Any, names: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["nomination"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", gettext_lazy("Cả danh sách")), *names]


@require_GET
@in_asked_language
def public_postings(request: HttpRequest) -> HttpResponse:
    """The lists open for comment today, the soonest to end first."""
    rows = posted_publicly(_today(request))
    units = unit_refs({row.organization_id for row in rows}, _today(request))
    context = {"rows": [{"row": row, "unit": units[row.organization_id].name} for row in rows]}
    return render(request, "portal/postings.html", context | _site(request), using="jinja2")


@require_http_methods(["GET", "POST"])
@in_asked_language
def public_posting(request: HttpRequest, posting_id: int) -> HttpResponse:
    """One list: names, units and awards only, how long comments are taken, and a form for one."""
    on = _today(request)
    try:
        row = get_public_posting(posting_id, on)
    except Posting.DoesNotExist as error:
        raise Http404 from error
    after = request.GET.get("sau", "")
    found = names_posted(row.pk, after=int(after) if after.isdecimal() else 0, size=_PAGE + 1)
    names = _lines(found[:_PAGE], request)
    form = CommentForm(
        request.POST or None, names=[(str(one["id"]), f"{one['name']} — {one['unit']}") for one in names]
    )
    if request.method == "POST" and form.is_valid() and _said(request, row, form):
        kept = "&ngon_ngu=en" if get_language() == "en" else ""
        return redirect(reverse("public_posting", args=[row.pk]) + f"?da-gui=1{kept}")
    unit = unit_refs([row.organization_id], on).get(row.organization_id)
    context = {
        "posting": row, "names": names, "form": form, "unit_there": unit,
        "is_open": row.state == "open" and row.starts_on <= on <= row.ends_on,
        "left": (row.ends_on - on).days, "is_sent": request.GET.get("da-gui") == "1",
        "next_after": names[-1]["id"] if len(found) > _PAGE else "",
    }  # fmt: skip
    return render(
        request,
        "portal/posting.html",
        context | _site(request),
        using="jinja2",
        status=422 if form.errors else 200,
    )


def _said(request: HttpRequest, row: Posting, form: CommentForm) -> bool:
    try:
        _insist_on_patience(request)
        chosen = form.cleaned_data["nomination"]
        actions.add_comment(
            posting_id=row.pk,
            nomination_id=int(chosen) if chosen else None,
            text=form.cleaned_data["text"],
            sender_name=form.cleaned_data["sender_name"],
            sender_contact=form.cleaned_data["sender_contact"],
            at=cast(Any, request).now,
        )
    except Refused as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


def _insist_on_patience(request: HttpRequest) -> None:
    """Ten comments a day from one address. The address itself is not kept, only a keyed hash, and only for a day."""
    address = request.META.get("REMOTE_ADDR", "")
    day = _today(request).isoformat()
    mark = hmac.new(settings.SECRET_KEY.encode(), f"{day} {address}".encode(), hashlib.sha256).hexdigest()
    key = f"comments:{mark}"
    cache.add(key, 0, _A_DAY)
    try:
        count = cache.incr(key)
    except ValueError:
        count = 1
    if count > _COMMENTS_A_DAY:
        raise Refused(_("Hôm nay nơi này đã gửi %(most)s ý kiến. Gửi tiếp vào ngày mai, hoặc gửi thư đến đơn vị.")
                      % {"most": _COMMENTS_A_DAY})  # fmt: skip


def _lines(found: list[dict[str, Any]], request: HttpRequest) -> list[dict[str, Any]]:
    units = unit_refs({one["submission__organization_id"] for one in found}, _today(request))
    awards, language = library().awards, get_language()
    return [
        {
            "id": one["id"], "name": one["name"],
            "unit": units[one["submission__organization_id"]].name,
            "award": awards[one["award_code"]].name.said(language)
            if one["award_code"] in awards
            else one["award_code"],
        }
        for one in found
    ]  # fmt: skip


def _today(request: HttpRequest) -> Any:
    return cast(Any, request).today


def _site(request: HttpRequest) -> dict[str, Any]:
    return {"site_title": _("Danh sách lấy ý kiến"), **site(request)}
