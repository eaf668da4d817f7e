"""The shape of a step table: which act leads from which states to which, who may, and what it is called.

Each capability with a lifecycle keeps its own table in ``workflow.py``; this module only judges it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Verdict, refused

State = TypeVar("State", bound=str)
Act = TypeVar("Act", bound=str)


@dataclass(frozen=True, slots=True)
class Step(Generic[State]):
    """One line of the table. ``permission`` answers for the row; ``event`` names what is recorded."""

    sources: frozenset[State]
    target: State
    permission: Callable[[Actor, Any], Verdict]
    event: str


def verdict(
    steps: Mapping[Act, Step[State]], act: Act, row: Any, actor: Actor, *, labels: type[Any]
) -> Verdict:
    """Whether ``act`` may be done to ``row`` (which has ``.state``) by ``actor``, with the reason when not.

    ``labels`` is the ``TextChoices`` of the states, for the wording of the reason.
    """
    step = steps[act]
    if row.state not in step.sources:
        now = labels(row.state).label
        wanted = ", ".join(sorted(str(labels(source).label) for source in step.sources))
        return refused(
            _("Hiện đang ở bước “%(now)s”; việc này chỉ làm được ở bước: %(wanted)s.")
            % {"now": now, "wanted": wanted}
        )
    allowed = step.permission(actor, row)
    return ALLOWED if allowed else allowed
