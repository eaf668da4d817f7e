"""The logs as anybody may check them: signed heads, keys, tiles, proofs, and a small program that checks without us.

Heads and tiles are laid out as C2SP's ``tlog-tiles`` says, so that existing tools can follow a log.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thidua.core.signed_notes import verifier_key
from thidua.domain.audit.heads import head_now
from thidua.domain.audit.lots import TABLES
from thidua.domain.audit.merkle import HASH_BYTES, TILE_WIDTH
from thidua.domain.audit.models import Head
from thidua.domain.audit.proofs import Inclusion, consistency_between, head_of_day
from thidua.domain.audit.queries import (
    heads,
    last_seal,
    last_verification,
    last_whole_verification,
    public_keys,
)
from thidua.domain.audit.signing import origin_of, signing_keys
from thidua.domain.audit.tiles import Tiles
from thidua.domain.register.queries.verification import proofs_by_token
from thidua.domain.register.showing import Opening
from thidua.portal import verifier
from thidua.portal.pages import page, public

NOW = "nay"
_SHOWN_DAYS = 31
_A_YEAR = 31_536_000


@public
def public_log(request: HttpRequest) -> HttpResponse:
    """What is sealed, the newest signed heads, the keys, and how to check."""
    logs = [
        {"log": log, "words": words, "seal": last_seal(log), "heads": heads(log, _SHOWN_DAYS)}
        for log, words in (("register", _("Sổ khen thưởng")), ("events", _("Nhật ký việc làm")))
    ]
    context = {
        "site_title": _("Cổng thi đua, khen thưởng"),
        "logs": logs,
        "keys": verifier_keys("register"),
        "origin": origin_of("register"),
        "verification": last_whole_verification(),
        "newest": last_verification(),
    }
    return page(request, "portal/log.html", context)


@require_safe
def heads_file(_request: HttpRequest) -> HttpResponse:
    """Every signed daily head of the last two years, the heads of now, and the keys, as JSON."""
    logs = {
        log: {
            "origin": origin_of(log),
            "keys": verifier_keys(log),
            "now": _head_now(log),
            "days": [_day(head) for head in heads(log, 732)],
        }
        for log in TABLES
    }
    return _json({"logs": logs})


@require_safe
def verifier_file(_request: HttpRequest) -> HttpResponse:
    """The program that checks proofs; one file, nothing but Python."""
    text = Path(verifier.__file__).read_text(encoding="utf-8")
    headers = {"Content-Disposition": 'attachment; filename="kiem-tra.py"'}
    return HttpResponse(text, content_type="text/x-python; charset=utf-8", headers=headers)


@require_safe
def consistency_file(request: HttpRequest, log: str) -> HttpResponse:
    """The proof that a log of one day (``tu``) is continued by that of another (``den``, or now)."""
    _insist_on_log(log)
    first, second = (_asked_head(log, request.GET.get(name, NOW)) for name in ("tu", "den"))
    found = consistency_between(log, first["size"], second["size"])
    if found is None:
        raise Http404
    return _json(
        {
            "kind": "consistency",
            "origin": origin_of(log),
            "keys": verifier_keys(log),
            "first": first,
            "second": second,
            "path": [step.hex() for step in found.path],
        }
    )


@require_safe
def checkpoint(_request: HttpRequest, log: str) -> HttpResponse:
    """The signed head of now, as C2SP's ``tlog-checkpoint`` says."""
    _insist_on_log(log)
    note = head_now(log)[2]
    if not note:
        raise Http404
    return HttpResponse(note, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_safe
def tile(_request: HttpRequest, log: str, level: int, address: str) -> HttpResponse:
    """One tile of hashes, as C2SP's ``tlog-tiles`` says; ``x001/234.p/17`` is the first 17 of number 1234."""
    _insist_on_log(log)
    number, width = _tile_address(address)
    hashes = Tiles(log).hashes(level, number)[: width * HASH_BYTES]
    if len(hashes) != width * HASH_BYTES:
        raise Http404
    headers = {"Cache-Control": f"public, max-age={_A_YEAR}, immutable"}
    return HttpResponse(hashes, content_type="application/octet-stream", headers=headers)


@require_safe
def certificate_proof(_request: HttpRequest, token: str) -> HttpResponse:
    """What proves that the lines behind a code stand in the log, for whoever holds the code."""
    lines = proofs_by_token(token)
    if not lines:
        raise Http404
    told = {
        "kind": "inclusion",
        "origin": origin_of("register"),
        "keys": verifier_keys("register"),
        "lines": [_line(*line) for line in lines],
    }
    return _json(told, Content_Disposition='attachment; filename="bang-chung.json"', X_Robots_Tag="noindex")


def verifier_keys(log: str) -> list[str]:
    """Every key that signs or ever signed, as verifiers take it, newest first."""
    publics = [key.public for key in signing_keys()] + [bytes(row.public) for row in public_keys()]
    return [verifier_key(origin_of(log), public) for public in dict.fromkeys(publics)]


def _line(opening: Opening, inclusion: Inclusion | None) -> dict[str, Any]:
    told = inclusion and {
        "index": inclusion.index,
        "size": inclusion.size,
        "leaf": inclusion.leaf.hex(),
        "path": [step.hex() for step in inclusion.path],
        "root": inclusion.root.hex(),
        "note": inclusion.note,
        "sealed_at": inclusion.sealed_at.isoformat(),
    }
    return {"shown": opening.text, "key": opening.key.hex(), "inclusion": told}


def _asked_head(log: str, day: str) -> dict[str, Any]:
    if day == NOW:
        return _head_now(log)
    head = head_of_day(log, day)
    if head is None:
        raise Http404
    return _day(head)


def _head_now(log: str) -> dict[str, Any]:
    size, root, note = head_now(log)
    return {"day": None, "size": size, "root": root.hex(), "note": note}


def _day(head: Head) -> dict[str, Any]:
    return {
        "day": head.day.isoformat(),
        "size": head.size,
        "root": bytes(head.root).hex(),
        "note": head.note,
    }


def _insist_on_log(log: str) -> None:
    if log not in TABLES:
        raise Http404


def _tile_address(text: str) -> tuple[int, int]:
    digits, _partial, width = text.partition(".p/")
    parts = digits.split("/")
    groups = [part.removeprefix("x") for part in parts]
    is_proper = all(part.startswith("x") for part in parts[:-1]) and not parts[-1].startswith("x")
    if not is_proper or not all(len(group) == 3 and group.isdecimal() for group in groups) or len(groups) > 5:
        raise Http404
    if width and not (width.isdecimal() and 0 < int(width) < TILE_WIDTH):
        raise Http404
    return int("".join(groups)), int(width) if width else TILE_WIDTH


def _json(told: dict[str, Any], **headers: str) -> JsonResponse:
    return JsonResponse(
        told,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Cache-Control": "no-cache"}
        | {name.replace("_", "-"): text for name, text in headers.items()},
    )
