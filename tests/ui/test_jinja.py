import datetime as dt

import pytest
from django.test import RequestFactory
from django.utils import translation
from jinja2 import DictLoader

from thidua.ui import jinja

TODAY = dt.date(2026, 12, 8)


def render(text: str, /, **context: object) -> str:
    return jinja.environment(loader=DictLoader({"page": text})).get_template("page").render(context)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1234567, "1.234.567"),
        (0, "0"),
        (2.4, "2,4"),
        (-1487, "\N{MINUS SIGN}1.487"),
        ("12.50", "12,5"),
        (None, ""),
    ],
)
def test_numbers_are_written_the_vietnamese_way(value, shown):
    assert jinja.number(value) == shown


def test_places_can_be_fixed():
    assert jinja.number(2, 2) == "2,00"


def test_a_share_becomes_a_percentage_that_does_not_break():
    assert jinja.percent(0.125, 1) == "12,5\N{NO-BREAK SPACE}%"


def test_a_moment_is_shown_in_vietnamese_time():
    moment = dt.datetime(2026, 12, 7, 18, 30, tzinfo=dt.UTC)
    assert jinja.moment(moment) == "08/12/2026 01:30"
    assert jinja.day(moment) == "08/12/2026"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (dt.date(2026, 12, 4), "trễ 4 ngày"),
        (TODAY, "hôm nay"),
        (dt.date(2026, 12, 10), "còn 2 ngày"),
        (None, ""),
    ],
)
def test_late_counts_from_the_day_of_the_page(due, said):
    assert render("{{ due|late }}", due=due, today=TODAY) == said


@pytest.mark.parametrize(
    ("name", "letters"), [("Nguyễn Thị Hường", "NH"), ("Đàm Vĩnh Khoa", "ĐK"), ("Én", "É"), ("", "")]
)
def test_initials_take_the_first_and_the_last_word(name, letters):
    assert jinja.initials(name) == letters


def test_text_is_escaped():
    assert render("{{ text }}", text="<b>") == "&lt;b&gt;"


def test_query_keeps_the_other_filters():
    request = RequestFactory().get("/", {"year": ["2025", "2026"], "after": "x"})
    assert (
        render('{{ query(after=none, q="ư") }}', request=request) == "?year=2025&amp;year=2026&amp;q=%C6%B0"
    )


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("auto", ""), ('"><b', "")]
)
def test_only_two_themes_are_taken_from_the_cookie(cookie, theme):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert jinja.theme_of(request) == theme


@pytest.mark.parametrize(
    ("value", "largest", "shade"),
    [(0, 10, "heat-0"), (1, 1000, "heat-1"), (10, 10, "heat-10"), (None, 10, "heat-0")],
)
def test_cells_are_shaded_in_ten_steps(value, largest, shade):
    assert jinja.heat(value, largest) == shade


def test_texts_follow_the_language_of_each_page_and_escape_what_is_put_in():
    page = '{{ _("Đề nghị") }}|{{ _("%(name)s: 100%%", name=name) }}'
    said = []
    for language in ("vi", "en", "vi"):
        with translation.override(language):
            said.append(render(page, name="<b>"))
    assert said == [
        "Đề nghị|&lt;b&gt;: 100%",
        "Nominations|&lt;b&gt;: 100%",
        "Đề nghị|&lt;b&gt;: 100%",
    ]
