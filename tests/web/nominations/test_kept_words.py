"""What is kept with a nomination is told in the reader's language, and the record stays as it was."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from tests.factories.appraisal import Desk, make_desk
from tests.factories.nominations import later
from tests.factories.organizations import Country
from thidua.domain.nominations.checking import check_rows
from thidua.domain.nominations.models import Nomination
from thidua.domain.nominations.queries.reports import report
from thidua.domain.nominations.wording import identity_doubts, told
from thidua.domain.people.models import YearlyRating

pytestmark = pytest.mark.usefixtures("fixed_clock")


def page(client: Client, one: Nomination) -> str:
    return client.get(reverse("nomination", args=[one.pk])).content.decode()


def _in_english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def _judged(country: Country, desk: Desk) -> Nomination:
    one = desk.nominations[0]
    Nomination.objects.filter(pk=one.pk).update(award_code="BK_TLD")
    check_rows(one.submission, [one.pk], on=date(2026, 12, 8), at=later())
    one.refresh_from_db()
    return one


def test_findings_are_kept_in_both_languages_and_the_record_stays_vietnamese(country: Country) -> None:
    desk = make_desk(country, 1)
    one = _judged(country, desk)
    assert "cấp cơ sở" in " ".join(found["observed"] for found in one.findings)
    assert "unit level" in " ".join(found["observed_en"] for found in one.findings)
    first = [(found["observed"], found["title"], found["verdict"]) for found in one.findings]
    problems = [(found["text"], found["cure"]) for found in one.problems]
    with override("en"):
        check_rows(one.submission, [one.pk], on=date(2026, 12, 8), at=later())
    one.refresh_from_db()
    assert [(found["observed"], found["title"], found["verdict"]) for found in one.findings] == first
    assert [(found["text"], found["cure"]) for found in one.problems] == problems


def test_what_was_kept_is_told_in_english_and_not_judged_by_facts_of_later_days(country: Country) -> None:
    desk = make_desk(country, 1)
    one = _judged(country, desk)
    kept = {found["condition"]: found["observed_en"] for found in one.findings}
    YearlyRating.objects.create(subject_id=one.subject_id, year=2026, rating="HTXSNV")
    text = page(_in_english(desk.office), one)
    for said in kept.values():
        assert str(escape(said)) in text


def test_what_was_kept_in_vietnamese_alone_is_told_in_english_where_facts_are_the_same(
    country: Country,
) -> None:
    desk = make_desk(country, 1)
    one = _judged(country, desk)
    english = {found["condition"]: found["observed_en"] for found in one.findings}
    old = [
        {name: said for name, said in found.items() if not name.endswith("observed_en")}
        for found in one.findings
    ]
    old[0] |= {"observed": "Câu của một ngày trước."}
    Nomination.objects.filter(pk=one.pk).update(findings=old)
    text = page(_in_english(desk.office), one)
    assert "Câu của một ngày trước." in text
    for found in old[1:]:
        assert str(escape(english[found["condition"]])) in text
    assert "Câu của một ngày trước." in page(desk.author, one)


def test_the_check_list_and_the_row_of_the_grid_are_told_in_english(country: Country) -> None:
    desk = make_desk(country, 1)
    one = _judged(country, desk)
    assert one.problems
    with override("en"):
        lines = report(one.submission, date(2026, 12, 8))
    said = {line.text for line in (*lines.must_fix, *lines.needs_person)}
    assert {problem["text_en"] for problem in one.problems} <= said
    row = _in_english(desk.author).get(reverse("nomination_row", args=[one.pk])).content.decode()
    for found in one.findings:
        assert str(escape(found["observed_en"])) in row


def test_the_row_of_the_grid_names_the_regime_and_opens_the_articles(country: Country) -> None:
    desk = make_desk(country, 1)
    one = _judged(country, desk)
    row = desk.author.get(reverse("nomination_row", args=[one.pk])).content.decode()
    assert "Áp dụng " in row
    cited = [found for found in one.findings if found["instrument"] and found["article_no"]]
    assert cited
    for found in cited:
        address = reverse("instrument", args=[found["instrument"]])
        assert f'<a href="{address}#dieu-{found["article_no"]}">{escape(found["article"])}</a>' in row


def test_a_text_without_english_is_translated_where_it_has_no_names_in_it() -> None:
    with override("en"):
        assert told({"text": "chưa có họ tên."}, "text") == "no full name."
        assert told({"text": "một câu có tên Nguyễn Văn An"}, "text") == "một câu có tên Nguyễn Văn An"
        assert identity_doubts({"reasons": ["số lạ"]}) == ["số lạ"]
        assert identity_doubts({"reasons": ["số lạ"], "reasons_en": ["odd number"]}) == ["odd number"]
    assert told({"text": "chưa có họ tên.", "text_en": "no full name."}, "text") == "chưa có họ tên."
