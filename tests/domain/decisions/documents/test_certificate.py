from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from unicodedata import is_normalized, normalize

import pdfplumber
import pytest
from pypdf import PdfReader

from tests.domain.decisions.documents.pages import codes, page_texts, picture
from thidua.core.typesetting.official import Signature
from thidua.domain.decisions.documents.certificate import (
    Certificate,
    certificate_pdf,
    certificates_pdfs,
    fit_name,
    honored_name,
)

AT = datetime(2026, 12, 8, 8, 0, tzinfo=UTC)
CERTIFICATE = Certificate(
    parent="TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM",
    issuer="LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ",
    deciding_body="BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ",
    title="BẰNG KHEN",
    honorific="Bà",
    name="Nguyễn Thị Hường",
    post="Công nhân vận hành máy xeo 3, Công ty Cổ phần Giấy Việt Trì",
    achievement="Đã có thành tích xuất sắc trong phong trào thi đua “Lao động giỏi – Lao động sáng tạo” "
    "và xây dựng tổ chức Công đoàn năm 2025",
    place="Phú Thọ",
    signed_on=date(2025, 12, 19),
    signature=Signature(("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"), "Đàm Vĩnh Khoa"),
    decision_number=1182,
    decision_symbol="QĐ-LĐLĐ",
    decided_on=date(2025, 12, 19),
    register_number="PT-25-01182",
    verify_url="https://xacthuc.example/PT-25-01182/K7Q2M9XD",
)
LONG_SENTENCE = (
    "Đã có thành tích xuất sắc trong thực hiện nhiệm vụ công tác, góp phần hoàn thành nhiệm vụ chính trị, "
    "chăm lo đời sống đoàn viên, xây dựng quan hệ lao động hài hòa, ổn định, tiến bộ trong các doanh nghiệp "
    "trên địa bàn tỉnh và xây dựng tổ chức Công đoàn vững mạnh toàn diện giai đoạn năm 2021 đến năm 2025, "
    "nhân dịp kỷ niệm 96 năm Ngày thành lập"
)


def final(certificate: Certificate) -> bytes:
    return certificate_pdf(certificate, final=True, at=AT)


def test_certificate_says_exactly_its_text_in_reading_order() -> None:
    assert page_texts(final(CERTIFICATE)) == [
        "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ "
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
        "BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ tặng BẰNG KHEN Bà NGUYỄN THỊ HƯỜNG "
        "Công nhân vận hành máy xeo 3, Công ty Cổ phần Giấy Việt Trì "
        "Đã có thành tích xuất sắc trong phong trào thi đua “Lao động giỏi – Lao động sáng tạo” "
        "và xây dựng tổ chức Công đoàn năm 2025 "
        "Phú Thọ, ngày 19 tháng 12 năm 2025 TM. BAN THƯỜNG VỤ CHỦ TỊCH Đàm Vĩnh Khoa "
        "Quyết định số 1182/QĐ-LĐLĐ ngày 19 tháng 12 năm 2025 Số vào sổ: PT-25-01182"
    ]


def test_text_comes_back_in_nfc_even_when_given_decomposed() -> None:
    pdf = final(replace(CERTIFICATE, name=normalize("NFD", "Nguyễn Thị Ẵn Ể Ộ Ữ Ệ")))
    (text,) = page_texts(pdf)
    assert is_normalized("NFC", text)
    assert "Bà NGUYỄN THỊ ẴN Ể Ộ Ữ Ệ" in text


def test_signature_hint_is_on_the_proof_only() -> None:
    assert "chỗ của chữ ký" in page_texts(certificate_pdf(CERTIFICATE, final=False, at=AT))[0]
    assert "chỗ của chữ ký" not in page_texts(final(CERTIFICATE))[0]


def test_page_is_a4_landscape_and_every_font_is_embedded() -> None:
    pdf = PdfReader(BytesIO(final(CERTIFICATE)))
    page = pdf.pages[0]
    assert [round(float(v)) for v in page.mediabox] == [0, 0, 842, 595]
    names = set()
    for font in page["/Resources"]["/Font"].values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
        assert "/ToUnicode" in font.get_object()
        names.add(descendant["/BaseFont"].split("+")[-1])
    assert {name.removesuffix("-Regular") for name in names} == {
        "Tinos",
        "Tinos-Bold",
        "Tinos-Italic",
        "PlayfairDisplay-Bold",
    }


def test_code_is_read_from_the_printed_page() -> None:
    assert codes(final(CERTIFICATE)) == ["https://xacthuc.example/PT-25-01182/K7Q2M9XD"]


def test_number_and_day_are_padded() -> None:
    (text,) = page_texts(final(replace(CERTIFICATE, decision_number=5, decided_on=date(2026, 1, 5))))
    assert "Quyết định số 05/QĐ-LĐLĐ ngày 05 tháng 01 năm 2026" in text


def test_collective_and_household_have_no_honorific() -> None:
    union = replace(CERTIFICATE, honorific="", name="Công đoàn cơ sở Công ty Giấy Việt Trì", post="")
    assert honored_name(union) == "CÔNG ĐOÀN CƠ SỞ CÔNG TY GIẤY VIỆT TRÌ"
    assert "BẰNG KHEN CÔNG ĐOÀN CƠ SỞ CÔNG TY GIẤY VIỆT TRÌ Đã có" in page_texts(final(union))[0]
    household = replace(
        CERTIFICATE, honorific="", name="Hộ gia đình ông Lê Văn Vỹ", title="THƯ KHEN", verb="gửi"
    )
    assert "gửi THƯ KHEN HỘ GIA ĐÌNH ÔNG LÊ VĂN VỸ Công nhân" in page_texts(final(household))[0]


