"""A cell of bare words is read as one name at once, and as the long way round would read it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thidua.domain.register.imports import names
from thidua.domain.register.imports.names import ReadName, read_person

NAMES = ("Nguyễn Văn B", "LÊ THỊ HỒNG", "Ông ích Ê")
OTHERS = ("đồng nghiệp", "các cộng sự", "nhóm tác giả khác", "đồng tác giả")
CELLS = st.lists(st.sampled_from((*names._ADDRESSES, *NAMES, *OTHERS)), min_size=1, max_size=3) | st.tuples(
    st.sampled_from(NAMES), st.sampled_from(("và", "Cùng")), st.sampled_from((*NAMES, *OTHERS))
)


@given(CELLS.map(" ".join))
@settings(max_examples=600, deadline=None)
def test_bare_words_are_read_as_the_long_way_reads_them(text: str) -> None:
    at_once = read_person.__wrapped__(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(names, "_WORDS", re.compile("(?!)"))
        assert at_once == read_person.__wrapped__(text)


def test_a_form_of_address_tells_the_sex_of_bare_words_too() -> None:
    assert read_person("BÀ NGUYỄN THỊ LAN") == ReadName("Nguyễn Thị Lan", "female")
    assert read_person("nguyễn thị lan") == ReadName("Nguyễn Thị Lan")
