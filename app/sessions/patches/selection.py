"""The patch of selectSessions."""

from typing import TypedDict
from uuid import UUID


class SelectSessionsPatch(TypedDict, total=False):
    session_uuids: list[UUID] | None
    session_occurrence_uuids: list[UUID] | None
    override: bool | None
