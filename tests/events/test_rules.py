"""The limits of an event's details and how a patch of them becomes columns."""

from typing import Any
from uuid import UUID

import pytest

from app.core.nested import columns_in
from app.core.problems import Problem, ProblemCode
from app.db.rows import values_of
from app.events.columns import EventValues
from app.events.commerce.rules.prices import problems_with_currency
from app.events.common.part.protocol import INPUT, Edit
from app.events.details import part as details
from app.events.details.rules import name_columns
from app.events.listing.rules import listing_columns, problems_with_listing
from app.events.page.columns import PageValues, SurveyValues
from app.events.page.part import PAGE
from app.events.page.rules import PAGE as PAGE_TREE
from app.events.page.rules import SURVEY, page_columns
from app.events.place.rules import (
    place_columns,
    point_columns,
    problems_with_coordinates,
    problems_with_place,
)
from app.events.rules import NO_TICKET, NO_VENUE, no_longer_ready
from app.events.settings import part as settings
from app.events.settings.columns import SettingsValues
from app.events.settings.rules import SETTINGS, problems_with_capacity
from app.events.settings.tables import SettingsColumns
from app.events.tables import EventRow
from app.events.values import ConfigurationType
from app.organisations.tables import OrganisationRow
from tests.gateway import START

ONE, TWO = UUID(int=1), UUID(int=2)
# The columns beside those of the settings; the moment among them is written with the booking windows.
BESIDE = ("abn_", "session_settings_", "survey_", "premium", "event_settings_reviewed", "ticket_instruction")
SETTINGS_DEFAULTS = {
    name: field.get_default(call_default_factory=True)
    for name, field in SettingsColumns.model_fields.items()
    if not name.startswith(BESIDE)
}


def answered(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code.name, ".".join(problem.path)) for problem in problems]


def problems_with(patch: Any) -> list[Problem]:
    """What the parts of an event say of a patch, each given that the store has nothing about it."""
    made: Any = {"created_at": START, "created_local": START, "updated_at": START, "updated_local": START}
    at: Any = {"starts_at": START, "ends_at": START, "booking_starts_at": START}
    names: Any = {"name": "Gala", "name_key": "gala", "display_name": "Gala", "slug": "gala", "search_text": ""}
    event = EventRow(id=ONE, organisation_id=TWO, timezone="UTC", currency="AUD", **names, **at, **made)
    organisation = OrganisationRow(id=TWO, slug="acme", name="Acme", timezone="UTC", currency="AUD", **made)
    edit = Edit(patch, organisation, START, created=False, timezone="UTC", old_currency="AUD", currency="AUD")
    columns = values_of(event, EventValues)
    planned: list[list[Problem]] = [
        details.DETAILS.plan(details.Facts(), edit, columns).problems,
        problems_with_place(patch, INPUT),
        problems_with_listing(patch, INPUT),
        PAGE.plan({}, edit, columns).problems,
        settings.EVENT_SETTINGS.plan(settings.Facts({}), edit, columns).problems,
    ]
    return [problem for problems in planned for problem in problems]


def columns_of(patch: Any) -> dict[str, Any]:
    """The columns of all parts that are given as they were sent."""
    columns: dict[str, Any] = {
        **name_columns(patch, "Gala", "A gala"),
        **place_columns(patch),
        **listing_columns(patch),
        **page_columns(patch),
    }
    if "settings" in patch:
        columns |= columns_in(patch["settings"], SETTINGS, SettingsValues)
    return columns


def test_trees_name_the_columns_that_are_declared() -> None:
    assert columns_in(None, SETTINGS, SettingsValues).keys() == SettingsValues.__annotations__.keys()
    survey = columns_in(None, SURVEY, SurveyValues, "survey_").keys()
    assert survey == SurveyValues.__annotations__.keys()
    assert columns_in(None, PAGE_TREE, PageValues).keys() | survey == PageValues.__annotations__.keys()


