"""What an issuer is called on its papers, and how an award is worded on a certificate. Official papers are Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thidua.domain.access import UnitRef
from thidua.domain.catalogue.awards import Award
from thidua.domain.catalogue.library import library
from thidua.domain.organizations.queries import superior_of, unit_ref
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level, UnitKind

BODIES = {
    Level.NATIONAL: "Đoàn Chủ tịch",
    Level.PROVINCE: "Ban Thường vụ",
    Level.UPPER: "Ban Thường vụ",
    Level.GRASSROOTS: "Ban Chấp hành",
}
SYMBOLS = {UnitKind.CONFEDERATION: "QĐ-TLĐ", UnitKind.PROVINCIAL_FEDERATION: "QĐ-LĐLĐ"}


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuing unit on a day: names as they are printed."""

    unit: UnitRef
    parent: str
    body: str
    place: str
    symbol: str

    @property
    def name(self) -> str:
        return self.unit.name

    @property
    def deciding_body(self) -> str:
        return f"{self.body} {self.unit.name}"

    @property
    def authority_line(self) -> str:
        return f"TM. {self.body.upper()}"


def issuer_on(organization_id: int, on: date) -> Issuer:
    """The unit as issuer on a day; raises ``LookupError`` for a unit that did not stand then."""
    unit = unit_ref(organization_id, on)
    if unit is None:
        raise LookupError(f"unit {organization_id} does not stand on {on}")
    above = superior_of(organization_id, on)
    return Issuer(
        unit=unit,
        parent=above.name if above else "",
        body=BODIES[LEVEL_OF_KIND[unit.kind]],
        place=place_of(unit, above),
        symbol=SYMBOLS.get(UnitKind(unit.kind), "QĐ-CĐ"),
    )


def place_of(unit: UnitRef, above: UnitRef | None) -> str:
    """The place name of the heading: the province in the unit's own or its superior's name, Hà Nội for the center."""
    for name in (unit.name, above.name if above else ""):
        for word in (" tỉnh ", " thành phố "):
            if word in name:
                return name.split(word, 1)[1]
    return "Hà Nội"


def printed_title(award: Award) -> tuple[str, str]:
    """The verb and the title of an award as a certificate prints them: ("tặng", "BẰNG KHEN")."""
    name = award.name.vi
    for head in ("Bằng khen", "Giấy khen", "Cờ thi đua"):
        if name.startswith(head):
            return "tặng", head.upper()
    title = name.split(" của ", 1)[0]
    return ("tặng danh hiệu" if award.kind == "title" else "tặng"), title.upper()


def award_of(code: str) -> Award:
    """The award in the catalogue of today; raises ``LawError`` for an unknown code."""
    return library().award(code)


def form_and_giver(award: Award, issuer: Issuer) -> tuple[str, str]:
    """("Bằng khen", "Ban Thường vụ Liên đoàn Lao động tỉnh Phú Thọ") for the articles of a decision."""
    _verb, title = printed_title(award)
    form = title.capitalize() if title in {"BẰNG KHEN", "GIẤY KHEN", "CỜ THI ĐUA"} else award.name.vi
    return form, issuer.deciding_body
