"""The settings: MARQUEE_* environment variables. Nothing else in the package reads the environment."""

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.errors import MarqueeError
from app.settings import budgets, documents, edge, store, webhooks
from app.settings.addresses import checked_postgresql, is_postgresql
from app.settings.budgets import BudgetSettings
from app.settings.documents import DocumentSettings
from app.settings.edge import EdgeSettings
from app.settings.store import StoreSettings
from app.settings.webhooks import WebhookSettings

PREFIX = "MARQUEE_"
SQLITE = "sqlite:///"
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]_-]+(/[A-Za-z0-9._~%!$&'()*+,;=:@/-]*)?")
# As browsers send it, without a path or slash.
_ORIGIN = re.compile(r"https?://[a-z0-9.\[\]:_-]+", re.IGNORECASE | re.ASCII)
MAX_ADDRESS = 1_000
LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]

# The allowed values of each variable, for error messages.
ALLOWED = {
    "database_url": "sqlite:///<file> or postgresql://<user>:<password>@<host>/<database>",
    "env": "development or production",
    "host": "a host name or an address to listen on",
    "port": "a whole number from 0 (any free port) to 65535",
    "log_level": "debug, info, warning or error",
    "graphiql": "true or false (unset: on in development, off in production)",
    "introspection": "true or false (unset: on in development, off in production)",
    "files": "a folder (unset: marquee-files beside the database's file, or in the working folder)",
    "max_upload_mib": "a whole number from 1 to 1024",
    "public_url": "an http or https address without query and fragment (unset: http://127.0.0.1:<port>)",
    "operations": "open, report or trusted-only",
    "documents": "a file or folder of trusted documents (unset: none)",
    "origins": "* or origins such as https://app.example.com, separated by commas (unset: only this service's own)",
    "max_age_s": "a whole number of seconds from 0 (always ask again) to 86400",
    "federation": "true or false",
    "store_url": "an http or https address with {organisation} and {event} in it"
    " (unset: <public url>/events/{organisation}/{event})",
    **store.ALLOWED,
    **documents.ALLOWED,
    **budgets.ALLOWED,
    **edge.ALLOWED,
    **webhooks.ALLOWED,
}


class Environment(StrEnum):
    """Chooses defaults, each of which can be set."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Operations(StrEnum):
    """Which documents run: all; all, with untrusted ones logged; only trusted ones."""

    OPEN = "open"
    REPORT = "report"
    TRUSTED_ONLY = "trusted-only"


class SettingsError(MarqueeError):
    """The environment holds something Marquee cannot start with; the message says what to set instead."""

    code = "USAGE"


class ServiceSettings(BaseModel):
    """Settings of the service itself."""

    # Not in the repr: it may contain a password.
    database_url: str = Field(default="sqlite:///marquee.db", repr=False)
    env: Environment = Environment.DEVELOPMENT
    host: str = Field(default="127.0.0.1", min_length=1, pattern=r"^\S+$")
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: LogLevel = "info"
    graphiql: bool | None = None
    introspection: bool | None = None
    files: str | None = Field(default=None, min_length=1)
    max_upload_mib: int = Field(default=25, ge=1, le=1024)
    operations: Operations = Operations.OPEN
    documents: str | None = Field(default=None, min_length=1)
    origins: str | None = None
    max_age_s: int = Field(default=0, ge=0, le=86_400)
    federation: bool = False
    public_url: str | None = None
    store_url: str | None = None

    @field_validator("database_url")
    @classmethod
    def _names_a_known_engine(cls, url: str) -> str:
        address, _, options = url.partition("?")
        if address.startswith(SQLITE):
            if address.removeprefix(SQLITE) in ("", ":memory:"):
                # Each connection would have its own database.
                raise ValueError("names no file")
            if options:
                raise ValueError("has options, which a file has not")
        elif not is_postgresql(url):
            raise ValueError("names no engine that Marquee knows")
        else:
            return checked_postgresql(url)
        return url

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        return None if url is None else _checked_address(url).rstrip("/")

    @field_validator("store_url")
    @classmethod
    def _names_an_event(cls, url: str | None) -> str | None:
        if url is None:
            return None
        if "{event}" not in url or "{organisation}" not in url:
            raise ValueError("names no event")
        # The placeholders may also be in the query or fragment.
        _checked_address(re.sub(r"[?#=&]", "", url.replace("{organisation}", "o").replace("{event}", "e")))
        return url

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, text: str | None) -> str | None:
        if text is not None and text != "*" and not all(_ORIGIN.fullmatch(each) for each in _parts(text)):
            raise ValueError("contains an invalid origin")
        return text

    @field_validator("env", "log_level", "operations", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def graphiql_enabled(self) -> bool:
        return self._unless_production(self.graphiql)

    @property
    def introspection_enabled(self) -> bool:
        """Whether callers without a token may use introspection."""
        return self._unless_production(self.introspection)

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """The other origins whose pages may call this service, as browsers write them; `*` allows all."""
        return () if self.origins is None else _parts(self.origins.lower())

    @property
    def files_folder(self) -> Path:
        """The folder of uploaded files."""
        if self.files is not None:
            return Path(self.files)
        beside = Path()
        if self.database_url.startswith(SQLITE):
            beside = Path(self.database_url.removeprefix(SQLITE)).parent
        return beside / "marquee-files"

    @property
    def public_address(self) -> str:
        """The public URL of this service, without a trailing slash."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def store_address(self) -> str:
        """The URL of an event's page, with `{organisation}` and `{event}` for the slugs."""
        return self.store_url or f"{self.public_address}/events/{{organisation}}/{{event}}"

    def _unless_production(self, choice: bool | None) -> bool:
        return self.env is not Environment.PRODUCTION if choice is None else choice


class Settings(
    WebhookSettings, EdgeSettings, BudgetSettings, DocumentSettings, StoreSettings, ServiceSettings, BaseSettings
):
    """The settings of one process, read once at start."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _checked_address(url: str) -> str:
    """The URL, if a path can be appended to it. Raises `ValueError`."""
    if not _ADDRESS.fullmatch(url) or len(url) > MAX_ADDRESS:
        raise ValueError("is no such address")
    return url


def export_to_children(**chosen: object) -> None:
    """Put a command's options into the environment, for the processes that it starts."""
    for name, value in chosen.items():
        os.environ[f"{PREFIX}{name.upper()}"] = str(value)


def missing_redis(error: ModuleNotFoundError) -> SettingsError:
    """The refusal to start without the package that this error names."""
    return SettingsError(f"MARQUEE_REDIS_URL is set, and the package {error.name} is missing: install marquee[redis].")


def load_settings() -> Settings:
    """Load the settings. Raises `SettingsError`, which names every invalid variable."""
    try:
        return Settings()
    except ValidationError as error:
        # Without the cause: pydantic's message repeats the values, including passwords.
        raise SettingsError("\n".join(map(_sentence, error.errors()))) from None


def _sentence(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    return f"{PREFIX}{name.upper()} {_problem(name, error)}; it must be {ALLOWED[name]}."


def _problem(name: str, error: ErrorDetails) -> str:
    value = error["input"]
    if value == "":
        return "is empty"
    if name in ("database_url", "listen_database_url", "read_database_url"):
        return str(error["ctx"]["error"])
    # A secret under the wrong name must not reach a log: repeat only values that look harmless.
    shown = isinstance(value, str) and len(value) <= 20 and value.replace("-", "").isalnum()
    return f"is {value}" if shown else "is something else"
