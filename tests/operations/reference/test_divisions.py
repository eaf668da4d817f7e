import unicodedata

from thidua.operations.reference import divisions

MERGED = {
    "Tuyên Quang": "Hà Giang, Tuyên Quang",
    "Lào Cai": "Lào Cai, Yên Bái",
    "Thái Nguyên": "Bắc Kạn, Thái Nguyên",
    "Phú Thọ": "Hòa Bình, Phú Thọ, Vĩnh Phúc",
    "Bắc Ninh": "Bắc Giang, Bắc Ninh",
    "Hưng Yên": "Hưng Yên, Thái Bình",
    "Hải Phòng": "Hải Dương, Hải Phòng",
    "Ninh Bình": "Hà Nam, Nam Định, Ninh Bình",
    "Quảng Trị": "Quảng Bình, Quảng Trị",
    "Đà Nẵng": "Đà Nẵng, Quảng Nam",
    "Quảng Ngãi": "Quảng Ngãi, Kon Tum",
    "Gia Lai": "Bình Định, Gia Lai",
    "Khánh Hòa": "Khánh Hòa, Ninh Thuận",
    "Lâm Đồng": "Bình Thuận, Đắk Nông, Lâm Đồng",
    "Đắk Lắk": "Phú Yên, Đắk Lắk",
    "Hồ Chí Minh": "Bình Dương, Bà Rịa - Vũng Tàu, Hồ Chí Minh",
    "Đồng Nai": "Bình Phước, Đồng Nai",
    "Tây Ninh": "Tây Ninh, Long An",
    "Cần Thơ": "Cần Thơ, Hậu Giang, Sóc Trăng",
    "Vĩnh Long": "Bến Tre, Trà Vinh, Vĩnh Long",
    "Đồng Tháp": "Tiền Giang, Đồng Tháp",
    "Cà Mau": "Bạc Liêu, Cà Mau",
    "An Giang": "An Giang, Kiên Giang",
}
UNCHANGED = {
    "Hà Nội", "Huế", "Lai Châu", "Điện Biên", "Sơn La", "Lạng Sơn", "Quảng Ninh", "Thanh Hóa",
    "Nghệ An", "Hà Tĩnh", "Cao Bằng",
}  # fmt: skip


def test_totals_are_those_of_the_resolutions():
    assert len(divisions.old_provinces()) == 63
    assert len(divisions.old_districts()) == 696
    assert len(divisions.new_provinces()) == 34
    assert len(divisions.communes()) == 3321


def test_provinces_merge_as_the_resolution_says():
    names = {province.code: province.name for province in divisions.new_provinces()}
    found = {names[code]: {p.name for p in parts} for code, parts in divisions.predecessors().items()}
    merged = {name: parts for name, parts in found.items() if len(parts) > 1}
    assert merged == {name: set(parts.split(", ")) for name, parts in MERGED.items()}
    assert {name for name, parts in found.items() if len(parts) == 1} == UNCHANGED


def test_new_codes_are_those_in_use():
    codes = {province.name: province.code for province in divisions.new_provinces()}
    assert (codes["Phú Thọ"], codes["Bắc Ninh"], codes["Lào Cai"]) == ("25", "24", "15")
    assert (codes["Tây Ninh"], codes["An Giang"], codes["Gia Lai"]) == ("80", "91", "52")


def test_every_commune_comes_from_districts_that_went_into_its_province():
    districts = {district.code: district for district in divisions.old_districts()}
    for commune in divisions.communes():
        assert commune.districts
        assert {districts[code].successor for code in commune.districts} == {commune.province}


def test_viet_tri_is_drawn_from_the_former_city():
    viet_tri = next(c for c in divisions.communes() if c.code == "07900")
    assert viet_tri == divisions.Commune("07900", "Việt Trì", "Phường", "25", ("227",))


def test_every_name_is_composed_text():
    for row in (*divisions.old_districts(), *divisions.communes(), *divisions.old_provinces()):
        assert row.name == unicodedata.normalize("NFC", row.name).strip()
        assert "  " not in row.name


def test_upper_unions_have_one_code_each_and_wait_for_verification():
    unions = divisions.unions()
    rows = [unions["confederation"], *unions["sector_unions"], *unions["corporation_unions"]]
    assert len({row["code"] for row in rows}) == len(rows) == 28
    assert not any(row["verified"] for row in rows)
