"""How addresses name what of the law a change touches."""

from __future__ import annotations

from thidua.domain.catalogue.states import ProvisionKind

SLUGS = {
    ProvisionKind.QUOTA: "gioi-han",
    ProvisionKind.DEADLINE: "thoi-han",
    ProvisionKind.POSTING: "niem-yet",
    ProvisionKind.VOTE: "bieu-quyet",
    ProvisionKind.MONEY: "tien-thuong",
    ProvisionKind.SALARY: "luong-co-so",
    ProvisionKind.PAPER: "giay-to",
    ProvisionKind.AUTHORITY: "nguoi-quyet-dinh",
    ProvisionKind.COPIES: "so-bo",
}
KINDS = {slug: kind for kind, slug in SLUGS.items()}
