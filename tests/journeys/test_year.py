"""A year of emulation: from the launch of a movement to the QR code on a certificate, by everybody's own hands."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.factories.accounts import make_user
from tests.factories.councils import make_council, secretary_of
from tests.factories.organizations import Country, make_country
from tests.factories.people import make_person
from tests.journeys.browser import Person
from tests.journeys.conftest import Calendar
from tests.journeys.work import scanned, work_all_jobs
from thidua.domain.access import Role
from thidua.domain.councils.models import AgendaItem, Candidate, Meeting
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.movements.models import Movement, Registration
from thidua.domain.nominations.models import Nomination, Posting, Referral, Submission
from thidua.domain.people.models import Person as KnownPerson
from thidua.domain.register.models import Entry

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

HEADER = (
    "STT",
    "Họ và tên",
    "Năm sinh",
    "Giới tính",
    "Chức vụ",
    "Đối tượng",
    "Hình thức khen thưởng",
    "Thành tích",
)
ROWS = (
    (1, "Nguyễn Thị Ứng", "04/05/1988", "Nữ", "Tổ trưởng Tổ lò 2", "Trực tiếp", "BK LĐLĐ tỉnh",
     "Chế giá nâng cho lò nung số 2, giảm 40 giờ dừng lò một năm"),
    (2, "Trần Văn Đạt", "05/02/1979", "Nam", "Thợ hàn", "Trực tiếp", "Cờ LĐLĐ tỉnh",
     "Thay van xả của tháp hấp thụ, làm lợi 214 triệu đồng"),
    (3, "Phạm Thị Thu Hà", "1990", "Nữ", "Kế toán", "Gián tiếp", "BK LĐLĐ tỉnh",
     "Đưa hóa đơn điện tử vào 12 kho, bớt 3 ngày khóa sổ mỗi tháng"),
    (4, "Vũ Đức Thắng", "31/02/1985", "Nam", "Thủ kho", "Trực tiếp", "BK LĐLĐ tỉnh",
     "Xếp lại kho lân, không còn bốc xếp hai lần"),
)  # fmt: skip


@dataclass
class People:
    """Everybody of the journey, each in a window of their own."""

    head: Person
    officer: Person
    appraiser: Person
    secretary: Person
    grassroots: Person
    visitor: Person


@pytest.fixture
def people(person: Callable[..., Person], folders: Any, calendar: Calendar) -> People:
    country = make_country()
    known_people(country)
    clerk = secretary_of(country.phu_tho)
    make_council(country.phu_tho, actor=clerk, voting=5)

    def one(role: Role, name: str) -> Person:
        return person(make_user(f"{role}@thidua.example", (role, country.phu_tho), name=name))

    return People(
        head=one(Role.HEAD, "Đàm Vĩnh Khoa"),
        officer=one(Role.OFFICER, "Lê Thị Thanh Vân"),
        appraiser=one(Role.APPRAISER, "Nguyễn Hữu Tuyển"),
        secretary=one(Role.COUNCIL_SECRETARY, "Nguyễn Thị Hường"),
        grassroots=person(
            make_user("co-so@thidua.example", (Role.OFFICER, country.lam_thao), name="Phan Thị Kim Oanh")
        ),
        visitor=person(),
    )


def known_people(country: Country) -> None:
    """One nominee is known for sure; another has the name and year of birth of a woman of another union."""
    make_person("Nguyễn Thị Ứng", country.lam_thao, birth_date=date(1988, 5, 4))
    make_person("Phạm Thị Thu Hà", country.giay, birth_date=date(1990, 9, 2))


def test_from_the_launch_of_a_movement_to_the_code_on_a_certificate(
    people: People, calendar: Calendar
) -> None:
    launch(people.head)
    register(people.grassroots)
    call(people.officer)
    draft = nominate(people.grassroots)
    mend_and_send(people.grassroots, draft)
    returned = appraise(people.appraiser)
    resubmit(people.grassroots, returned)
    appraise_the_rest(people.appraiser)
    post(people.appraiser, people.visitor, calendar)
    hold_a_meeting(people.secretary, calendar)
    decide(people.officer, people.head, calendar)
    verify(people)
    count(people.officer)


def launch(head: Person) -> None:
    """The province's head fills a template until the gate opens, then launches."""
    page = head.visit("/phong-trao/moi/")
    page.locator("input[name=template]").first.check()
    head.click("Tạo bản thảo")
    assert head.reads("Chưa phát động được")
    assert page.get_by_role("button", name="Phát động").is_disabled()
    fill_part(head, "theme", {"responsible": "Lê Thị Thanh Vân"})
    fill_part(head, "objective", {"objective": "Mỗi tổ sản xuất có một sáng kiến được áp dụng.",
                                  "political_task": "Nghị quyết Đại hội Công đoàn tỉnh, chỉ tiêu 4."})  # fmt: skip
    fill_targets(head)
    head.visit(f"{movement_address()}?sua=participants")
    page.locator("input[name=participant_kinds][value=CDCS]").check()
    head.click("Lưu", exact=True)
    fill_part(head, "budget", {"budget_vnd": "420.000.000", "starts_on": "2026-12-10",
                               "registration_due": "2027-01-31", "interim_on": "2027-06-30",
                               "final_on": "2027-11-15"})  # fmt: skip
    head.click("Phát động", exact=True)
    assert head.reads("Đã phát động.")
    assert Movement.objects.get().state == "live"


