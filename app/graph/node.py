"""Global identity: the `Node` interface, and ids that carry their type."""

import re
from uuid import UUID

import strawberry

_ID = re.compile(r"([A-Za-z]{1,40})_([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})", re.ASCII)


@strawberry.interface(description="An object that can be found again by its global identifier.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="Global identifier of this object, for `node` and caches. Opaque: do not take it apart."
    )


def split_id(text: str) -> tuple[str, str] | None:
    """The type's name and the UUID's text; None for anything that is no id of ours."""
    match = _ID.fullmatch(text)
    return (match[1], str(UUID(match[2]))) if match else None
