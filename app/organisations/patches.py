"""Patches of organisations."""

from typing import Required, TypedDict

from app.core.named_types import URL, CurrencyCode, TimeZone


class PreferencePatch(TypedDict, total=False):
    name: Required[str]
    value: Required[bool]


class UpdateOrganisationPatch(TypedDict, total=False):
    slug: str | None
    name: str | None
    info: str | None
    image: URL | None
    timezone: TimeZone | None
    currency: CurrencyCode | None
    enable_datetime_conversion: bool | None
    preferences: list[PreferencePatch] | None
