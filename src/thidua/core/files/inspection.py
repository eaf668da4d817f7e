"""Judge an uploaded file by what it is, never by what it is called."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from django.utils.translation import gettext as _
from PIL import Image

from thidua.core.files.archives import Archive, BadArchive
from thidua.core.files.limits import IS_EMPTY, FileLimits, RefusedFile

Kind = Literal["pdf", "image", "document", "workbook"]

_PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"heim", b"hevc")
_ALLOWED_SUFFIXES: dict[str, frozenset[str]] = {
    "application/pdf": frozenset({".pdf"}),
    "image/jpeg": frozenset({".jpg", ".jpeg", ".jfif"}),
    "image/png": frozenset({".png"}),
    f"{_OFFICE}.wordprocessingml.document": frozenset({".docx"}),
    f"{_OFFICE}.spreadsheetml.sheet": frozenset({".xlsx"}),
}
_DANGEROUS = re.compile(
    r"\.(?:exe|com|bat|cmd|scr|pif|msi|js|jse|vbs|vbe|wsf|ps1|sh|py|php|jar|hta|html?|svg|lnk|dll|apk|iso)\b",
    re.IGNORECASE,
)
_HIDDEN_SIGNS = re.compile("[\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_EXECUTABLE = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")
_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|script|svg|\?xml|iframe|math)", re.IGNORECASE)
_SCRIPT = re.compile(rb"<(?:script|html|svg|iframe|body)[\s>]", re.IGNORECASE)
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_PDF_HEADER_WITHIN = 1024


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file is. ``flags`` name what a person should know of, such as "active-content" in a PDF."""

    mime: str
    kind: Kind
    size: int
    sha256: str
    pages: int | None = None
    flags: tuple[str, ...] = ()


def inspect(source: Path | bytes, filename: str, *, limits: FileLimits | None = None) -> FileFacts:
    """Read a file's facts, or raise ``RefusedFile``.

    Taken: PDF, JPEG, PNG, DOCX, XLSX. Refused: anything else, an empty or too large file, a name that
    contradicts the content or hides an extension, programs, web pages, a file that is two kinds at once,
    macros, passwords, damage, pictures and packages that would swell when opened. A PDF with scripts or
    attachments is taken and flagged.
    """
    limits = limits or FileLimits()
    data = _bytes_of(source, limits)
    mime, pages, flags = _recognize(data, limits)
    _check_name(filename, mime)
    return FileFacts(mime, _kind_of(mime), len(data), hashlib.sha256(data).hexdigest(), pages, flags)


