"""A small country in which things happen: lines are entered, corrected and annulled, units merge, split and move."""

from __future__ import annotations

from datetime import date
from itertools import count as counter

from tests.factories.organizations import make_country
from tests.factories.people import make_collective, make_person
from tests.factories.register import CLERK, ENTERED, make_entry
from thidua.core.errors import Refused
from thidua.domain.access import Span
from thidua.domain.organizations.actions import merge_units, move_unit, split_unit
from thidua.domain.organizations.actions.placing import NewUnit
from thidua.domain.organizations.queries import EVERYWHERE, placements_on
from thidua.domain.organizations.states import UnitKind
from thidua.domain.register import actions
from thidua.domain.register.models import Entry
from thidua.domain.register.values import Paper
from thidua.domain.reporting.cube.keeping import follow_structure, merge
from thidua.domain.reporting.spans import without
from thidua.domain.reporting.units import below

PAPER = Paper("12/QĐ-LĐLĐ", date(2026, 3, 2), "Kê khai không đúng")
_codes = counter(1)


class World:
    """A small country, its people, and the days going by; every act may be refused and then changes nothing."""

    def __init__(self) -> None:
        self.country = make_country()
        self.on = date(2024, 1, 1)
        self.holders = [
            (make_person("Nguyễn Thị Hường", self.country.giay).subject, self.country.giay),
            (
                make_person("Trần Văn Bình", self.country.bac_ninh_cs, sex="male").subject,
                self.country.bac_ninh_cs,
            ),
            (make_person("Lê Thị Sen", self.country.may).subject, self.country.may),
            (make_collective("Tổ may 2", self.country.lam_thao).subject, self.country.lam_thao),
        ]

    def act(self, name: str, which: int) -> None:
        """Do one thing, to the one that ``which`` points at; a refusal is an answer too."""
        try:
            getattr(self, name.replace(" ", "_"))(which)
        except Refused:
            return

    def grant(self, which: int) -> None:
        """Half of the grants are late: their decisions lie years back."""
        subject, unit = self.holders[which % len(self.holders)]
        day = date(2015 + which % 12, 1 + which % 12, 1 + which % 28)
        award = ("BK_LDLD", "BK_TLD", "LDST", "GK_CDCS")[which % 4]
        level = ("province", "confederation", "confederation", "grassroots")[which % 4]
        make_entry(
            subject, unit, self.country.phu_tho, decided_on=day, award_code=award, award_level=level,
            is_ethnic_minority=which % 3 == 0, commendation_type=("merit", "adhoc", "movement")[which % 3],
        )  # fmt: skip

    def _entry(self, which: int) -> Entry | None:
        roots = list(Entry.objects.filter(kind="grant").order_by("id"))
        return roots[which % len(roots)] if roots else None

    def correct(self, which: int) -> None:
        entry = self._entry(which)
        if entry:
            change = {
                "position_class": ("direct", "manager", "indirect")[which % 3],
                "sex": ("male", "female")[which % 2],
            }
            actions.correct(entry, change, paper=PAPER, actor=CLERK, at=ENTERED)

    def annul(self, which: int) -> None:
        entry = self._entry(which)
        if entry:
            actions.annul(entry, paper=PAPER, actor=CLERK, at=ENTERED)

    def restore(self, which: int) -> None:
        entry = self._entry(which)
        if entry:
            actions.restore(entry, paper=PAPER, actor=CLERK, at=ENTERED)

    def catch_up(self, which: int) -> None:
        follow_structure()
        merge()

    def _changed(self) -> dict[str, object]:
        self.on = (
            date(self.on.year, self.on.month + 1, 1) if self.on.month < 12 else date(self.on.year + 1, 1, 1)
        )
        return {"actor": CLERK, "at": ENTERED, "on": self.on, "instrument": f"QĐ {next(_codes)}"}

    def standing(self, *kinds: str) -> list[int]:
        found = placements_on(self.on).filter(kind__in=kinds).order_by("organization_id")
        return list(found.values_list("organization_id", flat=True))

    def merge(self, which: int) -> None:
        units = self.standing(UnitKind.PROVINCIAL_FEDERATION)
        if len(units) > 1:
            number = next(_codes)
            new = NewUnit(f"N{number}", f"LĐLĐ tỉnh mới {number}", UnitKind.PROVINCIAL_FEDERATION)
            merge_units(unit_ids=units[:2], into=new, parent_id=self.country.tld.pk, **self._changed())

    def split(self, which: int) -> None:
        units = self.standing(UnitKind.PROVINCIAL_FEDERATION)
        unit = units[which % len(units)]
        children = list(
            placements_on(self.on).filter(parent_id=unit).values_list("organization_id", flat=True)
        )
        numbers = [next(_codes), next(_codes)]
        parts = [NewUnit(f"S{n}", f"LĐLĐ tách {n}", UnitKind.PROVINCIAL_FEDERATION) for n in numbers]
        codes = [part.code for part in parts]
        divided = {child: codes[at % 2] for at, child in enumerate(children)}
        split_unit(unit_id=unit, into=parts, children=divided, **self._changed())

    def move(self, which: int) -> None:
        units = self.standing(UnitKind.GRASSROOTS)
        tops = self.standing(UnitKind.PROVINCIAL_FEDERATION)
        move_unit(unit_id=units[which % len(units)], parent_id=tops[which % len(tops)], **self._changed())

    def parts(self) -> dict[int, tuple[Span, ...]]:
        """The positions of every unit below the top, by its id, and under 0 what lies elsewhere."""
        found: dict[int, tuple[Span, ...]] = {}
        for label, span in below(self.country.tld.pk, self.on).spans:
            found[int(label)] = (*found.get(int(label), ()), span)
        found[0] = without((EVERYWHERE,), [span for spans in found.values() for span in spans])
        return found
