"""A page of an old book from the scanner to the register by the keyboard alone: every key is counted.

The time of a trained clerk follows from the keys by the keystroke-level model of Card, Moran and Newell (The
Keystroke-Level Model for User Performance Time with Interactive Systems, Communications of the ACM 23(7), 1980): K, a key
of an average skilled typist (55 words a minute), 0.20 s; M, preparing for a unit of thought, 1.35 s. Each field that is
compared with the picture is such a unit. Letters with marks count as Telex types them, capitals with the shift key.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.factories.accounts import make_user
from tests.factories.capture import FIELDS, make_batch, make_page, scanned
from tests.factories.organizations import Country, make_country
from tests.journeys.browser import Person
from thidua.domain.access import Actor, Role
from thidua.domain.accounts.acting import actor_for
from thidua.domain.accounts.models import User
from thidua.domain.capture import actions, jobs
from thidua.domain.capture import models as capture
from thidua.domain.capture.fields import DOUBLE, sameness
from thidua.domain.register.models import Entry
from thidua.operations.demo.living.old_books import draw_page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
K, M = 0.20, 1.35
NAMES = ("Nguyễn Thị Hường", "Trần Văn Đức", "Phạm Thị Ngọc Ánh", "Lê Đình Quyết", "Đỗ Thị Bưởi", "Vũ Ngọc Phượng",
         "Hoàng Thị Thu Huyền", "Ngô Quý Đôn", "Bùi Thị Khuyên", "Nguyễn Hữu Thắng")  # fmt: skip
UNITS = ("CĐ Công ty CP Giấy Việt Trì", "CĐ Công ty CP Supe Lâm Thao", "CĐ Công ty May Sông Lô")
TRUTH = [
    (str(at + 1), name, str(1958 + at), UNITS[at % 3], "Bằng khen LĐLĐ tỉnh", f"{120 + at // 2}/QĐ-LĐLĐ", f"{12 + at // 2}/05/2011")
    for at, name in enumerate(NAMES)
]  # fmt: skip


class Hands:
    """A clerk's hands on the keyboard: they know what stands on the page, see the screen, and count their keys."""

    def __init__(self, page: Page, truth: Sequence[Sequence[str]]) -> None:
        self.page, self.keys = page, 0
        self.truth = [dict(zip(FIELDS, row, strict=True)) for row in truth]

    def press(self, key: str) -> None:
        self.keys += key.count("+") + 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.keys += telex_keys(text)
        self.page.keyboard.type(text)

    def seen(self) -> tuple[int, str, dict[str, str]]:
        """The row on the screen, the field at hand, and what stands in its fields."""
        row, field, values = self.page.evaluate(
            """() => {
              const rows = [...document.querySelectorAll('[data-key-row]')];
              const at = rows.findIndex(one => !one.hidden);
              const values = Object.fromEntries([...rows[at].querySelectorAll('[data-field]')].map(one => [one.dataset.field, one.value]));
              return [at, document.activeElement.dataset.field || '', values];
            }"""
        )
        return row, field, values

    def key_page(self) -> None:
        """Go through all rows until the button that ends the page has the focus."""
        for _step in range(400):
            row, field, values = self.seen()
            if not field:
                return
            wanted = self.truth[row]
            wrong = [key for key in values if sameness(key, values[key]) != sameness(key, wanted[key])]
            if field in wrong:
                same = row and field != "name" and wanted[field] == self.truth[row - 1][field]
                self.type('"' if same else wanted[field])
            wrong = [key for key in wrong if key != field]
            order = list(values)
            if wrong and all(not values[key] for key in wrong):  # blind: Enter goes to the next empty field
                self.press("Enter")
            elif wrong:
                self.press("Tab" if order.index(wrong[0]) > order.index(field) else "Shift+Tab")
            else:
                self.press("Enter")
        raise AssertionError("the page does not end")


def telex_keys(text: str) -> int:
    """Keys that Telex needs: a key a letter, one more for a mark of tone, for a hat, horn or breve, for đ, for a capital."""
    marks = sum(unicodedata.combining(part) != 0 for part in unicodedata.normalize("NFD", text))
    return (
        len(text)
        + marks
        + sum(text.count(letter) for letter in "đĐ")
        + sum(letter.isupper() for letter in text)
    )


def test_telex_needs_more_keys_than_letters() -> None:
    # N-g-u-y-e-e-x-n with a shift, space, D-d-u-w-s-c: "Đức" is D, d, u, w, s, c and a shift
    assert telex_keys("Nguyễn") == 9
    assert telex_keys("Đức") == 7


@pytest.fixture
def office(folders: Path, fixed_clock: datetime) -> tuple[Country, User, User, Actor]:
    country = make_country()
    first = make_user("vanthu@thidua.example", (Role.CLERK, country.phu_tho), name="Khuất Thị Hạnh")
    second = make_user("vanthu2@thidua.example", (Role.CLERK, country.phu_tho), name="Lò Thị Pành")
    return country, first, second, actor_for(first, fixed_clock.date())


@pytest.fixture
def page(office: tuple[Country, User, User, Actor], folders: Path, fixed_clock: datetime) -> capture.Page:
    """A page that leans by a degree, with dust, read by the real reader."""
    country, _first, _second, clerk = office
    batch = make_batch(country, clerk, fixed_clock)
    content = scanned(draw_page("Sổ khen thưởng năm 2011", TRUTH))
    made = actions.add_pages(
        batch=batch,
        content=content,
        file_name="trang-01.jpg",
        content_root=folders / "files",
        actor=clerk,
        at=fixed_clock,
    )[0]
    jobs.read.func(made.pk)
    made.refresh_from_db()
    return made


