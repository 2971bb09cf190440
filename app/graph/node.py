"""Relay's global identification: the `Node` interface, and ids that contain their type."""

import re
from uuid import UUID

import strawberry

_ID = re.compile(r"([A-Za-z]{1,40})_([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})", re.ASCII)


@strawberry.interface(description="An object that can be read by its global identifier.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="Global identifier of this object, for `node` and caches. Opaque: do not parse it."
    )


def split_id(text: str) -> tuple[str, str] | None:
    """The type name and the UUID as text; None for an invalid id."""
    match = _ID.fullmatch(text)
    return (match[1], str(UUID(match[2]))) if match else None
