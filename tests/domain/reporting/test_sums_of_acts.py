"""Whatever is launched, registered, judged, paid and appointed while units merge, split and move: what tables and
indicators say of an office is the sum of what they say of the units below it and of what lies elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple
from datetime import date, datetime, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.reporting.world import World
from tests.factories.accounts import make_user
from tests.factories.decisions import make_issued
from tests.factories.people import make_person
from thidua.core.clock import VIETNAM
from thidua.core.periods import between
from thidua.domain.access import Actor, Role, Span
from thidua.domain.accounts.models import RoleGrant
from thidua.domain.catalogue.library import library
from thidua.domain.decisions.models import DecisionLine
from thidua.domain.movements.models import Movement, Pledge, Registration, Review, Target
from thidua.domain.nominations.models import Referral
from thidua.domain.organizations.models import Organization
from thidua.domain.reporting.cube.keeping import follow_structure, rebuild
from thidua.domain.reporting.forms import fill_form, fill_forms
from thidua.domain.reporting.indicators import Indicators, indicators_of

ALL = Actor.system("test")
YEARS = (2024, 2025, 2026)
ACTS = ("launch", "launch", "register", "appoint", "appoint", "dismiss", "judge", "pay", "review", "grant", "annul",
        "merge", "split", "move")  # fmt: skip
ROLES = (Role.OFFICER, Role.APPRAISER, Role.STANDING_OFFICE)


class Offices(World):
    """The same country with what its offices do besides entering lines."""

    def __init__(self) -> None:
        super().__init__()
        make_issued(self.country, count=2)
        self.users = [
            make_user("huong@thidua.example"),
            make_user("binh@thidua.example"),
            make_user("sen@thidua.example"),
        ]
        for at, user in enumerate(self.users[:2]):
            user.person = make_person(
                f"Cán bộ {at}",
                self.country.giay,
                sex=("female", "male")[at],
                birth_date=date(1970 + 15 * at, 5, 4),
            )
            user.save()

    def _any(self, which: int) -> Organization:
        units = self.standing("TLD", "PROV_FED", "ZONE_UNION", "CDCS")
        return Organization.objects.get(pk=units[which % len(units)])

    def _moment(self, which: int) -> datetime:
        return datetime(YEARS[which % 3], 1 + which % 12, 1 + which % 28, 8, tzinfo=VIETNAM)

    def launch(self, which: int) -> None:
        since = date(YEARS[which % 3], 1 + which % 12, 1)
        Movement.objects.create(
            code=f"PT-{which}-{Movement.objects.count()}", organization=self._any(which), title="Phong trào",
            kind=("annual", "thematic", "campaign")[which % 3], state="live",
            during=between(since, since + timedelta(days=which % 2500 + 1)),
            launched_at=self._moment(which), created_at=self._moment(which),
        )  # fmt: skip

    def register(self, which: int) -> None:
        movement = Movement.objects.order_by("id").last()
        if movement is None:
            return
        registration = Registration.objects.create(
            movement=movement, organization=self._any(which + 1), registered_at=self._moment(which),
            titles=["BK_LDLD", "LDST"][: which % 3],
            subject=self.holders[which % len(self.holders)][0],
        )  # fmt: skip
        target = Target.objects.create(
            movement=movement, order=Target.objects.count(), name="Sáng kiến", unit="cái"
        )
        Pledge.objects.create(registration=registration, target=target, goal=5, value=which % 9)

    def appoint(self, which: int) -> None:
        """The same person may work for several units at once."""
        since = date(2012 + which % 14, 1 + which % 12, 1)
        RoleGrant.objects.create(
            user=self.users[which % 3], role=ROLES[which // 3 % 3], organization=self._any(which // 9),
            during=between(since, None),
        )  # fmt: skip

    def dismiss(self, which: int) -> None:
        grant = RoleGrant.objects.filter(user__in=self.users).order_by("id").last()
        if grant:
            grant.during = between(grant.during.lower, max(grant.during.lower, date(2025, 6, 30)))
            grant.save()

    def judge(self, which: int) -> None:
        referral = Referral.objects.order_by("id")[which % Referral.objects.count()]
        received = self._moment(which)
        Referral.objects.filter(pk=referral.pk).update(
            received_at=received, due_on=received.date() + timedelta(days=5),
            appraised_at=received + timedelta(days=which % 11),
            return_reasons=["missing_paper", "wrong_person"][: which % 3],
        )  # fmt: skip

    def pay(self, which: int) -> None:
        line = DecisionLine.objects.order_by("id")[which % DecisionLine.objects.count()]
        paid = date(2026, 12, 30) if which % 2 else None
        DecisionLine.objects.filter(pk=line.pk).update(bonus_vnd=1000 * (which % 5000), bonus_paid_on=paid)

    def review(self, which: int) -> None:
        movement = Movement.objects.order_by("id").last()
        if movement:
            Review.objects.create(
                movement=movement, kind="interim", held_on=self._moment(which).date(), findings="Đã xem",
                outcome=("keep", "adjust", "stop")[which % 3], recorded_at=self._moment(which),
            )  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10_000)), min_size=8, max_size=24))
def test_tables_and_indicators_of_an_office_are_sums_of_those_below(db, acts):
    with transaction.atomic():
        world = Offices()
        rebuild(at=datetime(2026, 12, 1, tzinfo=VIETNAM))
        for name, which in acts:
            world.act(name, which)
        follow_structure()
        world.on = max(world.on, date(2026, 12, 31))
        parts = world.parts()
        for year in YEARS:
            _assert_tables_add_up(world.on, year, parts)
            _assert_indicators_add_up(world.on, year, parts)
        transaction.set_rollback(True)


def _assert_tables_add_up(on: date, year: int, parts: dict[int, tuple[Span, ...]]) -> None:
    filled = fill_forms(library().forms, ALL, year=year, on=on, units=parts).values()
    for code in library().forms:
        whole = fill_form(code, ALL, year=year, on=on)
        for r, cells in enumerate(whole.cells):
            for c, cell in enumerate(cells):
                found = [part[code].cells[r][c] for part in filled]
                assert cell.count is None or cell.count == sum(one.count or 0 for one in found), (code, r, c)
                assert sorted(cell.records) == sorted(n for one in found for n in one.records)


def _assert_indicators_add_up(on: date, year: int, parts: dict[int, tuple[Span, ...]]) -> None:
    whole = indicators_of(ALL, year=year, on=on)
    below = [indicators_of(ALL, year=year, on=on, spans=spans) for spans in parts.values()]
    assert _sums([whole]) == _sums(below)


def _sums(found: Iterable[Indicators]) -> Counter[tuple[object, ...]]:
    """Everything of indicators that is a count or an amount, by its name; medians are none."""
    summed: Counter[tuple[object, ...]] = Counter()
    for one in found:
        for name in ("pledged", "achieved", "bonus_due", "bonus_paid", "titles_aimed", "titles_won"):
            summed[(name,)] += getattr(one, name)
        for share in one.shares:
            summed["part", share.key] += share.part
            summed["whole", share.key] += share.whole
        for step in one.steps:
            for name in ("received", "handled", "on_time", "returned"):
                summed[name, step.level] += getattr(step, name)
        for size in one.sizes:
            for at, n in enumerate(astuple(size)[2:]):
                summed["size", size.least, at] += n
        for reason, n in (*one.reasons, *one.outcomes.items()):
            summed["of", reason] += n
    return +summed
