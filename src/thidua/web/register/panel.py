"""The holder beside the list: who it is, what they were honoured with, and the decision of the chosen line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.domain.access import Actor
from thidua.domain.register.awards import award_label
from thidua.domain.register.queries.history import initiatives_count, person_history
from thidua.domain.register.queries.lines import Line


@dataclass(frozen=True, slots=True)
class Panel:
    """A holder's past as drawn: figures are (value, words); events as the timeline takes them."""

    line: Line
    honors: int
    letters: int
    initiatives: int
    events: list[dict[str, Any]]


def panel_for(actor: Actor, line: Line) -> Panel:
    """The panel of the holder of ``line``."""
    past = person_history(line.holder_id, actor)
    standing = [one for one in past if not one.is_annulled]
    letters = sum(award_label(one.award_code).is_letter for one in standing)
    return Panel(
        line,
        honors=len(standing) - letters,
        letters=letters,
        initiatives=initiatives_count(line.holder_id) if line.holder_kind == "person" else 0,
        events=[event_of(one) for one in past],
    )


def event_of(line: Line) -> dict[str, Any]:
    """A line as one point of a timeline."""
    award = award_label(line.award_code)
    note = line.achievement if len(line.achievement) <= 90 else f"{line.achievement[:87].rstrip()}…"
    if line.achievement_year and not note:
        note = _("năm công tác %(year)s") % {"year": line.achievement_year}
    if line.is_annulled:
        note = _("đã hủy, thu hồi")
    return {
        "when": f"{line.decided_on:%m/%Y}",
        "what": award.short,
        "note": note,
        "kind": "failed" if line.is_annulled else "letter" if award.is_letter else "honor",
        "url": reverse("register_entry", args=[line.register_no]),
    }
