"""The demonstration in the database: a reduced country is loaded once and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from thidua.core.clock import MovableClock
from thidua.core.files.storage import ContentStore
from thidua.domain.access import Role
from thidua.domain.accounts.acting import actor_for
from thidua.domain.accounts.models import User
from thidua.domain.councils.models import Meeting
from thidua.domain.decisions.models import Decision
from thidua.domain.movements.models import Movement
from thidua.domain.movements.queries.reading import gate
from thidua.domain.nominations.models import Nomination, Posting, Referral, Submission
from thidua.domain.nominations.queries.reports import report
from thidua.domain.organizations.models import Organization, Succession
from thidua.domain.organizations.queries import ancestors, subtree_spans
from thidua.domain.people.identity import open_identity
from thidua.domain.people.models import Initiative, Person, Subject, YearlyRating
from thidua.domain.register.models import Entry, RegisteredName, StandingLine
from thidua.domain.register.states import EntryKind
from thidua.domain.reports.models import Snapshot
from thidua.domain.reports.queries.comparing import differences
from thidua.operations.demo import load

TODAY = date(2026, 12, 8)
SIZE = load.Size(grassroots=120, persons=600, entries=1200)


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """Load once for the module, into a copy of the tests' database that is dropped at the end."""
    lines: list[str] = []
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.creation.clone_test_db("demo", verbosity=0)
        connection.close()
        connection.settings_dict["NAME"] = f"{name}_demo"
        load.load_everything(report=lines.append, password="mat-khau-de-thu", size=SIZE)
        yield lines
        connection.close()
        connection.settings_dict["NAME"] = name
        connection.creation.destroy_test_db(suffix="demo", verbosity=0)


def user(login: str) -> User:
    return User.objects.get(email=f"{login}@thidua.example")


def unit(code: str) -> Organization:
    return Organization.objects.get(code=code)


def test_everything_planned_is_there():
    assert load.is_loaded()
    assert Person.objects.count() == 600
    assert Entry.objects.filter(kind=EntryKind.GRANT, source="import").count() == 1200
    assert Entry.objects.filter(kind=EntryKind.ANNULMENT).count() == 43


def test_every_path_ends_with_the_unit_and_passes_its_parent():
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from organizations_placement where path::text !~ ('(^|[.])' || organization_id || '$')"
            " or (parent_id is not null and path::text !~ ('(^|[.])' || parent_id || '[.]' || organization_id || '$'))"
        )
        assert cursor.fetchone() == (0,)


def test_the_paper_mill_stands_under_the_province_and_the_confederation():
    assert [ref.code for ref in ancestors(unit("25-0184").pk, TODAY)] == ["TLD", "25", "25-0184"]


def test_the_merger_of_2025_is_in_the_successions():
    rows = Succession.objects.filter(successor__code="25", kind="merge", effective_on=date(2025, 7, 1))
    assert rows.count() == 3


def test_identity_numbers_are_sealed_and_open_again():
    person = Person.objects.exclude(identity_sealed=None).earliest("pk")
    number = open_identity(person.identity_sealed)
    assert len(number) == 12
    assert number.encode() not in bytes(person.identity_sealed)


def test_the_showcase_holder_has_her_former_honors_and_initiatives():
    holder = Subject.objects.get(pk=1)
    honors = Entry.objects.filter(holder=holder, kind=EntryKind.GRANT, source="import").order_by(
        "decided_on", "award_code"
    )
    assert holder.name == "Nguyễn Thị Hường"
    assert [(e.award_code, e.decision_number) for e in honors] == [
        ("GK_CD", "41/QĐ-CĐCT"), ("CSTDCS", "88/QĐ-GVT"), ("LDTT", "88/QĐ-GVT"), ("CSTDCS", "96/QĐ-GVT"),
        ("LDTT", "96/QĐ-GVT"), ("BK_LDLD", "1182/QĐ-LĐLĐ"),
    ]  # fmt: skip
    assert Initiative.objects.filter(person_id=1).count() == 3
    assert set(
        YearlyRating.objects.filter(subject=holder, year__gte=2025).values_list("rating", flat=True)
    ) == {"HTXSNV"}


def test_the_dictionary_of_names_counts_every_line():
    with connection.cursor() as cursor:
        cursor.execute("select sum(entries) from register_registeredname")
        (counted,) = cursor.fetchone()
    assert counted == Entry.objects.filter(kind=EntryKind.GRANT).count()
    assert not StandingLine.objects.exclude(name_id__in=RegisteredName.objects.values("pk")).exists()


def test_accounts_sign_in_with_the_shared_password_and_hold_their_roles():
    officer = user("phutho.canbo")
    assert officer.check_password("mat-khau-de-thu")
    actor = actor_for(officer, TODAY)
    assert actor.roles() == {Role.OFFICER, Role.APPRAISER}
    assert actor.unit is not None
    assert actor.unit.code == "25"
    assert actor.covers(unit("25-0184").position)
    assert not actor.covers(unit("01").position)


