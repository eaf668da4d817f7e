"""Roles are given, ended and lent inside one's own subtree only; every act is recorded."""

from datetime import date, datetime

import pytest

from tests.factories.accounts import TODAY, make_actor, make_user
from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.accounts import actions
from thidua.domain.accounts.acting import actor_for
from thidua.domain.accounts.models import Delegation, RoleGrant, User
from thidua.domain.accounts.queries import grants_within
from thidua.domain.audit.models import Event

AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
BY = "Quyết định 12/QĐ-LĐLĐ"


def give(actor, user, role, unit, **facts):
    return actions.grant_role(
        actor=actor,
        at=AT,
        user_id=user.pk,
        role=role,
        unit_id=unit.pk,
        **{"since": TODAY, "instrument": BY, **facts},
    )


@pytest.mark.parametrize(
    ("granter", "home", "role", "target", "may"),
    [
        (Role.HEAD, "phu_tho", Role.OFFICER, "giay", True),
        (Role.HEAD, "phu_tho", Role.HEAD, "giay", True),
        (Role.HEAD, "phu_tho", Role.OFFICER, "phu_tho", True),
        (Role.HEAD, "phu_tho", Role.STANDING_OFFICE, "phu_tho", False),
        (Role.HEAD, "phu_tho", Role.OPERATOR, "phu_tho", False),
        (Role.HEAD, "phu_tho", Role.OFFICER, "bac_ninh_cs", False),
        (Role.HEAD, "giay", Role.OFFICER, "phu_tho", False),
        (Role.OFFICER, "phu_tho", Role.OFFICER, "giay", False),
        (Role.INSPECTOR, "tld", Role.OFFICER, "giay", False),
        (Role.STANDING_OFFICE, "tld", Role.HEAD, "bac_ninh", True),
        (Role.STANDING_OFFICE, "tld", Role.OPERATOR, "tld", False),
        (Role.OPERATOR, "tld", Role.STANDING_OFFICE, "tld", True),
        (Role.OPERATOR, "phu_tho", Role.HEAD, "bac_ninh", False),
    ],
)
def test_a_role_is_given_inside_the_own_subtree_and_not_above_the_own_role(  # noqa: PLR0917  # one row of the table
    country, granter, home, role, target, may
):
    actor = make_actor(granter, getattr(country, home))
    user = make_user("moi@thidua.example")
    if may:
        grant = give(actor, user, role, getattr(country, target))
        assert (grant.role, grant.instrument, grant.granted_by_id) == (role, BY, actor.user_id)
        assert Event.objects.get().name == "role.granted"
        return
    with pytest.raises(Refused):
        give(actor, user, role, getattr(country, target))
    assert not RoleGrant.objects.filter(user=user).exists()
    assert not Event.objects.exists()


def test_the_same_role_is_not_given_twice_at_once(country):
    actor, user = make_actor(Role.HEAD, country.phu_tho), make_user("moi@thidua.example")
    give(actor, user, Role.OFFICER, country.giay)
    with pytest.raises(Refused, match="đã có quyền này"):
        give(actor, user, Role.OFFICER, country.giay, since=date(2027, 1, 1))


def test_an_account_is_opened_with_its_first_role_and_no_password(country):
    actor = make_actor(Role.HEAD, country.phu_tho)
    user = actions.create_account(
        actor=actor,
        at=AT,
        email=" Lan.Tran@CongDoan.vn ",
        full_name="Trần  Thị Lan",
        role=Role.OFFICER,
        unit_id=country.giay.pk,
        since=TODAY,
        instrument=BY,
    )
    assert (user.email, user.full_name, user.has_usable_password()) == (
        "lan.tran@congdoan.vn",
        "Trần Thị Lan",
        False,
    )
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [
        "account.created",
        "role.granted",
    ]


@pytest.mark.parametrize("email", ["", "khong phai thu", "a@thidua.example"])
def test_an_account_is_refused_for_a_bad_or_taken_address(country, email):
    make_user("a@thidua.example")
    actor = make_actor(Role.HEAD, country.phu_tho)
    before = User.objects.count()
    with pytest.raises(Refused) as refusal:
        actions.create_account(
            actor=actor, at=AT, email=email, full_name="Trần Thị Lan", role=Role.OFFICER,
            unit_id=country.giay.pk, since=TODAY, instrument=BY,
        )  # fmt: skip
    assert refusal.value.field == "email"
    assert User.objects.count() == before


