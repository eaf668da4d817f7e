"""Is this honour real: open to everybody, no more than the public page tells, and slow for who tries numbers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import StringConstraints

from thidua.domain.register.queries.verification import (
    Certificate,
    certificate_by_number,
    certificate_by_token,
)
from thidua.integration.api.doors import slow_visitor
from thidua.integration.api.parameters import Text
from thidua.integration.api.problems import not_found

router = Router(tags=["verification"])
Number = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]+$")]
Secret = Annotated[str, StringConstraints(max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]


class Asked(Schema):
    number: Number
    name: Text = ""


class Honor(Schema):
    """The public part of one honour."""

    register_no: str
    award: str
    holder_name: str
    birth_year: int | None
    unit_name: str
    achievement: str
    decision_number: str
    decided_on: date
    issuer_name: str
    signer: str
    signer_post: str
    is_annulled: bool
    is_corrected: bool
    is_whole: bool
    is_sealed: bool


class Verified(Schema):
    """The honour; or what must be told too before it can be found."""

    honor: Honor | None
    needs: Literal["", "name", "register_no"] = ""


@router.get(
    "",
    response=Verified,
    operation_id="verify_number",
)
def verify_number(request: HttpRequest, asked: Query[Asked]) -> Verified:
    slow_visitor(request)
    answer = certificate_by_number(asked.number, asked.name)
    if answer.certificate:
        return Verified(honor=_honor(answer.certificate))
    if answer.needs_name or answer.needs_number:
        return Verified(honor=None, needs="name" if answer.needs_name else "register_no")
    raise not_found()


@router.get("/{token}", response=Verified, operation_id="verify_token")
def verify_token(request: HttpRequest, token: Path[Secret]) -> Verified:
    slow_visitor(request)
    certificate = certificate_by_token(token)
    if certificate is None:
        raise not_found()
    return Verified(honor=_honor(certificate))


def _honor(found: Certificate) -> Honor:
    same = set(Honor.model_fields) - {"award", "is_annulled", "is_corrected", "is_sealed"}
    return Honor(
        **{name: getattr(found, name) for name in same},
        award=found.award.name,
        is_annulled=found.standing.is_annulled,
        is_corrected=found.standing.is_corrected,
        is_sealed=found.sealed_at is not None,
    )
