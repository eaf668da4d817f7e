"""A lawyer drafts a change on screen and sees whom it would touch; nobody else has the pages."""

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.nominations import make_round, make_submission, row
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.domain.access import Role
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.models import RuleDraft

pytestmark = pytest.mark.django_db
RULE = ["BK_TLD", "BK_TLD.R26", "achievement", "2026-10-01"]
TOLD = {
    "act": "change", "starts_on": "2027-07-01", "instrument": "+", "number": "77/2027/NĐ-CP", "kind": "decree",
    "name": "Nghị định thử", "issued": "2027-05-02", "article": "5", "title_vi": "Ba lần liên tục",
    "v:of.3.awards": "CSTDCS", "v:of.3.count": "3", "v:of.4.of.0.at_least": "HTXSNV", "v:of.4.of.0.years": "3",
    "v:of.4.of.0.restart_after_discipline": "on", "v:of.4.of.1.level": "co_so", "v:of.4.of.1.count": "2",
    "v:of.4.of.1.unused_for": "CSTDCS",
}  # fmt: skip


@pytest.fixture
def lawyer(client, country, fixed_clock):
    client.force_login(make_user("phap-che@thidua.example", (Role.LAWYER, country.tld), name="Hồ Sĩ Nguyên"))
    return client


def drafted(lawyer):
    answer = lawyer.post(reverse("draft_rule", args=RULE), TOLD)
    assert answer.status_code == 302, answer.content.decode()
    return RuleDraft.objects.get()


def test_a_change_is_drafted_and_its_page_names_cases_dossiers_and_files(lawyer, country):
    submission = make_submission(country.giay, make_round(country.giay), [row(1, "BK_TLD")])
    nominee = submission.nominations.get()
    nominee.subject = make_person(nominee.name, country.giay).subject
    nominee.save()
    for year in (2025, 2026):
        make_entry(nominee.subject, country.giay, country.phu_tho, award_code="CSTDCS", achievement_year=year,
                   register_no=f"x{year}")  # fmt: skip
    version = library().version
    draft = drafted(lawyer)
    assert draft.values == {"of.3.count": 3, "of.4.of.0.years": 3}
    assert library().version == version
    page = lawyer.get(reverse("draft", args=[draft.pk])).content.decode()
    assert "Trường hợp 4: số lần" in page
    assert "77/2027/NĐ-CP, 02/05/2027: Nghị định thử" in page
    assert "Case 30, R24, two grassroots titles in a row" in page
    assert f"hồ sơ số {nominee.pk}" in page
    assert nominee.name not in page
    assert "+++ b/law/commendations/BK_TLD.yaml" in page
    assert "+++ b/law/instruments/state.yaml" in page
    file = lawyer.get(reverse("draft_patch", args=[draft.pk]))
    assert file["Content-Disposition"] == 'attachment; filename="law-BK_TLD-2027-07-01.patch"'
    assert "+- {code: 77-2027-ND-CP, number: 77/2027/NĐ-CP, kind: decree" in file.content.decode()


def test_the_new_words_of_a_rule_are_read_in_the_language_of_the_reader(lawyer):
    assert (
        lawyer.post(reverse("draft_rule", args=RULE), TOLD | {"title_en": "Three in a row"}).status_code
        == 302
    )
    address = reverse("draft", args=[RuleDraft.objects.get().pk])
    assert "Ba lần liên tục" in lawyer.get(address).content.decode()
    lawyer.cookies["django_language"] = "en"
    page = lawyer.get(address).content.decode()
    assert "Three in a row" in page.split("diff")[0]
    assert "Ba lần liên tục" not in page.split("diff")[0]


def test_what_is_missing_is_told_at_its_field(lawyer):
    answer = lawyer.post(reverse("draft_rule", args=RULE), TOLD | {"number": "", "starts_on": ""})
    assert answer.status_code == 422
    assert "Ghi đủ số, trích yếu" in answer.content.decode()
    late = lawyer.post(reverse("draft_rule", args=RULE), TOLD | {"starts_on": "2026-12-08"})
    assert "Ngày hiệu lực phải ở sau hôm nay." in late.content.decode()
    assert not RuleDraft.objects.exists()


def test_a_change_that_the_data_refuses_says_file_line_and_reason(lawyer):
    answer = lawyer.post(reverse("draft_rule", args=RULE), TOLD | {"v:of.3.awards": "CSTDXX"})
    assert answer.status_code == 422
    assert "commendations/BK_TLD.yaml:" in answer.content.decode()


def test_a_word_that_is_none_of_its_scale_is_told_at_its_field(lawyer):
    answer = lawyer.post(reverse("draft_rule", args=RULE), TOLD | {"v:of.4.of.0.at_least": "TOT_NHAT"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="id_v:of.4.of.0.at_least-error"' in page
    assert not RuleDraft.objects.exists()


def test_a_rule_is_repealed_and_the_draft_withdrawn(lawyer):
    answer = lawyer.post(reverse("draft_rule", args=RULE), TOLD | {"act": "end"})
    assert answer.status_code == 302
    draft = RuleDraft.objects.get()
    assert draft.values is None
    assert "Bãi bỏ quy định này." in lawyer.get(reverse("draft", args=[draft.pk])).content.decode()
    listed = lawyer.get(reverse("drafts")).content.decode()
    assert reverse("draft", args=[draft.pk]) in listed
    assert lawyer.post(reverse("draft_withdraw", args=[draft.pk]), {"reason": "Hoãn"}).status_code == 302
    assert (
        "Hồ Sĩ Nguyên rút lúc 08/12/2026 14:02: Hoãn"
        in lawyer.get(reverse("draft", args=[draft.pk])).content.decode()
    )


@pytest.mark.parametrize("role", [Role.OFFICER, Role.STANDING_OFFICE])
def test_the_pages_do_not_exist_for_others(client, country, fixed_clock, role):
    client.force_login(make_user("khac@thidua.example", (role, country.tld)))
    for name, args in (("drafts", []), ("draft_rule", RULE)):
        assert client.get(reverse(name, args=args)).status_code == 404
    assert client.post(reverse("draft_rule", args=RULE), TOLD).status_code == 404
    assert not RuleDraft.objects.exists()


def test_a_lawyer_of_a_province_reads_why_not(client, country, fixed_clock):
    client.force_login(make_user("tinh@thidua.example", (Role.LAWYER, country.phu_tho)))
    page = client.get(reverse("draft_rule", args=RULE)).content.decode()
    assert "Chỉ cán bộ pháp chế của Tổng Liên đoàn soạn được thay đổi quy định." in page
    assert client.post(reverse("draft_rule", args=RULE), TOLD).status_code == 422
    assert not RuleDraft.objects.exists()
