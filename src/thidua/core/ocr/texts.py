"""The text that a file already carries, page by page."""

from __future__ import annotations

import io

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def page_texts(data: bytes, mime: str) -> list[str]:
    """Return the text of each page: of a PDF as it is laid out, of a DOCX as one page; nothing for other kinds.

    A scanned page gives an empty text. Raises ``ValueError`` for a file that cannot be opened.
    """
    if mime == "application/pdf":
        return _pdf(data)
    if mime == _DOCX:
        return [_docx(data)]
    return []


def _pdf(data: bytes) -> list[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error
    try:
        return [document[number].get_textpage().get_text_bounded().strip() for number in range(len(document))]
    finally:
        document.close()


def _docx(data: bytes) -> str:
    import docx

    document = docx.Document(io.BytesIO(data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += ["\t".join(cell.text for cell in row.cells) for row in table.rows]
    return "\n".join(line for line in lines if line.strip())
