"""Every component and the five screens render without a missing variable and keep the strict policy."""

import re

import pytest
from jinja2 import StrictUndefined

from tests.ui import screens
from thidua.ui import gallery

PAGES = [*screens.SCREENS, "gallery"]


def page(name: str) -> str:
    return gallery.gallery() if name == "gallery" else screens.screen(name)


@pytest.mark.parametrize("name", PAGES)
def test_no_inline_style_or_script(name):
    html = page(name)
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)


@pytest.mark.parametrize("name", PAGES)
def test_one_title_and_at_most_one_primary_button(name):
    html = page(name)
    assert len(re.findall(r"<h1\b", html)) == 1
    outside_dialogs = re.sub(r"<dialog.*?</dialog>", "", html, flags=re.DOTALL)
    assert name == "gallery" or len(re.findall(r'class="btn primary', outside_dialogs)) <= 1


@pytest.mark.parametrize("name", PAGES)
def test_every_icon_is_in_the_sprite(name):
    sprite = (gallery.UI / "static/ui/icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    assert set(re.findall(r"icons\.svg#([\w-]+)", page(name))) <= known


def test_a_page_renders_with_nothing_given():
    made = gallery.make_environment(undefined=StrictUndefined)
    for layout in ("workspace", "public", "plain", "print"):
        html = made.from_string(f'{{% extends "ui/layouts/{layout}.html" %}}').render()
        assert "<title>thidua</title>" in html


def test_a_locked_button_stays_and_says_why():
    made = gallery.make_environment()
    html = made.from_string(
        '{% from "ui/buttons.html" import button %}{{ button("Trình", url="/x/", reason="Còn 3 việc phải sửa") }}'
    ).render()
    assert "Còn 3 việc phải sửa</span>" in html
    assert 'aria-disabled="true"' in html
    assert "/x/" not in html


def test_errors_lead_to_their_fields():
    html = gallery.gallery()
    assert '<a href="#id_name">Họ và tên:' in html
    assert 'aria-describedby="id_amount-help id_amount-error"' in html
    assert 'aria-invalid="true"' in html


def test_a_bar_over_its_limit_is_drawn_in_two_parts():
    made = gallery.make_environment()
    html = made.from_string(
        '{% from "ui/figures.html" import bar %}{{ bar(1.2, "13 trên 12", tick=0.9, over=True) }}'
    ).render()
    assert '<rect class="over" x="90.0%" width="10.0%" height="6"/>' in html
    assert 'aria-label="13 trên 12"' in html
