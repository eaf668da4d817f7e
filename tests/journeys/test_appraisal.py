"""An appraiser works through a queue with the keyboard alone; a grassroots officer mends a return on a phone."""

import pytest

from tests.factories.accounts import make_user
from tests.factories.appraisal import give_back, make_desk, photograph
from tests.factories.organizations import make_country
from thidua.domain.access import Role
from thidua.domain.nominations.models import Evidence, Nomination, Referral

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

REPORT = """Sáng kiến 2026. Lắp cảm biến căng tại lô ép 2, báo trước 40 giây khi giấy sắp đứt. Làm lợi 214 triệu đồng.
Với đồng nghiệp. Kèm 4 thợ mới lên bậc 3."""


def test_save_and_next_by_keyboard(person):
    country = make_country()
    desk = make_desk(country, 3, report=REPORT)
    Nomination.objects.filter(pk=desk.nominations[0].pk).update(verdict="eligible", problems=[])
    user = make_user("tham-dinh@thidua.example", (Role.APPRAISER, country.phu_tho), name="Nguyễn Hà")
    appraiser = person(user)
    page = appraiser.visit("/tham-dinh/")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/de-nghi/ho-so/**")
    appraiser.settle()
    assert page.locator("h1").inner_text().startswith("Nguyễn Văn Thịnh")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/ho-so/{desk.nominations[1].pk}/**")
    assert Referral.objects.get(pk=desk.referrals[0].pk).state == "appraised"
    page.get_by_role("link", name="Trả lại…").or_(page.get_by_role("link", name="Trả lại với")).first.click()
    page.locator("#return").wait_for()
    page.locator("#return input[value=weak_achievement]").check()
    page.locator("#return textarea").fill("Nêu kết quả bằng số.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/ho-so/{desk.nominations[2].pk}/**")
    returned = Referral.objects.get(pk=desk.referrals[1].pk)
    assert (returned.state, returned.note) == ("returned", "Nêu kết quả bằng số.")
    assert "weak_achievement" in returned.return_reasons


def test_a_missing_page_is_photographed_and_sent_again(person, settings, tmp_path):
    settings.CONTENT_ROOT = tmp_path
    country = make_country()
    desk = make_desk(country, 1, report=REPORT)
    one = give_back(desk, country)
    user = make_user("can-bo@thidua.example", (Role.OFFICER, country.lam_thao), name="Phan Thị Kim Oanh")
    officer = person(user, width=375)
    page = officer.visit(f"/de-nghi/ho-so/{one.pk}/")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    page.set_input_files(
        ".snap-form input[type=file]",
        {"name": "trang 2.jpg", "mimeType": "image/jpeg", "buffer": photograph()},
    )
    page.get_by_text("Đã thêm “trang 2” vào hồ sơ.").wait_for()
    assert Evidence.objects.get().nomination_id == one.pk
    officer.click("Trình lại")
    page.get_by_text("Đã trình lại.").wait_for()
    assert Referral.objects.get().attempt == 2


def test_a_photograph_without_a_network_waits_and_is_not_called_sent(person, settings, tmp_path):
    settings.CONTENT_ROOT = tmp_path
    country = make_country()
    desk = make_desk(country, 1)
    give_back(desk, country)
    user = make_user("can-bo@thidua.example", (Role.OFFICER, country.lam_thao))
    officer = person(user, width=375)
    page = officer.visit("/de-nghi/minh-chung/")
    officer.context.set_offline(True)
    page.set_input_files(
        "#camera input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    page.locator("#camera button[type=submit]").click()
    page.locator("#queue .meta", has_text="chờ gửi").wait_for()
    assert not Evidence.objects.exists()
    officer.context.set_offline(False)
    page.locator("#queue .meta", has_text="đã gửi lúc").wait_for()
    assert Evidence.objects.count() == 1
