"""Reads ``law/retention.yaml``."""

from __future__ import annotations

from thidua.domain.catalogue.building import Builder, text
from thidua.domain.catalogue.reading import LawDocument
from thidua.domain.catalogue.retention import UNKNOWN, RetentionClass, RetentionRule, RetentionSchedule


def read_schedule(document: LawDocument, builder: Builder) -> RetentionSchedule:
    """This will build the schedule of ``law/retention.yaml``; what is unknown goes to the builder's problems."""
    classes = {
        code: RetentionClass(code, text(raw["label"]), raw["years"])
        for code, raw in document.data["classes"].items()
    }
    rules = []
    for index, raw in enumerate(document.data["rules"]):
        path = ("rules", index)
        if raw["class"] not in classes:
            builder.problems.append(
                document.problem(f"không có loại thời hạn {raw['class']}", *path, "class")
            )
            continue
        for code in raw.get("awards", ()):
            if code not in builder.names:
                builder.problems.append(document.problem(f"danh mục không có {code}", *path, "awards"))
        rules.append(
            RetentionRule(
                period=classes[raw["class"]],
                awards=frozenset(raw.get("awards", ())),
                levels=frozenset(raw.get("levels", ())),
                types=frozenset(raw.get("types", ())),
                citation=builder.citation(document, raw["citation"], (*path, "citation")),
                confidence=raw["confidence"],
                note=raw.get("note", ""),
            )
        )
    if UNKNOWN not in classes:
        builder.problems.append(document.problem(f"thiếu loại {UNKNOWN}: hồ sơ chưa có văn bản", "classes"))
    return RetentionSchedule(classes, tuple(rules))