@pytest.mark.parametrize(
    ("title", "verb"),
    [
        ("GIẤY KHEN", "tặng"),
        ("CHIẾN SĨ THI ĐUA CƠ SỞ", "tặng danh hiệu"),
        ("BẰNG LAO ĐỘNG SÁNG TẠO", "tặng"),
        ("KỶ NIỆM CHƯƠNG “VÌ SỰ NGHIỆP XÂY DỰNG TỔ CHỨC CÔNG ĐOÀN”", "tặng"),
    ],
)
def test_every_form_has_its_title(title: str, verb: str) -> None:
    (text,) = page_texts(final(replace(CERTIFICATE, title=title, verb=verb)))
    assert f"{verb} {title} Bà NGUYỄN THỊ HƯỜNG" in text


def test_name_is_36_up_to_34_letters_then_smaller_then_two_lines() -> None:
    assert fit_name("Bà " + "I" * 31).size == 36
    assert fit_name("Bà " + "I" * 37).size == 30
    assert fit_name("Bà " + "I" * 44).size == 26
    two = fit_name("ÔNG " + "NGUYỄN PHÚC VĨNH THỤY " * 3)
    assert (two.lines, two.size) == (
        ("ÔNG NGUYỄN PHÚC VĨNH THỤY NGUYỄN", "PHÚC VĨNH THỤY NGUYỄN PHÚC VĨNH THỤY"),
        26,
    )


def extreme() -> Certificate:
    union = "Công ty Trách nhiệm hữu hạn Một thành viên Sản xuất và Thương mại Giày da xuất khẩu Phú Thọ"
    return replace(
        CERTIFICATE,
        parent=f"CÔNG ĐOÀN CÁC KHU CÔNG NGHIỆP VÀ KHU CHẾ XUẤT {union.upper()}",
        issuer=f"CÔNG ĐOÀN CƠ SỞ {union.upper()}",
        deciding_body=f"BAN CHẤP HÀNH CÔNG ĐOÀN CƠ SỞ {union.upper()}",
        title="KỶ NIỆM CHƯƠNG “VÌ SỰ NGHIỆP XÂY DỰNG TỔ CHỨC CÔNG ĐOÀN”",
        honorific="",
        name=f"Công đoàn bộ phận Phân xưởng May 3 {union}",
        post=f"Công đoàn cơ sở {union}, Công đoàn các Khu công nghiệp tỉnh Phú Thọ",
        achievement=LONG_SENTENCE,
        place="Thành phố Hồ Chí Minh",
        signature=Signature(
            ("TM. BAN CHẤP HÀNH CÔNG ĐOÀN CƠ SỞ", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Đàm Vĩnh Khoa"
        ),
    )


def test_extreme_texts_stay_on_one_page_inside_the_border_and_above_the_signature() -> None:
    assert len(LONG_SENTENCE) > 300
    pdf = final(extreme())
    assert len(page_texts(pdf)) == 1
    with pdfplumber.open(BytesIO(pdf)) as document:
        words = document.pages[0].extract_words()
    px = [(w["text"], w["x0"] / 0.75, w["x1"] / 0.75, w["bottom"] / 0.75) for w in words]
    assert min(x0 for _, x0, _, _ in px) > 66
    assert max(x1 for _, _, x1, _ in px) < 1057
    last_of_sentence = max(bottom for text, _, _, bottom in px if text in {"kỷ", "niệm", "lập"})
    first_of_signature = min(bottom for text, _, _, bottom in px if text in {"Hồ", "Chí"})
    assert last_of_sentence < first_of_signature - 15


@pytest.mark.parametrize(
    "name", ["#panic()", '"\\', "$x^2$", '#import "/etc/passwd"', "*a* _b_ @c <d> // e", "] #sys"]
)
def test_names_are_never_read_as_markup(name: str) -> None:
    (text,) = page_texts(final(replace(CERTIFICATE, honorific="", name=name, post=name, achievement=name)))
    assert f"BẰNG KHEN {name.upper()} {name} {name} Phú Thọ" in text


def test_lots_hold_at_most_500_pages_and_keep_the_order() -> None:
    many = (replace(CERTIFICATE, register_number=f"PT-25-{n:05d}") for n in range(502))
    lots = [page_texts(pdf) for pdf in certificates_pdfs(many, final=True, at=AT)]
    assert [len(lot) for lot in lots] == [500, 2]
    assert lots[0][499].endswith("Số vào sổ: PT-25-00499")
    assert lots[1][0].endswith("Số vào sổ: PT-25-00500")


def test_same_input_gives_the_same_bytes() -> None:
    assert final(CERTIFICATE) == final(CERTIFICATE)


def test_paper_border_and_drum_are_drawn() -> None:
    image = picture(final(CERTIFICATE), dpi=96)
    assert image.getpixel((600, 715)) == (255, 253, 246)
    assert image.getpixel((45, 45)) == (176, 138, 30)
    assert image.getpixel((561, 446)) == (251, 245, 227)
