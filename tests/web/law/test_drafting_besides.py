"""Limits, votes, money, papers and who decides are drafted on screen as conditions are."""

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.nominations import make_round, make_submission, row
from thidua.domain.access import Role
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.models import RuleDraft
from thidua.domain.catalogue.provisions import provisions
from thidua.web.law.kinds import KINDS

pytestmark = pytest.mark.django_db
VOTE = ["bieu-quyet", "*", "-", "vote", "2004-05-26"]
NEW_LIMIT = ["gioi-han", "BK_TLD", "BK_TLD.R26", "+", "2026-10-01"]
WHEN = {"starts_on": "2027-07-01", "instrument": "L-2022", "article": "5", "act": "change"}
TOLD = WHEN | {
    "v:awards": "*", "v:min_ratio": "3/4", "v:denominator": "total", "v:quorum_ratio": "2/3", "v:secret": "on",
    "v:required": "on", "v:is_local": "on",
}  # fmt: skip


@pytest.fixture
def lawyer(client, country, fixed_clock):
    client.force_login(make_user("phap-che@thidua.example", (Role.LAWYER, country.tld), name="Hồ Sĩ Nguyên"))
    return client


def test_a_vote_is_drafted_and_its_page_names_dossiers_and_file(lawyer, country):
    nominee = make_submission(country.giay, make_round(country.giay), [row(1, "GK_CDCS")]).nominations.get()
    answer = lawyer.post(reverse("draft_provision", args=VOTE), TOLD)
    assert answer.status_code == 302, answer.content.decode()
    draft = RuleDraft.objects.get()
    assert (draft.kind, draft.award_code, draft.values) == ("vote", "*", {"min_ratio": "3/4"})
    page = lawyer.get(reverse("draft", args=[draft.pk])).content.decode()
    assert f"hồ sơ số {nominee.pk}" in page
    assert "từ 75 % trên tổng số thành viên đồng ý" in page
    assert "+++ b/law/voting.yaml" in page
    assert "mọi hình thức" in page
    file = lawyer.get(reverse("draft_patch", args=[draft.pk]))
    assert file["Content-Disposition"] == 'attachment; filename="law-vote-2027-07-01.patch"'
    assert "mọi hình thức" in lawyer.get(reverse("drafts")).content.decode()


def test_a_ratio_that_is_none_is_refused_with_file_and_line(lawyer):
    answer = lawyer.post(reverse("draft_provision", args=VOTE), TOLD | {"v:min_ratio": "ba phần tư"})
    assert answer.status_code == 422
    assert "voting.yaml:" in answer.content.decode()
    assert not RuleDraft.objects.exists()


def test_a_new_limit_needs_words_of_its_own(lawyer):
    told = WHEN | {"v:kind": "per_unit", "v:limit": "50"}
    answer = lawyer.post(reverse("draft_provision", args=NEW_LIMIT), told)
    assert answer.status_code == 422
    assert "Ghi lời của quy định mới." in answer.content.decode()
    answer = lawyer.post(reverse("draft_provision", args=NEW_LIMIT), told | {"title_vi": "Tối đa 50"})
    assert answer.status_code == 302, answer.content.decode()
    page = lawyer.get(reverse("draft", args=[RuleDraft.objects.get().pk])).content.decode()
    assert "limit: 50, title: {vi: Tối đa 50}" in page


AUTHORITY = ["nguoi-quyet-dinh", "BK_TLD", "BK_TLD.R26", "authority", "2026-10-01"]
SETS = ["so-bo", "BK_TLD", "BK_TLD.R26", "copies", "2026-10-01"]


def test_who_decides_is_chosen_from_the_known_and_its_page_names_dossiers_and_file(lawyer, country):
    nominee = make_submission(country.giay, make_round(country.giay), [row(1, "BK_TLD")]).nominations.get()
    form = lawyer.get(reverse("draft_provision", args=AUTHORITY)).content.decode()
    assert '<option value="DCT_TLD" selected>Đoàn Chủ tịch Tổng Liên đoàn</option>' in form
    assert "bãi bỏ quy định này" not in form
    answer = lawyer.post(reverse("draft_provision", args=AUTHORITY), WHEN | {"v:authority": "CT_TLD"})
    assert answer.status_code == 302, answer.content.decode()
    draft = RuleDraft.objects.get()
    assert (draft.kind, draft.values) == ("authority", {"authority": "CT_TLD"})
    page = lawyer.get(reverse("draft", args=[draft.pk])).content.decode()
    assert "Hiện nay: </span>Đoàn Chủ tịch Tổng Liên đoàn</p>" in page
    assert "Khi đổi: </span><b>Chủ tịch Tổng Liên đoàn</b></p>" in page
    assert f"hồ sơ số {nominee.pk}" in page
    assert "BK_TLD: who decides and how many sets, U1689" in page
    assert "+++ b/law/commendations/BK_TLD.yaml" in page
    assert "+  - {authority: CT_TLD, citation: {instrument: L-2022" in page


