"""Rows of this section for the actor, or 404."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from thidua.domain.access import Actor

Row = TypeVar("Row")


def found(load: Callable[[Actor, int], Row], actor: Actor, pk: int) -> Row:
    """This will load a row inside the actor's scope; outside it there is no such page."""
    try:
        return load(actor, pk)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def address(name: str, *args: int) -> str:
    """The address of a page of another section, empty when there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
