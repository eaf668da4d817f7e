"""The country as a shaded map: 34 provinces united from 63 outlines, or the 63 of before 01/07/2025.

Outlines: svg-maps, "Map of Vietnam" by Stephen Truong, CC BY 4.0. Hoàng Sa (with Đà Nẵng) and Trường Sa
(with Khánh Hòa) are always drawn and named.
The new provinces and what each is made of: resolution 202/2025/QH15.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from markupsafe import Markup

OUTLINES = Path(__file__).with_name("map_outlines.json")
ATTRIBUTION = "Bản đồ: svg-maps, CC BY 4.0"
STEPS = 5

# code of the province since 01/07/2025 -> its name and the outlines it is made of
PROVINCES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "01": ("Hà Nội", ("hanoi",)),
    "04": ("Cao Bằng", ("caobang",)),
    "08": ("Tuyên Quang", ("hagiang", "tuyenquang")),
    "11": ("Điện Biên", ("dienbien",)),
    "12": ("Lai Châu", ("laichau",)),
    "14": ("Sơn La", ("sonla",)),
    "15": ("Lào Cai", ("yenbai", "laocai")),
    "19": ("Thái Nguyên", ("backan", "thainguyen")),
    "20": ("Lạng Sơn", ("langson",)),
    "22": ("Quảng Ninh", ("quangninh",)),
    "24": ("Bắc Ninh", ("bacgiang", "bacninh")),
    "25": ("Phú Thọ", ("vinhphuc", "hoabinh", "phutho")),
    "31": ("Hải Phòng", ("haiduong", "haiphong")),
    "33": ("Hưng Yên", ("thaibinh", "hungyen")),
    "37": ("Ninh Bình", ("hanam", "namdinh", "ninhbinh")),
    "38": ("Thanh Hóa", ("thanhhoa",)),
    "40": ("Nghệ An", ("nghean",)),
    "42": ("Hà Tĩnh", ("hatinh",)),
    "44": ("Quảng Trị", ("quangbinh", "quangtri")),
    "46": ("Huế", ("tthue",)),
    "48": ("Đà Nẵng", ("quangnam", "danang", "hoangsa")),
    "51": ("Quảng Ngãi", ("kontum", "quangngai")),
    "52": ("Gia Lai", ("binhdinh", "gialai")),
    "56": ("Khánh Hòa", ("ninhthuan", "khanhhoa", "truongsa")),
    "66": ("Đắk Lắk", ("phuyen", "daklak")),
    "68": ("Lâm Đồng", ("daknong", "binhthuan", "lamdong")),
    "75": ("Đồng Nai", ("binhphuoc", "dongnai")),
    "79": ("TP. Hồ Chí Minh", ("baria", "binhduong", "hcm")),
    "80": ("Tây Ninh", ("longan", "tayninh")),
    "82": ("Đồng Tháp", ("tiengiang", "dongthap")),
    "86": ("Vĩnh Long", ("bentre", "travinh", "vinhlong")),
    "91": ("An Giang", ("kiengiang", "angiang")),
    "92": ("Cần Thơ", ("soctrang", "haugiang", "cantho")),
    "96": ("Cà Mau", ("baclieu", "camau")),
}
# outline -> name of the province before 01/07/2025; the archipelagos are in ISLANDS
OLD_NAMES: Mapping[str, str] = {
    "angiang": "An Giang",
    "baclieu": "Bạc Liêu",
    "baria": "Bà Rịa - Vũng Tàu",
    "bacgiang": "Bắc Giang",
    "backan": "Bắc Kạn",
    "bacninh": "Bắc Ninh",
    "bentre": "Bến Tre",
    "binhduong": "Bình Dương",
    "binhdinh": "Bình Định",
    "binhphuoc": "Bình Phước",
    "binhthuan": "Bình Thuận",
    "camau": "Cà Mau",
    "cantho": "Cần Thơ",
    "caobang": "Cao Bằng",
    "daklak": "Đắk Lắk",
    "daknong": "Đắk Nông",
    "danang": "Đà Nẵng",
    "dienbien": "Điện Biên",
    "dongnai": "Đồng Nai",
    "dongthap": "Đồng Tháp",
    "gialai": "Gia Lai",
    "hagiang": "Hà Giang",
    "haiduong": "Hải Dương",
    "haiphong": "Hải Phòng",
    "hanam": "Hà Nam",
    "hanoi": "Hà Nội",
    "hatinh": "Hà Tĩnh",
    "haugiang": "Hậu Giang",
    "hcm": "TP. Hồ Chí Minh",
    "hoabinh": "Hòa Bình",
    "hungyen": "Hưng Yên",
    "khanhhoa": "Khánh Hòa",
    "kiengiang": "Kiên Giang",
    "kontum": "Kon Tum",
    "laichau": "Lai Châu",
    "lamdong": "Lâm Đồng",
    "langson": "Lạng Sơn",
    "laocai": "Lào Cai",
    "longan": "Long An",
    "namdinh": "Nam Định",
    "nghean": "Nghệ An",
    "ninhbinh": "Ninh Bình",
    "ninhthuan": "Ninh Thuận",
    "phutho": "Phú Thọ",
    "phuyen": "Phú Yên",
    "quangbinh": "Quảng Bình",
    "quangnam": "Quảng Nam",
    "quangngai": "Quảng Ngãi",
    "quangninh": "Quảng Ninh",
    "quangtri": "Quảng Trị",
    "soctrang": "Sóc Trăng",
    "sonla": "Sơn La",
    "tayninh": "Tây Ninh",
    "thaibinh": "Thái Bình",
    "thainguyen": "Thái Nguyên",
    "thanhhoa": "Thanh Hóa",
    "tiengiang": "Tiền Giang",
    "travinh": "Trà Vinh",
    "tthue": "Thừa Thiên Huế",
    "tuyenquang": "Tuyên Quang",
    "vinhlong": "Vĩnh Long",
    "vinhphuc": "Vĩnh Phúc",
    "yenbai": "Yên Bái",
}
ISLANDS: Mapping[str, str] = {"danang": "hoangsa", "khanhhoa": "truongsa"}


@dataclass(frozen=True, slots=True)
class Shade:
    """What one province shows: the step 0 (no figure) to 5, the words of its title, and where it leads."""

    step: int
    words: str
    url: str = ""
    picked: bool = False


def map_svg(shades: Mapping[str, Shade], *, old: bool = False) -> Markup:
    """Draw the country; ``shades`` by province code, or by outline id when ``old`` asks for the 63.

    A province without a shade is drawn empty. The picked one is drawn last, so that its outline is whole.
    """
    shapes = _old_shapes() if old else PROVINCES
    missing = Shade(step=0, words=_("chưa có số"))
    order = sorted(shapes, key=lambda code: (shades.get(code, missing).picked, code))
    land = Markup("").join(_province(*shapes[code], shades.get(code, missing)) for code in order)
    return Markup(
        '<svg class="vn-map" viewBox="0 0 8120 8730" role="group" aria-label="{label}">{land}{names}</svg>'
    ).format(label=_("Bản đồ các tỉnh, thành phố"), land=land, names=_island_names())


def step_of(value: float, limits: Sequence[float]) -> int:
    """Return the step 1 to 5 of a value; ``limits`` are the four least values of steps 2 to 5."""
    return 1 + sum(value >= limit for limit in limits)


def equal_limits(values: Sequence[float]) -> list[float]:
    """Return up to four limits that put about a fifth of ``values`` into each step."""
    ordered = sorted(values)
    if not ordered:
        return []
    return sorted({ordered[min(len(ordered) - 1, len(ordered) * part // STEPS)] for part in range(1, STEPS)})


def _province(name: str, outlines: Sequence[str], shade: Shade) -> Markup:
    # Pieces are put together with "%", which takes half the time of "format": a page draws hundreds of them.
    under, land = _paths(tuple(outlines))
    title = Markup("<title>%s: %s</title>") % (name, shade.words)
    picked = Markup(' class="picked"') if shade.picked else ""
    drawn = Markup('<g%s>%s%s<g class="land map-%d">%s</g></g>') % (picked, title, under, shade.step, land)
    return Markup('<a href="%s">%s</a>') % (shade.url, drawn) if shade.url else drawn


@lru_cache(maxsize=256)
def _paths(outlines: tuple[str, ...]) -> tuple[Markup, Markup]:
    """The outlines of a place, drawn below for its rim and above for its color."""
    paths = Markup("").join(Markup('<path d="%s"/>') % _outlines()[outline] for outline in outlines)
    return Markup('<g class="under">%s</g>') % paths, paths


RIGHT_EDGE, LONG_NAME = 8100, 10  # a longer name of islands ends at the edge of the sheet


def _island_names() -> Markup:
    places = ((5560, 3370, _("Hoàng Sa")), (6300, 6160, _("Trường Sa")))
    return Markup("").join(
        Markup('<text x="{}" y="{}"{}>{}</text>').format(
            *((RIGHT_EDGE, y, Markup(' text-anchor="end"')) if len(name) > LONG_NAME else (x, y, "")), name
        )
        for x, y, name in places
    )


def _old_shapes() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    return {
        outline: (name, (outline, ISLANDS[outline]) if outline in ISLANDS else (outline,))
        for outline, name in OLD_NAMES.items()
    }


@cache
def _outlines() -> Mapping[str, str]:
    return dict(json.loads(OUTLINES.read_text()))
