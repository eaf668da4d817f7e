"""The grid's autosave: rows in, changed, moved, out; two people at once; the same call twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.nominations import AT, make_round, make_sent, make_submission, officer_of, row
from tests.factories.organizations import Country
from thidua.core.errors import Refused
from thidua.domain.access import Actor
from thidua.domain.audit.models import Event
from thidua.domain.nominations import actions
from thidua.domain.nominations.actions import RowEdit
from thidua.domain.nominations.models import Nomination, Submission
from thidua.domain.nominations.values import SaveResult


@pytest.fixture
def officer(country: Country) -> Actor:
    return officer_of(country.lam_thao)


@pytest.fixture
def draft(country: Country, officer: Actor) -> Submission:
    return make_submission(
        country.lam_thao, make_round(country.phu_tho), [row(0), row(1), row(2)], actor=officer
    )


def save(draft: Submission, actor: Actor, *edits: RowEdit, **more: Any) -> SaveResult:
    return actions.save_rows(
        submission_id=draft.pk,
        rows=edits,
        expected_revision=more.pop("seen", draft.revision),
        actor=actor,
        at=AT,
        **more,
    )


def names(draft: Submission) -> list[str]:
    return list(draft.nominations.order_by("rank").values_list("name", flat=True))


def test_rows_are_stored_in_order_with_their_values(draft: Submission) -> None:
    first = draft.nominations.get(rank=1)
    assert (first.name, first.birth_year, first.sex, first.position_class, first.award_code) == (
        "Nguyễn Văn Thịnh", 1970, "male", "direct", "GK_CDCS",
    )  # fmt: skip
    assert names(draft) == ["Nguyễn Văn Thịnh", "Phạm Thị Thu Hà", "Trần Quốc Bảo"]
    assert draft.revision == 1


def test_the_same_save_twice_makes_no_second_row(draft: Submission, officer: Actor) -> None:
    edit = RowEdit(cells=row(5), key="new-1")
    first = save(draft, officer, edit)
    events = Event.objects.count()
    again = save(draft, officer, edit)
    assert first.saved[0].id == again.saved[0].id
    assert (len(names(draft)), again.revision, Event.objects.count()) == (4, first.revision, events)


def test_a_cell_that_cannot_be_read_is_told_and_the_rest_is_saved(draft: Submission, officer: Actor) -> None:
    found = draft.nominations.get(rank=1)
    result = save(
        draft,
        officer,
        RowEdit(
            id=found.pk, revision=1, cells={"birth": "31/02/1988", "job": "Thợ hàn", "award_code": "Cúp"}
        ),
    )
    found.refresh_from_db()
    assert (found.job, found.birth_year, found.award_code) == ("Thợ hàn", 1970, "GK_CDCS")
    assert set(result.errors[str(found.pk)]) == {"birth", "award_code"}


def test_an_impossible_identity_number_is_refused_and_a_good_one_is_sealed(
    draft: Submission, officer: Actor
) -> None:
    found = draft.nominations.get(rank=1)
    result = save(draft, officer, RowEdit(id=found.pk, revision=1, cells={"identity": "12345"}))
    assert "12 chữ số" in result.errors[str(found.pk)]["identity"]
    save(draft, officer, RowEdit(id=found.pk, revision=1, cells={"identity": "025 070 001234"}))
    found.refresh_from_db()
    assert found.identity_hash is not None and b"070001234" not in bytes(found.identity_sealed or b"")


def test_two_people_change_one_row_and_the_second_keeps_their_text(draft: Submission, officer: Actor) -> None:
    one, two = draft.nominations.order_by("rank")[:2]
    save(draft, officer, RowEdit(id=one.pk, revision=1, cells={"achievement": "Của người thứ nhất"}))
    result = save(
        draft, officer,
        RowEdit(id=one.pk, revision=1, cells={"achievement": "Của người thứ hai"}),
        RowEdit(id=two.pk, revision=1, cells={"achievement": "Dòng khác vẫn ghi"}),
    )  # fmt: skip
    assert [(c.id, c.theirs["achievement"], c.mine) for c in result.conflicts] == [
        (one.pk, "Của người thứ nhất", {"achievement": "Của người thứ hai"})
    ]
    assert result.others_saved
    assert list(draft.nominations.order_by("rank").values_list("achievement", flat=True))[:2] == [
        "Của người thứ nhất", "Dòng khác vẫn ghi",
    ]  # fmt: skip


def test_a_late_repeat_of_an_edit_already_stored_is_no_conflict(draft: Submission, officer: Actor) -> None:
    one = draft.nominations.get(rank=1)
    edit = RowEdit(id=one.pk, revision=1, cells={"job": "Thợ điện"})
    save(draft, officer, edit)
    assert save(draft, officer, edit).conflicts == ()


def test_rows_move_and_leave(draft: Submission, officer: Actor) -> None:
    one, two, three = draft.nominations.order_by("rank")
    save(draft, officer, order=[str(three.pk), str(one.pk), str(two.pk)])
    assert names(draft) == ["Trần Quốc Bảo", "Nguyễn Văn Thịnh", "Phạm Thị Thu Hà"]
    result = save(draft, officer, removed=[one.pk, 999_999])
    assert (names(draft), result.removed) == (["Trần Quốc Bảo", "Phạm Thị Thu Hà"], (one.pk,))


def test_an_edit_of_a_row_taken_out_comes_back_with_its_text(draft: Submission, officer: Actor) -> None:
    one = draft.nominations.get(rank=1)
    save(draft, officer, removed=[one.pk])
    result = save(draft, officer, RowEdit(id=one.pk, revision=1, cells={"job": "Thợ mộc"}))
    assert [(c.id, c.mine, c.theirs) for c in result.conflicts] == [(one.pk, {"job": "Thợ mộc"}, {})]


def test_neighbours_and_superiors_change_nothing(country: Country, draft: Submission) -> None:
    before = list(Nomination.objects.values_list("id", "name", "revision"))
    for unit in (country.giay, country.phu_tho, country.bac_ninh):
        with pytest.raises(Refused, match="chính đơn vị"):
            save(draft, officer_of(unit), RowEdit(cells=row(6), key="x"), removed=[before[0][0]])
    assert list(Nomination.objects.values_list("id", "name", "revision")) == before


def test_a_sent_submission_is_not_edited(country: Country) -> None:
    officer = officer_of(country.lam_thao)
    sent = make_sent(country.lam_thao, make_round(country.phu_tho), [row(0)], actor=officer)[0].submission
    with pytest.raises(Refused, match="Đã trình"):
        save(sent, officer, RowEdit(cells=row(6), key="x"))
    assert names(sent) == ["Nguyễn Văn Thịnh"]