def movement_address() -> str:
    return f"/phong-trao/{Movement.objects.get().pk}/"


def fill_part(head: Person, part: str, values: dict[str, str]) -> None:
    page = head.visit(f"{movement_address()}?sua={part}")
    for name, value in values.items():
        page.fill(f"#cure [name={name}]", value)
    head.click("Lưu", exact=True)


def fill_targets(head: Person) -> None:
    """Every target of the template gets its numbers."""
    page = head.visit(f"{movement_address()}?sua=targets")
    rows = page.locator("#cure tbody tr")
    for at in range(rows.count()):
        if rows.nth(at).locator("[name=name]").input_value():
            for name, value in (("unit", "sáng kiến"), ("baseline", "3.412"), ("goal", "4.000")):
                rows.nth(at).locator(f"[name={name}]").fill(value)
    head.click("Lưu", exact=True)


def register(grassroots: Person) -> None:
    page = grassroots.visit("/phong-trao/")
    grassroots.click("Đăng ký")
    for box in page.locator("main input[name^=target_]").all():
        box.fill("120")
    page.locator("main form[method=post] button.primary").click()
    grassroots.settle()
    assert grassroots.reads("Đã đăng ký.")
    assert Registration.objects.get().pledges.first().goal == 120


def call(officer: Person) -> None:
    """The province calls for nominations."""
    page = officer.visit("/de-nghi/")
    officer.click("Mở đợt")
    for code in ("BK_LDLD", "CO_LDLD"):
        page.locator(f"input[name=awards][value={code}]").check()
    page.fill("[name=due_grassroots]", "2026-12-15")
    page.fill("[name=due_province]", "2027-01-20")
    officer.page.locator("main form button.primary").click()
    officer.settle()
    assert officer.reads("Đã mở đợt.")


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (HEADER, *ROWS):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def nominate(grassroots: Person) -> Submission:
    """A workbook is read first, row by row; the row with an impossible day stays out."""
    page = grassroots.visit("/de-nghi/")
    grassroots.click("Lập tờ trình")
    grassroots.click("Dán hoặc tải danh sách")
    page.set_input_files("#file", {"name": "De nghi 2026.xlsx", "buffer": workbook(), "mimeType":
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})  # fmt: skip
    grassroots.click("Đọc thử")
    assert grassroots.reads("3 dòng nhập được, 1 dòng chưa")
    assert Nomination.objects.count() == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bản có ghi lý do").click()
    returned = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert "31/02/1985" in str(returned["C5"].value)
    assert returned["C5"].comment is not None
    grassroots.click("Nhập 3 dòng")
    assert grassroots.reads("Đã nhập 3 dòng. 1 dòng chưa nhập được.")
    return Submission.objects.get()


def mend_and_send(grassroots: Person, draft: Submission) -> None:
    """What the check finds: one is not eligible and is moved, one is the double of somebody known."""
    page = grassroots.visit(f"/de-nghi/to-trinh/{draft.pk}/")
    grassroots.click("Kiểm tra lại cả danh sách")
    dat, ha = (draft.nominations.get(name=name) for name in ("Trần Văn Đạt", "Phạm Thị Thu Hà"))
    assert dat.verdict == "not_eligible"
    assert grassroots.reads("Dòng 2, Trần Văn Đạt:")
    assert grassroots.reads("trùng tên, năm sinh với một người ở CĐ Công ty CP Giấy Việt Trì.")
    assert page.get_by_role("button", name="Trình LĐLĐ").is_disabled()
    grassroots.visit(f"/de-nghi/dong/{dat.pk}/")
    page.locator(".row-form select[name=award_code]").select_option("BK_LDLD")
    page.locator(".row-form button.primary").click()
    grassroots.settle()
    grassroots.visit(f"/de-nghi/dong/{ha.pk}/")
    grassroots.click("Đúng người này")
    ha.refresh_from_db()
    assert ha.subject == KnownPerson.objects.get(subject__name="Phạm Thị Thu Hà").subject
    assert grassroots.reads("Trình được rồi.")
    grassroots.click("Trình LĐLĐ")
    page.fill("#send-number", "12/TTr-CĐ")
    page.locator("#send button.primary").click()
    grassroots.settle()
    assert grassroots.reads("Đã trình.")
    assert Referral.objects.filter(state="received").count() == 3


