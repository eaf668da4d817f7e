"""The names in memory are those of the database, whatever was added since they were read."""

from __future__ import annotations

import random

import numpy as np
import pytest
from django.db import connection

from tests.domain.register.test_search import ALL, PAPER, found
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import CLERK, ENTERED, make_entry
from thidua.domain.register import actions
from thidua.domain.register.models import RegisteredName
from thidua.domain.register.queries import vocabulary as remembered
from thidua.domain.register.queries.criteria import Criteria
from thidua.domain.register.queries.names import RANK, Names, name_query
from thidua.domain.register.queries.search import count, search
from thidua.domain.register.queries.vocabulary import vocabulary

WORDS = ("nguyen", "thi", "van", "huong", "binh", "sen", "hen", "nie", "an")


@pytest.fixture
def some(country: Country) -> list[str]:
    """Sixty names of two to four words."""
    chance = random.Random(5)
    names = {" ".join(chance.choices(WORDS, k=chance.randint(2, 4))) for _time in range(60)}
    for name in sorted(names):
        make_entry(make_person(name.title(), country.giay).subject, country.giay, country.phu_tho)
    return sorted(names)


def by_the_database(words: tuple[str, ...]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {RANK} as rank from register_registeredname n where words @@ %s::tsquery order by rank",  # noqa: S608  # fixed pieces
            [" ".join(words), name_query(words)],
        )
        return [rank for (rank,) in cursor.fetchall()]


def test_ranks_in_memory_are_those_of_the_dictionary(some):
    chance = random.Random(7)
    asked = [tuple(dict.fromkeys(chance.choices(WORDS, k=chance.randint(1, 3)))) for _time in range(80)]
    asked += [tuple(dict.fromkeys(name.split())) for name in some]
    for words in [*asked, ("nguyen", "nobody"), ("nobody",)]:
        assert Names(words).ranks.tolist() == by_the_database(words), words


def test_a_name_that_was_just_added_is_found_before_the_words_are_read_again(
    country, some, django_assert_num_queries
):
    assert vocabulary() is vocabulary()
    known = len(vocabulary().with_all(["nguyen"]).ranks)
    make_entry(make_person("Nguyễn Lạ Lùng", country.giay).subject, country.giay, country.phu_tho)
    assert len(vocabulary().with_all(["nguyen"]).ranks) == known
    assert len(Names(("nguyen",))) == known + 1
    assert [line.holder_name for line in search(ALL, Criteria("lung la nguyen")).lines] == ["Nguyễn Lạ Lùng"]
    vocabulary(fresh=True)
    assert len(vocabulary().with_all(["nguyen"]).ranks) == known + 1
    assert Names(("nguyen",)).ranks.tolist() == by_the_database(("nguyen",))
    vocabulary(fresh=True)
    assert len(vocabulary().with_all(["nguyen"]).ranks) == known + 1


def test_ranks_stay_in_order_however_the_names_came(country, some):
    vocabulary(fresh=True)
    for name in ("Sen An", "Nguyễn Thị Văn Hương Bình Sen", "An"):
        make_entry(make_person(name, country.giay).subject, country.giay, country.phu_tho)
        vocabulary(fresh=True)
    for word in WORDS:
        ranks = vocabulary().bearers[word].ranks
        assert np.all(np.diff(ranks) > 0)
        assert Names((word,)).ranks.tolist() == by_the_database((word,))


def test_names_of_a_transaction_that_was_taken_back_are_forgotten(some):
    vocabulary(fresh=True)
    RegisteredName.objects.filter(folded=some[0]).update(folded="ai do khac")
    words = tuple(dict.fromkeys(some[0].split()))
    assert Names(words).ranks.tolist() == by_the_database(words)
    assert Names(("ai", "do", "khac")).ranks.tolist() == by_the_database(("ai", "do", "khac"))


def test_a_name_nobody_bears_any_more_finds_nothing_and_finds_again(country, some):
    entry = make_entry(make_person("Trần Duy Nhất", country.giay).subject, country.giay, country.phu_tho)
    vocabulary(fresh=True)
    actions.correct(entry, {"holder_name": "Trần Đã Sửa"}, paper=PAPER, actor=CLERK, at=ENTERED)
    assert found(Criteria("duy nhat")) == []
    assert search(ALL, Criteria("duy nhat")).reading.is_unknown
    make_entry(make_person("Trần Duy Nhất", country.may).subject, country.may, country.phu_tho)
    (line,) = search(ALL, Criteria("duy nhat")).lines
    assert line.holder_name == "Trần Duy Nhất"
    assert count(ALL, Criteria("duy nhat"), search(ALL, Criteria("duy nhat")).reading).lines == 1


def test_a_name_beside_words_of_a_unit_is_borne_as_of_now(country, some):
    entry = make_entry(make_person("Trần Duy Nhất", country.giay).subject, country.giay, country.phu_tho)
    vocabulary(fresh=True)
    asked = f"duy nhat {country.giay.placements.get().folded.split()[-1]}"
    assert len(search(ALL, Criteria(asked)).lines) == 1
    actions.correct(entry, {"holder_name": "Trần Đã Sửa"}, paper=PAPER, actor=CLERK, at=ENTERED)
    assert search(ALL, Criteria(asked)).reading.is_unknown
    remembered.forget()
    vocabulary()
    make_entry(make_person("Trần Duy Nhất", country.giay).subject, country.giay, country.phu_tho)
    (line,) = search(ALL, Criteria(asked)).lines
    assert line.holder_name == "Trần Duy Nhất"


def test_the_most_frequent_names_come_first(country, some):
    person = make_person("Nguyễn Văn Bình", country.giay)
    for _time in range(3):
        make_entry(person.subject, country.giay, country.phu_tho)
    remembered.forget()
    names = Names(("nguyen",))
    (first,) = names.likeliest(1)
    assert RegisteredName.objects.get(pk=first).folded == "nguyen van binh"
    assert sorted(names.likeliest(10**9)) == sorted(names.ids)
    assert names.enough(0, 10**9) == len(names)
    assert names.enough(0, 1) == 1
