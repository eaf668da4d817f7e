"""The columns people read honours in: families of awards that belong together."""

from __future__ import annotations

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.domain.register.awards import award_labels

GROUPS: dict[str, str | Promise] = {
    "state": _("Nhà nước"),
    "tld": _("BK Tổng LĐ"),
    "tld_theme": _("BK chuyên đề"),
    "creative": _("LĐ sáng tạo"),
    "province": _("BK tỉnh, ngành"),
    "badge": _("KN chương"),
    "flag": _("Cờ"),
    "title": _("Danh hiệu"),
    "letter": _("Giấy khen"),
    "other": _("Khác"),
}
_CODES = {"BK_TLD": "tld", "BK_TLD_DX": "tld", "BK_TLD_CD": "tld_theme", "LDST": "creative",
          "BK_LDLD": "province", "BK_LDLD_DX": "province", "CO_CP": "state", "CSTDTQ": "state",
          "BKTTG": "state"}  # fmt: skip
_KINDS = {"badge": "badge", "flag": "flag", "title": "title", "letter": "letter", "order": "state",
          "medal": "state", "honor": "state"}  # fmt: skip


@cache
def groups_of_awards() -> dict[str, str]:
    """The group of every award of the catalogue, by code."""
    return {
        code: _CODES.get(code) or _KINDS.get(label.kind, "other") for code, label in award_labels().items()
    }


def awards_of_group(group: str) -> tuple[str, ...]:
    """The awards of a group, in the order of lists."""
    return tuple(code for code, of in groups_of_awards().items() if of == group)
