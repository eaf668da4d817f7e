"""Vietnamese text as people write it: folding for search, order of names, legacy encodings, days, numbers.

Nothing here knows a word of the business, reads a clock or touches a database.
"""

from thidua.core.vietnamese.days import NotADay, PartialDay, parse_day
from thidua.core.vietnamese.legacy import (
    DecodedText,
    UnknownEncoding,
    decode,
    from_tcvn3,
    from_vni,
    old_font_of,
    read_in_font,
    repair_legacy,
)
from thidua.core.vietnamese.names import NameParts, is_plausible_name, split_name, title_name
from thidua.core.vietnamese.near import NearWords, within_one_edit
from thidua.core.vietnamese.numbers import (
    NotANumber,
    format_number,
    money_words,
    number_words,
    parse_number,
    parse_whole,
)
from thidua.core.vietnamese.ordering import place_sort_key, sort_key
from thidua.core.vietnamese.syllables import is_syllable
from thidua.core.vietnamese.text import fold, folded, nfc, tokens

__all__ = [
    "DecodedText",
    "NameParts",
    "NearWords",
    "NotADay",
    "NotANumber",
    "PartialDay",
    "UnknownEncoding",
    "decode",
    "fold",
    "folded",
    "format_number",
    "from_tcvn3",
    "from_vni",
    "is_plausible_name",
    "is_syllable",
    "money_words",
    "nfc",
    "number_words",
    "old_font_of",
    "parse_day",
    "parse_number",
    "parse_whole",
    "place_sort_key",
    "read_in_font",
    "repair_legacy",
    "sort_key",
    "split_name",
    "title_name",
    "tokens",
    "within_one_edit",
]
