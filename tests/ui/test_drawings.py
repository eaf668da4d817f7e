import re
from xml.etree import ElementTree

from thidua.ui import charts
from thidua.ui import map as country
from thidua.ui.ornament import frame_svg, sun_drum_svg


def test_the_34_provinces_are_made_of_all_outlines_once():
    outlines = [outline for _, parts in country.PROVINCES.values() for outline in parts]
    assert len(country.PROVINCES) == 34
    assert len(outlines) == len(set(outlines)) == 65
    assert set(outlines) == set(country.OLD_NAMES) | {"hoangsa", "truongsa"}
    assert len(country.OLD_NAMES) == 63


def test_the_archipelagos_belong_to_da_nang_and_khanh_hoa_and_are_named():
    assert "hoangsa" in country.PROVINCES["48"][1]
    assert "truongsa" in country.PROVINCES["56"][1]
    for old in (False, True):
        drawn = str(country.map_svg({}, old=old))
        assert ">Hoàng Sa</text>" in drawn
        assert ">Trường Sa</text>" in drawn


def test_each_province_has_a_title_and_its_link():
    drawn = str(country.map_svg({"25": country.Shade(4, "3.746 lượt", "/tinh/25/", picked=True)}))
    assert "<title>Phú Thọ: 3.746 lượt</title>" in drawn
    assert '<a href="/tinh/25/"><g class="picked">' in drawn
    assert drawn.count("<title>") == 34
    assert drawn.rindex("<title>") == drawn.index("<title>Phú Thọ")
    ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing


def test_every_outline_is_one_closed_path_each():
    for path in country._outlines().values():
        assert re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z)+", path)


def test_words_in_a_map_are_escaped():
    assert "<b>" not in str(country.map_svg({"01": country.Shade(1, "<b>")}))


def test_steps_are_cut_by_limits():
    assert [country.step_of(value, [450, 900, 1800, 3600]) for value in (10, 450, 1799, 1800, 9000)] == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert country.equal_limits(range(10)) == [2, 4, 6, 8]
    assert country.equal_limits([]) == []


def test_axes_end_on_round_numbers():
    assert charts.scale(6698) == (8000, 2000)
    assert charts.scale(3) == (3, 1)
    assert charts.scale(0) == (1, 1)


def test_columns_carry_their_numbers_and_links():
    drawn = str(
        charts.column_chart([charts.Bar("Phú Thọ", (3746, 3100), "/x/")], ("2026", "2025"), title="Lượt")
    )
    assert "<title>Phú Thọ: 2026 3.746, 2025 3.100</title>" in drawn
    assert drawn.count('class="bar-') == 2
    assert '<a href="/x/">' in drawn


def test_nothing_to_draw_is_nothing():
    assert charts.column_chart([], (), title="") == ""
    assert charts.line_chart([], [], title="") == ""
    assert charts.row_chart([], title="") == ""


def test_zeros_are_drawn_flat():
    assert 'height="0.0"' in str(charts.column_chart([charts.Bar("A", (0,))], ("n",), title=""))


def test_ornament_is_well_formed_and_the_same_each_time():
    for drawn in (sun_drum_svg(96), frame_svg(1123, 794)):
        ElementTree.fromstring(str(drawn))  # noqa: S314 - our own drawing
    assert sun_drum_svg(96) == sun_drum_svg(96)
