"""The values of a request that a plan needs, and the parameters of a statement that are read from them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from app.core.problems import BadInput


@dataclass(frozen=True, slots=True)
class Addresses:
    """Public addresses of this service. `store_url` is an event's page: `{organisation}` and `{event}` are slugs."""

    public_url: str = "http://127.0.0.1:8000"
    store_url: str = "http://127.0.0.1:8000/events/{organisation}/{event}"


# Where the service listens by default.
LOCAL = Addresses()


@dataclass(frozen=True, slots=True)
class Env:
    """The values of a request that a plan needs."""

    variables: dict[str, Any]
    now: str
    tenant: UUID | None
    aggregate: UUID | None = None
    result: Any = None
    caller: UUID | None = None
    addresses: Addresses = LOCAL


Getter: TypeAlias = Callable[[Env], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A value that is bound to the statement. `cast` is its type on PostgreSQL.

    It has no number: the printer numbers parameters in the order in which it prints them. A parameter that a statement
    names several times has one number.
    """

    read: Getter
    cast: str


@dataclass(frozen=True, slots=True)
class OfClock:
    """Reads a value that is computed from the clock: the answer may change at any moment."""

    read: Getter

    def __call__(self, env: "Env") -> Any:
        return self.read(env)


# What every template may name.
SHARED = {
    "now": Parameter(lambda env: env.now, "text"),
    "tenant": Parameter(lambda env: str(env.tenant), "uuid"),
    "caller": Parameter(lambda env: str(env.caller), "uuid"),
    "public_url": Parameter(lambda env: env.addresses.public_url, "text"),
    "store_url": Parameter(lambda env: env.addresses.store_url, "text"),
}
# With what only the caller's rights name.
NAMED = {**SHARED, "aggregate": Parameter(lambda env: str(env.aggregate), "uuid")}


@dataclass(frozen=True, slots=True)
class Known:
    """A value that the document decides, or that is part of the plan's key."""

    value: Any


@dataclass(frozen=True, slots=True)
class Late:
    """A value that is read from each request's variables."""

    get: Getter


Symbol: TypeAlias = Known | Late | dict[str, "Symbol"]


def getter(symbol: Symbol) -> Getter:
    """How to read a symbol's value from a request."""
    if isinstance(symbol, Known):
        value = symbol.value
        return lambda _env: value
    if isinstance(symbol, Late):
        return symbol.get
    parts = {key: getter(item) for key, item in symbol.items()}
    return lambda env: {key: get(env) for key, get in parts.items()}


def variable(name: str) -> Getter:
    """How to read a variable of a request."""
    return lambda env: env.variables[name]


def is_null(symbol: Symbol) -> bool:
    return isinstance(symbol, Known) and symbol.value is None


def plain(value: Any) -> Any:
    """An enum member as its name; anything else as it is."""
    return getattr(value, "name", value)


def checked_text(value: Any) -> str:
    """Text that both engines can compare: PostgreSQL refuses NUL, neither can encode a lone surrogate."""
    text = str(plain(value))
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise BadInput("Text must not hold NUL or half of a surrogate pair.")
    return text
