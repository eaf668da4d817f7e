"""Every environment variable of the program: typed, read once, all mistakes reported together."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlparse

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """The environment as the operator set it. Names carry the prefix ``THIDUA_`` except ``DATABASE_URL``."""

    model_config = SettingsConfigDict(env_prefix="THIDUA_", extra="ignore", populate_by_name=True)

    stage: Literal["dev", "test", "demo", "production"] = "dev"
    secret_key: SecretStr
    database_url: str = Field(validation_alias="DATABASE_URL")
    database_owner_url: str = Field(default="", validation_alias="DATABASE_OWNER_URL")
    data_dir: Path = ROOT / "var"
    field_keys: SecretStr = SecretStr("")
    index_key: SecretStr = SecretStr("")
    keys_file: Path | None = None
    log_keys: SecretStr = SecretStr("")
    hosts: str = "127.0.0.1,localhost"
    base_url: str = "http://127.0.0.1:8000"
    files_url: str = ""
    clamd_url: str = ""
    email_url: str = "console:"
    email_from: str = "thidua <khong-tra-loi@thidua.example>"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("secret_key")
    @classmethod
    def long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < 32:
            raise ValueError("must have at least 32 characters")
        return value

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def postgres(cls, value: str) -> str:
        if value and not value.startswith(("postgres://", "postgresql://")):
            raise ValueError("must start with postgresql://")
        return value

    @field_validator("files_url")
    @classmethod
    def object_store(cls, value: str) -> str:
        parts = urlparse(value)
        if value and parts.scheme not in {"s3", "s3+http"}:
            raise ValueError(
                "must start with s3:// (over TLS) or s3+http://, or be empty for THIDUA_DATA_DIR/files"
            )
        if value and not (parts.username and parts.password and parts.hostname and parts.path.strip("/")):
            raise ValueError("must name all of s3://KEY:SECRET@HOST[:PORT]/BUCKET")
        return value

    @field_validator("clamd_url")
    @classmethod
    def virus_scanner(cls, value: str) -> str:
        parts = urlparse(value)
        if value and not (
            (parts.scheme == "tcp" and parts.hostname) or (parts.scheme == "unix" and parts.path)
        ):
            raise ValueError("must be tcp://HOST:PORT or unix:///PATH, or be empty for no virus scan")
        return value

    @field_validator("base_url")
    @classmethod
    def absolute(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or value.endswith("/"):
            raise ValueError("must be an absolute address without a final slash")
        return value

    @model_validator(mode="after")
    def has_keys(self) -> Environment:
        given = bool(self.field_keys.get_secret_value() and self.index_key.get_secret_value())
        if not given and self.keys_file is None:
            raise ValueError("THIDUA_FIELD_KEYS and THIDUA_INDEX_KEY, or THIDUA_KEYS_FILE, must be set")
        if not given and self.keys_file is not None and not self.keys_file.is_file():
            raise ValueError(f"THIDUA_KEYS_FILE: there is no file {self.keys_file}")
        return self

    @field_validator("email_url")
    @classmethod
    def known_transport(cls, value: str) -> str:
        if not value.startswith(("console:", "smtp://", "smtps://", "memory:")):
            raise ValueError("must start with console:, smtp://, smtps:// or memory:")
        return value


class InvalidEnvironment(SystemExit):
    """Start-up stops: one line for each variable that is wrong."""

    def __init__(self, error: ValidationError) -> None:
        lines = [f"  {_variable(item['loc'])}: {item['msg']}" for item in error.errors()]
        super().__init__("The environment is not usable:\n" + "\n".join(lines))


def _variable(location: tuple[int | str, ...]) -> str:
    name = str(location[0]).upper() if location else "?"
    return name if name.startswith("DATABASE") else f"THIDUA_{name.removeprefix('THIDUA_')}"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment, validated. Raises ``InvalidEnvironment`` with the whole list of what is wrong."""
    try:
        return Environment()  # type: ignore[call-arg]  # values come from the environment
    except ValidationError as error:
        raise InvalidEnvironment(error) from None
