"""The ordered words of the law (ratings, disciplinary measures, levels of effect), read from
``law/scales.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass

from thidua.domain.catalogue.phrasebook import language
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.values import Text


@dataclass(frozen=True, slots=True)
class Scale:
    """Codes from lowest to highest with their labels; codes listed together stand on one step."""

    name: str
    ranks: dict[str, int]
    labels: dict[str, Text]

    def rank(self, code: str) -> int:
        """This will give the step of a code, 0 the lowest; raises LawError for an unknown code."""
        if code not in self.ranks:
            raise LawError.about(f"{code!r} không có trong thang {self.name}: {', '.join(self.ranks)}")
        return self.ranks[code]

    def label(self, code: str) -> str:
        """This will give the label in the active language, or the code itself when it has none."""
        text = self.labels.get(code)
        if text is None:
            return code
        return text.en if text.en and language() == "en" else text.vi
