"""A database of its own with drafts and signed-in officers; prints how to reach them as JSON.

Run as ``python -m tests.journeys.prepared`` in the environment of the server that will use it.
"""

from __future__ import annotations

import json

import django

OFFICERS = 5
LETTERS = 30


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from django.conf import settings

    from tests.factories.nominations import make_round, make_submission, officer_of, row
    from tests.factories.organizations import make_country

    country = make_country()
    caller, author = officer_of(country.phu_tho), officer_of(country.lam_thao)
    sheet, listed, *letters = [
        make_submission(
            country.lam_thao, make_round(country.phu_tho, actor=caller), [row(n, "BK_LDLD")], actor=author
        )
        for n in range(LETTERS + 2)
    ]
    told = {
        "submission": sheet.pk,
        "nomination": sheet.nominations.get().pk,
        "listed": listed.pk,
        "letters": [one.pk for one in letters],
        "sessions": [session(f"can-bo-{n}@thidua.example", country.lam_thao) for n in range(OFFICERS)],
        "session_cookie": settings.SESSION_COOKIE_NAME,
    }
    print(json.dumps(told))  # noqa: T201  # the parent process reads it


def session(email: str, unit: object) -> str:
    """The cookie of a new officer of ``unit`` who has signed in."""
    from django.conf import settings
    from django.test import Client

    from tests.factories.accounts import make_user
    from thidua.domain.access import Role

    client = Client()
    client.force_login(make_user(email, (Role.OFFICER, unit)))  # type: ignore[arg-type]  # imported too late to be named above
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    main()
