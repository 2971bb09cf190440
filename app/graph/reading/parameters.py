"""Values that are known when the plan is made, and values that each request brings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

from app.core.problems import BadInput


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where this service is found. `store_url` names an event's page: `{organisation}` and `{event}` are slugs."""

    public_url: str = "http://127.0.0.1:8000"
    store_url: str = "http://127.0.0.1:8000/events/{organisation}/{event}"


# Where it listens unless it is told otherwise.
LOCAL = Addresses()


@dataclass(frozen=True, slots=True)
class Env:
    """What a request brings to a plan."""

    variables: dict[str, Any]
    now: str
    tenant: UUID | None
    aggregate: UUID | None = None
    result: Any = None
    caller: UUID | None = None
    addresses: Addresses = LOCAL


Getter: TypeAlias = Callable[[Env], Any]


@dataclass(frozen=True, slots=True)
class Known:
    """Decided by the document, or part of the plan's key."""

    value: Any


@dataclass(frozen=True, slots=True)
class Late:
    """Read from each request's variables."""

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


def plain(value: Any) -> Any:
    """An enum member as its name; anything else as it is."""
    return getattr(value, "name", value)


def checked_text(value: Any) -> str:
    """Text that both engines can compare: PostgreSQL refuses NUL, neither can encode a lone surrogate."""
    text = str(plain(value))
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise BadInput("Text must not hold NUL or half of a surrogate pair.")
    return text


@dataclass(slots=True)
class Binds:
    """The placeholders of one statement, in order. Equal names share one."""

    style: str  # "?" or "$"
    getters: list[Getter] = field(default_factory=list)
    _named: dict[str, str] = field(default_factory=dict)

    def add(self, get: Getter, cast: str) -> str:
        self.getters.append(get)
        mark = f"{self.style}{len(self.getters)}"
        return f"{mark}::{cast}" if self.style == "$" else mark

    def named(self, name: str, get: Getter, cast: str) -> str:
        if name not in self._named:
            self._named[name] = self.add(get, cast)
        return self._named[name]

    def values(self, env: Env) -> list[Any]:
        """The request's values, in the order of the placeholders."""
        return [get(env) for get in self.getters]
