"""The stored values of how an event is found, by column."""

from typing import TypedDict


class ListingValues(TypedDict, total=False):
    """Where it is shown."""

    listing_enabled: bool
    visible_in_organisation_profile: bool


class SearchValues(TypedDict, total=False):
    """The folded words by which it is found."""

    search_text: str
    placeless_search_text: str | None


class CategoryValues(TypedDict, total=False):
    """The description of a category."""

    name: str
    description: str | None
    url: str | None
    image: str | None
