"""Views that people keep: whose they are, who else opens them, when they are sent."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.factories.accounts import make_user
from tests.factories.organizations import Country
from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.domain.access import Actor, Role
from thidua.domain.accounts.acting import actor_for
from thidua.domain.accounts.models import User
from thidua.domain.audit.models import Event
from thidua.domain.organizations.models import Organization
from thidua.domain.reporting import actions
from thidua.domain.reporting.models import Mailing, SavedView
from thidua.domain.reporting.queries import get_view, mailings_due, views_for
from thidua.domain.reporting.states import Rhythm

ON = date(2026, 12, 8)
AT = datetime(2026, 12, 8, 9, tzinfo=VIETNAM)


def working(email: str, unit: Organization, role: Role = Role.OFFICER) -> tuple[User, Actor]:
    user = make_user(email, (role, unit))
    return user, actor_for(user, ON)


@pytest.fixture
def view(country: Country) -> SavedView:
    _user, actor = working("phu-tho@thidua.example", country.phu_tho)
    return actions.save_view(actor=actor, at=AT, name="Nữ được khen", address="gioi=female")


def owner_of(view: SavedView) -> Actor:
    return actor_for(view.owner, ON)


@pytest.mark.parametrize(
    ("rhythm", "day", "expected"),
    [
        (Rhythm.WEEKLY, date(2026, 12, 8), date(2026, 12, 14)),
        (Rhythm.WEEKLY, date(2026, 12, 14), date(2026, 12, 21)),
        (Rhythm.MONTHLY, date(2026, 12, 8), date(2027, 1, 1)),
        (Rhythm.MONTHLY, date(2027, 1, 1), date(2027, 2, 1)),
        (Rhythm.QUARTERLY, date(2026, 12, 31), date(2027, 1, 1)),
        (Rhythm.QUARTERLY, date(2027, 1, 1), date(2027, 4, 1)),
        (Rhythm.QUARTERLY, date(2027, 5, 31), date(2027, 7, 1)),
    ],
)
def test_letters_go_on_mondays_and_first_days(rhythm, day, expected):
    assert rhythm.after(day) == expected


def test_a_view_is_seen_by_its_owner_alone_until_it_is_shared(view, country):
    _user, below = working("giay@thidua.example", country.giay)
    _user, beside = working("bac-ninh@thidua.example", country.bac_ninh)
    assert [list(views_for(actor, ON)) for actor in (owner_of(view), below, beside)] == [[view], [], []]
    actions.change_view(
        actor=owner_of(view), at=AT, view_id=view.pk, name="Nữ được khen", shared_with=country.phu_tho.pk
    )
    assert [list(views_for(actor, ON)) for actor in (owner_of(view), below, beside)] == [[view], [view], []]


def test_a_view_is_shared_only_inside_ones_own_scope(view, country):
    with pytest.raises(Refused) as refusal:
        actions.change_view(
            actor=owner_of(view), at=AT, view_id=view.pk, name="Nữ", shared_with=country.bac_ninh.pk
        )
    assert refusal.value.field == "unit"
    view.refresh_from_db()
    assert (view.name, view.shared_with_id) == ("Nữ được khen", None)


def test_another_cannot_change_or_drop_a_shared_view(view, country):
    actions.change_view(
        actor=owner_of(view), at=AT, view_id=view.pk, name="Nữ", shared_with=country.phu_tho.pk
    )
    _user, below = working("giay@thidua.example", country.giay)
    with pytest.raises(Refused):
        actions.change_view(actor=below, at=AT, view_id=view.pk, name="Của tôi")
    with pytest.raises(Refused):
        actions.drop_view(actor=below, at=AT, view_id=view.pk)
    assert SavedView.objects.get().name == "Nữ"


def test_a_name_is_used_once_by_each_person(view, country):
    with pytest.raises(Refused) as refusal:
        actions.save_view(actor=owner_of(view), at=AT, name="Nữ được khen ", address="")
    assert refusal.value.field == "name"
    _user, other = working("giay@thidua.example", country.giay)
    actions.save_view(actor=other, at=AT, name="Nữ được khen", address="")
    assert SavedView.objects.count() == 2


def test_somebody_who_does_not_work_with_figures_keeps_none(country):
    _user, editor = working("bien-tap@thidua.example", country.giay, Role.EDITOR)
    with pytest.raises(Refused):
        actions.save_view(actor=editor, at=AT, name="Bảng", address="")
    assert not SavedView.objects.exists()


def test_a_mailing_begins_changes_and_ends(view):
    actor = owner_of(view)
    actions.mail_view(actor=actor, at=AT, on=ON, view_id=view.pk, rhythm="monthly")
    assert mailings_due(date(2026, 12, 31)) == []
    assert mailings_due(date(2027, 1, 1)) == [Mailing.objects.get().pk]
    actions.mail_view(actor=actor, at=AT, on=ON, view_id=view.pk, rhythm="weekly")
    assert Mailing.objects.get().next_on == date(2026, 12, 14)
    actions.stop_mailing(actor=actor, at=AT, view_id=view.pk)
    actions.stop_mailing(actor=actor, at=AT, view_id=view.pk)
    assert not Mailing.objects.exists()
    told = list(
        Event.objects.filter(name__startswith="reporting.").order_by("id").values_list("name", flat=True)
    )
    assert told == ["reporting.view_saved", *["reporting.mailing_started"] * 2, "reporting.mailing_stopped"]


def test_a_view_that_one_may_not_open_is_not_sent(view, country):
    _user, beside = working("bac-ninh@thidua.example", country.bac_ninh)
    with pytest.raises(SavedView.DoesNotExist):
        actions.mail_view(actor=beside, at=AT, on=ON, view_id=view.pk, rhythm="weekly")
    with pytest.raises(SavedView.DoesNotExist):
        get_view(beside, view.pk, ON)
    assert not Mailing.objects.exists()


def test_a_dropped_view_takes_its_letters_along(view):
    actions.mail_view(actor=owner_of(view), at=AT, on=ON, view_id=view.pk, rhythm="weekly")
    actions.drop_view(actor=owner_of(view), at=AT, view_id=view.pk)
    assert not SavedView.objects.exists()
    assert not Mailing.objects.exists()