def of(*steps: str, value: Any) -> dict[str, Any]:
    """The patch that holds one value, at this place."""
    for step in reversed(steps):
        value = {step: value}
    return value  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"name": "x" * 75}, []),
        ({"name": "x" * 76}, [("TOO_LONG", "input.name")]),
        ({"name": "  "}, [("TOO_SHORT", "input.name")]),
        ({"name": None}, [("REQUIRED", "input.name")]),
        ({"name": "a\0b"}, [("INVALID", "input.name")]),
        ({"display_name": "x" * 255}, []),
        ({"display_name": "x" * 256}, [("TOO_LONG", "input.displayName")]),
        ({"display_name": None}, []),
        ({"description": "x" * 2500}, []),
        ({"description": ""}, []),
        ({"description": "x" * 2501}, [("TOO_LONG", "input.description")]),
        ({"timezone": "europe/berlin"}, []),
        ({"timezone": "Mars/Olympus"}, [("UNKNOWN_TIMEZONE", "input.timezone")]),
        ({"currency": "aud"}, []),
        ({"currency": "XYZ"}, [("INVALID", "input.currency")]),
        (of("configuration", "venue", "latitude", value=90.0), []),
        (of("configuration", "venue", "latitude", value=-90.1),
         [("OUT_OF_RANGE", "input.configuration.venue.latitude")]),
        (of("configuration", "venue", "longitude", value=180.5),
         [("OUT_OF_RANGE", "input.configuration.venue.longitude")]),
        (of("configuration", "venue", "url", value="ftp://a.example"),
         [("INVALID", "input.configuration.venue.url")]),
        (of("configuration", "venue", "image", value="maps/hall.png"), []),
        (of("configuration", "venue", "image", value="../hall.png"),
         [("INVALID", "input.configuration.venue.image")]),
        (of("configuration", "venue", "address", "post_code", value="x" * 201),
         [("TOO_LONG", "input.configuration.venue.address.postCode")]),
        (of("configuration", "online", "url", value="join me"),
         [("INVALID", "input.configuration.online.url")]),
        (of("configuration", value=None), []),
        (of("settings", "event_capacity", value=0), []),
        (of("settings", "event_capacity", value=-1), [("OUT_OF_RANGE", "input.settings.eventCapacity")]),
        (of("settings", "max_ticket_per_customer", value=1), []),
        (of("settings", "max_ticket_per_customer", value=0),
         [("OUT_OF_RANGE", "input.settings.maxTicketPerCustomer")]),
        (of("listing", "tags", value=["a", "b", "c", "d", "x" * 24]), []),
        (of("listing", "tags", value=["a", "b", "c", "d", "e", "f"]), [("TOO_MANY", "input.listing.tags")]),
        (of("listing", "tags", value=["a", "x" * 25]), [("TOO_LONG", "input.listing.tags.1")]),
        (of("listing", "tags", value=["Été", "ete"]), [("NOT_UNIQUE", "input.listing.tags.1")]),
        (of("listing", "categories", value=[{"name": "x" * 121}]),
         [("TOO_LONG", "input.listing.categories.0.name")]),
        (of("listing", "categories", value=[{"description": "x"}]),
         [("REQUIRED", "input.listing.categories.0.name")]),
        (of("listing", "categories", value=[{"uuid": ONE}, {"uuid": TWO}]), []),
        (of("listing", "categories", value=[{"uuid": ONE}, {"uuid": ONE}]),
         [("NOT_UNIQUE", "input.listing.categories.1.uuid")]),
        (of("listing", "categories", value=[{"name": "Jazz"}, {"name": "JAZZ"}]),
         [("NOT_UNIQUE", "input.listing.categories.1.name")]),
        (of("listing", "categories", value=[{"name": str(number)} for number in range(21)]),
         [("TOO_MANY", "input.listing.categories")]),
        (of("banners", value=[{"image": "a.png", "primary": True}, {"image": "b.png", "primary": True}]),
         [("NOT_UNIQUE", "input.banners.1.primary")]),
        (of("banners", value=[{"image": "javascript:alert(1)"}]), [("INVALID", "input.banners.0.image")]),
        (of("banners", value=[{"image": "a.png"}] * 20), []),
        (of("banners", value=[{"image": "a.png"}] * 21), [("TOO_MANY", "input.banners")]),
        (of("resources", value=[{"url": "https://a.example"}] * 50), []),
        (of("resources", value=[{"url": "https://a.example"}] * 51), [("TOO_MANY", "input.resources")]),
        (of("resources", value=[{"url": "mailto:a@b.example"}]), [("INVALID", "input.resources.0.url")]),
        (of("resources", value=None), []),
    ],
)  # fmt: skip
def test_each_limit_holds_and_is_named(patch: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert answered(problems_with(patch)) == expected


def test_all_problems_are_reported_at_once() -> None:
    patch = {
        "name": "x" * 76,
        "timezone": "Nowhere",
        "banners": [{"image": "a b"}],
        "listing": {"tags": ["x" * 25]},
    }
    assert answered(problems_with(patch)) == [
        ("TOO_LONG", "input.name"),
        ("UNKNOWN_TIMEZONE", "input.timezone"),
        ("TOO_LONG", "input.listing.tags.0"),
        ("INVALID", "input.banners.0.image"),
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (None, None, []),
        (0.0, 0.0, []),
        (1.5, None, [("REQUIRED", "venue.longitude")]),
        (None, 1.5, [("REQUIRED", "venue.latitude")]),
    ],
)
def test_coordinates_come_together(
    latitude: float | None, longitude: float | None, expected: list[tuple[str, str]]
) -> None:
    assert answered(problems_with_coordinates(latitude, longitude, ("venue",))) == expected


