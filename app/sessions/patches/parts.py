"""Nested patches of createSession and updateSession."""

from typing import Required, TypedDict
from uuid import UUID

from app.core.named_types import JSON, URL
from app.sessions.values import LinkType


class SessionOccurrencesPatch(TypedDict, total=False):
    type: Required[LinkType]
    uuids: list[UUID] | None


class SessionTicketsPatch(TypedDict, total=False):
    type: Required[LinkType]
    uuids: list[UUID] | None


class SessionLinkPatch(TypedDict, total=False):
    name: str | None
    url: Required[URL]


class SessionFilePatch(TypedDict, total=False):
    name: str | None
    url: Required[URL]


class VideoPatch(TypedDict, total=False):
    url: Required[URL]
    locked_until_start: bool | None


class CustomFieldValuePatch(TypedDict, total=False):
    key: Required[str]
    value: JSON | None
