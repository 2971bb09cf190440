"""What may be said about an event: limits as data, and what its parts must be to each other. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from app.core import limits
from app.core.fields import (
    Address,
    Choice,
    Currency,
    Number,
    Patch,
    Rule,
    Text,
    Zone,
    check,
    too_many,
)
from app.core.folding import fold
from app.core.nested import problems_in
from app.core.problems import Path, Problem, ProblemCode
from app.events.page.rules import PAGE, problems_with_lists
from app.events.settings.rules import SETTINGS

EVENT: dict[str, Rule] = {
    "name": Text(limits.NAME, required=True),
    "display_name": Text(limits.DISPLAY_NAME),
    "description": Text(limits.DESCRIPTION, least=0),
    "timezone": Zone(),
    "currency": Currency(),
    "enable_datetime_conversion": Choice(),
}
CONFIGURATION: dict[str, Rule] = {"type": Choice()}
VENUE: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME),
    "image": Address(stored=True),
    "url": Address(),
    "latitude": Number(-90, 90),
    "longitude": Number(-180, 180),
}
ADDRESS: dict[str, Rule] = {
    name: Text(limits.ADDRESS_LINE)
    for name in ("address_line1", "address_line2", "country", "state", "city", "post_code")
}
ONLINE: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME),
    "url": Address(),
    "image": Address(stored=True),
}
LISTING: dict[str, Rule] = {
    "enabled": Choice(default=True),
    "visibility_in_org_profile": Choice(default=True),
}
BANNER: dict[str, Rule] = {
    "name": Text(limits.DISPLAY_NAME),
    "image": Address(stored=True, required=True),
    "primary": Choice(default=False),
}
RESOURCE: dict[str, Rule] = {"name": Text(limits.DISPLAY_NAME), "url": Address(stored=True, required=True)}
CATEGORY: dict[str, Rule] = {
    "name": Text(limits.LABEL),
    "description": Text(limits.DESCRIPTION, least=0),
    "url": Address(),
    "image": Address(stored=True),
}
TAG = Text(limits.TAG)


def problems_with_details(patch: Patch, path: Path) -> list[Problem]:
    """Everything wrong with what was sent, apart from the occurrences and the booking windows."""
    configuration, listing = _inner(patch, "configuration"), _inner(patch, "listing")
    venue = _inner(configuration, "venue")
    configured, listed = (*path, "configuration"), (*path, "listing")
    return [
        *check(patch, EVENT, path),
        *check(configuration, CONFIGURATION, configured),
        *check(venue, VENUE, (*configured, "venue")),
        *check(_inner(venue, "address"), ADDRESS, (*configured, "venue", "address")),
        *check(_inner(configuration, "online"), ONLINE, (*configured, "online")),
        *check(listing, LISTING, listed),
        *_problems_with_categories(listing.get("categories"), (*listed, "categories")),
        *_problems_with_tags(listing.get("tags"), (*listed, "tags")),
        *problems_in(patch.get("settings"), SETTINGS, (*path, "settings")),
        *problems_in(patch, PAGE, path),
        *problems_with_lists(patch, path),
        *_problems_with_banners(patch.get("banners"), (*path, "banners")),
        *_problems_with_items(patch.get("resources"), RESOURCE, limits.RESOURCES, (*path, "resources")),
    ]


def problems_with_coordinates(latitude: float | None, longitude: float | None, path: Path) -> list[Problem]:
    """A place on Earth has both, or none is known."""
    if (latitude is None) == (longitude is None):
        return []
    missing = "latitude" if latitude is None else "longitude"
    sentence = "A latitude and a longitude come together, or not at all."
    return [Problem(ProblemCode.REQUIRED, sentence, (*path, missing))]


def problems_with_capacity(capacity: int | None, largest_session: int | None, sold: int, path: Path) -> list[Problem]:
    """The event's capacity bounds those of its sessions, and cannot take back what is sold."""
    if capacity is None or capacity < 0:
        return []
    found = []
    if largest_session is not None and capacity < largest_session:
        sentence = f"A session of the event has a capacity of {largest_session}; the event's cannot be less."
        found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, path))
    if capacity < sold:
        sentence = f"The event has sold {sold} tickets; its capacity cannot be less."
        found.append(Problem(ProblemCode.OUT_OF_RANGE, sentence, path))
    return found


def problems_with_currency(old: str, new: str, has_price: bool, path: Path) -> list[Problem]:
    """Amounts are stored in minor units of the currency, so it stays once there is one."""
    if old == new or not has_price:
        return []
    sentence = f"A ticket or product of this event has a price in {old}, so the currency cannot change any more."
    return [Problem(ProblemCode.INVALID, sentence, path)]


def problems_with_owner(given: UUID | None, owner: UUID, path: Path) -> list[Problem]:
    """Whoever names the organisation of an event must name its own."""
    if given is None or given == owner:
        return []
    sentence = "The event belongs to another organisation than this one."
    return [Problem(ProblemCode.INVALID, sentence, (*path, "organisationUuid"))]


def _inner(patch: Patch, name: str) -> Patch:
    """What was sent inside an object; null and absence have no inside."""
    inner: Patch | None = patch.get(name)
    return inner or {}


def _problems_with_items(items: Sequence[Patch] | None, rules: dict[str, Rule], most: int, path: Path) -> list[Problem]:
    if found := too_many(items, most, path):
        return found
    return [problem for index, item in enumerate(items or ()) for problem in check(item, rules, (*path, str(index)))]


def _problems_with_banners(items: Sequence[Patch] | None, path: Path) -> Iterator[Problem]:
    yield from _problems_with_items(items, BANNER, limits.BANNERS, path)
    primary = [str(index) for index, item in enumerate(items or ()) if item.get("primary")]
    for index in primary[1:]:
        sentence = f"Only one banner is the primary one, and banner {primary[0]} is it already."
        yield Problem(ProblemCode.NOT_UNIQUE, sentence, (*path, index, "primary"))


def _problems_with_categories(items: Sequence[Patch] | None, path: Path) -> Iterator[Problem]:
    yield from _problems_with_items(items, CATEGORY, limits.CATEGORIES, path)
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
    """Each key that came before; None is no key."""
    seen = set()
    for index, key in enumerate(keys):
        if key is not None and key in seen:
            sentence = "The list has this already (upper and lower case and accents do not count)."
            yield Problem(ProblemCode.NOT_UNIQUE, sentence, (*path, str(index), *field))
        seen.add(key)
