"""Where an installation keeps its things, and how a process is pointed at them."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from thidua.core.crypto import new_master_key
from thidua.operations.embedded import OWNER, EmbeddedDatabase

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Installation:
    """The folder ``var`` of a checkout: embedded database, keys, files. ``DATABASE_URL`` names another database."""

    directory: Path
    stage: str

    @classmethod
    def here(cls, stage: str = "demo") -> Installation:
        return cls(
            Path(os.environ.get("THIDUA_DATA_DIR", ROOT / "var")), os.environ.get("THIDUA_STAGE", stage)
        )

    @cached_property
    def embedded(self) -> EmbeddedDatabase | None:
        """Our own database, or nothing when ``DATABASE_URL`` was set by the operator."""
        return None if self._given_url else EmbeddedDatabase(self.directory / "database")

    @cached_property
    def _given_url(self) -> str:
        return os.environ.get("DATABASE_URL", "")

    def owner_url(self) -> str:
        if self.embedded:
            return self.embedded.url(OWNER)
        return os.environ.get("DATABASE_OWNER_URL") or self._given_url

    def application_url(self) -> str:
        return self.embedded.url() if self.embedded else self._given_url

    def point_process_here(self, *, as_owner: bool = False) -> None:
        """Set what is not yet set of the environment, so that settings can be read and children inherit it."""
        defaults = {
            "DJANGO_SETTINGS_MODULE": "config.settings.production"
            if self.stage == "production"
            else "config.settings.dev",
            "THIDUA_STAGE": self.stage,
            "THIDUA_DATA_DIR": str(self.directory),
        }
        if self.stage != "production":
            defaults |= {"THIDUA_SECRET_KEY": self._secret(), "THIDUA_KEYS_FILE": str(self._keys())}
        for name, value in defaults.items():
            os.environ.setdefault(name, value)
        os.environ["DATABASE_URL"] = self.owner_url() if as_owner else self.application_url()

    def is_up_to_date(self) -> bool:
        """Whether tables and static files were made by exactly this code; only our own database can tell."""
        return self._stamp is not None and self._stamp.exists() and self._stamp.read_text() == _fingerprint()

    def remember_up_to_date(self) -> None:
        """Note that tables and static files are those of the code as it is now."""
        if self._stamp is not None:
            self._stamp.write_text(_fingerprint())

    def is_ready(self) -> bool:
        """Whether it is up to date and its demonstration was loaded whole; told without reading the database."""
        return self.is_up_to_date() and self._loaded is not None and self._loaded.exists()

    def remember_ready(self) -> None:
        """Note that the demonstration is there; the note goes with the cluster it lies in."""
        if self._loaded is not None:
            self._loaded.touch()

    @property
    def _loaded(self) -> Path | None:
        return self.embedded.data / "loaded" if self.embedded else None

    @property
    def _stamp(self) -> Path | None:
        """It lies in the cluster and counts only beside static files: void when either is thrown away."""
        if self.embedded is None or not (self.directory / "static").is_dir():
            return None
        return self.embedded.data / "up-to-date"

    def _secret(self) -> str:
        path = self.directory / "secret"
        if not path.exists():
            _private(path, secrets.token_urlsafe(48))
        return path.read_text()

    def _keys(self) -> Path:
        path = self.directory / "keys.json"
        keys = json.loads(path.read_text()) if path.exists() else {}
        wanted = {"field_keys": "k1:", "index_key": "", "log_keys": "1:"}
        missing = {name: f"{label}{new_master_key()}" for name, label in wanted.items() if name not in keys}
        if missing:
            _private(path, json.dumps(keys | missing))
        return path


def _fingerprint() -> str:
    """A digest of name, size and time of every source file and of the list of packages."""
    files = sorted(path for path in (ROOT / "src").rglob("*") if path.is_file() and path.suffix != ".pyc")
    told = hashlib.sha256()
    for path in [*files, *sorted((ROOT / "requirements").glob("*.txt"))]:
        status = path.stat()
        told.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return told.hexdigest()


def _private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)


def set_up(installation: Installation, *, as_owner: bool = False) -> None:
    """Point this process at the installation and start Django in it."""
    installation.point_process_here(as_owner=as_owner)
    import django

    django.setup()


def migrate(installation: Installation) -> None:
    """Bring the tables up to date as their owner, then give the application's role its rights."""
    from urllib.parse import urlparse

    from django.core.management import call_command

    from thidua.operations.privileges import grant_privileges

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    application = urlparse(installation.application_url()).username or ""
    if application and application != urlparse(installation.owner_url()).username:
        grant_privileges(installation.owner_url(), application)
