"""Transfer packages: asked for by a person, made by a job, a bag with a list of contents for people and for machines."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from thidua.core.bags import Bag, new_bag
from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.files import ContentStore, CorruptContent
from thidua.core.sheets import Column, write_table
from thidua.core.vietnamese import nfc, tokens
from thidua.domain.access import Actor
from thidua.domain.archive.jobs import pack_soon
from thidua.domain.archive.models import Dossier, Item, Package
from thidua.domain.archive.permissions import can_package_at
from thidua.domain.archive.queries import items_of, visible_to
from thidua.domain.archive.retention import label_of
from thidua.domain.archive.states import Outcome
from thidua.domain.audit.record import record
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import placement_of

MOST_DOSSIERS = 500
_COLUMNS = (
    Column("path", "Tệp trong gói", 60),
    Column("decision", "Số quyết định", 22),
    Column("decided_on", "Ngày", 12, "day"),
    Column("dossier", "Hồ sơ", 40),
    Column("title", "Tài liệu", 40),
    Column("kind", "Loại", 28),
    Column("register_no", "Số vào sổ", 16),
    Column("pages", "Số trang", 10, "int"),
    Column("size", "Cỡ (byte)", 14, "int"),
    Column("retention", "Thời hạn bảo quản", 18),
    Column("sha256", "SHA-256", 68),
)


@transaction.atomic
def ask_package(
    *, organization: Organization, dossier_ids: Collection[int], title: str, actor: Actor, at: datetime
) -> Package:
    """This will ask for a package of dossiers in the name of a unit; a job makes it.

    Refused for those who may not pack there, for an empty or too large choice, for dossiers outside the actor's scope
    and for those disposed of.
    """
    allowed = can_package_at(actor, organization.position)
    if not allowed:
        raise Refused(allowed.reason)
    wanted = sorted(set(dossier_ids))
    if not wanted:
        raise Refused(_("Chọn ít nhất một hồ sơ để đóng gói."), field="dossier")
    if len(wanted) > MOST_DOSSIERS:
        raise Refused(
            _("Một gói có tối đa %(most)s hồ sơ. Chia thành nhiều gói.") % {"most": MOST_DOSSIERS},
            field="dossier",
        )
    found = visible_to(actor).filter(pk__in=wanted, disposed_at=None)
    if found.count() != len(wanted) or not all(can_package_at(actor, row.unit_position) for row in found):
        raise Refused(
            _("Có hồ sơ ngoài phạm vi của bạn hoặc đã tiêu hủy. Bỏ chọn rồi đóng gói lại."), field="dossier"
        )
    package = Package.objects.create(
        organization=organization, title=nfc(title)[:200] or "Gói giao nộp", dossier_ids=wanted, asked_at=at,
        asked_by=actor.name,
    )  # fmt: skip
    record(
        "archive.package_asked", package, actor=actor, at=at, organization_id=organization.pk,
        dossiers=len(wanted),
    )  # fmt: skip
    pack_soon(package.pk)
    return package


def make_package(package: Package, *, content_root: Path, actor: Actor, at: datetime) -> Package:
    """This will write the bag of a package that was asked for, and put its zip into the store.

    Every content is compared with its hash on the way in: a damaged or missing one fails the package by name, and no
    half package is kept. One that is ready is left alone.
    """
    if package.outcome == Outcome.READY:
        return package
    store = ContentStore(content_root)
    with tempfile.TemporaryDirectory(prefix="thidua-bag-") as folder:
        target = Path(folder) / "bag.zip"
        try:
            files, size = _write(package, target, store, at)
        except (FileNotFoundError, CorruptContent) as error:
            package.outcome, package.note = (
                Outcome.FAILED,
                _("Tệp gốc hỏng hoặc mất: %(file)s") % {"file": error},
            )
        else:
            with target.open("rb") as zipped:
                stored = store.put(zipped)
            package.outcome, package.note, package.sha256 = Outcome.READY, "", stored.sha256
            package.files, package.size = files, size
    package.made_at = at
    with transaction.atomic():
        package.save(update_fields=["outcome", "note", "sha256", "files", "size", "made_at"])
        unit, sha256 = package.organization_id, package.sha256
        if package.outcome == Outcome.READY:
            record("archive.package_made", package, actor=actor, at=at, organization_id=unit, sha256=sha256)
        else:
            record("archive.package_failed", package, actor=actor, at=at, organization_id=unit)
    return package


def _write(package: Package, target: Path, store: ContentStore, at: datetime) -> tuple[int, int]:
    dossiers = Dossier.objects.filter(pk__in=package.dossier_ids, disposed_at=None).order_by(
        "decided_on", "pk"
    )
    placement = placement_of(package.organization_id, day_of(at))
    with new_bag(target, bag_name(package, at), on=day_of(at)) as bag:
        rows = [row for dossier in dossiers for row in _add_dossier(bag, dossier, store)]
        bag.add("danh-muc.json", [_as_json(rows)])
        bag.add("danh-muc.xlsx", [_as_workbook(rows)])
        bag.close_with({
            "Source-Organization": placement.name if placement else package.organization.code,
            "External-Description": package.title,
            "External-Identifier": f"{package.organization.code}-{package.pk}",
            "Bag-Software-Agent": "thidua",
        })  # fmt: skip
        return bag.files, bag.size


def bag_name(package: Package, at: datetime) -> str:
    """The folder a package unpacks to."""
    return f"giao-nop-{package.pk:05}-{day_of(at):%Y%m%d}"


@override("vi")  # what is handed over is read by archivists
def _add_dossier(bag: Bag, dossier: Dossier, store: ContentStore) -> Iterator[dict[str, Any]]:
    folder = f"{_slug(dossier.decision_number)}-{dossier.decided_on.year}-{dossier.pk}"
    period = label_of(dossier)
    for number, item in enumerate(items_of(dossier), start=1):
        path = f"{folder}/{number:03}-{_file_name(item)}"
        sha256 = bag.add(path, store.blocks(item.original.sha256))
        yield {
            "path": f"data/{path}", "decision": dossier.decision_number, "decided_on": dossier.decided_on,
            "dossier": dossier.title, "title": item.title, "kind": str(item.get_kind_display()),
            "register_no": item.register_no, "pages": item.original.pages, "size": item.original.size,
            "retention": period, "sha256": sha256,
        }  # fmt: skip


def _file_name(item: Item) -> str:
    """A name that every file system takes, with the ending of the original."""
    ending = PurePosixPath(item.file_name).suffix.lower()
    return f"{_slug(item.title)}{ending}"


def _slug(text: str) -> str:
    return "-".join(tokens(text))[:60] or "khong-ten"


def _as_json(rows: Sequence[dict[str, Any]]) -> bytes:
    told = [{**row, "decided_on": row["decided_on"].isoformat()} for row in rows]
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _as_workbook(rows: Sequence[dict[str, Any]]) -> bytes:
    types = {
        column.name: {"int": pl.Int64, "day": pl.Date}.get(column.kind, pl.String) for column in _COLUMNS
    }
    target = BytesIO()
    write_table(pl.DataFrame(list(rows), schema=types), target, _COLUMNS, sheet_name="Danh mục")
    return target.getvalue()
