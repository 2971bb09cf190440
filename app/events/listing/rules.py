"""How an event may be found: categories, tags, and whether lists show it. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.core import limits
from app.core.fields import Address, Choice, Rules, Text, check, sent_object, too_many, value_of
from app.core.folding import fold, search_text
from app.core.problems import Path, Problem, ProblemCode
from app.events.columns import EventValues
from app.events.common.rules import ListRule, problems_with_items
from app.events.listing.columns import CategoryValues, ListingValues, SearchValues
from app.events.listing.patches import CategoryPatch, ListingPatch
from app.events.patches.event import EventPatch

LISTING = Rules(
    ListingValues,
    {
        "enabled": Choice(default=True),
        "visibility_in_org_profile": Choice(default=True),
    },
    enabled="listing_enabled",
    visibility_in_org_profile="visible_in_organisation_profile",
)
CATEGORY = Rules(
    CategoryValues,
    {
        "name": Text(limits.LABEL),
        "description": Text(limits.DESCRIPTION, least=0),
        "url": Address(),
        "image": Address(stored=True),
    },
)
CATEGORIES = ListRule(("listing", "categories"), CATEGORY, limits.CATEGORIES)
TAG = Text(limits.TAG)

_NAMED = ("name", "display_name", "description")
_PLACE = (
    "venue_name",
    "address_line1",
    "address_line2",
    "address_city",
    "address_state",
    "address_post_code",
    "address_country",
    "location",
)
_ONLINE, _VISIBLE = "online_name", "is_location_visible"
# The columns that the searched texts are made of, with the categories and tags.
SEARCHED = frozenset({*_NAMED, *_PLACE, _ONLINE, _VISIBLE})


def listing_columns(patch: EventPatch) -> ListingValues:
    """The columns of the single values that were sent."""
    return sent_object(patch["listing"], LISTING) if "listing" in patch else {}


def problems_with_listing(patch: EventPatch, path: Path) -> list[Problem]:
    """All problems with the input, without those that depend on stored categories."""
    listing: ListingPatch = patch.get("listing") or {}
    listed = (*path, "listing")
    return [
        *check(listing, LISTING, listed),
        *problems_with_items(patch, CATEGORIES, path),
        *_problems_between_categories(listing.get("categories"), (*listed, "categories")),
        *_problems_with_tags(listing.get("tags"), (*listed, "tags")),
    ]


def categories_sent(patch: EventPatch) -> bool:
    """Whether the list of categories was sent; null for the listing is null for it."""
    return "listing" in patch and (patch["listing"] is None or "categories" in patch["listing"])


def tags_sent(patch: EventPatch) -> bool:
    """Whether the list of tags was sent; null for the listing is null for it."""
    return "listing" in patch and (patch["listing"] is None or "tags" in patch["listing"])


def search_columns(event: EventValues, tags: Sequence[str], categories: Sequence[str]) -> SearchValues:
    """The folded words by which the event is found; while its place is hidden also those without the place."""
    named, place = ([value_of(event, column) for column in columns] for columns in (_NAMED, _PLACE))
    rest = (value_of(event, _ONLINE), *tags, *categories)
    return {
        "search_text": search_text([*named, *place, *rest]),
        "placeless_search_text": None if value_of(event, _VISIBLE) else search_text([*named, *rest]),
    }


def _problems_between_categories(items: Sequence[CategoryPatch] | None, path: Path) -> Iterator[Problem]:
    listed = list(items or ())[: limits.CATEGORIES]
    for index, item in enumerate(listed):
        if item.get("uuid") is None and item.get("name") is None:
            sentence = "A category needs its uuid, or a name to find or make it by."
            yield Problem(ProblemCode.REQUIRED, sentence, (*path, str(index), "name"))
    by_name = [item.get("name") for item in listed]
    yield from _repeated([item.get("uuid") for item in listed], path, ("uuid",))
    yield from _repeated([None if name is None else fold(name) for name in by_name], path, ("name",))


def _problems_with_tags(tags: Sequence[str] | None, path: Path) -> Iterator[Problem]:
    yield from too_many(tags, limits.TAGS, path)
    listed = list(tags or ())[: limits.TAGS]
    for index, tag in enumerate(listed):
        yield from TAG.problems(tag, (*path, str(index)))
    yield from _repeated([fold(tag) for tag in listed], path, ())


def _repeated(keys: Sequence[Any], path: Path, field: Path) -> Iterator[Problem]:
    """A problem for each key that came before; None is not compared."""
    seen = set()
    for index, key in enumerate(keys):
        if key is not None and key in seen:
            sentence = "The list has this already (upper and lower case and accents do not count)."
            yield Problem(ProblemCode.NOT_UNIQUE, sentence, (*path, str(index), *field))
        seen.add(key)
