"""What a proof shows the public of one line, and the digest of it that stands in the line's leaf.

The row's own hash covers more than may be public. So a leaf also holds a keyed digest of what the certificate itself
says; whoever has the key of that one line can open it. The key comes from the line's salt and goes with it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thidua.domain.audit.lots import Row
from thidua.domain.register.models import Remnant

SHOWN = (
    "kind", "register_no", "award_code", "holder_name", "unit_name", "achievement", "decision_number", "decided_on",
    "decision_line", "issuer_name", "signer", "signer_post", "reason", "act_number", "act_on",
)  # fmt: skip
_READ = f"""
    select e.id, {", ".join(f"e.{name}" for name in SHOWN)}, s.secret
      from unnest(%s::bigint[], %s::bigint[]) as k (xid, id)
      join register_entry e on e.xid = k.xid and e.id = k.id
      join register_salt s on s.holder_id = e.holder_id and s.entry_id = e.id
"""  # noqa: S608  # fixed names


@dataclass(frozen=True, slots=True)
class Opening:
    """What a line shows, as the JSON text that was digested, and the key (32 bytes) under which it was."""

    text: str
    key: bytes

    @property
    def digest(self) -> bytes:
        """HMAC-SHA256 of the text under the key (32 bytes)."""
        return hmac.digest(self.key, self.text.encode(), "sha256")


def opening_of(facts: Mapping[str, Any], salt: bytes) -> Opening:
    """What may be told of one line to anybody who holds its certificate."""
    told = {name: _plain(facts[name]) for name in SHOWN}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Opening(text, hmac.digest(salt, b"shown", "sha256"))


def openings(rows: Sequence[Row]) -> dict[int, Opening]:
    """The openings of those lines whose salt is still there, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [[row.xid for row in rows], [row.id for row in rows]])
        found = cursor.fetchall()
    return {
        int(pk): opening_of(dict(zip(SHOWN, values, strict=True)), bytes(salt)) for pk, *values, salt in found
    }


def shown_digests(rows: Sequence[Row]) -> dict[int, bytes]:
    """What stands in the leaves of lines: computed, or kept when the person was forgotten."""
    found = {entry_id: opening.digest for entry_id, opening in openings(rows).items()}
    gone = [row.id for row in rows if row.id not in found]
    if gone:
        kept = Remnant.objects.filter(entry_id__in=gone).values_list("entry_id", "shown")
        found |= {entry_id: bytes(shown) for entry_id, shown in kept}
    return found


def keep_digests(rows: Iterable[Row]) -> None:
    """Keep the digests of lines whose salts are about to be destroyed: their leaves must stay checkable."""
    Remnant.objects.bulk_create(
        [
            Remnant(entry_id=entry_id, shown=opening.digest)
            for entry_id, opening in openings(list(rows)).items()
        ]
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
