"""createEvent and the organisation: isUpdateOrgSettings, and the defaults of later events."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.db.outbox import ChangeRow
from app.events.tables import BannerRow, EventCategoryRow, EventRow, EventTagRow
from app.organisations.tables import OrganisationRow
from tests.builders import stored
from tests.events.editing import create, once, update
from tests.gateway import Gateway

SETTINGS: dict[str, Any] = {
    "timezone": "Europe/Berlin",
    "enableDatetimeConversion": True,
    "configuration": {
        "type": "VENUE_EVENT",
        "venue": {"name": "Hall", "latitude": 52.5, "longitude": 13.4, "address": {"city": "Berlin"}},
        "online": {"url": "https://live.example"},
    },
    "listing": {"visibilityInOrgProfile": False, "categories": [{"name": "Music"}], "tags": ["jazz"]},
    "settings": {
        "eventCapacity": 80,
        "enableRsvp": True,
        "bookingStartsOn": {
            "type": "RELATIVE_TO_OCCURRENCE",
            "relativeTo": "BEFORE_OCCURRENCE_START",
            "offsetMinutes": 1440,
            "hideTicketUntilBookingStart": True,
        },
        "bookingEndsOn": {"type": "CONTINUE_UNTIL_EVENT_STARTS"},
    },
}
TAKEN_OVER = (
    "timezone",
    "enable_datetime_conversion",
    "configuration_type",
    "venue_name",
    "venue_latitude",
    "venue_longitude",
    "venue_x",
    "address_city",
    "online_url",
    "listing_enabled",
    "visible_in_organisation_profile",
    "event_capacity",
    "enable_rsvp",
    "booking_starts_type",
    "booking_starts_relation",
    "booking_starts_offset_minutes",
    "hide_ticket_until_booking_start",
    "booking_ends_type",
)


def only(gateway: Gateway, uuid: UUID) -> dict[str, Any]:
    return stored(gateway, EventRow, id=uuid)[0]


def test_later_events_use_the_defaults_that_an_event_has_set(gateway: Gateway) -> None:
    acme = gateway.organisation()
    first = create(gateway, acme, isUpdateOrgSettings=True, occurrence=once(), **SETTINGS)
    (organisation,) = stored(gateway, OrganisationRow)
    assert (organisation["timezone"], organisation["version"]) == ("Europe/Berlin", 2)
    assert organisation["enable_datetime_conversion"] is True
    assert organisation["created_local"] == datetime(2026, 6, 1, 11)
    assert [row["entity"] for row in stored(gateway, ChangeRow, direct=True)] == ["Organisation", "Event"]

    later = create(gateway, acme, occurrence=once())
    rows = only(gateway, first), only(gateway, later)
    assert [rows[1][name] for name in TAKEN_OVER] == [rows[0][name] for name in TAKEN_OVER]
    assert rows[1]["venue_name"] == "Hall"
    assert rows[1]["booking_starts_at"] == datetime(2026, 6, 30, 16, tzinfo=UTC)
    links = [stored(gateway, EventCategoryRow, event_id=uuid) for uuid in (first, later)]
    assert links[0][0]["category_id"] == links[1][0]["category_id"]
    assert [row["tag"] for row in stored(gateway, EventTagRow, event_id=later)] == ["jazz"]
    assert stored(gateway, BannerRow) == []


def test_fields_of_an_event_take_precedence_over_the_defaults(gateway: Gateway) -> None:
    acme = gateway.organisation()
    create(gateway, acme, isUpdateOrgSettings=True, **SETTINGS)
    own = only(
        gateway,
        create(
            gateway,
            acme,
            timezone="Asia/Tokyo",
            configuration={"venue": {"name": "Dome"}},
            listing={"tags": []},
            settings={"eventCapacity": None},
        ),
    )
    # A venue is one value: another name does not get the default's address.
    expected = {
        "timezone": "Asia/Tokyo",
        "configuration_type": "VENUE_EVENT",
        "venue_name": "Dome",
        "venue_latitude": None,
        "address_city": None,
        "online_url": "https://live.example",
        "visible_in_organisation_profile": False,
        "event_capacity": None,
        "enable_rsvp": True,
    }
    assert {name: own[name] for name in expected} == expected
    assert stored(gateway, EventTagRow, event_id=own["id"]) == []
    empty = only(gateway, create(gateway, acme, configuration=None, listing=None, settings=None))
    assert (empty["venue_name"], empty["online_url"], empty["enable_rsvp"]) == (None, None, False)
    assert empty["visible_in_organisation_profile"] is True
    assert empty["booking_starts_type"] == "IMMEDIATE"


def test_without_the_flag_the_organisation_stays_as_it_is(gateway: Gateway) -> None:
    acme = gateway.organisation()
    before = stored(gateway, OrganisationRow)
    for flag in ({}, {"isUpdateOrgSettings": False}, {"isUpdateOrgSettings": None}):
        create(gateway, acme, **SETTINGS, **flag)
    assert stored(gateway, OrganisationRow) == before


def test_only_the_groups_of_the_request_become_defaults(gateway: Gateway) -> None:
    acme = gateway.organisation()
    create(gateway, acme, isUpdateOrgSettings=True, **SETTINGS)
    uuid = create(gateway, acme, configuration={"type": "ONLINE_EVENT"})
    update(gateway, acme, uuid, isUpdateOrgSettings=True, settings={"eventCapacity": 5})
    (organisation,) = stored(gateway, OrganisationRow)
    assert organisation["timezone"] == "Europe/Berlin"
    assert organisation["version"] == 3
    defaults = organisation["event_defaults"]
    assert defaults["configuration"]["type"] == "VENUE_EVENT"
    assert defaults["settings"]["event_capacity"] == 5
    assert defaults["settings"]["enable_rsvp"] is True


def test_a_dated_booking_window_does_not_become_a_default(gateway: Gateway) -> None:
    acme = gateway.organisation()
    window = {
        "bookingStartsOn": {"type": "SPECIFIC_TIME", "local": "2026-06-10T10:00"},
        "bookingEndsOn": {"type": "SPECIFIC_TIME", "local": "2026-06-20T10:00"},
    }
    create(gateway, acme, isUpdateOrgSettings=True, settings={"enableRsvp": True} | window)
    later = only(gateway, create(gateway, acme))
    assert later["enable_rsvp"] is True
    assert later["booking_starts_type"] == "IMMEDIATE"
    assert later["booking_ends_type"] == "CONTINUE_UNTIL_EVENT_ENDS"
