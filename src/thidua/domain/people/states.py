"""Words of the field for people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubjectKind(models.TextChoices):
    PERSON = "person", _("Cá nhân")
    COLLECTIVE = "collective", _("Tập thể")
    HOUSEHOLD = "household", _("Hộ gia đình")


class Sex(models.TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class PositionClass(models.TextChoices):
    """The group shown in lists: who works directly, who indirectly, who leads."""

    DIRECT = "direct", _("Trực tiếp")
    INDIRECT = "indirect", _("Gián tiếp")
    MANAGER = "manager", _("Quản lý")


class LeaderClass(models.TextChoices):
    """The five person classes of the statutory tables, fixed at the time of a decision."""

    MINISTRY = "leader_ministry", _("Lãnh đạo cấp bộ, tỉnh trở lên")
    DEPARTMENT = "leader_department", _("Lãnh đạo cấp vụ, sở, ngành")
    ENTREPRENEUR = "entrepreneur", _("Doanh nhân")
    OTHER_LEADER = "leader_other", _("Lãnh đạo khác từ phó phòng trở lên")
    DIRECT_WORKER = "direct_worker", _("Người trực tiếp lao động")


class Rating(models.TextChoices):
    """Yearly rating, best first."""

    EXCELLENT = "HTXSNV", _("Hoàn thành xuất sắc")
    GOOD = "HTTNV", _("Hoàn thành tốt")
    DONE = "HTNV", _("Hoàn thành")
    FAILED = "KHTNV", _("Không hoàn thành")


class InitiativeLevel(models.TextChoices):
    GRASSROOTS = "co_so", _("Cơ sở")
    MINISTRY = "bo", _("Bộ, ngành, tỉnh")
    PROVINCE = "tinh", _("Tỉnh")
    NATIONAL = "toan_quoc", _("Toàn quốc")


class DisciplineKind(models.TextChoices):
    REPRIMAND = "khien_trach", _("Khiển trách")
    WARNING = "canh_cao", _("Cảnh cáo")
    PAY_CUT = "ha_bac_luong", _("Hạ bậc lương")
    DEMOTION = "giang_chuc", _("Giáng chức")
    REMOVAL = "cach_chuc", _("Cách chức")
    DISMISSAL = "buoc_thoi_viec", _("Buộc thôi việc")


class DuplicateState(models.TextChoices):
    OPEN = "open", _("Chờ xem")
    MERGED = "merged", _("Đã gộp")
    DISTINCT = "distinct", _("Hai người khác nhau")
