import unicodedata

import pytest

from thidua.core.vietnamese import UnknownEncoding, decode, from_tcvn3, from_vni, is_syllable, repair_legacy

MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"


def test_known_texts() -> None:
    assert from_tcvn3("Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc") == MOTTO
    assert from_vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc") == MOTTO
    assert from_vni("NGUYEÃN THÒ ÖÛNG ÑÖÔØNG") == "NGUYỄN THỊ ỦNG ĐƯỜNG".replace("Ủ", "Ử")
    assert from_tcvn3("TrÇn ThÞ B×nh D­¬ng") == "Trần Thị Bình Dương"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("NguyÔn V¨n Hïng", "Nguyễn Văn Hùng"),
        ("Nguyeãn Vaên Huøng", "Nguyễn Văn Hùng"),
        ("Nguyễn Văn Hùng", "Nguyễn Văn Hùng"),
        ("Lê Thị Hà", "Lê Thị Hà"),
        ("Vũ Thị Hoà", "Vũ Thị Hoà"),
        ("Tô Hoài", "Tô Hoài"),
        ("Phan Thanh An", "Phan Thanh An"),
        ("Hà Lan – “Vì nước”", "Hà Lan – “Vì nước”"),
    ],
)
def test_repair_changes_only_what_reads_better(typed: str, meant: str) -> None:
    assert repair_legacy(typed) == meant


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_decode_unicode(encoding: str) -> None:
    decoded = decode(MOTTO.encode(encoding))
    assert decoded.text == MOTTO
    assert decoded.encoding == encoding[:6].rstrip("-").replace("utf-8", "utf-8")


def test_decode_cp1258() -> None:
    data = _to_cp1258(MOTTO)
    assert decode(data).encoding == "cp1258"
    assert decode(data).text == MOTTO


def test_decode_tcvn3_and_vni() -> None:
    tcvn3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc".encode("latin-1")
    vni = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc".encode("latin-1")
    assert (decode(tcvn3).encoding, decode(tcvn3).text) == ("tcvn3", MOTTO)
    assert (decode(vni).encoding, decode(vni).text) == ("vni", MOTTO)


def test_binary_is_refused() -> None:
    with pytest.raises(UnknownEncoding, match="UTF-8"):
        decode(bytes(range(256)) * 8)


@pytest.mark.parametrize(
    "word", ["nguyễn", "Đường", "khuya", "quyết", "giữa", "ươm", "nghiêng", "yêu", "gì", "quốc"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["strength", "víï", "nguyÔn", "Jack", "oå", "ñaëng"])
def test_not_syllables(word: str) -> None:
    assert not is_syllable(word)


def _to_cp1258(text: str) -> bytes:
    """cp1258 holds marked letters whole and tones apart."""
    tones = "\u0300\u0309\u0303\u0301\u0323"
    out = []
    for letter in text:
        decomposed = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in tones))
        out.append(bare + "".join(c for c in decomposed if c in tones))
    return "".join(out).encode("cp1258")
