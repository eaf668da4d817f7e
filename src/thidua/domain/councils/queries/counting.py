"""How far a count is, without a single number of it before both tellers agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from thidua.domain.councils.models import AgendaItem, Attendance, Candidate, Tally
from thidua.domain.councils.states import Presence
from thidua.domain.councils.voting import Turnout


@dataclass(frozen=True, slots=True)
class CountStatus:
    """Which candidates each teller still has to enter, and on which the two differed and count again.

    ``missing`` maps teller 1 and 2 to candidate ids. It holds no counted number.
    """

    missing: dict[int, tuple[int, ...]]
    names: dict[int, str]
    differing: tuple[int, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing[1] and not self.missing[2]

    def has_started(self, teller: int) -> bool:
        return teller in self.names


def count_status(item: AgendaItem, candidates: list[Candidate] | None = None) -> CountStatus:
    """How far the count of an item is."""
    rows = candidates if candidates is not None else list(item.candidates.all())
    entered: dict[int, set[int]] = {1: set(), 2: set()}
    names: dict[int, str] = {}
    tallies = Tally.objects.filter(candidate__item=item).values_list("teller", "candidate_id", "teller_name")
    for teller, candidate_id, name in tallies:
        entered[teller].add(candidate_id)
        names[teller] = name
    missing = {teller: tuple(row.pk for row in rows if row.pk not in entered[teller]) for teller in (1, 2)}
    open_again = set(missing[1]) | set(missing[2])
    differing = tuple(row.pk for row in rows if row.recounts and row.pk in open_again)
    return CountStatus(missing, names, differing)


def turnout_of(meeting_id: int, *, absentee_written: bool) -> Turnout:
    """The voting members of a meeting, and how many of them take part."""
    rows = Attendance.objects.filter(meeting=meeting_id).select_related("member")
    return turnout_among(rows, absentee_written=absentee_written)


def turnout_among(attendance: Iterable[Attendance], *, absentee_written: bool) -> Turnout:
    """The same over a roll that was read with its members."""
    presences = [row.presence for row in attendance if row.member.may_vote]
    return Turnout(
        total=len(presences),
        present=presences.count(Presence.PRESENT),
        written=presences.count(Presence.WRITTEN) if absentee_written else 0,
    )
