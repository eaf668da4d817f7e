"""Text typed in the encodings of before Unicode: TCVN3 (ABC fonts) and VNI fonts.

Both put Vietnamese letters in the upper half of an 8-bit alphabet, so a reader who does not know sees Western
letters: "Céng hoµ" (TCVN3) and "Coäng hoaø" (VNI) are both "Cộng hòa". Tables: TCVN 5712:1993 VN3, and the
VNI-Windows layout. The guess rests on the shape of syllables: the reading that yields most words a Vietnamese
mouth can say wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from thidua.core.vietnamese.syllables import is_syllable

Encoding = Literal["utf-8", "utf-16", "cp1258", "tcvn3", "vni"]


class UnknownEncoding(ValueError):
    """The bytes are not text in any encoding known here; the message is for the user."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text in NFC and the encoding it was read from."""

    text: str
    encoding: Encoding


def _tcvn3_table() -> dict[int, str]:
    rows = {
        0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
        0xB5: "àảãáạ",
        0xBB: "ằẳẵắ",
        0xC6: "ặầẩẫấậè",
        0xCE: "ẻẽéẹềểễếệìỉ",
        0xDC: "ĩíịò",
        0xE1: "ỏõóọồổỗốộờởỡớợù",
        0xF1: "ủũúụừửữứựỳỷỹýỵ",
    }
    return {start + at: letter for start, letters in rows.items() for at, letter in enumerate(letters)}


def _vni_table() -> dict[str, str]:
    lower = _vni_small_letters()
    table = dict(lower)
    for typed, letter in lower.items():
        table[typed.upper()] = letter.upper()
        table[typed[0].upper() + typed[1:]] = letter.upper()
    return table


def _vni_small_letters() -> dict[str, str]:
    tones = dict(zip("øûõùï", "\u0300\u0309\u0303\u0301\u0323", strict=True))
    marked = {
        "a": {
            "â": "â",
            "à": "ầ",
            "å": "ẩ",
            "ã": "ẫ",
            "á": "ấ",
            "ä": "ậ",
            "ê": "ă",
            "è": "ằ",
            "ú": "ẳ",
            "ü": "ẵ",
        },
        "e": {"â": "ê", "à": "ề", "å": "ể", "ã": "ễ", "á": "ế", "ä": "ệ"},
        "o": {"â": "ô", "à": "ồ", "å": "ổ", "ã": "ỗ", "á": "ố", "ä": "ộ"},
    }
    marked["a"] |= {"é": "ắ", "ë": "ặ"}
    letters = {base + mark: letter for base, marks in marked.items() for mark, letter in marks.items()}
    for typed, base in (("a", "a"), ("e", "e"), ("o", "o"), ("u", "u"), ("y", "y"), ("ô", "ơ"), ("ö", "ư")):
        for sign, tone in tones.items():
            letters[typed + sign] = unicodedata.normalize("NFC", base + tone)
    return letters | {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


_TCVN3 = _tcvn3_table()
_VNI = _vni_table()
_VNI_PAIRS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_WORD = re.compile(r"[^\s\d!-@\[-`{-~]+")
_NEWER = re.compile("[\u1ea0-\u1ef9\u01a0\u01a1\u01af\u01b0]")
_FOREIGN = re.compile("[^\u0000-\u007fàáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝăĂđĐĩĨũŨ]")
_WESTERN = re.compile("[\u0080-\u00ff\u0152\u0153\u0178\u0192\u2010-\u2122\u02c6\u02dc]")


def from_tcvn3(text: str) -> str:
    """Convert text in a TCVN3 (ABC) font, seen as Western letters, to Unicode."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Convert text in a VNI font, seen as Western letters, to Unicode."""
    return _VNI_PAIRS.sub(lambda found: _VNI[found.group()], text)


def repair_legacy(text: str) -> str:
    """Convert a text when it reads better as TCVN3 or VNI than as it stands; else return it unchanged."""
    if text.isascii() or not _WESTERN.search(text):
        return text
    if all(is_syllable(word) for word in _marked_words(text)):
        return text  # no other reading has more words with marks, and none is better
    readings = [text, from_tcvn3(text), from_vni(text)]
    return max(readings, key=_plausibility)


def old_font_of(texts: Iterable[str]) -> Callable[[str], str] | None:
    """How to read texts most of which were typed in one old font; nothing when they read best as they stand."""
    joined = " ".join(text for text in texts if _WESTERN.search(text))
    if not joined:
        return None
    readings: tuple[Callable[[str], str], ...] = (str, from_tcvn3, from_vni)
    best = max(readings, key=lambda read: _plausibility(read(joined)))
    return None if best is str else best


def read_in_font(text: str, font: Callable[[str], str]) -> str:
    """One of those texts in Unicode; a text whose words are right as they stand was typed in a newer font."""
    if text.isascii() or not _WESTERN.search(text) or _NEWER.search(text):
        return text
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    is_right = not _FOREIGN.search(text) and words and all(is_syllable(word) for word in words)
    return text if is_right else font(text)


def decode(data: bytes) -> DecodedText:
    """Decode a text file of unknown encoding: marked or plain UTF-8, UTF-16, cp1258, TCVN3 or VNI.

    Raises ``UnknownEncoding`` when the bytes hold binary data.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16", "utf-16")
    if b"\x00" in data:
        return _decoded_unmarked_utf16(data)
    try:
        return DecodedText(unicodedata.normalize("NFC", data.decode("utf-8-sig")), "utf-8")
    except UnicodeDecodeError:
        return _decode_eight_bit(data)


def _decoded(data: bytes, codec: str, encoding: Encoding) -> DecodedText:
    try:
        return DecodedText(unicodedata.normalize("NFC", data.decode(codec)), encoding)
    except UnicodeDecodeError as error:
        raise _unknown() from error


def _decoded_unmarked_utf16(data: bytes) -> DecodedText:
    """Tell the byte order by where the zeros of Western letters fall."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) < len(data) // 8 or min(even, odd) > max(even, odd) // 8:
        raise _unknown()
    return _decoded(data, "utf-16-le" if odd > even else "utf-16-be", "utf-16")


def _decode_eight_bit(data: bytes) -> DecodedText:
    western = data.decode("latin-1")
    readings: list[tuple[Encoding, Callable[[], str]]] = [
        ("cp1258", lambda: unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))),
        ("tcvn3", lambda: from_tcvn3(western)),
        ("vni", lambda: from_vni(western)),
    ]
    encoding, text = max(((name, read()) for name, read in readings), key=lambda pair: _plausibility(pair[1]))
    return DecodedText(unicodedata.normalize("NFC", text), encoding)


def _plausibility(text: str) -> int:
    """Count words with marks that are syllables, minus twice those that are not."""
    return sum(1 if is_syllable(word) else -2 for word in _marked_words(text))


def _marked_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


def _unknown() -> UnknownEncoding:
    return UnknownEncoding(_("Tệp không phải là văn bản đọc được. Lưu lại tệp theo mã UTF-8 rồi tải lên."))
