import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path

import docx
import pypdf
import pytest
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tests.factories import workbooks
from thidua.core.files import FileLimits, RefusedFile, inspect, make_preview


def pdf(pages: int = 2, *, script: bool = False, password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if script:
        action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('x')")}
        script_object = DictionaryObject({NameObject(key): value for key, value in action.items()})
        writer.root_object[NameObject("/OpenAction")] = script_object
    if password:
        writer.encrypt(password, algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def picture(form: str, *, size: tuple[int, int] = (40, 20), located: bool = False) -> bytes:
    image = Image.new("RGB", size, "red")
    exif = Image.Exif()
    if located:
        exif[0x0112] = 6  # turned a quarter
        exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)  # latitude
        exif[0x010F] = "Phone"
    target = io.BytesIO()
    image.save(target, form, exif=exif)
    return target.getvalue()


def document() -> bytes:
    target = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("Báo cáo")
    made.save(target)
    return target.getvalue()


def huge_png() -> bytes:
    """A picture of a few hundred bytes that claims 30,000 by 30,000 points."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return target.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("data", "name", "mime", "kind", "pages"),
    [
        (pdf(3), "to-trinh.pdf", "application/pdf", "pdf", 3),
        (picture("JPEG"), "Ảnh.JPG", "image/jpeg", "image", None),
        (picture("PNG"), "a.png", "image/png", "image", None),
        (document(), "báo cáo v1.2.docx", f"{OFFICE}.wordprocessingml.document", "document", None),
        (workbooks.plain(), "ds.xlsx", f"{OFFICE}.spreadsheetml.sheet", "workbook", None),
    ],
)
def test_facts(data: bytes, name: str, mime: str, kind: str, pages: int | None) -> None:
    facts = inspect(data, name)
    assert (facts.mime, facts.kind, facts.pages, facts.flags) == (mime, kind, pages, ())
    assert (facts.size, facts.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_a_pdf_with_a_script_is_flagged() -> None:
    assert inspect(pdf(script=True), "a.pdf").flags == ("active-content",)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.pdf", "Tệp rỗng"),
        (b"MZ\x90\0", "a.pdf", "chương trình"),
        (b"#!/bin/sh\n", "a.pdf", "chương trình"),
        (b"<!DOCTYPE html><html>", "a.pdf", "trang web"),
        (b"<svg xmlns='x'/>", "a.png", "SVG"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "a.heic", "HEIC"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 40, "a.doc", "kiểu cũ"),
        (b"chu", "a.txt", "không được nhận"),
        (pdf(password="x"), "a.pdf", "mật khẩu"),
        (pdf()[:200], "a.pdf", "hỏng"),
        (pdf() + zipped(a=b"x"), "a.pdf", "hai loại"),
        (picture("PNG") + zipped(a=b"x"), "a.png", "hai loại"),
        (b"%PDF-1.4\n<script>x</script>" + pdf(), "a.pdf", "hai loại"),
        (huge_png(), "a.png", "quá lớn"),
        (picture("JPEG")[:300], "a.png", "hỏng|không khớp"),
        (zipped(a=b"x"), "a.docx", "Tệp nén"),
        (zipped(word__document_xml=b"x", word__vbaProject_bin=b"x"), "a.docx", "macro"),
        (zipped(word__document_xml=b" " * 20_000_000), "a.docx", "bất thường"),
        (pdf(), "a.pdf.exe", "nguy hiểm"),
        (pdf(), "a.exe.pdf", "nguy hiểm"),
        (pdf(), "a\u202efdp.pdf", "bị giấu"),
        (pdf(), "a.docx", "không khớp nội dung: nội dung là tệp .pdf"),
        (document(), "a.xlsx", "không khớp"),
        (pdf(), "", "mở rộng"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refusals_say_why(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(RefusedFile, match=reason):
        inspect(data, name)


def test_limits(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(pdf(3))
    with pytest.raises(RefusedFile, match="quá mức"):
        inspect(path, "a.pdf", limits=FileLimits(file_bytes=100))
    with pytest.raises(RefusedFile, match="3 trang"):
        inspect(path, "a.pdf", limits=FileLimits(pages=2))


def test_preview_is_upright_and_says_nothing_of_place() -> None:
    original = picture("JPEG", size=(400, 200), located=True)
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825)
    preview = Image.open(io.BytesIO(make_preview(original, longest_side=100)))
    assert (preview.format, preview.size) == ("JPEG", (50, 100))
    assert not preview.getexif() and "exif" not in preview.info


def test_preview_of_a_pdf_and_of_nonsense() -> None:
    preview = Image.open(io.BytesIO(make_preview(pdf(), longest_side=300)))
    assert (preview.format, max(preview.size)) == ("JPEG", 300)
    for nonsense in (b"%PDF-1.4 nothing", b"\x89PNG\r\n\x1a\n", huge_png()):
        with pytest.raises(RefusedFile, match="xem trước"):
            make_preview(nonsense)
