"""Reading scanned pages: a searchable copy of a whole file by ocrmypdf, and single words with confidence by Tesseract.

The originals are never written to: what is read is a copy, what comes out is another file. Nothing here is needed
to start the program; ``missing`` says which programs reading would need.
"""

from thidua.core.ocr.needs import CURE, missing
from thidua.core.ocr.pages import OcrFailed, OcrMissing, searchable_copy
from thidua.core.ocr.tables import Box, Cell, Grid, box_around, read_table
from thidua.core.ocr.texts import page_texts
from thidua.core.ocr.words import Word, words_of

__all__ = [
    "CURE",
    "Box",
    "Cell",
    "Grid",
    "OcrFailed",
    "OcrMissing",
    "Word",
    "box_around",
    "missing",
    "page_texts",
    "read_table",
    "searchable_copy",
    "words_of",
]
