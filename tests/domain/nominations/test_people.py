"""Who nominees are, and what the law is told of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.nominations import AT, make_round, make_sent, make_submission, officer_of, row
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import CLERK, make_entry
from thidua.core.errors import Refused
from thidua.core.periods import between
from thidua.domain.catalogue.evaluation import evaluate
from thidua.domain.catalogue.facts import Position, PriorAward, Transfer
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.sources import sources_of
from thidua.domain.catalogue.values import Verdict
from thidua.domain.nominations import actions
from thidua.domain.nominations.facts import facts_for, facts_of_people
from thidua.domain.nominations.models import Nomination
from thidua.domain.nominations.queries.dossier import honors_of
from thidua.domain.people.models import (
    Discipline,
    Duplicate,
    Initiative,
    Person,
    Service,
    Subject,
    YearlyRating,
)
from thidua.domain.register.actions import annul, correct, restore
from thidua.domain.register.models import Entry
from thidua.domain.register.values import Paper

ON = date(2026, 12, 8)
PAPER = Paper("12/QĐ-LĐLĐ", date(2026, 2, 3), "Theo kết luận kiểm tra")


def first(country: Country, **cells: object) -> Nomination:
    draft = make_submission(country.lam_thao, make_round(country.phu_tho), [row(1, **cells)])
    return draft.nominations.get()


def test_the_identity_number_decides_even_under_another_name(country: Country) -> None:
    known = make_person("Phạm Thị Thu", country.giay, identity="025188001234")
    assert first(country, identity="025188001234").subject_id == known.pk


def test_name_and_day_of_birth_decide(country: Country) -> None:
    known = make_person("Phạm Thị Thu Hà", country.giay, birth_date=date(1971, 5, 2))
    assert first(country).subject_id == known.pk


def test_name_and_year_decide_inside_the_unit_only(country: Country) -> None:
    known = make_person("Phạm Thị Thu Hà", country.lam_thao, birth_date=date(1971, 9, 9))
    assert first(country, birth="1971").subject_id == known.pk


def test_the_same_name_and_year_elsewhere_asks_a_person(country: Country) -> None:
    known = make_person("Phạm Thị Thu Hà", country.may, birth_date=date(1971, 9, 9))
    found = first(country, birth="1971")
    assert found.subject_id is None
    assert [c["subject"] for c in found.match_note["candidates"]] == [known.pk]
    assert "trùng tên, năm sinh với một người ở CĐ Công ty May Sông Lô." in [
        p["text"] for p in found.problems
    ]
    chosen = actions.choose_match(
        nomination_id=found.pk, subject_id=known.pk, actor=officer_of(country.lam_thao), at=AT
    )
    chosen.refresh_from_db()
    assert (chosen.subject_id, [p for p in chosen.problems if p["rule"] == "match"]) == (known.pk, [])


def test_someone_new_is_created_at_sending_and_look_alikes_are_noted(country: Country) -> None:
    known = make_person("Phạm Thị Thu Hà", country.may, birth_date=date(1971, 9, 9))
    (sent,) = make_sent(country.lam_thao, make_round(country.phu_tho), [row(1, birth="1971")])
    sent.refresh_from_db()
    assert sent.subject_id not in {None, known.pk}
    assert Person.objects.get(pk=sent.subject_id).birth_year == 1971
    assert set(Duplicate.objects.values_list("first_id", "second_id")) == {(known.pk, sent.subject_id)}


def test_a_match_already_on_the_list_is_refused(country: Country) -> None:
    known = make_person("Trần Quốc Bảo", country.lam_thao, birth_date=date(1972, 5, 3))
    draft = make_submission(country.lam_thao, make_round(country.phu_tho), [row(2), row(3)])
    other = draft.nominations.get(rank=2)
    with pytest.raises(Refused, match="đã có ở dòng 1"):
        actions.choose_match(
            nomination_id=other.pk, subject_id=known.pk, actor=officer_of(country.lam_thao), at=AT
        )
    other.refresh_from_db()
    assert other.subject_id is None


def entry(holder: Person, code: str, number: str) -> Entry:
    """An honour of 2025; its number, its decision's number and its secret are alike."""
    unit = holder.subject.organization
    assert unit is not None
    return make_entry(
        holder.subject, unit, unit, award_code=code, register_no=number, achievement_year=2025,
        decision_number=f"{number}/QĐ", decided_on=date(2025, 12, 20),
    )  # fmt: skip


def annulled(line: Entry, *, undone: bool = False) -> None:
    """Annul an honour, and with ``undone`` put it back in force."""
    annul(line, paper=PAPER, actor=CLERK, at=AT)
    if undone:
        restore(line, paper=PAPER, actor=CLERK, at=AT)


