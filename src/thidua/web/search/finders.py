"""What the one search looks through. Each finder is one bounded query inside the actor's scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.core.vietnamese import fold
from thidua.domain.access import Actor
from thidua.domain.movements.queries import find_movements
from thidua.domain.nominations.queries import find_nominations
from thidua.domain.organizations.queries import search_units
from thidua.domain.people.queries import find_people
from thidua.domain.register.queries import find_by_number
from thidua.web.shell.navigation import navigation


@dataclass(frozen=True)
class Hit:
    """One line of the results."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """Hits of one kind under their heading."""

    key: str
    label: str
    icon: str
    hits: list[Hit]