@pytest.mark.parametrize(
    ("capacity", "largest", "sold", "going", "codes"),
    [
        (None, 50, 40, 30, []),
        (50, 50, 50, 50, []),
        (49, 50, 0, 0, ["OUT_OF_RANGE"]),
        (49, None, 50, 0, ["OUT_OF_RANGE"]),
        (49, None, 0, 50, ["OUT_OF_RANGE"]),
        (0, 1, 1, 1, ["OUT_OF_RANGE", "OUT_OF_RANGE", "OUT_OF_RANGE"]),
    ],
)
def test_a_capacity_is_not_below_the_places_taken(
    capacity: int | None, largest: int | None, sold: int, going: int, codes: list[str]
) -> None:
    found = problems_with_capacity(capacity, largest, sold, going, ("at",))
    assert answered(found) == [(code, "at") for code in codes]


def test_a_currency_is_fixed_once_there_is_a_price() -> None:
    assert problems_with_currency("AUD", "AUD", True, ("at",)) == []
    assert problems_with_currency("AUD", "EUR", False, ("at",)) == []
    assert answered(problems_with_currency("AUD", "EUR", True, ("at",))) == [("INVALID", "at")]


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({}, {}),
        ({"name": "Été"}, {"name": "Été", "name_key": "ete"}),
        ({"description": None}, {"description": None}),
        (of("configuration", "type", value=ConfigurationType.ONLINE_EVENT),
         {"configuration_type": "ONLINE_EVENT"}),
        (of("configuration", "type", value=None), {"configuration_type": None}),
        (of("configuration", "venue", "latitude", value=1.0), {"venue_latitude": 1.0}),
        (of("configuration", "venue", "address", value={"city": "Bonn", "address_line1": None}),
         {"address_city": "Bonn", "address_line1": None}),
        (of("configuration", "venue", "address", value=None),
         dict.fromkeys(["address_line1", "address_line2", "address_country", "address_state",
                        "address_city", "address_post_code"])),
        (of("configuration", "online", value=None), dict.fromkeys(["online_name", "online_url",
                                                                   "online_image"])),
        (of("listing", "enabled", value=None), {"listing_enabled": True}),
        (of("listing", value=None), {"listing_enabled": True, "visible_in_organisation_profile": True}),
        (of("settings", "enable_rsvp", value=None), {"enable_rsvp": False}),
        (of("settings", value=None),
         {"event_capacity": None, "max_ticket_per_customer": None, "enable_rsvp": False, **SETTINGS_DEFAULTS}),
    ],
)  # fmt: skip
def test_only_what_was_sent_becomes_a_column(patch: dict[str, Any], expected: dict[str, Any]) -> None:
    assert columns_of(patch) == expected


def test_without_a_venue_there_is_no_address() -> None:
    columns = columns_of(of("configuration", "venue", value=None))
    assert len(columns) == 11
    assert set(columns.values()) == {None}
    assert "online_url" not in columns
    assert "online_url" in columns_of({"configuration": None})


def test_coordinates_become_a_point_on_the_unit_sphere() -> None:
    assert list(point_columns(90.0, 45.0).values()) == pytest.approx([0.0, 0.0, 1.0])
    assert list(point_columns(0.0, 90.0).values()) == pytest.approx([0.0, 1.0, 0.0])
    assert point_columns(0.0, None) == {"venue_x": None, "venue_y": None, "venue_z": None}


def test_only_a_published_event_can_lose_its_readiness() -> None:
    assert no_longer_ready("UNPUBLISHED", [NO_TICKET]) == []
    warned = no_longer_ready("PUBLISHED", [NO_VENUE, NO_TICKET])
    assert [(warning.code.name, warning.path) for warning in warned] == [("NO_LONGER_READY", ("uuid",))] * 2
    assert warned[1].message == (
        "The event stays published. The event needs at least one active ticket, or RSVP switched on."
    )


def test_a_message_has_the_number_of_the_limit() -> None:
    (problem,) = problems_with({"name": "x" * 76})
    assert problem == Problem(ProblemCode.TOO_LONG, "At most 75 characters; these are 76.", ("input", "name"))
