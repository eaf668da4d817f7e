from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """The content store of one test."""
    settings.CONTENT_ROOT = tmp_path
    return tmp_path
