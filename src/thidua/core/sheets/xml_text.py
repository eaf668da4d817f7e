"""Text that may stand in XML 1.0."""

from __future__ import annotations

import re

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_safe(text: str) -> str:
    """Return the text without the characters XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)