def test_fifteen_people_sit_in_the_council_of_the_province():
    members = User.objects.filter(grants__role=Role.COUNCIL_MEMBER, grants__organization__code="25")
    assert members.count() == 15
    assert members.filter(person=None).count() == 0


def test_one_account_asks_for_a_second_step():
    with connection.cursor() as cursor:
        cursor.execute("select u.email from mfa_authenticator a join accounts_user u on u.id = a.user_id")
        assert cursor.fetchall() == [("tld.vanhanh@thidua.example",)]


def test_scopes_of_the_province_hold_what_it_took_over():
    spans = subtree_spans(unit("25").pk, TODAY, 1)
    assert any(span.holds(unit("25-0013").position) for span in spans)


def test_the_load_tells_its_steps(loaded: list[str]):
    assert loaded[0].startswith("Dựng cây tổ chức")
    assert loaded[-1] == "Hôm nay của bản dùng thử: 08/12/2026"


def test_today_is_kept_for_the_clock(tmp_path):
    clock = MovableClock(tmp_path / "clock.json")
    clock.move_to(TODAY)
    assert clock.now().date() == TODAY


def test_the_draft_of_the_plant_has_three_things_to_mend():
    submission = Submission.objects.get(organization__code="25-0031")
    found = report(submission, TODAY)
    assert submission.nominations.count() == 24
    assert [(line.rank, line.rule) for line in found.must_fix] == [
        (13, "quota"), (17, "paper:tinh_lam_loi"), (22, "achievement"),
    ]  # fmt: skip
    doubts = {(line.rank, line.rule) for line in found.needs_person if line.rule in {"match", "similar"}}
    assert doubts == {(9, "match"), (14, "similar")}


def test_the_showcase_nomination_came_back_with_changes_under_the_law_of_its_day():
    row = Nomination.objects.get(client_key="huong")
    referral = row.referrals.get()
    assert (row.regime, row.verdict, row.received_on) == ("R25", "eligible", date(2026, 9, 28))
    assert (referral.state, referral.attempt, referral.due_on) == ("received", 2, date(2026, 12, 5))
    assert row.versions.count() == 2
    assert row.evidence.count() == 3


def test_nominations_stand_at_every_step():
    states = set(Referral.objects.values_list("state", flat=True))
    assert states == {
        "received", "returned", "appraised", "approved", "forwarded", "decided", "rejected", "suspended", "withdrawn",
    }  # fmt: skip
    assert Submission.objects.filter(state="draft").count() == 2


def test_one_list_is_open_for_comments_until_tomorrow_and_one_comment_is_overdue():
    posting = Posting.objects.get(state="open")
    assert posting.ends_on == date(2026, 12, 9)
    (late,) = posting.comments.filter(answered_at=None)
    assert late.due_on == date(2026, 12, 4)


def test_the_council_met_in_november_and_meets_again():
    held, planned = Meeting.objects.order_by("held_on")
    assert (held.state, planned.state) == ("closed", "planned")
    assert ContentStore(settings.CONTENT_ROOT).read(held.minutes_sha256).startswith(b"%PDF")
    assert planned.held_on == date(2026, 12, 14)
    assert planned.items.count() == 9


def test_a_long_decision_was_issued_others_wait_one_is_annulled_one_corrected():
    issued = Decision.objects.filter(state="issued").order_by("issued_on")
    assert [(d.kind, d.issued_on.day, d.issued_on.month) for d in issued] == [
        ("grant", 17, 11), ("grant", 24, 11), ("annulment", 2, 12), ("correction", 4, 12),
    ]  # fmt: skip
    assert issued[1].lines.count() >= 30
    assert issued[0].lines.exclude(certificate_sha256="").count() == 1
    assert sorted(Decision.objects.exclude(state="issued").values_list("state", flat=True)) == [
        "draft",
        "signing",
    ]


def test_four_movements_run_in_the_province_and_the_draft_of_2027_cannot_be_launched():
    rows = Movement.objects.filter(organization__code="25")
    assert rows.filter(state="live").count() == 4
    draft = rows.get(state="draft")
    verdicts = {condition.key: condition.verdict for condition in gate(draft, TODAY).conditions}
    assert {key for key, verdict in verdicts.items() if verdict == "failed"} == {"targets", "scoring"}


@pytest.mark.parametrize("login", ["phutho.canbo", "kcn.canbo", "tld.thuongtruc"])
def test_offices_find_work_that_waits(login: str):
    actor = actor_for(user(login), TODAY)
    assert actor.unit is not None
    assert Referral.objects.filter(office=actor.unit.id, state="received").exists()


def test_every_difference_between_what_was_reported_and_what_is_known_is_explained():
    of_last_year = Snapshot.objects.filter(report__assignment__title__contains="2025")
    found = [one for snapshot in of_last_year for one in differences(snapshot)]
    assert sum(one.annulled for one in found) > 0
    assert {one.unexplained for one in found} == {0}
