"""Writing a movement: from a template or from nothing, until it is launched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.periods import between
from thidua.core.vietnamese import fold, nfc
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record
from thidua.domain.catalogue.library import library
from thidua.domain.movements.models import Movement, Target
from thidua.domain.movements.permissions import can_prepare, can_prepare_at
from thidua.domain.movements.queries.progress import progress_of
from thidua.domain.movements.states import MovementKind, MovementState, RollUp
from thidua.domain.movements.templates import STANDARD_SCORING, Template, templates
from thidua.domain.movements.values import TargetLine
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import unit_ref
from thidua.domain.organizations.states import UnitKind

_TEXTS = {
    "title": 200, "theme": 200, "responsible": 200, "objective": 10_000, "political_task": 10_000,
    "participants": 10_000, "overlap_note": 10_000,
}  # fmt: skip
_DAYS = ("registration_due", "interim_on", "final_on")


@transaction.atomic
def create_movement(
    *,
    organization: Organization,
    actor: Actor,
    at: datetime,
    template: str = "",
    title: str = "",
    year: int = 0,
) -> Movement:
    """This will start a draft of ``organization`` for ``year`` (the present one for 0), filled from a template.

    Baselines are what the unit's last movement of the same template reached. Refused without a title.
    """
    require(can_prepare_at(actor, organization.pk))
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    source = templates().get(template)
    if template and source is None:
        raise Refused(_("Không có mẫu phong trào này. Chọn lại trong danh sách."), field="template")
    year = year or day_of(at).year
    name = _clean_text("title", title) or (f"{source.title} {year}" if source else "")
    if not name:
        raise Refused(_("Phong trào chưa có tên. Ghi tên rồi lưu lại."), field="title")
    row = Movement(organization=organization, code=_code(organization, year), title=name, created_at=at)
    row.kind = source.kind if source else MovementKind.ANNUAL
    if source:
        _fill(row, source, year)
    row.folded = _folded(row)
    row.save()
    if source:
        _make_targets(row, _lines(row, source))
    record(
        "movement.drafted",
        row,
        actor=actor,
        at=at,
        title=row.title,
        unit=unit_name(row, at),
        template=template,
    )
    return row


def _code(organization: Organization, year: int) -> str:
    prefix = f"PT-{organization.code}"[:21] + f"-{year}-"
    last = (
        Movement.objects.filter(code__startswith=prefix)
        .order_by("-code")
        .values_list("code", flat=True)
        .first()
    )
    return f"{prefix}{int(last.rsplit('-', 1)[1]) + 1 if last else 1:02}"


def _fill(row: Movement, source: Template, year: int) -> None:
    row.template = source.code
    for name in ("theme", "objective", "political_task", "participants"):
        setattr(row, name, getattr(source, name))
    row.contents = list(source.contents)
    row.measures = [dict(m) | {"due": f"{year}-{m['due']}"} for m in source.measures]
    row.participant_kinds = list(source.participant_kinds)
    row.scoring = [dict(line) for line in source.scoring]
    row.awards = list(source.awards)


def _lines(row: Movement, source: Template) -> list[TargetLine]:
    last = _last_results(row)
    return [
        TargetLine(t["name"], t["unit"], last.get(fold(t["name"])), None, t["source"], t["roll_up"])
        for t in source.targets
    ]


def _last_results(row: Movement) -> dict[str, Decimal]:
    """What the unit's last movement of the same template reached, by folded name of target."""
    before = (
        Movement.objects.filter(
            organization=row.organization, template=row.template, launched_at__isnull=False
        )
        .exclude(pk=row.pk)
        .order_by("-launched_at")
        .first()
    )
    if before is None:
        return {}
    return {fold(t.name): t.reached for t in progress_of(before) if t.reached is not None}


@transaction.atomic
def update_movement(*, movement_id: int, fields: Mapping[str, Any], actor: Actor, at: datetime) -> Movement:
    """This will change a draft. Only the fields present are touched.

    Texts: title, theme, objective, political_task, participants, responsible, overlap_note. Days: starts_on,
    registration_due, interim_on, final_on. Lists: contents (text), measures ({text, owner, due}), scoring
    ({criterion, points}), participant_kinds, awards (codes). Also kind and budget_vnd.
    """
    row = lock_draft(movement_id, actor)
    for name, value in fields.items():
        if name == "starts_on":
            continue
        if name not in _READERS:
            raise Refused(_("Không sửa được mục “%(name)s”.") % {"name": name}, field=name)
        setattr(row, name, _READERS[name](value))
    if not row.title:
        raise Refused(_("Phong trào chưa có tên. Ghi tên rồi lưu lại."), field="title")
    row.during = _during(row, fields)
    row.folded = _folded(row)
    row.save()
    record(
        "movement.edited",
        row,
        actor=actor,
        at=at,
        title=row.title,
        unit=unit_name(row, at),
        fields=sorted(fields),
    )
    return row


@transaction.atomic
def set_targets(
    *, movement_id: int, targets: Sequence[TargetLine], actor: Actor, at: datetime
) -> list[Target]:
    """This will replace a draft's targets by ``targets`` in their order; numbers may still be missing."""
    row = lock_draft(movement_id, actor)
    for line in targets:
        _insist_on_sense(line)
    Target.objects.filter(movement=row).delete()
    made = _make_targets(row, targets)
    record(
        "movement.targets_set",
        row,
        actor=actor,
        at=at,
        title=row.title,
        unit=unit_name(row, at),
        targets=len(made),
    )
    return made


