"""What a comparison of the logs can find."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditProblem:
    """One thing that is not as it was written.

    ``kind``: a row was altered, deleted, inserted or reordered; or a seal, tile, head or key does not agree.
    """

    log: str
    kind: str
    row_id: int | None
    seal_id: int | None
    words: str
