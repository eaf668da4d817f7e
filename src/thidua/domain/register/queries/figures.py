"""The register in a few numbers that anyone may read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from thidua.domain.register.queries.search import register_size


@dataclass(frozen=True, slots=True)
class Figures:
    """Lines of the register; of one year the lines, the persons honored and the direct workers among them (lines
    in force only); and the lines annulled, of all years."""

    lines: int
    this_year: int
    people: int
    workers: int
    annulled: int

    @property
    def workers_share(self) -> float | None:
        """Direct workers among the persons honored this year, 0 to 1; nothing when there is no person."""
        return self.workers / self.people if self.people else None


_OF_YEAR = """
    select count(*), count(*) filter (where holder_kind = 'person'), count(*) filter (where position_class = 'direct')
      from register_current
     where year = %s and not is_annulled
"""
_ANNULLED = """
    select count(distinct a.refers_to_id)
      from register_entry a
     where a.kind = 'annulment' and a.refers_to_id is not null
       and not exists (select 1 from register_entry b
                        where b.refers_to_id = a.refers_to_id and b.kind = 'restoration' and b.id > a.id)
"""


def figures_of(year: int) -> Figures:
    """Count the register for decisions of ``year``; walks the lines of that year."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_YEAR, [year])
        this_year, people, workers = cursor.fetchone()
        cursor.execute(_ANNULLED)
        (annulled,) = cursor.fetchone()
    return Figures(register_size(), this_year, people, workers, annulled)
