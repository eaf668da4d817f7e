"""Writing what a report asks: its figures and its parts; publishing freezes it, a new version is a copy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.vietnamese import fold, nfc
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.organizations.models import Organization
from thidua.domain.reports.indicators import BY_CODE
from thidua.domain.reports.models import Definition, Field, Section
from thidua.domain.reports.permissions import can_author, can_author_at
from thidua.domain.reports.states import (
    Cadence,
    DefinitionAct,
    DefinitionState,
    FieldKind,
    RollUp,
    SectionKind,
)
from thidua.domain.reports.workflow import move_definition

DIRECTIVE_WORDS = 30
"""How many words an assessment of the directive has at least, unless the author asks for more."""
DIRECTIVE = "chi_thi_34"
MOST_FIELDS = 200


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """A figure as its author writes it; with an ``indicator`` it is counted, else asked of the units.

    ``part_of`` is the label of the figure it must not exceed.
    """

    label: str
    indicator: str = ""
    group: str = ""
    measure: str = ""
    roll_up: str = RollUp.SUM
    is_required: bool = True
    least: Decimal | None = Decimal(0)
    most: Decimal | None = None
    part_of: str = ""
    explain_percent: int | None = None


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """A part of the narrative as its author writes it."""

    title: str
    guidance: str = ""
    is_mandatory: bool = True
    least_words: int = 0
    kind: str = SectionKind.PLAIN


@transaction.atomic
def create_definition(
    *, organization: Organization, title: str, cadence: str, actor: Actor, at: datetime, purpose: str = ""
) -> Definition:
    """This will start a definition. A yearly one begins with its assessment of the directive, which stays."""
    allowed = can_author_at(actor, organization.pk)
    if not allowed:
        raise Refused(allowed.reason)
    row = Definition.objects.create(
        organization=organization,
        title=_title(title),
        purpose=nfc(purpose).strip(),
        cadence=_cadence(cadence),
        created_at=at,
    )
    if row.cadence == Cadence.YEAR:
        _write_sections(row, [_directive()])
    record("report.definition_drafted", row, actor=actor, at=at, title=row.title)
    return row


@transaction.atomic
def update_definition(
    *, definition_id: int, title: str, cadence: str, purpose: str, actor: Actor, at: datetime
) -> Definition:
    """This will change the head of a draft."""
    row = _lock_draft(definition_id, actor)
    row.title, row.cadence, row.purpose = _title(title), _cadence(cadence), nfc(purpose).strip()
    row.save(update_fields=["title", "cadence", "purpose"])
    record("report.definition_edited", row, actor=actor, at=at, title=row.title)
    return row


@transaction.atomic
def set_fields(
    *, definition_id: int, fields: Sequence[FieldDraft], actor: Actor, at: datetime
) -> list[Field]:
    """This will write the figures of a draft anew, in the order given."""
    row = _lock_draft(definition_id, actor)
    if len(fields) > MOST_FIELDS:
        raise Refused(_("Một báo cáo có nhiều nhất %(n)s chỉ tiêu số.") % {"n": MOST_FIELDS})
    codes = _codes([one.label for one in fields])
    by_label = {one.label: code for one, code in zip(fields, codes, strict=True)}
    Field.objects.filter(definition=row).delete()
    made = Field.objects.bulk_create(
        _field(row, order, code, one, by_label)
        for order, (one, code) in enumerate(zip(fields, codes, strict=True))
    )
    record("report.definition_edited", row, actor=actor, at=at, title=row.title, fields=len(made))
    return made


def _field(row: Definition, order: int, code: str, one: FieldDraft, by_label: dict[str, str]) -> Field:
    if one.indicator and one.indicator not in BY_CODE:
        raise Refused(
            _("Không có số tự đếm nào tên “%(code)s”.") % {"code": one.indicator}, field="indicator"
        )
    if one.part_of and one.part_of not in by_label:
        raise Refused(
            _("“%(label)s” là một phần của “%(part_of)s”, nhưng mẫu không có dòng ấy.")
            % {"label": one.label, "part_of": one.part_of},
            field="part_of",
        )
    if one.least is not None and one.most is not None and one.least > one.most:
        raise Refused(
            _("“%(label)s”: mức thấp nhất lớn hơn mức cao nhất.") % {"label": one.label}, field="least"
        )
    return Field(
        definition=row,
        order=order,
        code=code,
        group=nfc(one.group).strip(),
        label=nfc(one.label).strip(),
        measure=nfc(one.measure).strip() or (str(BY_CODE[one.indicator].measure) if one.indicator else ""),
        kind=FieldKind.COUNTED if one.indicator else FieldKind.ASKED,
        indicator=one.indicator,
        roll_up=one.roll_up,
        is_required=one.is_required,
        least=one.least,
        most=one.most,
        not_above=by_label.get(one.part_of, ""),
        explain_percent=one.explain_percent,
    )


@transaction.atomic
def set_sections(
    *, definition_id: int, sections: Sequence[SectionDraft], actor: Actor, at: datetime
) -> list[Section]:
    """This will write the parts of a draft anew. The directive's part of a yearly report cannot be taken out."""
    row = _lock_draft(definition_id, actor)
    wanted = list(sections)
    if row.cadence == Cadence.YEAR and not any(one.kind == SectionKind.DIRECTIVE for one in wanted):
        raise Refused(
            _(
                "Báo cáo năm phải có phần đánh giá việc thực hiện Chỉ thị 34-CT/TW (Kế hoạch 58/KH-TLĐ, mục III.2)."
            ),
            field="sections",
        )
    made = _write_sections(row, wanted)
    record("report.definition_edited", row, actor=actor, at=at, title=row.title, sections=len(made))
    return made


