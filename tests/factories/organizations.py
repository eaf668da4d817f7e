"""A small, true-looking tree: the Confederation, two provinces, units above the grassroots and grassroots unions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thidua.core.periods import between
from thidua.core.vietnamese import fold
from thidua.domain.organizations.models import Organization, Placement, StructureVersion
from thidua.domain.organizations.states import UnitKind

FOUNDED = date(2010, 1, 1)


def make_unit(
    code: str,
    name: str,
    kind: UnitKind,
    *,
    parent: Organization | None = None,
    position: int | None = None,
    since: date = FOUNDED,
    until: date | None = None,
    short_name: str = "",
    province_code: str = "",
) -> Organization:
    """A unit with one placement from ``since`` to ``until`` under ``parent``."""
    count = Organization.objects.count()
    unit = Organization.objects.create(
        code=code, position=position if position is not None else 1000 * (count + 1)
    )
    path = str(unit.pk)
    if parent:
        above = (
            Placement.objects.filter(organization=parent)
            .order_by("-during")
            .values_list("path", flat=True)[0]
        )
        path = f"{above}.{unit.pk}"
    Placement.objects.create(
        organization=unit,
        during=between(since, until),
        parent=parent,
        path=path,
        name=name,
        short_name=short_name or name,
        folded=fold(name),
        kind=kind,
        province_code=province_code,
        sector="state",
    )
    return unit


@dataclass(frozen=True)
class Country:
    """The units most tests need. ``lam_thao`` and ``giay`` stand directly under Phú Thọ, ``may`` under a zone."""

    tld: Organization
    phu_tho: Organization
    zone: Organization
    lam_thao: Organization
    giay: Organization
    may: Organization
    bac_ninh: Organization
    bac_ninh_cs: Organization


_UNITS = (
    ("tld", "TLD", "Tổng Liên đoàn Lao động Việt Nam", "TLĐ", UnitKind.CONFEDERATION, "", 1),
    ("phu_tho", "25", "Liên đoàn Lao động tỉnh Phú Thọ", "LĐLĐ tỉnh Phú Thọ", UnitKind.PROVINCIAL_FEDERATION, "tld", 1000),
    ("zone", "25-KCN", "Công đoàn các KCN tỉnh Phú Thọ", "", UnitKind.ZONE_UNION, "phu_tho", 1100),
    ("may", "25-KCN-001", "Công đoàn Công ty TNHH May Sông Lô", "CĐ Công ty May Sông Lô", UnitKind.GRASSROOTS, "zone", 1110),
    ("lam_thao", "25-001", "Công đoàn Công ty CP Supe Phốt phát và Hóa chất Lâm Thao", "CĐ Công ty CP Supe Lâm Thao",
     UnitKind.GRASSROOTS, "phu_tho", 1200),
    ("giay", "25-002", "Công đoàn Công ty CP Giấy Việt Trì", "CĐ Công ty CP Giấy Việt Trì", UnitKind.GRASSROOTS, "phu_tho", 1300),
    ("bac_ninh", "24", "Liên đoàn Lao động tỉnh Bắc Ninh", "LĐLĐ tỉnh Bắc Ninh", UnitKind.PROVINCIAL_FEDERATION, "tld", 2000),
    ("bac_ninh_cs", "24-001", "Công đoàn Công ty CP Kính Đáp Cầu", "", UnitKind.GRASSROOTS, "bac_ninh", 2100),
)  # fmt: skip


def make_country() -> Country:
    """Build the tree and its version row."""
    StructureVersion.objects.get_or_create(pk=1)
    made: dict[str, Organization] = {}
    for key, code, name, short_name, kind, above, position in _UNITS:
        made[key] = make_unit(
            code,
            name,
            kind,
            parent=made.get(above),
            position=position,
            short_name=short_name,
            province_code=code[:2] if above else "",
        )
    return Country(**made)
