"""What an operation answers when it went through."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.core.problems import Warning


@dataclass(frozen=True, slots=True)
class Written:
    """`ids` by the payload's keys; `aggregate` the whole that was written to; `extra` further payload fields.

    `lists` holds, by the payload's keys too, the ids of several things in their order.
    """

    ids: dict[str, UUID]
    aggregate: UUID | None = None
    warnings: list[Warning] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[UUID]] = field(default_factory=dict)