def appraise(appraiser: Person) -> Nomination:
    """The first is confirmed, the second returned with a reason in words."""
    page = appraiser.visit("/tham-dinh/")
    appraiser.click("Thẩm định tiếp")
    first = page.locator("h1").inner_text()
    appraiser.click("Xác nhận")
    assert page.locator("h1").inner_text() != first
    assert appraiser.reads("Đã xác nhận")
    page.locator("#bar-end [data-open='#return']").click()
    page.locator("#return input[value=weak_achievement]").check()
    page.locator("#return textarea").fill("Nêu số tiền làm lợi và năm áp dụng.")
    page.locator("#return button.primary").click()
    appraiser.settle()
    returned = Referral.objects.get(state="returned")
    assert returned.note == "Nêu số tiền làm lợi và năm áp dụng."
    assert appraiser.reads(f"Đã trả lại {returned.nomination.name}.")
    return returned.nomination


def resubmit(grassroots: Person, returned: Nomination) -> None:
    page = grassroots.visit(f"/de-nghi/ho-so/{returned.pk}/")
    assert grassroots.reads("“Nêu số tiền làm lợi và năm áp dụng.”")
    grassroots.click("Sửa nội dung")
    page.fill("#amend [name=achievement]", f"{returned.achievement}; làm lợi 214 triệu đồng năm 2026")
    page.locator("#amend button.primary").click()
    grassroots.settle()
    grassroots.click("Trình lại")
    assert grassroots.reads("Đã trình lại.")


def appraise_the_rest(appraiser: Person) -> None:
    page = appraiser.visit("/tham-dinh/")
    for _left in range(2):
        if page.url.endswith("/tham-dinh/"):
            appraiser.click("Thẩm định tiếp")
        appraiser.click("Xác nhận")
    assert Referral.objects.filter(state="appraised").count() == 3


def post(appraiser: Person, visitor: Person, calendar: Calendar) -> None:
    """Names are posted for ten working days; a visitor asks, the office answers; it cannot end early."""
    page = appraiser.visit("/tham-dinh/niem-yet/moi/")
    assert appraiser.reads("Niêm yết 10 ngày làm việc, đến hết 22/12/2026.")
    appraiser.click("Niêm yết các tên đã chọn")
    posting = Posting.objects.get()
    assert page.get_by_role("button", name="Kết thúc niêm yết").is_disabled()
    visitor.visit(f"/cong-khai/lay-y-kien/{posting.pk}/")
    assert visitor.reads("Nguyễn Thị Ứng")
    visitor.page.fill("textarea[name=text]", "Đồng chí Ứng làm việc ở tổ nào?")
    visitor.page.fill("input[name=sender_name]", "Lý Văn Páo")
    visitor.page.locator("main form button.primary, main form[method=post] button[type=submit]").first.click()
    visitor.settle()
    calendar.turn_to(23, 12, 2026)
    appraiser.visit(f"/tham-dinh/niem-yet/{posting.pk}/")
    assert page.get_by_role("button", name="Kết thúc niêm yết").is_disabled()
    page.fill("textarea[name=answer]", "Đồng chí Ứng là tổ trưởng Tổ lò 2.")
    appraiser.click("Trả lời")
    appraiser.click("Kết thúc niêm yết")
    assert appraiser.reads("Đã kết thúc niêm yết.")


