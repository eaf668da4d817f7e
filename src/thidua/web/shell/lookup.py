"""From what the domain says to what a page answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from thidua.core.errors import Refused

Asked = ParamSpec("Asked")
Row = TypeVar("Row")


def or_404(get: Callable[Asked, Row], *args: Asked.args, **kwargs: Asked.kwargs) -> Row:
    """Call a query that raises ``DoesNotExist`` outside the scope; such a thing does not exist for the visitor."""
    try:
        return get(*args, **kwargs)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def blame(form: forms.Form, refusal: Refused) -> None:
    """Show a refusal at its field, or on top of the form when it belongs to no field of it."""
    field: Any = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.message)