def test_facts_leave_annulled_awards_out_and_follow_merged_records(country: Country) -> None:
    kept = make_person("Phạm Thị Thu Hà", country.lam_thao, birth_date=date(1971, 5, 2))
    gone = make_person("Phạm Thu Hà", country.giay)
    Subject.objects.filter(pk=gone.pk).update(merged_into=kept.pk)
    entry(gone, "BK_LDLD", "A1")
    annulled(entry(kept, "BK_TLD", "A2"))
    annulled(entry(kept, "GK_CDCS", "A3"), undone=True)
    YearlyRating.objects.create(subject=gone.subject, year=2025, rating="HTXSNV")
    Initiative.objects.create(person=kept, title="Che chắn", level="co_so", recognized_on=date(2026, 3, 1))
    Discipline.objects.create(
        subject=kept.subject, kind="khien_trach", during=between(date(2020, 1, 1), date(2021, 1, 1))
    )
    found = facts_for([first(country)], ON)
    (facts,) = found.values()
    assert sorted(award.code for award in facts.prior) == ["BK_LDLD", "GK_CDCS"]
    assert (facts.ratings, facts.initiatives[0].title, facts.disciplines[0].kind) == (
        {2025: "HTXSNV"},
        "Che chắn",
        "khien_trach",
    )
    assert (facts.unit_level, facts.position_class, facts.titles_proposed) == (
        "grassroots",
        "direct",
        frozenset({"GK_CDCS"}),
    )


def test_a_move_between_units_in_the_year_is_told_with_the_months_before_it(country: Country) -> None:
    person = make_person("Phạm Thị Thu Hà", country.lam_thao, birth_date=date(1971, 5, 2))
    moved_on = date(2026, 8, 1)
    for unit, since, until in (
        (country.giay, date(2015, 1, 1), moved_on),
        (country.lam_thao, moved_on, None),
    ):
        Service.objects.create(
            person=person, organization=unit, during=between(since, until), post="Công nhân"
        )
    nomination = first(country)
    (facts,) = facts_for([nomination], ON).values()
    assert facts.transfer == Transfer(months_in_old=7, has_comment=False)
    Service.objects.filter(person=person).update(organization=country.lam_thao)
    (facts,) = facts_for([nomination], ON).values()
    assert facts.transfer is None


def test_posts_and_days_of_war_are_denied_to_those_only_whose_records_exclude_them(country: Country) -> None:
    """No record lists posts as the law names them; of who led, or was old enough, it is not known."""
    person = make_person("Phạm Thị Thu Hà", country.lam_thao, birth_date=date(1971, 5, 2))
    nomination = first(country)

    def known() -> list[object]:
        (facts,) = facts_for([nomination], ON).values()
        return [facts.positions, facts.terms, facts.backgrounds]

    assert known() == [None, None, frozenset()], "nobody recorded where she worked"
    held = Service.objects.create(
        person=person, organization=country.lam_thao, during=between(date(2015, 1, 1), None), post="Công nhân"
    )
    assert known() == [(), {}, frozenset()]
    Service.objects.filter(pk=held.pk).update(union_post="Chủ tịch công đoàn cơ sở")
    assert known() == [None, None, frozenset()]
    Person.objects.filter(pk=person.pk).update(birth_date=date(1952, 5, 2))
    Service.objects.filter(pk=held.pk).update(union_post="")
    assert known() == [(), {}, None]
    assert facts_of_people([person.pk], ON, 2026)[person.pk].backgrounds == frozenset()
    Service.objects.filter(pk=held.pk).update(union_post="Chủ tịch", listed_post="truong_doan_the_tinh")
    posts = (Position("truong_doan_the_tinh", date(2015, 1, 1)),)
    assert known() == [posts, None, None]
    assert facts_of_people([person.pk], ON, 2026)[person.pk].positions == posts


def test_years_in_a_post_that_is_recorded_are_reckoned(country: Country) -> None:
    person = make_person("Phạm Thị Thu Hà", country.lam_thao, birth_date=date(1971, 5, 2))
    held = Service.objects.create(
        person=person, organization=country.lam_thao, during=between(date(1995, 1, 1), None), post="Văn thư",
        listed_post="can_bo_don_vi_cd",
    )  # fmt: skip
    nomination = first(country)

    def verdict() -> Verdict:
        (facts,) = facts_for([nomination], ON).values()
        found = evaluate("KNC_CD", facts, received_on=date(2021, 9, 1), period_year=2021).findings
        (one,) = (finding for finding in found if finding.condition.id == "service")
        return one.verdict

    assert verdict() is Verdict.MET
    Service.objects.update(during=between(date(2010, 1, 1), None))
    assert verdict() is Verdict.NOT_MET
    Service.objects.filter(pk=held.pk).update(listed_post="", union_post="Ủy viên ban chấp hành")
    assert verdict() is Verdict.NEEDS_PERSON