def _insist_on_sense(line: TargetLine) -> None:
    if not line.name.strip():
        raise Refused(_("Có dòng chỉ tiêu chưa có tên. Ghi tên hoặc bỏ dòng."), field="name")
    if any(number is not None and number < 0 for number in (line.baseline, line.goal)):
        raise Refused(_("Chỉ tiêu “%(name)s” có số âm; xem lại.") % {"name": line.name}, field="goal")
    if line.unit.strip() == "%" and any(n is not None and n > 100 for n in (line.baseline, line.goal)):
        raise Refused(
            _("Chỉ tiêu “%(name)s” tính bằng %% nên không quá 100.") % {"name": line.name}, field="goal"
        )


def _make_targets(row: Movement, lines: Sequence[TargetLine]) -> list[Target]:
    return Target.objects.bulk_create(
        Target(
            movement=row, order=order, name=nfc(line.name.strip())[:200], unit=line.unit.strip()[:40],
            baseline=line.baseline, goal=line.goal, source=line.source.strip()[:200], roll_up=RollUp(line.roll_up),
        )
        for order, line in enumerate(lines)
    )  # fmt: skip


@transaction.atomic
def use_standard_scoring(*, movement_id: int, actor: Actor, at: datetime) -> Movement:
    """This will take the template's table of points, 100 in all; the common one where there is no template."""
    row = lock_draft(movement_id, actor)
    source = templates().get(row.template)
    fields: dict[str, Any] = {"scoring": source.scoring if source else STANDARD_SCORING}
    if not row.awards and source:
        fields["awards"] = source.awards
    return update_movement(movement_id=movement_id, fields=fields, actor=actor, at=at)


@transaction.atomic
def discard_movement(*, movement_id: int, actor: Actor, at: datetime) -> None:
    """This will throw a draft away; its event stays."""
    row = lock_draft(movement_id, actor)
    record(
        "movement.discarded", row, actor=actor, at=at, title=row.title, unit=unit_name(row, at), code=row.code
    )
    row.delete()


def lock_draft(movement_id: int, actor: Actor) -> Movement:
    """The movement, locked, when the actor may still write it; raises Refused."""
    row = lock_movement(movement_id)
    require(can_prepare(actor, row))
    if row.state != MovementState.DRAFT:
        raise Refused(
            _("Phong trào %(title)s đã phát động, không sửa bản thảo được.") % {"title": row.quoted}
        )
    return row


def lock_movement(movement_id: int) -> Movement:
    return (
        Movement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organization")
        .get(pk=movement_id)
    )


def unit_name(row: Movement, at: datetime) -> str:
    """What the launching unit is called on the day."""
    unit = unit_ref(row.organization_id, day_of(at))
    return unit.short_name if unit else ""


def _folded(row: Movement) -> str:
    return fold(f"{row.title} {row.theme}")


def _during(row: Movement, fields: Mapping[str, Any]) -> Any:
    start = _day(fields["starts_on"]) if "starts_on" in fields else (row.during.lower if row.during else None)
    if start is None:
        return None
    if row.final_on and row.final_on < start:
        raise Refused(_("Ngày tổng kết phải sau ngày phát động."), field="final_on")
    return between(start, row.final_on + timedelta(days=1) if row.final_on else None)


def _clean_text(name: str, value: Any) -> str:
    text = nfc(str(value or "")).strip()
    if len(text) > _TEXTS[name]:
        raise Refused(_("Dài quá %(most)s chữ; rút gọn lại.") % {"most": _TEXTS[name]}, field=name)
    return text


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _texts(value: Sequence[str]) -> list[str]:
    return [text for text in (nfc(str(one)).strip() for one in value) if text]


def _measures(value: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    lines = [{key: nfc(str(m.get(key) or "")).strip() for key in ("text", "owner", "due")} for m in value]
    kept = [line for line in lines if any(line.values())]
    for line in kept:
        try:
            _day(line["due"])
        except ValueError as error:
            raise Refused(_("Ngày xong của “%(text)s” không đọc được.") % line, field="measures") from error
    return kept


def _scoring(value: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = [
        {"criterion": nfc(str(line.get("criterion") or "")).strip(), "points": int(line.get("points") or 0)}
        for line in value
    ]
    kept = [line for line in lines if line["criterion"]]
    if any(line["points"] <= 0 for line in kept):
        raise Refused(_("Mỗi tiêu chí cần số điểm lớn hơn 0."), field="scoring")
    if len({line["criterion"] for line in kept}) < len(kept):
        raise Refused(_("Có hai tiêu chí trùng tên; gộp lại hoặc đổi tên."), field="scoring")
    return kept


def _kinds(value: Sequence[str]) -> list[str]:
    return [UnitKind(kind).value for kind in value]


def _awards(value: Sequence[str]) -> list[str]:
    unknown = [code for code in value if code not in library().awards]
    if unknown:
        raise Refused(_("Danh mục không có: %(codes)s.") % {"codes": ", ".join(unknown)}, field="awards")
    return list(value)


def _budget(value: Any) -> int | None:
    if value is None:
        return None
    if int(value) < 0:
        raise Refused(_("Kinh phí không thể là số âm."), field="budget_vnd")
    return int(value)


def _text_reader(name: str) -> Callable[[Any], str]:
    return lambda value: _clean_text(name, value)


_READERS: dict[str, Callable[[Any], Any]] = {
    **{name: _text_reader(name) for name in _TEXTS},
    **dict.fromkeys(_DAYS, _day),
    "contents": _texts,
    "measures": _measures,
    "scoring": _scoring,
    "participant_kinds": _kinds,
    "awards": _awards,
    "budget_vnd": _budget,
    "kind": lambda value: MovementKind(value).value,
}