@pytest.mark.parametrize(
    ("address", "told", "says"),
    [
        (AUTHORITY, {"v:authority": "VUA"}, "Hãy chọn"),
        (AUTHORITY, {"v:authority": "DCT_TLD"}, "Chưa có gì khác quy định hiện hành"),
        (SETS, {"v:copies": "0"}, "Ghi từ 1 trở lên."),
        (SETS, {"v:copies": "hai"}, "Ghi một số nguyên."),
        (SETS, {"v:copies": ""}, "Trường này là bắt buộc."),
        (SETS, {"v:copies": "2", "starts_on": "2020-01-01"}, "Ngày hiệu lực phải ở sau hôm nay."),
    ],
)
def test_what_does_not_fit_is_refused_with_words(lawyer, address, told, says):
    answer = lawyer.post(reverse("draft_provision", args=address), WHEN | told)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not RuleDraft.objects.exists()


def test_sets_and_what_a_collective_is_paid_are_drafted(lawyer, country):
    assert lawyer.post(reverse("draft_provision", args=SETS), WHEN | {"v:copies": "2"}).status_code == 302
    money = next(p for p in provisions(library(), "money") if p.key.award == "BK_TLD" and p.until is None).key
    address = ["tien-thuong", *money[:3], money.since.isoformat()]
    told = WHEN | {"v:coefficient": "1.5", "v:collective_multiplier": "3"}
    assert lawyer.post(reverse("draft_provision", args=address), told).status_code == 302
    sets, paid = RuleDraft.objects.order_by("id")
    assert (sets.values, paid.values) == ({"copies": 2}, {"collective_multiplier": 3})
    assert "Tập thể được gấp (lần)" in lawyer.get(reverse("draft", args=[paid.pk])).content.decode()
    shown = lawyer.get(reverse("drafts")).content.decode()
    assert "số bộ hồ sơ" in shown
    assert "tiền thưởng" in shown


@pytest.mark.parametrize("slug", sorted(KINDS))
def test_every_kind_has_its_form(lawyer, slug):
    one = list(provisions(library(), KINDS[slug]))[-1]
    answer = lawyer.get(reverse("draft_provision", args=[slug, *one.key[:3], one.key.since.isoformat()]))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert all(f'name="v:{place}"' in page for place in one.values)


@pytest.mark.parametrize(
    "wrong",
    [["la-lung", *VOTE[1:]], [*VOTE[:4], "hôm nay"], ["bieu-quyet", "LDTT", "-", "vote", "2004-05-26"]],
)
def test_what_is_none_is_not_found(lawyer, wrong):
    assert lawyer.get(reverse("draft_provision", args=wrong)).status_code == 404


def test_the_timeline_of_one_award_leads_to_each(lawyer):
    page = lawyer.get(reverse("timeline"), {"hinh-thuc": "CSTDCS"}).content.decode()
    for slug in (
        "gioi-han",
        "niem-yet",
        "bieu-quyet",
        "tien-thuong",
        "luong-co-so",
        "giay-to",
        "nguoi-quyet-dinh",
        "so-bo",
    ):
        assert f'href="/quy-dinh/thay-doi/{slug}/' in page, slug
    assert reverse("draft_provision", args=["thoi-han", "CSTDCS", "CSTDCS.R26", "+", "2026-10-01"]) in page


def test_an_officer_sees_the_bars_but_drafts_nothing(client, country, fixed_clock):
    client.force_login(make_user("can-bo@thidua.example", (Role.OFFICER, country.giay)))
    page = client.get(reverse("timeline"), {"hinh-thuc": "CSTDCS"}).content.decode()
    assert "Hệ số tiền thưởng" in page
    assert "/quy-dinh/thay-doi/" not in page
    assert client.get(reverse("draft_provision", args=VOTE)).status_code == 404
    assert client.post(reverse("draft_provision", args=VOTE), TOLD).status_code == 404
    assert not RuleDraft.objects.exists()


def test_coded_words_are_chosen_by_their_names_and_lists_say_what_their_codes_mean(lawyer):
    where = ["BK_TLD", "BK_TLD.R26", "achievement", "2026-10-01"]
    page = lawyer.get(reverse("draft_rule", args=where)).content.decode()
    level = page.split('name="v:of.4.of.1.level"')[1].split("</select>")[0]
    assert '<option value="co_so" selected>' in level
    assert "CSTDCS: CSTĐ cơ sở" in page
