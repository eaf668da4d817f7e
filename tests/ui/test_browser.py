"""The scripts and the accessibility of the components in a real browser."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.ui import screens
from thidua.ui import gallery

AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text()
FOUND = '<a role="option" href="/inbox">Một</a><a role="option" href="/dossier">Hai</a>'
SUGGESTED = '<div role="option" data-value="7">Nguyễn Thị Hường</div>'

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of the gallery, the screens and what the scripts ask for."""
    pages = {f"/{name}": (lambda name=name: screens.screen(name)) for name in screens.SCREENS}
    pages |= {"/": gallery.gallery, "/tim/": lambda: FOUND, "/goi-y/": lambda: SUGGESTED}
    server = ThreadingHTTPServer(("127.0.0.1", 0), gallery.handler(pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def page(chromium, address):
    context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (375, "light")])
@pytest.mark.parametrize("name", ["", *screens.SCREENS])
def test_no_violation_of_wcag(chromium, address, name, width, scheme):
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    opened = context.new_page()
    opened.goto(f"{address}/{name}")
    opened.evaluate(AXE)
    report = opened.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [(one["id"], one["nodes"][0]["html"]) for one in report["violations"]] == []
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    context.close()


def test_j_and_k_move_and_x_selects(page):
    page.goto("/")
    page.locator("main").focus()
    for key in "jjjx":
        page.keyboard.press(key)
    assert page.locator("[data-row].chosen").locator("a.name").inner_text() == "Nguyễn Thị Hường"
    assert page.locator("[data-row].chosen input").is_checked()
    assert page.locator("[data-select-count]").inner_text() == "1"
    page.keyboard.press("k")
    assert "24 người" in page.locator("[data-row].chosen").inner_text()


def test_keys_are_letters_while_a_field_has_the_focus(page):
    page.goto("/")
    field = page.locator("textarea").first
    field.focus()
    page.keyboard.type("jx?g/")
    assert field.input_value() == "jx?g/"
    assert page.locator("[data-row].chosen").count() == 0
    assert page.locator("dialog[open]").count() == 0


def test_keys_are_silent_while_an_input_method_composes(page):
    page.goto("/")
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', isComposing: true, bubbles: true}))"
    )
    assert page.locator("[data-row].chosen").count() == 0


def test_ctrl_k_searches_and_arrows_choose(page):
    page.goto("/inbox")
    page.keyboard.press("Control+k")
    page.keyboard.type("hai")
    page.locator("#palette [role=option][aria-selected=true]").wait_for()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#palette [aria-selected=true]")
    assert chosen.inner_text() == "Hai"
    assert page.locator("#palette input").get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dossier")


def test_question_mark_lists_the_keys_and_escape_closes(page):
    page.goto("/inbox")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_the_theme_is_kept(page):
    page.goto("/")
    page.get_by_role("button", name="Nền tối").first.click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert "theme=dark" in page.evaluate("document.cookie")


def test_a_field_with_suggestions_sends_the_value_and_shows_the_words(page):
    page.goto("/")
    field = page.get_by_role("combobox", name="Họ và tên")
    field.fill("huong")
    page.locator(".pick-list [role=option]").wait_for()
    field.press("Enter")
    assert field.input_value() == "Nguyễn Thị Hường"
    assert page.locator("input[name=name]").input_value() == "7"


def test_a_row_leaves_and_the_next_has_the_focus(page):
    page.goto("/inbox")
    page.evaluate("thidua.removeRow(document.querySelector('[data-row]'))")
    page.locator("[data-row].chosen").wait_for()
    assert page.locator("[data-row]").count() == 8
    assert "Nguyễn Thị Hường" in page.evaluate("document.activeElement.innerText")


def test_a_dialog_asks_again_and_closes(page):
    page.goto("/")
    page.get_by_role("button", name="Mở hộp hỏi lại").click()
    assert page.locator("#sure").is_visible()
    page.locator("#sure").get_by_role("button", name="Thôi").click()
    assert not page.locator("#sure").is_visible()


def test_a_field_for_files_speaks_the_language_of_the_page_and_names_what_was_chosen(page):
    page.goto("/")
    field = page.locator(".file-pick input[type=file]").first
    box = page.locator(".file-pick").first
    assert box.inner_text().split("\n") == ["Chọn tệp", "chưa chọn tệp nào"]
    field.set_input_files({"name": "to-trinh.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    assert box.locator(".names").inner_text() == "to-trinh.pdf"
    field.focus()
    assert page.evaluate("document.activeElement.type") == "file"


def test_what_is_printed_is_dark_on_white_whatever_the_theme(chromium, address):
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/")
    names = "['--ink', '--paper', '--map-1', '--map-5', '--gold-line'].map(one => getComputedStyle(document.documentElement).getPropertyValue(one))"
    page.emulate_media(media="print", color_scheme="light")
    light = page.evaluate(names)
    assert light[:2] == ["#000", "#fff"]
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(names) == light
    page.evaluate("document.documentElement.setAttribute('data-bs-theme', 'dark')")
    assert page.evaluate(names) == light
    page.emulate_media(media="screen")
    assert page.evaluate(names)[0] != light[0]
    context.close()
