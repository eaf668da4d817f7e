"""Open dossiers that a change of the law would judge differently."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_actor
from tests.factories.nominations import make_round, make_sent, make_submission, row
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.domain.access import Role
from thidua.domain.catalogue.changes import Change, NewInstrument
from thidua.domain.catalogue.drafting import drafted_library
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.verifying import RuleKey
from thidua.domain.nominations.touched import changed_awards, touched_dossiers

pytestmark = pytest.mark.django_db
STARTS = date(2027, 7, 1)
DECREE = NewInstrument("ND-77-2027", "77/2027/NĐ-CP", "decree", "Nghị định thử", date(2027, 5, 2))
KEY = RuleKey("BK_TLD", "BK_TLD.R26", "achievement", date(2026, 10, 1))
# Every branch asks for more than anyone here has, so that the rule says no.
HARD = (("of.3.count", 9), ("of.4.of.0.years", 9), ("of.4.of.1.count", 9))


@pytest.fixture
def after():
    return drafted_library(Change(KEY, STARTS, "", "5", values=HARD, text=DECREE))


def has_titles(nomination, country, *years):
    for year in years:
        make_entry(
            nomination.subject, country.giay, country.phu_tho, award_code="CSTDCS", achievement_year=year,
            decided_on=date(year, 12, 20), register_no=f"{nomination.pk}-{year}",
        )  # fmt: skip


def test_only_awards_whose_rules_differ_are_looked_at(after):
    assert changed_awards(library(), after, STARTS) == ["BK_TLD"]
    assert changed_awards(library(), after, date(2027, 6, 30)) == []


def test_dossiers_that_come_out_differently_are_given_with_both_verdicts(country, fixed_clock, after):
    draft = make_submission(country.giay, make_round(country.giay), [row(1, "BK_TLD"), row(2, "GK_CDCS")])
    nominee = draft.nominations.get(award_code="BK_TLD")
    nominee.subject = make_person(nominee.name, country.giay).subject
    nominee.save()
    has_titles(nominee, country, 2025, 2026)
    sent = make_sent(country.lam_thao, make_round(country.lam_thao), [row(3, "BK_TLD")])[0]
    sent.received_on = date(2026, 12, 8)
    sent.save()
    lawyer, officer = make_actor(Role.LAWYER, country.tld), make_actor(Role.OFFICER, country.giay)
    found = touched_dossiers(library(), after, STARTS, actor=lawyer)
    assert (found.waiting, found.judged, found.received) == (1, 1, 1)
    [one] = found.dossiers
    assert (one.row.pk, one.is_visible) == (nominee.pk, False)
    assert (one.before, one.after) == ("needs_person", "not_eligible")
    assert touched_dossiers(library(), after, STARTS, actor=officer).dossiers[0].is_visible


def test_the_price_is_the_same_for_one_dossier_and_for_three(country, fixed_clock, after):
    actor = make_actor(Role.LAWYER, country.tld)
    counts = []
    for number in (1, 2):
        make_submission(country.giay, make_round(country.giay), [row(number, "BK_TLD")])
        make_submission(country.giay, make_round(country.giay), [row(number + 4, "BK_TLD")])
        with CaptureQueriesContext(connection) as counted:
            touched_dossiers(library(), after, STARTS, actor=actor)
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 10