def _bytes_of(source: Path | bytes, limits: FileLimits) -> bytes:
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size == 0:
        raise RefusedFile(str(IS_EMPTY))
    if size > limits.file_bytes:
        message = _("Tệp nặng %(size)d MB, quá mức %(limit)d MB. Quét lại nhẹ hơn hoặc tách tệp.")
        raise RefusedFile(message % {"size": size // 1_000_000, "limit": limits.file_bytes // 1_000_000})
    return source.read_bytes() if isinstance(source, Path) else source


def _recognize(data: bytes, limits: FileLimits) -> tuple[str, int | None, tuple[str, ...]]:
    if data.startswith(_EXECUTABLE):
        raise RefusedFile(_("Tệp là chương trình máy tính nên không được nhận."))
    if data.startswith(b"PK\x03\x04"):
        return _office_mime(data, limits), None, ()
    if data.startswith(b"%PDF-"):
        pages, flags = _pdf_facts(data, limits)
        return "application/pdf", pages, flags
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _picture_mime(data, limits), None, ()
    raise RefusedFile(_words_for_other(data))


def _words_for_other(data: bytes) -> str:
    if _MARKUP.match(data[:1024].removeprefix(b"\xef\xbb\xbf")):
        return _("Tệp là trang web hoặc hình SVG nên không được nhận. In ra PDF rồi tải lên.")
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return _("Ảnh HEIC của điện thoại chưa đọc được. Đổi sang JPEG rồi tải lên.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _("Tệp kiểu cũ (.doc, .xls) hoặc có mật khẩu. Lưu thành .docx, .xlsx hoặc PDF rồi tải lên.")
    return _("Loại tệp này không được nhận. Tải lên tệp PDF, JPEG, PNG, DOCX hoặc XLSX.")


def _office_mime(data: bytes, limits: FileLimits) -> str:
    try:
        archive = Archive(data, limits.archive)
        types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in archive.names else b""
    except BadArchive as error:
        raise RefusedFile(_words_for_archive(error)) from error
    if any(name.lower().endswith("vbaproject.bin") for name in archive.names) or b"macroEnabled" in types:
        raise RefusedFile(_("Tệp có macro nên không được nhận. Lưu thành .docx hoặc .xlsx rồi tải lên."))
    if "word/document.xml" in archive.names:
        return f"{_OFFICE}.wordprocessingml.document"
    if "xl/workbook.xml" in archive.names:
        return f"{_OFFICE}.spreadsheetml.sheet"
    raise RefusedFile(_("Tệp nén không được nhận. Giải nén rồi tải lên từng tệp PDF, ảnh, DOCX hoặc XLSX."))


def _words_for_archive(error: BadArchive) -> str:
    if error.problem == "bomb":
        return _("Tệp nén bất thường: mở ra sẽ lớn gấp nhiều lần. Lưu lại rồi tải lên.")
    if error.problem == "encrypted":
        return _("Tệp có mật khẩu. Bỏ mật khẩu, lưu lại rồi tải lên.")
    return _("Tệp bị hỏng. Mở bằng chương trình soạn ra nó, lưu lại rồi tải lên.")


def _pdf_facts(data: bytes, limits: FileLimits) -> tuple[int, tuple[str, ...]]:
    import pypdf  # a quarter of a second that only uploads need
    from pypdf.errors import PyPdfError

    if b"PK\x05\x06" in data[-66_000:] or _SCRIPT.search(data[:_PDF_HEADER_WITHIN]):
        raise _two_kinds()
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise RefusedFile(_("Tệp PDF có mật khẩu hoặc bị khóa. Bỏ khóa, lưu lại rồi tải lên."))
        pages = len(reader.pages)
    except RefusedFile:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise RefusedFile(_("Tệp PDF bị hỏng. Quét hoặc xuất lại rồi tải lên.")) from error
    if not 0 < pages <= limits.pages:
        message = _("Tệp PDF có %(pages)d trang; phải có từ 1 đến %(limit)d trang. Tách tệp rồi tải lên.")
        raise RefusedFile(message % {"pages": pages, "limit": limits.pages})
    return pages, (("active-content",) if _has_active_content(reader, data) else ())


def _has_active_content(reader: Any, data: bytes) -> bool:
    """Look in the plain bytes, and in the objects a compressed file keeps packed."""
    from pypdf.errors import PyPdfError

    if _PDF_ACTIVE.search(data):
        return True
    try:
        root = reader.root_object
        names = root.get("/Names", {})
        return any(key in root for key in ("/OpenAction", "/AA")) or "/JavaScript" in names.get_object()
    except (PyPdfError, AttributeError, KeyError, TypeError):
        return False


def _picture_mime(data: bytes, limits: FileLimits) -> str:
    if b"PK\x05\x06" in data[-66_000:] or b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        raise _two_kinds()
    try:
        with Image.open(io.BytesIO(data), formats=tuple(_PICTURES)) as picture:
            if picture.width * picture.height > limits.pixels:
                raise _too_many_pixels(limits)
            picture.verify()
            return _PICTURES[picture.format or ""]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(limits) from error
    except (OSError, SyntaxError, KeyError) as error:
        raise RefusedFile(_("Ảnh bị hỏng. Chụp hoặc quét lại rồi tải lên.")) from error


def _too_many_pixels(limits: FileLimits) -> RefusedFile:
    message = _("Ảnh quá lớn: mỗi ảnh không quá %(limit)d triệu điểm. Chụp hoặc quét lại ở cỡ nhỏ hơn.")
    return RefusedFile(message % {"limit": limits.pixels // 1_000_000})


def _check_name(filename: str, mime: str) -> None:
    name = PurePosixPath(filename.replace("\\", "/")).name
    if not name or _HIDDEN_SIGNS.search(name) or _DANGEROUS.search(name):
        raise RefusedFile(_("Tên tệp có phần mở rộng bị giấu hoặc nguy hiểm. Đổi tên tệp rồi tải lên."))
    if PurePosixPath(name).suffix.lower() not in _ALLOWED_SUFFIXES[mime]:
        suffix = min(_ALLOWED_SUFFIXES[mime])
        message = _("Tên tệp không khớp nội dung: nội dung là tệp %(suffix)s. Đổi lại tên rồi tải lên.")
        raise RefusedFile(message % {"suffix": suffix})


def _kind_of(mime: str) -> Kind:
    if mime == "application/pdf":
        return "pdf"
    if mime.startswith("image/"):
        return "image"
    return "document" if "word" in mime else "workbook"


def _two_kinds() -> RefusedFile:
    return RefusedFile(_("Tệp chứa hai loại nội dung nên không được nhận. Xuất lại tệp rồi tải lên."))
