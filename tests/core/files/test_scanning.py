"""The virus scanner: what it says is obeyed, and what it did not look at is not let in."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.factories.appraisal import photograph
from tests.factories.clamd import EICAR, SIGNATURE, running_clamd
from thidua.core.files import RefusedFile, Scanner, ScannerUnavailable, admit, inspect


def test_a_clean_file_is_sent_whole_and_let_in_with_a_flag(settings: Any) -> None:
    picture = photograph()
    with running_clamd() as clamd:
        settings.CLAMD_URL = clamd.address
        facts = admit(picture, "anh.jpg")
    assert clamd.seen == [picture]
    assert facts.flags == ("scanned",)
    assert facts.sha256 == inspect(picture, "anh.jpg").sha256


def test_an_infected_file_is_refused_by_name(settings: Any) -> None:
    with running_clamd() as clamd:
        settings.CLAMD_URL = clamd.address
        with pytest.raises(RefusedFile) as refusal:
            admit(photograph() + EICAR, "anh.jpg")
    assert f"mã độc ({SIGNATURE})" in refusal.value.message
    assert "không được lưu" in refusal.value.message


def test_without_an_answer_the_file_is_refused(settings: Any) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    with pytest.raises(RefusedFile, match="Máy quét vi-rút không trả lời nên tệp chưa được nhận"):
        admit(photograph(), "anh.jpg")


def test_a_file_too_large_for_the_scanner_is_refused_not_waved_through(settings: Any) -> None:
    with running_clamd(limit=10) as clamd:
        with pytest.raises(ScannerUnavailable, match="size limit exceeded"):
            Scanner(clamd.address).scan(io.BytesIO(b"x" * 500))
        settings.CLAMD_URL = clamd.address
        with pytest.raises(RefusedFile):
            admit(photograph(), "anh.jpg")


def test_without_a_scanner_nothing_is_asked_and_no_flag_is_set(settings: Any) -> None:
    settings.CLAMD_URL = ""
    assert admit(photograph(), "anh.jpg").flags == ()


def test_the_scanner_tells_its_version() -> None:
    with running_clamd() as clamd:
        assert Scanner(clamd.address).version().startswith("ClamAV 1.4.3/27800")
