"""A list that was tried and accepted, or one that is to be withdrawn; run in the environment of a server."""

from __future__ import annotations

import sys

import django


def main() -> None:
    django.setup()
    from tests.factories.lists import xlsx
    from thidua.core.clock import SystemClock
    from thidua.domain.access import Actor
    from thidua.domain.organizations.models import Organization
    from thidua.domain.register.imports import actions
    from thidua.domain.register.imports.layout import Layout
    from thidua.domain.register.imports.models import ImportBatch
    from thidua.domain.register.imports.working import work_on

    actor, now = Actor.system("Văn thư"), SystemClock().now
    if sys.argv[1] == "withdraw":
        batch = ImportBatch.objects.get(pk=int(sys.argv[2]))
        print(actions.withdraw(batch, reason="Nhập nhầm", actor=actor, at=now()).state)  # noqa: T201  # for the parent
        return
    header = ("Họ và tên", "Ngày sinh", "Mã đơn vị", "Hình thức", "Số quyết định", "Ngày quyết định")
    rows = [(name(n), f"{n % 28 + 1}/{n % 12 + 1}/{1960 + n % 40}", "25-002", "BK_LDLD", f"{n % 90 + 1}/QĐ-LĐLĐ", "20/12/2014")
            for n in range(int(sys.argv[1]))]  # fmt: skip
    top = Organization.objects.get(code="TLD")
    batch = actions.receive(xlsx([header, *rows]), "so-cu.xlsx", unit=top, actor=actor, at=now())
    actions.check(batch, Layout.of(batch.layout), actor=actor, at=now())
    work_on(batch.pk, now=now)
    batch.refresh_from_db()
    assert batch.bad == 0, batch.bad
    actions.accept(batch, actor=actor, at=now())
    print(batch.pk)  # noqa: T201  # the parent process reads it


def name(number: int) -> str:
    syllables = ("An", "Bình", "Chi", "Dũng", "Giang", "Hải", "Khánh", "Lâm", "Minh", "Nga")
    return "Nguyễn " + " ".join(syllables[int(digit)] for digit in f"{number:05}")


if __name__ == "__main__":
    main()