def test_a_page_is_keyed_twice_and_entered_by_the_keyboard_alone(
    person: Callable[..., Person], office: tuple[Country, User, User, Actor], page: capture.Page
) -> None:
    _country, first, second, _clerk = office
    assert page.rows.count() == 10, page.trouble
    clerk = person(first)
    clerk.visit(f"/so-hoa/trang/{page.pk}/")
    hands = Hands(clerk.page, TRUTH)
    hands.key_page()
    with clerk.page.expect_navigation():
        hands.press("Enter")
    clerk.settle()
    assert clerk.reads("Trang 1: gõ lượt hai")
    other = person(second)
    other.visit(f"/so-hoa/trang/{page.pk}/")
    assert other.page.locator("[data-field]").evaluate_all("all => all.every(one => !one.value)")
    blind = Hands(other.page, TRUTH)
    blind.key_page()
    with other.page.expect_navigation():
        blind.press("Enter")
    other.settle()
    assert other.reads("Trang 1: chờ vào sổ")
    clerk.visit(f"/so-hoa/trang/{page.pk}/")
    with clerk.page.expect_navigation():
        hands.press("Control+Enter")
    clerk.settle()
    assert clerk.reads("Đã vào sổ 10 dòng")
    entry = Entry.objects.get(register_no=f"SC-{page.pk}-11-003")
    assert (entry.holder_name, entry.decision_number, entry.scan_sha256) == (
        "Phạm Thị Ngọc Ánh", "121/QĐ-LĐLĐ", page.original.sha256,
    )  # fmt: skip
    clerk.visit(f"/so-khen-thuong/{entry.register_no}/")
    width = clerk.page.locator("img.scan-row").evaluate("one => one.decode().then(() => one.naturalWidth)")
    assert width > 1000
    _report(hands.keys, blind.keys, len(TRUTH))


def _report(first_keys: int, second_keys: int, rows: int) -> None:
    """Print what docs/benchmarks.md tells; a clerk must reach sixty rows an hour, both passes together."""
    first = first_keys / rows * K + len(FIELDS) * M
    second = second_keys / rows * K + len(DOUBLE) * M
    told = (
        f"keys a row: {first_keys / rows:.1f} and {second_keys / rows:.1f}; seconds a row: {first:.1f} and {second:.1f}; "
        f"rows an hour: {3600 / first:.0f}, {3600 / second:.0f}, both {3600 / (first + second):.0f}"
    )
    sys.stdout.write(f"\n{told}\n")
    assert 3600 / (first + second) > 60


def test_nothing_typed_is_lost_when_the_server_does_not_answer(
    person: Callable[..., Person],
    office: tuple[Country, User, User, Actor],
    folders: Path,
    fixed_clock: datetime,
) -> None:
    country, first, _second, clerk_actor = office
    made = make_page(
        make_batch(country, clerk_actor, fixed_clock), clerk_actor, fixed_clock, folders / "files"
    )
    clerk = person(first, expected=(429,))
    clerk.visit(f"/so-hoa/trang/{made.pk}/")
    clerk.page.route("**/luu/", lambda route: route.fulfill(status=429, body="busy"))
    clerk.page.keyboard.type("Nguyễn Thị Hương")
    assert clerk.reads("Chưa lưu được")
    later = (
        clerk.context.new_page()
    )  # the window is lost; whoever opens the page again on this computer finds it all
    later.goto(f"/so-hoa/trang/{made.pk}/")
    row = made.rows.order_by("place")[0]
    later.get_by_text("Đã lưu", exact=True).wait_for()
    assert later.input_value(f"#r{row.pk}-name") == "Nguyễn Thị Hương"
    row.refresh_from_db()
    assert row.first["name"] == "Nguyễn Thị Hương"
    assert later.evaluate("localStorage.length") == 0
    clerk.page.unroute("**/luu/")  # the first window goes on asking, and is answered before it closes
    clerk.page.get_by_text("Đã lưu", exact=True).wait_for()


def test_differences_are_settled_and_every_page_passes_axe_in_both_widths(
    person: Callable[..., Person],
    office: tuple[Country, User, User, Actor],
    folders: Path,
    fixed_clock: datetime,
) -> None:
    from tests.factories.capture import key_first, key_second

    country, first, second, actor = office
    other = actor_for(second, fixed_clock.date())
    batch = make_batch(country, actor, fixed_clock)
    keyed = make_page(batch, actor, fixed_clock, folders / "files")
    key_first(keyed, actor, fixed_clock)
    key_second(keyed, other, fixed_clock, name="Nguyễn Thị Hương")
    fresh = make_page(batch, actor, fixed_clock, folders / "files", TRUTH, title="Trang hai")
    user = make_user("dulieu@thidua.example", (Role.STEWARD, country.phu_tho), name="Vi Văn Lả")
    for width in (1440, 375):
        for reader in (first, user):
            window = person(reader, width=width)
            for address in ("", f"{batch.pk}/", f"trang/{keyed.pk}/", f"trang/{fresh.pk}/"):
                shown = window.visit(f"/so-hoa/{address}")
                assert shown.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
    steward = person(user)
    steward.visit(f"/so-hoa/trang/{keyed.pk}/")
    steward.page.get_by_role("radio", name="lượt một").focus()
    steward.page.keyboard.press("Space")
    with steward.page.expect_navigation():
        steward.page.keyboard.press("Control+Enter")
    steward.settle()
    assert steward.reads("Trang 1: chờ vào sổ")
