"""Annulments by those who answer for a unit that is no more, and in the language of the register."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from tests.factories.accounts import make_actor
from tests.factories.decisions import AT_SIGNING, SIGNING_DAY, head_of, make_issued
from tests.factories.organizations import Country
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.decisions import actions
from thidua.domain.decisions.queries.papers import DecisionPapers
from thidua.domain.organizations.actions import NewUnit, merge_units
from thidua.domain.organizations.states import UnitKind
from thidua.domain.register.models import Entry
from thidua.domain.register.queries.standing import standing_of


def test_the_heir_of_a_unit_annuls_what_the_unit_conferred(country: Country) -> None:
    make_issued(country, count=1)
    entry = Entry.objects.get()
    heir = merge_units(
        actor=make_actor(Role.STANDING_OFFICE, country.tld), at=AT_SIGNING, unit_ids=[country.phu_tho.pk, country.bac_ninh.pk],
        into=NewUnit("25M", "Liên đoàn Lao động tỉnh Phú Thọ", UnitKind.PROVINCIAL_FEDERATION),
        parent_id=country.tld.pk, on=date(2027, 1, 1), instrument="Đề án 01/ĐA",
    )  # fmt: skip
    on, at = date(2027, 1, 4), AT_SIGNING + timedelta(days=17)
    officer = make_actor(Role.APPRAISER, heir, on=on)
    told: dict[str, Any] = {
        "revocations": [actions.Revocation(entry.pk, "fraud", "x")],
        "signer": "Đ",
        "actor": officer,
    }
    with pytest.raises(Refused):
        actions.draft_annulment(organization=country.lam_thao, at=at, **told)
    draft = actions.draft_annulment(organization=heir, at=at, **told)
    assert (draft.organization_id, draft.lines.get().refers_to_id) == (heir.pk, entry.pk)


def test_the_register_is_written_in_vietnamese_by_a_head_who_reads_english(country: Country) -> None:
    make_issued(country, count=1)
    officer, entry = make_actor(Role.APPRAISER, country.phu_tho), Entry.objects.get()
    with override("en"):
        draft = actions.draft_annulment(
            organization=country.phu_tho, revocations=[actions.Revocation(entry.pk, "forged", "Hồ sơ giả")],
            signer="Đ", actor=officer, at=AT_SIGNING,
        )  # fmt: skip
        paper = DecisionPapers(draft, on=SIGNING_DAY, base_url="").document()
        actions.send_to_sign(decision_id=draft.pk, actor=officer, at=AT_SIGNING)
        actions.issue(
            decision_id=draft.pk, issued_on=SIGNING_DAY, actor=head_of(country.phu_tho), at=AT_SIGNING
        )
    assert "Cung cấp thông tin sai" in paper.honorees[0].achievement
    assert standing_of(entry).reason == "Cung cấp thông tin sai, giả mạo hồ sơ. Hồ sơ giả"