def _write_sections(row: Definition, sections: Sequence[SectionDraft]) -> list[Section]:
    Section.objects.filter(definition=row).delete()
    codes = _codes([one.title for one in sections])
    return Section.objects.bulk_create(
        Section(
            definition=row,
            order=order,
            code=DIRECTIVE if one.kind == SectionKind.DIRECTIVE else code,
            title=nfc(one.title).strip(),
            guidance=nfc(one.guidance).strip(),
            kind=one.kind,
            is_mandatory=one.is_mandatory or one.kind == SectionKind.DIRECTIVE,
            least_words=max(one.least_words, DIRECTIVE_WORDS if one.kind == SectionKind.DIRECTIVE else 0),
        )
        for order, (one, code) in enumerate(zip(sections, codes, strict=True))
    )


def _directive() -> SectionDraft:
    return SectionDraft(
        "Tình hình thực hiện Chỉ thị 34-CT/TW",
        "Việc đã làm, kết quả, hạn chế, nguyên nhân; biện pháp bổ sung để thực hiện tốt hơn.",
        kind=SectionKind.DIRECTIVE,
        least_words=DIRECTIVE_WORDS,
    )


@transaction.atomic
def publish_definition(*, definition_id: int, actor: Actor, at: datetime) -> Definition:
    """This will freeze a draft so that it can be asked for; refused while it asks nothing."""
    row = Definition.objects.select_for_update().get(pk=definition_id)
    if not (row.fields.exists() or row.sections.exists()):
        raise Refused(_("Mẫu chưa hỏi gì: thêm ít nhất một chỉ tiêu số hoặc một phần lời."))
    if row.cadence == Cadence.YEAR and not row.sections.filter(kind=SectionKind.DIRECTIVE).exists():
        raise Refused(
            _(
                "Báo cáo năm phải có phần đánh giá việc thực hiện Chỉ thị 34-CT/TW (Kế hoạch 58/KH-TLĐ, mục III.2)."
            )
        )
    move_definition(row, DefinitionAct.PUBLISH, actor=actor, at=at)
    return row


@transaction.atomic
def retire_definition(*, definition_id: int, actor: Actor, at: datetime) -> Definition:
    """This will stop a definition from being asked for again; what was asked stays."""
    row = Definition.objects.select_for_update().get(pk=definition_id)
    move_definition(row, DefinitionAct.RETIRE, actor=actor, at=at)
    return row


@transaction.atomic
def copy_definition(
    *, definition_id: int, organization: Organization, actor: Actor, at: datetime
) -> Definition:
    """This will start a new version: a draft with the same questions, whose figures go on from the old ones."""
    source = Definition.objects.get(pk=definition_id)
    allowed = can_author_at(actor, organization.pk)
    if not allowed:
        raise Refused(allowed.reason)
    row = Definition.objects.create(
        organization=organization,
        title=source.title,
        purpose=source.purpose,
        cadence=source.cadence,
        follows=source,
        created_at=at,
    )
    for field in source.fields.all():
        field.pk, field.definition = None, row
        field.save(force_insert=True)
    for section in source.sections.all():
        section.pk, section.definition = None, row
        section.save(force_insert=True)
    record("report.definition_drafted", row, actor=actor, at=at, title=row.title, follows=source.pk)
    return row


@transaction.atomic
def discard_definition(*, definition_id: int, actor: Actor, at: datetime) -> None:
    """This will throw away a draft that was never published."""
    row = _lock_draft(definition_id, actor)
    record("report.definition_discarded", row, actor=actor, at=at, title=row.title)
    row.delete()


def _lock_draft(definition_id: int, actor: Actor) -> Definition:
    row = Definition.objects.select_for_update().get(pk=definition_id)
    allowed = can_author(actor, row)
    if not allowed:
        raise Refused(allowed.reason)
    if row.state != DefinitionState.DRAFT:
        raise Refused(_("Mẫu đã ban hành thì không sửa; lập bản mới từ mẫu này rồi sửa bản mới."))
    return row


def _title(text: str) -> str:
    title = nfc(text).strip()
    if not title:
        raise Refused(_("Báo cáo cần một tên, ví dụ “Báo cáo công tác thi đua, khen thưởng”."), field="title")
    return title[:200]


def _cadence(text: str) -> str:
    if text not in Cadence.values:
        raise Refused(_("Chọn kỳ báo cáo trong danh sách."), field="cadence")
    return text


def _codes(labels: Sequence[str]) -> list[str]:
    """A short name for each label, all different, without diacritics; refused where a label is empty or twice there."""
    seen: dict[str, int] = {}
    codes = []
    for label in labels:
        bare = re.sub(r"[^a-z0-9]+", "_", fold(nfc(label))).strip("_")[:32]
        if not bare:
            raise Refused(_("Mỗi dòng cần một tên."), field="label")
        seen[bare] = seen.get(bare, 0) + 1
        codes.append(bare if seen[bare] == 1 else f"{bare}_{seen[bare]}")
    if len(set(map(str.strip, labels))) != len(labels):
        raise Refused(_("Hai dòng trùng tên; đặt tên khác nhau để người điền không nhầm."), field="label")
    return codes
