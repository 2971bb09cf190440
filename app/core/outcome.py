"""The result of an operation that succeeded."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.core.problems import Warning


class PublicPath(str):
    """A path of this service, to be answered as an address: with the service's public address before it."""

    __slots__ = ()


class Secret(str):
    """A value that is answered, and not stored with the answer that is kept for an idempotency key."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Written:
    """`ids` and `lists` are the ids for the payload's fields, by key; `extra` holds further payload fields.

    `aggregate` is the id of the event that was changed, or whose part was.
    """

    ids: dict[str, UUID]
    aggregate: UUID | None = None
    warnings: list[Warning] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[UUID]] = field(default_factory=dict)