def test_an_ended_role_no_longer_holds_and_what_was_lent_ends_with_it(country):
    head = make_actor(Role.HEAD, country.phu_tho)
    officer, stand_in = make_user("a@thidua.example"), make_user("b@thidua.example")
    grant = give(head, officer, Role.OFFICER, country.giay)
    actions.delegate(
        actor=actor_for(officer, TODAY), at=AT, grant_id=grant.pk, delegate_id=stand_in.pk,
        since=TODAY, until=date(2026, 12, 20), instrument="Giấy ủy quyền 03",
    )  # fmt: skip
    lent = actor_for(stand_in, TODAY)
    assert [(g.role, g.unit.code, g.on_behalf_of) for g in lent.grants] == [(Role.OFFICER, "25-002", "a")]
    actions.end_grant(actor=head, at=AT, grant_id=grant.pk, on=date(2026, 12, 10), reason="Chuyển công tác")
    assert actor_for(officer, date(2026, 12, 9)).grants
    assert not actor_for(officer, date(2026, 12, 10)).grants
    assert not actor_for(stand_in, date(2026, 12, 10)).grants


def test_nobody_ends_their_own_role(country):
    head = make_actor(Role.HEAD, country.phu_tho)
    grant = RoleGrant.objects.get(user_id=head.user_id)
    with pytest.raises(Refused, match="chính mình"):
        actions.end_grant(actor=head, at=AT, grant_id=grant.pk, on=TODAY, reason="Nghỉ")


def lend(country, **facts):
    officer = make_user("a@thidua.example", (Role.OFFICER, country.giay))
    stand_in = make_user("b@thidua.example")
    told = {
        "actor": actor_for(officer, TODAY),
        "at": AT,
        "grant_id": officer.grants.get().pk,
        "delegate_id": stand_in.pk,
        "since": TODAY,
        "until": date(2026, 12, 20),
        "instrument": "Giấy ủy quyền 03",
        **facts,
    }
    return actions.delegate(**told)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"until": TODAY}, "until"),
        ({"until": date(2028, 1, 1)}, "until"),
        ({"since": date(2019, 1, 1), "until": date(2019, 2, 1)}, "until"),
        ({"instrument": ""}, "instrument"),
    ],
)
def test_an_impossible_delegation_is_refused(country, facts, field):
    with pytest.raises(Refused) as refusal:
        lend(country, **facts)
    assert refusal.value.field == field
    assert not Delegation.objects.exists()


def test_a_delegation_is_taken_back_at_once(country):
    delegation = lend(country)
    actions.revoke_delegation(
        actor=actor_for(User.objects.get(email="a@thidua.example"), TODAY), at=AT, delegation_id=delegation.pk
    )
    assert not actor_for(User.objects.get(email="b@thidua.example"), TODAY).grants
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [
        "role.delegated",
        "role.delegation_revoked",
    ]


def test_a_stranger_neither_lends_nor_takes_back(country):
    delegation = lend(country)
    stranger = make_actor(Role.HEAD, country.bac_ninh)
    with pytest.raises(Refused):
        actions.revoke_delegation(actor=stranger, at=AT, delegation_id=delegation.pk)
    delegation.refresh_from_db()
    assert delegation.revoked_at is None


def test_a_council_member_votes_in_person(country):
    member = make_user("c@thidua.example", (Role.COUNCIL_MEMBER, country.phu_tho))
    with pytest.raises(Refused, match="tự mình"):
        actions.delegate(
            actor=actor_for(member, TODAY), at=AT, grant_id=member.grants.get().pk,
            delegate_id=make_user("d@thidua.example").pk, since=TODAY, until=date(2026, 12, 20), instrument=BY,
        )  # fmt: skip


def test_the_list_of_grants_stays_within_the_subtree(country):
    make_user("x@thidua.example", (Role.OFFICER, country.giay), name="Bùi Xuân")
    make_user("y@thidua.example", (Role.OFFICER, country.bac_ninh_cs), name="Đỗ Yên")
    head = make_actor(Role.HEAD, country.phu_tho, name="Đàm Vĩnh Khoa")
    assert [g.user.full_name for g in grants_within(head, TODAY)] == ["Đàm Vĩnh Khoa", "Bùi Xuân"]
    assert [g.user.full_name for g in grants_within(head, TODAY, text="xuân")] == ["Bùi Xuân"]
    officer = make_actor(Role.OFFICER, country.phu_tho)
    assert not grants_within(officer, TODAY).exists()


def test_row_height_is_remembered_with_the_person_beside_other_preferences(country):
    actor = make_actor(Role.OFFICER, country.giay)
    User.objects.filter(pk=actor.user_id).update(preferences={"mail": False})
    actions.prefer_tall_rows(wanted=True, actor=actor, at=AT)
    assert User.objects.get(pk=actor.user_id).preferences == {"mail": False, "tall_rows": True}
    actions.prefer_tall_rows(wanted=False, actor=actor, at=AT)
    assert User.objects.get(pk=actor.user_id).preferences["tall_rows"] is False
    assert Event.objects.filter(name="account.rows_preferred").count() == 2
