"""Sessions in the database, read by a statement that the database has already planned: every request pays for it."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from thidua.core.statements import Prepared

_SESSION = Prepared(
    "session",
    "select session_data, expire_date from django_session"
    " where session_key = %(key)s::text and expire_date > %(now)s::timestamptz",
)


class SessionStore(DatabaseSessions):
    """Django's own sessions in every other respect."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        key = self.session_key
        for data, expires in _SESSION.rows({"key": key, "now": timezone.now()}) if key else []:
            return self.model(session_key=key or "", session_data=data, expire_date=expires)
        self._session_key = None
        return None
