"""The stored values of an organisation, by column."""

from typing import TypedDict


class OrganisationValues(TypedDict, total=False):
    """What a patch has of an organisation."""

    slug: str
    name: str
    info: str | None
    image: str | None
    timezone: str
    currency: str
    enable_datetime_conversion: bool
