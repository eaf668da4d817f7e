"""What every change of the tree is made of: opening, closing and replanting placements, and finding a position.

Changes of one unit are entered in the order of their days: the placement that a change starts from is open ended.
That keeps every later day true without rewriting it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.periods import since
from thidua.core.vietnamese import fold, nfc
from thidua.domain.organizations.models import Organization, Placement, StructureVersion, drawn_number
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level, Line, UnitKind

POSITION_GAP = 100
"""Room left behind a new unit for units founded inside it later."""
PROVINCE_GAP = 1_000_000
"""Room left behind a new province or national branch."""

_RANKS = [Level.NATIONAL, Level.PROVINCE, Level.UPPER, Level.GRASSROOTS]
_INSIDE_GRASSROOTS = {UnitKind.GRASSROOTS_MEMBER, UnitKind.SECTION, UnitKind.TEAM}


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What a founded unit is. ``sector`` is state, non_state, fdi or empty."""

    code: str
    name: str
    kind: str
    short_name: str = ""
    province_code: str = ""
    sector: str = ""
    has_legal_personality: bool = True


def begin_change() -> None:
    """Make structure changes wait for each other, and say that cached subtrees are old."""
    StructureVersion.objects.get_or_create(pk=1)
    StructureVersion.objects.select_for_update().get(pk=1)
    StructureVersion.objects.filter(pk=1).update(number=drawn_number())


def require_instrument(instrument: str) -> str:
    cleaned = nfc(instrument)
    if not cleaned:
        raise Refused(
            _("Thay đổi tổ chức phải có văn bản. Ghi số, ký hiệu và cơ quan ban hành."), field="instrument"
        )
    return cleaned


def standing(unit_id: int, on: date) -> Placement:
    """The open placement of a unit on ``on``; refuses a unit that does not stand, or has changed since."""
    rows = list(
        Placement.objects.filter(organization_id=unit_id, line=Line.UNION)
        .select_related("organization")
        .order_by("-during")
    )
    if not rows:
        raise Refused(_("Không có đơn vị này trong cây tổ chức."))
    last = rows[0]
    if last.during.upper is not None and last.during.upper <= on:
        raise Refused(
            _("%(unit)s đã kết thúc từ %(day)s. Chọn ngày sớm hơn hoặc đơn vị kế thừa.")
            % {"unit": last.name, "day": _day(last.during.upper)},
            field="on",
        )
    if rows[-1].during.lower > on:
        raise Refused(
            _("%(unit)s thành lập ngày %(day)s, sau ngày của thay đổi. Xem lại ngày hiệu lực.")
            % {"unit": rows[-1].name, "day": _day(rows[-1].during.lower)},
            field="on",
        )
    if last.during.lower > on or last.during.upper is not None:
        raise later_change(last, last.during.upper or last.during.lower)
    return last


def later_change(row: Placement, day: date) -> Refused:
    return Refused(
        _("%(unit)s đã có thay đổi ngày %(day)s. Thay đổi phải ghi theo thứ tự ngày, từ ngày đó trở đi.")
        % {"unit": row.name, "day": _day(day)},
        field="on",
    )


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def require_quiet_subtree(placement: Placement, on: date) -> None:
    """Refuse when anything under ``placement`` begins or ends after ``on``: its later days would become untrue."""
    busy = (
        Placement.objects.filter(line=placement.line, during__overlap=since(on))
        .extra(where=["path <@ %s::ltree"], params=[placement.path])  # ltree has no lookup of its own
        .exclude(during__contains=on, during__endswith__isnull=True)
        .first()
    )
    if busy is not None:
        raise later_change(busy, busy.during.upper or busy.during.lower)


def require_fitting_kind(kind: str, parent: Placement) -> None:
    """Refuse a unit above or beside its own level, except the parts of a grassroots union."""
    level, above = _RANKS.index(LEVEL_OF_KIND[kind]), _RANKS.index(parent.level)
    if level > above or (kind in _INSIDE_GRASSROOTS and parent.level == Level.GRASSROOTS):
        return
    raise Refused(
        _("%(kind)s không thể trực thuộc %(parent)s. Chọn đơn vị cấp trên thuộc cấp cao hơn.")
        % {"kind": UnitKind(kind).label, "parent": parent.name},
        field="parent",
    )


def require_free_name(name: str, parent_id: int, on: date, *, but: tuple[int, ...] = ()) -> None:
    """Refuse a second unit of the same name under one parent on any day from ``on``."""
    taken = (
        Placement.objects.filter(
            parent_id=parent_id, line=Line.UNION, folded=fold(name), during__overlap=since(on)
        )
        .exclude(organization_id__in=but)
        .first()
    )
    if taken is not None:
        raise Refused(
            _(
                "Dưới cùng đơn vị cấp trên đã có “%(name)s”. Hai đơn vị không thể trùng tên trong cùng thời gian."
            )
            % {"name": taken.name},
            field="name",
        )