@pytest.mark.parametrize(("rows", "terms"), [
    ([("bch_tld", 2003, 2008)], {"bch_tld": 1}),
    ([("bch_tld", 2003, 2008), ("bch_tld", 2008, 2013)], {"bch_tld": 2}),
    ([("bch_tld", 2003, 2008), ("bch_tld", 2005, 2008)], {"bch_tld": 1}),  # of both committees in one term
    ([("bch_tld", 2003, 2008), ("dct_tld", 2003, 2008)], {"bch_tld": 1, "dct_tld": 1}),
    ([("bch_tld", 2018, None), ("bch_tld", 2028, None)], {"bch_tld": 1}),  # has not begun
])  # fmt: skip
def test_terms_in_a_body_are_counted_one_a_record(country: Country, rows: Any, terms: dict[str, int]) -> None:
    person = make_person("Phạm Thị Thu Hà", country.lam_thao, birth_date=date(1971, 5, 2))
    for body, since, until in rows:
        Service.objects.create(
            person=person, organization=country.tld, post="Ủy viên", listed_post=body,
            during=between(date(since, 11, 1), date(until, 11, 1) if until else None),
        )  # fmt: skip
    (facts,) = facts_for([first(country)], ON).values()
    assert (facts.terms, facts.positions, facts.union_services) == (terms, None, ())
    assert facts_of_people([person.pk], ON, 2026)[person.pk].terms == terms


@pytest.mark.parametrize(
    ("bodies", "verdict"),
    [
        (["bch_tld"], Verdict.NOT_MET),
        (["bch_tld", "bch_tld"], Verdict.MET),
        (["dct_tld"], Verdict.MET),
        ([], Verdict.NEEDS_PERSON),
    ],
)
def test_recorded_terms_answer_for_the_medal_and_where_none_are_a_person_is_asked(
    country: Country, bodies: list[str], verdict: Verdict
) -> None:
    person = make_person("Phạm Thị Thu Hà", country.lam_thao, birth_date=date(1971, 5, 2))
    told = {"person": person, "organization": country.tld, "post": "Ủy viên"}
    during = between(date(2013, 1, 1), None)
    Service.objects.create(**told, during=during, listed_post="giam_doc_so", position_class="manager")
    for number, body in enumerate(bodies):
        during = between(date(2003 + 5 * number, 11, 1), date(2008 + 5 * number, 11, 1))
        Service.objects.create(**told, during=during, listed_post=body)
    (facts,) = facts_for([first(country)], ON).values()
    found = evaluate("KNC_CD", facts, received_on=date(2021, 9, 1), period_year=2021).finding("service")
    assert found.verdict is verdict
    sources = sources_of(found.condition, facts, year=2021, groups=library().groups)
    assert [one.ref for one in sources] == sorted(set(bodies))


def test_facts_take_the_corrected_words_of_an_award(country: Country) -> None:
    holder = make_person("Phạm Thị Thu Hà", country.lam_thao, birth_date=date(1971, 5, 2))
    line = entry(holder, "BK_LDLD", "A1")
    correct(line, {"achievement_year": 2024}, paper=PAPER, actor=CLERK, at=AT)
    (facts,) = facts_for([first(country)], ON).values()
    assert facts.prior == (
        PriorAward("BK_LDLD", date(2025, 12, 20), 2024, "A1/QĐ", register_no="A1", commendation_type="merit"),
    )


def test_facts_of_five_hundred_people_take_three_queries(country: Country) -> None:
    people = [make_person(f"Người {n}", country.lam_thao).pk for n in range(500)]
    counts = []
    for size in (1, 500):
        with CaptureQueriesContext(connection) as context:
            assert len(facts_of_people(people[:size], ON, 2026)) == size
        counts.append(len(context))
    assert counts == [3, 3]


def test_the_dossier_shows_former_honors_but_not_annulled_ones(country: Country) -> None:
    holder = make_person("Phạm Thị Thu Hà", country.lam_thao, birth_date=date(1971, 5, 2))
    entry(holder, "GK_CDCS", "A1")
    annulled(entry(holder, "BK_TLD", "A2"))
    annulled(entry(holder, "BK_LDLD", "A3"), undone=True)
    assert [honor.register_no for honor in honors_of(holder.pk)] == ["A1", "A3"]


def test_facts_take_the_same_queries_for_one_three_and_three_hundred(country: Country) -> None:
    draft = make_submission(country.lam_thao, make_round(country.phu_tho))
    Nomination.objects.bulk_create(
        Nomination(
            submission=draft, rank=n, name=f"Người {n}", award_code="GK_CDCS", created_at=AT,
            subject=make_person(f"Người {n}", country.lam_thao).subject,
        )
        for n in range(1, 301)
    )  # fmt: skip
    rows = list(draft.nominations.all())
    counts = []
    for size in (1, 3, 300):
        with CaptureQueriesContext(connection) as context:
            assert len(facts_for(rows[:size], ON)) == size
        counts.append(len(context))
    assert counts == [4, 4, 4]
