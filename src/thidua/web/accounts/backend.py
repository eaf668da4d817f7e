"""Who signs in, as allauth has it; the user of a request is read by a statement the database has already planned."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from thidua.core.statements import Prepared
from thidua.domain.accounts.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth tells no types
    """Signs in by e-mail; ``get_user`` is what every request pays for."""

    def get_user(self, user_id: Any) -> User | None:
        columns, statement, converters = _reading()
        for row in statement.rows({"id": user_id}):
            values = list(row)
            for place, convert in converters:
                values[place] = convert(values[place], None, connection)
            user = User.from_db("default", columns, values)
            return user if self.user_can_authenticate(user) else None
        return None


@lru_cache(maxsize=1)
def _reading() -> tuple[list[str], Prepared, list[tuple[int, Callable[..., Any]]]]:
    """The columns of a user, the statement that reads them, and what turns a column's value into the field's."""
    fields = User._meta.concrete_fields
    wanted = ", ".join(f'"{field.column}"' for field in fields)
    sql = f"select {wanted} from accounts_user where id = %(id)s::bigint"  # noqa: S608  # columns of the model
    converters = [
        (place, convert)
        for place, field in enumerate(fields)
        for convert in field.get_db_converters(connection)
    ]
    return [field.attname for field in fields], Prepared("signed_in_user", sql), converters