def found(unit: NewUnit, parent: Placement | None, on: date, *, beside: tuple[str, ...] = ()) -> Placement:
    """Write a new identity and its first placement. ``beside``: paths next to which its position should lie."""
    if Organization.objects.filter(code=unit.code).exists():
        raise Refused(_("Mã %(code)s đã dùng cho đơn vị khác.") % {"code": unit.code}, field="code")
    near = beside or ((parent.path,) if parent else ())
    organization = Organization.objects.create(code=unit.code, position=free_position(near, unit.kind))
    name = nfc(unit.name)
    return Placement.objects.create(
        organization=organization,
        during=since(on),
        parent_id=parent.organization_id if parent else None,
        path=f"{parent.path}.{organization.pk}" if parent else str(organization.pk),
        name=name,
        short_name=nfc(unit.short_name) or name[:120],
        folded=fold(name),
        kind=unit.kind,
        province_code=unit.province_code or (parent.province_code if parent else ""),
        sector=unit.sector,
        has_legal_personality=unit.has_legal_personality,
    )


_GAPS = """
with inside as (
    select distinct o.position from organizations_placement p join organizations_organization o
        on o.id = p.organization_id
     where p.line = 'union' and p.path <@ any(%s::ltree[])
), gaps as (
    select i.position as low,
           (select min(position) from organizations_organization where position > i.position) as high,
           i.position = (select max(position) from inside) as is_tail
      from inside i
)
select low, high from gaps where high is null or high - low > 1
 order by is_tail desc, high - low desc nulls first limit 1
"""


def free_position(near: tuple[str, ...], kind: str) -> int:
    """A number no unit has: behind the subtrees at ``near``, else in their widest gap, else behind every unit.

    Numbers stay for ever, so those of one province stay side by side as long as there is room.
    """
    gap = PROVINCE_GAP if LEVEL_OF_KIND[kind] == Level.PROVINCE else POSITION_GAP
    with connection.cursor() as cursor:
        cursor.execute(_GAPS, [list(near)])
        row = cursor.fetchone()
        if row is not None:
            low, high = row
            return int(low + gap if high is None else low + max(1, (high - low) // 8))
        cursor.execute("select coalesce(max(position), 0) from organizations_organization")
        return int(cursor.fetchone()[0]) + gap


def change_from(placement: Placement, on: date, **facts: Any) -> Placement:
    """From ``on`` the unit's placement says ``facts``; the days before keep what they said."""
    reopened = Placement.objects.get(pk=placement.pk)
    close([placement.pk], on)
    reopened.pk, reopened.during = None, since(on)
    for name, value in facts.items():
        setattr(reopened, name, value)
    reopened.save(force_insert=True)
    return reopened


def close(placement_ids: list[int], on: date) -> None:
    """End placements on ``on``. One that began that same day never held and goes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from organizations_placement where id = any(%s) and lower(during) = %s",
            [placement_ids, on],
        )
        cursor.execute(
            "update organizations_placement set during = daterange(lower(during), %s) where id = any(%s)",
            [on, placement_ids],
        )


_COLUMNS = "organization_id, line, parent_id, name, short_name, folded, kind, province_code, sector"
_REPLANT = f"""
with moved as (
    select id, lower(during) as since from organizations_placement
     where line = 'union' and upper_inf(during) and path <@ %(old)s::ltree and path <> %(old)s::ltree
), shifted as (
    update organizations_placement p set path = %(new)s::ltree || subpath(p.path, nlevel(%(old)s::ltree))
      from moved m where p.id = m.id and m.since = %(on)s
), closed as (
    update organizations_placement p set during = daterange(m.since, %(on)s)
      from moved m where p.id = m.id and m.since < %(on)s
    returning p.*
)
insert into organizations_placement ({_COLUMNS}, has_legal_personality, path, during)
select {_COLUMNS}, has_legal_personality,
       %(new)s::ltree || subpath(path, nlevel(%(old)s::ltree)), daterange(%(on)s, null)
  from closed
"""  # noqa: S608  # made of constants only


def replant(old_path: str, new_path: str, on: date) -> None:
    """From ``on`` everything below ``old_path`` stands below ``new_path``, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_REPLANT, {"old": old_path, "new": new_path, "on": on})


def adopt_children(old_parents: list[int], new_parent: int, on: date) -> None:
    """Children of ``old_parents`` name ``new_parent`` as theirs from ``on``. Run after ``replant``."""
    Placement.objects.filter(parent_id__in=old_parents, line=Line.UNION, during__startswith=on).update(
        parent_id=new_parent
    )


def require_distinct_children(parent: Placement, on: date) -> None:
    """Refuse when two children of ``parent`` bear one name on ``on``."""
    seen: set[str] = set()
    rows = Placement.objects.filter(
        parent_id=parent.organization_id, line=Line.UNION, during__contains=on
    ).values_list("folded", "name")
    for folded, name in rows:
        if folded in seen:
            raise Refused(
                _(
                    "Hai đơn vị cùng tên “%(name)s” sẽ cùng trực thuộc %(parent)s. Đổi tên hoặc hợp nhất chúng trước."
                )
                % {"name": name, "parent": parent.name}
            )
        seen.add(folded)
