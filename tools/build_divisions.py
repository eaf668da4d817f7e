"""Build the committed tables of administrative divisions from two public packages.

Run by hand after a change in the packages (`python tools/build_divisions.py`); the program itself reads
only the files this writes. `vietnamadminunits` (MIT licence) supplies every row; `vietnam-provinces`
only checks the codes and names of the structure in force since 01/07/2025.
"""

import csv
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from json import loads
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src/thidua/operations/reference"
CENTRAL_CITY = "Thành phố"
# The first source swaps the kinds of these two pairs of communes; the second has them right.
CORRECTED_KINDS = {
    ("31", "Việt Hòa"): "Phường",
    ("31", "Vĩnh Hòa"): "Xã",
    ("92", "Phong Điền"): "Xã",
    ("92", "Tân Lộc"): "Phường",
}


def main() -> None:
    """Write the four tables and refuse when a total or a name disagrees between the sources."""
    database = sqlite3.connect(str(files("vietnamadminunits") / "data/dataset.db"))
    converter = loads((files("vietnamadminunits") / "data/converter_2025.json").read_text("utf-8"))
    provinces, districts = read_until_2025(database, converter["DICT_PROVINCE"])
    new_provinces, communes = read_since_2025(database, converter)
    assert (len(provinces), len(districts)) == (63, 696)
    assert (len(new_provinces), len(communes)) == (34, 3321)
    compare_with_second_source(new_provinces, communes)
    write("provinces_until_2025.csv", ("code", "name", "kind", "successor"), provinces)
    write("districts_until_2025.csv", ("code", "name", "kind", "province", "successor"), districts)
    write("provinces_since_2025.csv", ("code", "name", "kind"), new_provinces)
    write("communes_since_2025.csv", ("code", "name", "kind", "province", "districts"), communes)


def read_until_2025(
    database: sqlite3.Connection, merged: dict[str, list[str]]
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Provinces and districts as they stood on 30/06/2025, each with the province that followed it."""
    new_code = dict(database.execute("select distinct provinceKey, provinceCode from admin_units"))
    successor = {old: new_code[new] for new, olds in merged.items() for old in olds}
    provinces = [
        (code, plain(short), kind_of(full), successor[key])
        for code, short, full, key in database.execute(
            "select distinct provinceCode, provinceShort, province, provinceKey from admin_units_legacy"
        )
    ]
    districts = [
        (code, plain(short), kind, province, successor[key])
        for code, short, kind, province, key in database.execute(
            "select distinct districtCode, districtShort, districtType, provinceCode, provinceKey"
            " from admin_units_legacy"
        )
    ]
    return sorted(provinces), sorted(districts)


def read_since_2025(
    database: sqlite3.Connection, converter: dict[str, dict[str, dict[str, list[object]]]]
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Provinces and communes since 01/07/2025, each commune with the districts it was drawn from."""
    predecessors = districts_by_commune(database, converter)
    rows = database.execute(
        "select wardCode, wardShort, wardType, provinceCode, provinceKey, wardKey, provinceShort, province"
        " from admin_units"
    ).fetchall()
    provinces = {(row[3], plain(row[6]), kind_of(row[7])) for row in rows}
    communes = [
        (
            code,
            plain(short),
            CORRECTED_KINDS.get((province, short), kind),
            province,
            " ".join(predecessors[province_key, key]),
        )
        for code, short, kind, province, province_key, key, _, _ in rows
    ]
    return sorted(provinces), sorted(communes)


def districts_by_commune(
    database: sqlite3.Connection, converter: dict[str, dict[str, dict[str, list[object]]]]
) -> dict[tuple[str, str], list[str]]:
    """Former districts of each new commune, the one that gave most of the old communes first."""
    code = {
        f"{province}_{district}": number
        for province, district, number in database.execute(
            "select distinct provinceKey, districtKey, districtCode from admin_units_legacy"
        )
    }
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for province, commune, old_ward in parts_of_communes(converter):
        counted[province, commune][code[old_ward.rsplit("_", 1)[0]]] += 1
    return {key: sorted(found, key=lambda c: (-found[c], c)) for key, found in counted.items()}


def parts_of_communes(
    converter: dict[str, dict[str, dict[str, list[object]]]],
) -> Iterator[tuple[str, str, str]]:
    """Yield (new province, new commune, old commune) keys, whole old communes and divided ones alike."""
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, old_wards in communes.items():
            for old_ward in old_wards:
                yield province, commune, str(old_ward)
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_ward, parts in divided.items():
            for part in parts:
                assert isinstance(part, dict)
                yield province, part["newWardKey"], old_ward


def compare_with_second_source(provinces: Iterable[tuple[str, ...]], communes: list[tuple[str, ...]]) -> None:
    """Refuse when a commune of one package is missing from the other; marks and codes may differ.

    The second source still carries about a hundred codes of the draft list, and places tone marks
    the other way ("Hoà" for "Hòa"), so communes are compared by province and letters.
    """
    nested = loads((files("vietnam_provinces") / "data/nested-divisions.json").read_text("utf-8"))
    assert {f"{province['code']:02}" for province in nested} == {row[0] for row in provinces}
    theirs = Counter(
        (f"{province['code']:02}", bare(w["name"])) for province in nested for w in province["wards"]
    )
    ours = Counter((province, bare(f"{kind} {name}")) for _, name, kind, province, _ in communes)
    assert ours == theirs, (sorted((ours - theirs).elements()), sorted((theirs - ours).elements()))


def bare(name: str) -> str:
    letters = unicodedata.normalize("NFD", plain(name).casefold().replace("đ", "d"))
    return "".join(c for c in letters if c.isalnum())


def kind_of(full_name: str) -> str:
    return CENTRAL_CITY if full_name.startswith(CENTRAL_CITY) else "Tỉnh"


def plain(name: str) -> str:
    """One spelling: composed letters, single spaces, straight hyphen and apostrophe, no kind in brackets."""
    return " ".join(
        unicodedata.normalize("NFC", name.partition(" (")[0]).replace("’", "'").replace("–", "-").split()
    )


def write(name: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with (TARGET / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