def hold_a_meeting(secretary: Person, calendar: Calendar) -> None:
    """Called, counted by two tellers who do not see each other's numbers, announced, minutes closed."""
    page = secretary.visit("/hoi-dong/")
    page.get_by_role("link", name="Hội đồng Thi đua – Khen thưởng LĐLĐ tỉnh Phú Thọ").click()
    secretary.settle()
    secretary.click("Triệu tập phiên họp")
    page.fill("#plan [name=held_on]", "2026-12-24")
    page.fill("#plan [name=place]", "Hội trường tầng 3")
    page.locator("#plan button.primary").click()
    secretary.settle()
    calendar.turn_to(24, 12, 2026)
    meeting = Meeting.objects.get()
    secretary.visit(f"/hoi-dong/phien/{meeting.pk}/")
    page.locator("[data-open='#add-item']").first.click()
    page.locator("#add-item").get_by_role("button", name="Đưa vào").click()
    secretary.settle()
    mark_presence(secretary, meeting)
    secretary.click("Khai mạc")
    secretary.click("Mở phiếu")
    page.locator("[data-open='#close-vote']").click()
    page.locator("#close-vote button.primary").click()
    secretary.settle()
    for teller, name in ((1, "Phạm Văn Đoàn"), (2, "Trần Thị Bích Hợp")):
        tally(secretary, teller, name)
    secretary.click("Công bố kết quả")
    assert secretary.reads("Thông qua")
    assert Candidate.objects.filter(passed=True).count() == 3
    page.locator("[data-open='#end']").click()
    page.locator("#end button.primary").click()
    secretary.settle()
    assert secretary.reads("Phiên họp đã kết thúc; biên bản đã khóa.")
    minutes = page.request.get(f"/hoi-dong/phien/{meeting.pk}/bien-ban.pdf")
    assert minutes.body()[:5] == b"%PDF-"


def mark_presence(secretary: Person, meeting: Meeting) -> None:
    """Four of five voting members are there; the fifth is away with a reason."""
    page = secretary.page
    page.locator("[data-open='#roll']").first.click()
    seats = list(meeting.attendance.order_by("member__order"))
    for seat in seats:
        mark = "absent" if seat == seats[4] else "present"
        if mark == "absent":
            page.fill(f"[name=reason-{seat.member_id}]", "đi công tác")
        page.locator(f"#roll button[value='{seat.member_id}:{mark}']").click()
        page.locator(f"#roll button[value='{seat.member_id}:{mark}'][aria-pressed=true]").wait_for()
    page.locator("#roll").get_by_role("button", name="Xong").click()
    secretary.settle()


def tally(secretary: Person, teller: int, name: str) -> None:
    page = secretary.page
    form = page.locator(f"form:has(input[name=teller][value='{teller}'])")
    form.locator("[name=teller_name]").fill(name)
    for candidate in Candidate.objects.all():
        assert form.locator(f"[name=yes-{candidate.pk}]").input_value() == ""
        form.locator(f"[name=yes-{candidate.pk}]").fill("4")
        form.locator(f"[name=no-{candidate.pk}]").fill("0")
    form.get_by_role("button", name="Ghi kết quả kiểm phiếu").click()
    secretary.settle()
    assert AgendaItem.objects.get().state == "counted"


def decide(officer: Person, head: Person, calendar: Calendar) -> None:
    """The officer drafts; the head signs; the worker makes the certificates."""
    calendar.turn_to(25, 12, 2026)
    officer.visit("/quyet-dinh/")
    officer.click("Soạn quyết định")
    officer.click("Trình ký Ctrl Enter")
    decision = Decision.objects.get()
    page = head.visit(f"/quyet-dinh/{decision.pk}/")
    head.click("Ký và ban hành…")
    page.locator("#issue button.primary").click()
    head.settle()
    assert head.reads("Đã ban hành và vào sổ")
    assert Entry.objects.count() == 3
    work_all_jobs()
    assert not DecisionLine.objects.filter(certificate_sha256="").exists()


def verify(people: People) -> None:
    """The code on the paper leads a visitor to the answer; a code that was never printed does not."""
    line = DecisionLine.objects.get(nomination__name="Nguyễn Thị Ứng")
    answer = people.officer.page.request.get(f"/quyet-dinh/dong/{line.pk}.pdf")
    address = scanned(answer.body())
    visitor = people.visitor
    visitor.visit(address)
    assert visitor.reads("Bằng khen này là thật và còn hiệu lực")
    assert visitor.reads("Nguyễn Thị Ứng")
    assert visitor.reads("CĐ Công ty CP Supe Lâm Thao")


def count(officer: Person) -> None:
    """The three honors are in the statistics of the year and in the register."""
    page = officer.visit("/thong-ke/?nam=2026")
    assert page.locator("tr.total td").last.inner_text() == "3"
    officer.visit("/so-khen-thuong/")
    assert officer.reads("Trần Văn Đạt")
