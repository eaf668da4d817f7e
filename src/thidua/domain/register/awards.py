"""What the codes of honours are called in the lists of the register."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from thidua.domain.catalogue.library import library


@dataclass(frozen=True, slots=True)
class AwardLabel:
    """The names of an honour in the reader's language, its place in lists and its kind in the catalogue."""

    code: str
    name: str
    short: str
    order: int
    kind: str

    @property
    def is_merit(self) -> bool:
        """Whether the paper itself says no more than "Bằng khen"."""
        return self.code.startswith("BK")

    @property
    def is_letter(self) -> bool:
        return self.kind == "letter"


def award_label(code: str) -> AwardLabel:
    """How an honour is called; a code that the catalogue does not hold stands for itself, last in every list."""
    award = library().awards.get(code)
    if award is None:
        return AwardLabel(code, code, code, 9999, "")
    name = award.name.said(get_language())
    short = award.short or name
    if short.startswith(
        "BK "
    ):  # a list of honors has room for the word; the heads of tables of figures have not
        short = f"Bằng khen {short[3:]}"
    return AwardLabel(code, name, short, award.order, award.kind)


def award_labels() -> dict[str, AwardLabel]:
    """Every honour of the catalogue by code, in the order of lists."""
    labels = [award_label(code) for code in library().awards]
    return {label.code: label for label in sorted(labels, key=lambda label: (label.order, label.code))}
