"""One long-lived typst compiler per process.

Starting a compiler reads every font; keeping it makes a single page six times faster. Data travels as JSON in
``sys.inputs`` and templates only ever show it as text, so no letter of it can become markup or code.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, cast

import typst

from thidua.core import fonts

TEMPLATES = Path(__file__).parent / "templates"
LOT_SIZE = 500  # a lot of 500 pages stays near 300 MB of memory

T = TypeVar("T")

# The compiler keeps caches that two threads must not fill at once.
_lock = threading.Lock()


def render_pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Set ``templates/<template>.typ`` with ``data`` and return the PDF.

    ``data`` is anything JSON can hold; the template reads it from ``sys.inputs.data``. ``at`` is written into
    the file as its time of making, so the same input gives the same bytes. A missing template raises
    ``RuntimeError``, a broken one ``typst.TypstError``.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
    with _lock:
        pdf = _compiler().compile(
            str(TEMPLATES / f"{template}.typ"), format="pdf", sys_inputs=inputs, timestamp=int(at.timestamp())
        )
    return cast("bytes", pdf)  # one PDF is never a list of pages


def render_png(template: str, data: Mapping[str, Any], *, pixels_per_inch: float) -> bytes:
    """Set ``templates/<template>.typ`` with ``data`` as the picture of one page."""
    inputs = {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
    with _lock:
        png = _compiler().compile(
            str(TEMPLATES / f"{template}.typ"), format="png", ppi=pixels_per_inch, sys_inputs=inputs
        )
    return cast("bytes", png[0] if isinstance(png, list) else png)


def in_lots(items: Sequence[T] | Iterator[T], size: int = LOT_SIZE) -> Iterator[list[T]]:
    """Cut ``items`` into lists of at most ``size``, so that no compile outgrows the memory of a worker."""
    rest = iter(items)
    while lot := list(islice(rest, size)):
        yield lot


@cache
def _compiler() -> typst.Compiler:
    own = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.FOLDER)]
    )
    return typst.Compiler(root=str(TEMPLATES), font_paths=own, ignore_system_fonts=True)
