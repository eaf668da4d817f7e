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


def make_country() -> Country:
    """Build the tree and its version row."""
    StructureVersion.objects.get_or_create(pk=1)
    tld = make_unit(
        "TLD", "Tổng Liên đoàn Lao động Việt Nam", UnitKind.CONFEDERATION, position=1, short_name="TLĐ"
    )
    phu_tho = make_unit(
        "25",
        "Liên đoàn Lao động tỉnh Phú Thọ",
        UnitKind.PROVINCIAL_FEDERATION,
        parent=tld,
        position=1000,
        short_name="LĐLĐ tỉnh Phú Thọ",
        province_code="25",
    )
    zone = make_unit(
        "25-KCN",
        "Công đoàn các KCN tỉnh Phú Thọ",
        UnitKind.ZONE_UNION,
        parent=phu_tho,
        position=1100,
        province_code="25",
    )
    may = make_unit(
        "25-KCN-001",
        "Công đoàn Công ty TNHH May Sông Lô",
        UnitKind.GRASSROOTS,
        parent=zone,
        position=1110,
        short_name="CĐ Công ty May Sông Lô",
        province_code="25",
    )
    lam_thao = make_unit(
        "25-001",
        "Công đoàn Công ty CP Supe Phốt phát và Hóa chất Lâm Thao",
        UnitKind.GRASSROOTS,
        parent=phu_tho,
        position=1200,
        short_name="CĐ Công ty CP Supe Lâm Thao",
        province_code="25",
    )
    giay = make_unit(
        "25-002",
        "Công đoàn Công ty CP Giấy Việt Trì",
        UnitKind.GRASSROOTS,
        parent=phu_tho,
        position=1300,
        short_name="CĐ Công ty CP Giấy Việt Trì",
        province_code="25",
    )
    bac_ninh = make_unit(
        "24",
        "Liên đoàn Lao động tỉnh Bắc Ninh",
        UnitKind.PROVINCIAL_FEDERATION,
        parent=tld,
        position=2000,
        short_name="LĐLĐ tỉnh Bắc Ninh",
        province_code="24",
    )
    bac_ninh_cs = make_unit(
        "24-001",
        "Công đoàn Công ty CP Kính Đáp Cầu",
        UnitKind.GRASSROOTS,
        parent=bac_ninh,
        position=2100,
        province_code="24",
    )
    return Country(tld, phu_tho, zone, lam_thao, giay, may, bac_ninh, bac_ninh_cs)
