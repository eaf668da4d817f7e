"""The words kept in memory answer like a look at every name, in the order of lists, and never from what is gone."""

import random
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from tests.factories.accounts import make_actor
from thidua.core.clock import VIETNAM
from thidua.domain.access import Role, Span
from thidua.domain.organizations import actions
from thidua.domain.organizations.queries import EVERYWHERE, search_units
from thidua.domain.organizations.queries.unit_words import MOST_WALKED, UnitWords

ON = date(2026, 12, 8)
WORDS = ("cong", "cong", "cong", "doan", "ty", "may", "mai", "song", "lo", "12", "giay")


def filled(count: int) -> tuple[UnitWords, list[tuple[int, int, str]]]:
    draw = random.Random(count)
    rows = [(1000 + n, 10 * n, " ".join(draw.choices(WORDS, k=draw.randint(1, 5)))) for n in range(count)]
    kept = UnitWords()
    kept._add(rows[:-20], is_fresh=False)
    kept._add(rows[-20:], is_fresh=True)
    return kept, rows


def by_looking(rows, words, beginnings, span):
    return [
        placement
        for placement, position, name in rows
        if span.low <= position <= span.high
        and set(words) <= set(name.split())
        and all(any(word.startswith(part) for word in name.split()) for part in beginnings)
    ]


def test_what_is_kept_answers_like_a_look_at_every_name():
    kept, rows = filled(6 * MOST_WALKED)
    spans = [EVERYWHERE, Span(0, 900), Span(40_000, 70_005)]
    asked = [
        ([], ["c"]), (["cong"], ["t"]), (["cong", "doan"], ["ma"]), (["song"], ["lo"]), ([], ["ma", "so"]),
        (["giay", "12"], ["so"]), (["cong", "ty"], ["cong"]), (["khong"], ["c"]), ([], ["x"]),
    ]  # fmt: skip
    for span in spans:
        for words, beginnings in asked:
            found = list(kept.find(words, beginnings, [span]))
            fresh = [one for one in found if one >= 1000 + len(rows) - 20]
            assert sorted(found) == by_looking(rows, words, beginnings, span)
            assert found == fresh + [one for one in found if one not in fresh], (
                "new names, then the order of lists"
            )
            assert len(set(found)) == len(found)


def test_a_name_that_ended_is_among_the_ended(country):
    kept, rows = filled(200)
    kept._ended = {rows[3][0], rows[150][0]}
    wanted = [one for one in by_looking(rows, [], ["c"], EVERYWHERE) if one in kept._ended]
    assert list(kept.find_ended([], ["c"])) == wanted


def test_nothing_is_read_when_nothing_was_named(country, django_assert_num_queries):
    kept = UnitWords()
    kept.refresh()
    with django_assert_num_queries(1):
        kept.refresh()


def test_a_unit_renamed_on_its_first_day_is_found_by_the_new_name_at_once(country):
    told = {
        "actor": make_actor(Role.STANDING_OFFICE, country.tld),
        "at": datetime(2026, 12, 8, tzinfo=VIETNAM),
        "on": ON,
        "instrument": "QĐ 9",
    }
    actions.rename_unit(unit_id=country.giay.pk, name="Công đoàn Giấy Đoan Hùng", **told)
    assert [hit.name for hit in search_units("doan hung", ON, [EVERYWHERE])] == ["Công đoàn Giấy Đoan Hùng"]
    actions.rename_unit(unit_id=country.giay.pk, name="Công đoàn Giấy Thanh Ba", **told)
    assert search_units("doan hung", ON, [EVERYWHERE]) == []
    assert [hit.name for hit in search_units("thanh ba", ON, [EVERYWHERE])] == ["Công đoàn Giấy Thanh Ba"]


def test_a_change_that_is_undone_leaves_nothing_behind(country):
    class Undone(Exception):
        pass

    try:
        with transaction.atomic():
            actions.rename_unit(
                unit_id=country.giay.pk, name="Công đoàn Giấy Hạ Hòa", on=ON, instrument="QĐ 9",
                actor=make_actor(Role.STANDING_OFFICE, country.tld), at=datetime(2026, 12, 8, tzinfo=VIETNAM),
            )  # fmt: skip
            assert [hit.name for hit in search_units("ha hoa", ON, [EVERYWHERE])] == ["Công đoàn Giấy Hạ Hòa"]
            raise Undone
    except Undone:
        pass
    assert search_units("ha hoa", ON, [EVERYWHERE]) == []
    assert len(list(islice(search_units("giay", ON, [EVERYWHERE]), 1))) == 1
