"""Changed words are marked, and nothing typed can become markup."""

from __future__ import annotations

from thidua.domain.nominations.queries.changes import Change, Piece, words_between
from thidua.web.nominations.marking import marked, paragraphs, summary


def change(old: str, new: str, field: str = "report") -> Change:
    return Change(2, field, "Báo cáo thành tích", tuple(words_between(old, new)))


def test_a_change_is_numbered_struck_and_marked() -> None:
    told = marked(change("Làm lợi 260 triệu", "Làm lợi 214 triệu"), "Làm lợi 214 triệu")
    assert str(told) == 'Làm lợi <span class="number">2</span> <del>260</del> <mark>214</mark> triệu'


def test_added_words_stand_apart_from_what_was_there() -> None:
    told = marked(change("Giảm dừng máy", "Giảm dừng máy số 3"), "", numbered=False)
    assert str(told) == "Giảm dừng máy <mark>số 3</mark>"


def test_text_is_escaped_changed_or_not() -> None:
    assert str(marked(None, "<b>x</b>")) == "&lt;b&gt;x&lt;/b&gt;"
    told = marked(change("a", "<script>alert(1)</script>"), "")
    assert "<script" not in str(told)
    assert paragraphs(None, "<i>A</i>. b") == ["&lt;i&gt;A&lt;/i&gt;. b"]


def test_a_short_beginning_is_a_heading() -> None:
    found = paragraphs(None, "Sáng kiến 2026. Lắp cảm biến.\n\nVới đồng nghiệp. Kèm 4 thợ mới.")
    assert [str(part) for part in found] == [
        "<b>Sáng kiến 2026.</b> Lắp cảm biến.",
        "<b>Với đồng nghiệp.</b> Kèm 4 thợ mới.",
    ]


def test_a_new_paragraph_does_not_leave_a_mark_open() -> None:
    found = paragraphs(change("Một.", "Một.\n\nHai là mới."), "")
    assert [str(part).count("<mark>") for part in found] == [0, 1]
    assert all(str(part).count("<mark>") == str(part).count("</mark>") for part in found)


def test_a_change_in_few_words() -> None:
    assert summary(change("Lợi 260 triệu", "Lợi 214 triệu")) == "Báo cáo thành tích: 260 → 214"
    assert summary(change("x" * 60, "y" * 60)) == "Báo cáo thành tích"


def test_files_with_long_names_are_counted() -> None:
    name = "Quyết định công nhận sáng kiến 57/QĐ-GVT, trang đóng dấu"
    change = Change(
        3, "evidence", "Minh chứng", (Piece("gone", "cũ"), Piece("new", name), Piece("new", name))
    )
    assert summary(change) == "Thêm 2 minh chứng"
    assert summary(Change(1, "evidence", "Minh chứng", (Piece("new", "Biên bản"),))) == "Minh chứng: Biên bản"
