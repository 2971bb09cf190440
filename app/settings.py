"""What a person can set: the MARQUEE_* variables. Nothing else in the package reads the environment."""

from enum import StrEnum
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl, urlencode

from pydantic import Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "MARQUEE_"
SQLITE = "sqlite:///"
POSTGRESQL = "postgresql://"
LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]

# What each variable may be, for the sentence of a refusal.
ALLOWED = {
    "database_url": "sqlite:///<file> or postgresql://<user>:<password>@<host>/<database>",
    "env": "development or production",
    "host": "a host name or an address to listen on",
    "port": "a whole number from 0 (any free port) to 65535",
    "log_level": "debug, info, warning or error",
    "graphiql": "true or false (unset: on in development, off in production)",
    "introspection": "true or false (unset: on in development, off in production)",
}


class Environment(StrEnum):
    """Where this process serves. It only picks defaults; each of them can be set."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SettingsError(Exception):
    """The environment holds something Marquee cannot start with; the message says what to set instead."""


class Settings(BaseSettings):
    """One process's settings, read once at start."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    # Out of the repr: the address of a database carries its password.
    database_url: str = Field(default="sqlite:///marquee.db", repr=False)
    env: Environment = Environment.DEVELOPMENT
    host: str = Field(default="127.0.0.1", min_length=1, pattern=r"^\S+$")
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: LogLevel = "info"
    graphiql: bool | None = None
    introspection: bool | None = None

    @field_validator("database_url")
    @classmethod
    def _names_a_known_engine(cls, url: str) -> str:
        # Hosting services still hand out the old spelling.
        if url.startswith("postgres://"):
            url = POSTGRESQL + url.removeprefix("postgres://")
        if url.startswith(SQLITE):
            if url.removeprefix(SQLITE) in ("", ":memory:"):
                # Every connection would see a database of its own.
                raise ValueError("names no file")
        elif not url.startswith(POSTGRESQL):
            raise ValueError("names no engine that Marquee knows")
        elif not _database_of(url):
            raise ValueError("names no database")
        return url

    @field_validator("env", "log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def uses_postgresql(self) -> bool:
        return self.database_url.startswith(POSTGRESQL)

    @property
    def database_async_url(self) -> str:
        """The same address in SQLAlchemy's spelling for asyncpg or aiosqlite."""
        if not self.uses_postgresql:
            return "sqlite+aiosqlite:///" + self.database_url.removeprefix(SQLITE)
        address, _, query = self.database_url.partition("?")
        # asyncpg has another word for what every PostgreSQL address calls sslmode.
        options = [("ssl" if name == "sslmode" else name, value) for name, value in parse_qsl(query)]
        driver_url = "postgresql+asyncpg://" + address.removeprefix(POSTGRESQL)
        return driver_url + ("?" + urlencode(options) if options else "")

    @property
    def graphiql_enabled(self) -> bool:
        return self._unless_production(self.graphiql)

    @property
    def introspection_enabled(self) -> bool:
        """Whether a caller without a token may ask for the schema."""
        return self._unless_production(self.introspection)

    def _unless_production(self, choice: bool | None) -> bool:
        return self.env is not Environment.PRODUCTION if choice is None else choice


def _database_of(postgresql_url: str) -> str:
    address = postgresql_url.removeprefix(POSTGRESQL).partition("?")[0]
    return address.partition("/")[2]


def load_settings() -> Settings:
    """The settings of this process, or a `SettingsError` that names every variable at fault."""
    try:
        return Settings()
    except ValidationError as error:
        # Without the cause: pydantic's own text repeats what was set, passwords too.
        raise SettingsError("\n".join(map(_sentence, error.errors()))) from None


def _sentence(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    return f"{PREFIX}{name.upper()} {_fault(name, error)}; it must be {ALLOWED[name]}."


def _fault(name: str, error: ErrorDetails) -> str:
    value = error["input"]
    if value == "":
        return "is empty"
    if name == "database_url":
        return str(error["ctx"]["error"])
    # A secret set under the wrong name must not reach a log: only what looks harmless is repeated.
    shown = isinstance(value, str) and len(value) <= 20 and value.replace("-", "").isalnum()
    return f"is {value}" if shown else "is something else"
