"""Jobs done here and now, and what a scanner reads from a certificate."""

from __future__ import annotations

import asyncio
from threading import Thread

import pypdfium2
import zxingcpp
from django.db import connections
from procrastinate.contrib.django import app


def work_all_jobs() -> None:
    """The real worker takes every job that waits and ends; the browser keeps its own loop, so this has a thread."""
    failures: list[BaseException] = []

    def work() -> None:
        try:
            asyncio.run(_until_empty())
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    thread = Thread(target=work)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    assert not failures, failures


async def _until_empty() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        async with worker.open_async():
            await worker.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)


def scanned(pdf: bytes) -> str:
    """What the QR code on the first page says, read at 150 dots an inch as a scanner would."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        (found,) = zxingcpp.read_barcodes(document[0].render(scale=150 / 72).to_pil().convert("RGB"))
        return found.text
    finally:
        document.close()
