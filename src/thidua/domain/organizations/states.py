"""Kinds of unit, lines of subordination and kinds of succession."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """What a unit is (reference: levels L0 to L5 of the union system)."""

    CONFEDERATION = "TLD", _("Tổng Liên đoàn")
    PROVINCIAL_FEDERATION = "PROV_FED", _("LĐLĐ tỉnh, thành phố")
    NATIONAL_INDUSTRY = "NAT_INDUSTRY", _("Công đoàn ngành trung ương")
    CORPORATION = "CORP_UNION", _("Công đoàn tổng công ty")
    DISTRICT_FEDERATION = "DISTRICT_FED", _("LĐLĐ quận, huyện")
    LOCAL_INDUSTRY = "LOCAL_INDUSTRY", _("Công đoàn ngành địa phương")
    ZONE_UNION = "ZONE_UNION", _("Công đoàn khu công nghiệp")
    CORPORATION_BRANCH = "CORP_UNION_2", _("Công đoàn tổng công ty thuộc ngành, tỉnh")
    COMMUNE_UNION = "COMMUNE_UNION", _("Công đoàn xã, phường, đặc khu")
    GRASSROOTS = "CDCS", _("Công đoàn cơ sở")
    SYNDICATE = "NGHIEP_DOAN", _("Nghiệp đoàn")
    GRASSROOTS_MEMBER = "CDCS_TV", _("Công đoàn cơ sở thành viên")
    SECTION = "CDBP", _("Công đoàn bộ phận")
    TEAM = "TO_CD", _("Tổ công đoàn")


class Level(models.TextChoices):
    """The level of decision a kind of unit belongs to."""

    NATIONAL = "national", _("Trung ương")
    PROVINCE = "province", _("Tỉnh, ngành")
    UPPER = "upper", _("Cấp trên trực tiếp cơ sở")
    GRASSROOTS = "grassroots", _("Cơ sở")


LEVEL_OF_KIND: dict[str, Level] = {
    UnitKind.CONFEDERATION: Level.NATIONAL,
    UnitKind.PROVINCIAL_FEDERATION: Level.PROVINCE,
    UnitKind.NATIONAL_INDUSTRY: Level.PROVINCE,
    UnitKind.CORPORATION: Level.PROVINCE,
    UnitKind.DISTRICT_FEDERATION: Level.UPPER,
    UnitKind.LOCAL_INDUSTRY: Level.UPPER,
    UnitKind.ZONE_UNION: Level.UPPER,
    UnitKind.CORPORATION_BRANCH: Level.UPPER,
    UnitKind.COMMUNE_UNION: Level.UPPER,
    UnitKind.GRASSROOTS: Level.GRASSROOTS,
    UnitKind.SYNDICATE: Level.GRASSROOTS,
    UnitKind.GRASSROOTS_MEMBER: Level.GRASSROOTS,
    UnitKind.SECTION: Level.GRASSROOTS,
    UnitKind.TEAM: Level.GRASSROOTS,
}


class Line(models.TextChoices):
    """A unit can stand in two trees at once."""

    UNION = "union", _("Hệ thống công đoàn")
    SECTOR = "sector", _("Ngành, chuyên môn")


class SuccessionKind(models.TextChoices):
    """How one unit became another."""

    CREATE = "create", _("Thành lập")
    RENAME = "rename", _("Đổi tên")
    MOVE = "move", _("Chuyển đơn vị quản lý")
    MERGE = "merge", _("Hợp nhất")
    SPLIT = "split", _("Chia tách")
    ABSORB = "absorb", _("Sáp nhập")
    DISSOLVE = "dissolve", _("Kết thúc hoạt động")
