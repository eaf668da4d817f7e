"""The named movements of the plan as templates, and the table of points used where a unit has none of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("templates.yaml")
STANDARD_SCORING = (
    {"criterion": "Hoàn thành chỉ tiêu đã đăng ký", "points": 50},
    {"criterion": "Tỷ lệ người tham gia", "points": 20},
    {"criterion": "Cách làm mới, nhân rộng được", "points": 20},
    {"criterion": "Báo cáo đúng hạn", "points": 10},
)


@dataclass(frozen=True, slots=True)
class Template:
    """A movement ready to be filled with a unit's numbers; days of measures are ``MM-DD`` of its year.

    The movement itself is written in Vietnamese; title and objective have English for those who choose.
    """

    code: str
    title: str
    title_en: str
    kind: str
    theme: str
    objective: str
    objective_en: str
    political_task: str
    targets: tuple[dict[str, str], ...]
    contents: tuple[str, ...]
    measures: tuple[dict[str, str], ...]
    participant_kinds: tuple[str, ...]
    participants: str
    scoring: tuple[dict[str, Any], ...]
    awards: tuple[str, ...]


@lru_cache(maxsize=1)
def templates() -> dict[str, Template]:
    """The templates by code, in the order of the plan."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {row["code"]: _template(row) for row in rows}


_KEYS = {
    "targets": {"name", "unit", "roll_up", "source"},
    "measures": {"text", "owner", "due"},
    "scoring": {"criterion", "points"},
}


def _template(row: dict[str, Any]) -> Template:
    for part, keys in _KEYS.items():
        for line in row[part]:
            if set(line) != keys:  # a comma in a text without quotes cuts it in two
                raise ValueError(f"{_FILE.name}: {row['code']}, {part}: {sorted(map(str, line))}")
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Template(**values)
