"""updateEvent: sent fields change, the others stay, at every level; and refusals."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.auth.rules import Scope
from app.db.outbox import ChangeRow
from app.events.store.checklist import CHECKED
from app.events.tables import BannerRow, CategoryRow, EventCategoryRow, EventRow, EventTagRow, ResourceRow
from app.tickets.tables import TicketRow
from tests.builders import (
    everything,
    make_event,
    make_price,
    make_ready_event,
    make_session,
    make_ticket,
    stored,
)
from tests.events.editing import UPDATE, attempt, codes, create, once, refuse, update
from tests.events.test_create_event import DETAILS
from tests.gateway import START, Gateway

LISTS: dict[str, Any] = {
    "banners": [{"image": "a.png"}],
    "resources": [{"url": "https://a.example"}],
    "listing": {"enabled": False, "categories": [{"name": "Music"}], "tags": ["jazz", "late"]},
}


def only(gateway: Gateway, uuid: UUID) -> dict[str, Any]:
    return stored(gateway, EventRow, id=uuid)[0]


def changes_of(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The columns that differ, apart from those that every change touches."""
    touched = {"version", "updated_at", "updated_local"}
    return {name: after[name] for name in after if after[name] != before[name] and name not in touched}


def test_an_update_of_nothing_writes_nothing(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **DETAILS | LISTS)
    before = everything(gateway)
    gateway.clock.advance(timedelta(minutes=5))
    update(gateway, acme, uuid)
    after = everything(gateway)
    assert {name for name in after if after[name] != before[name]} == {"token"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": "Gala"}, {"name": "Gala", "name_key": "gala"}),
        ({"displayName": "The Night"}, {"display_name": "The Night"}),
        ({"displayName": None}, {"display_name": "Harbour Night"}),
        ({"description": "Late."}, {"description": "Late."}),
        ({"description": None}, {"description": None}),
        ({"enableDatetimeConversion": None}, {"enable_datetime_conversion": False}),
        ({"currency": "nzd"}, {"currency": "NZD"}),
        ({"currency": None}, {"currency": "AUD"}),
        ({"configuration": {"type": "ONLINE_EVENT"}}, {"configuration_type": "ONLINE_EVENT"}),
        ({"configuration": {"type": None}}, {"configuration_type": None}),
        ({"configuration": {"venue": {"name": None}}}, {"venue_name": None}),
        ({"configuration": {"venue": {"longitude": 15.0}}}, {"venue_longitude": 15.0}),
        ({"configuration": {"venue": {"address": {"city": "Porto"}}}}, {"address_city": "Porto"}),
        ({"configuration": {"venue": {"address": {"state": None}}}}, {"address_state": None}),
        ({"configuration": {"online": {"name": "Channel"}}}, {"online_name": "Channel"}),
        ({"configuration": {"online": None}},
         {"online_name": None, "online_url": None, "online_image": None}),
        ({"listing": {"visibilityInOrgProfile": False}}, {"visible_in_organisation_profile": False}),
        ({"listing": {"enabled": None}}, {"listing_enabled": True}),
        ({"settings": {"eventCapacity": 7}}, {"event_capacity": 7}),
        ({"settings": {"eventCapacity": None}}, {"event_capacity": None}),
        ({"settings": {"maxTicketPerCustomer": None}}, {"max_ticket_per_customer": None}),
        ({"settings": {"enableRsvp": None}}, {"enable_rsvp": False}),
        ({"settings": None}, {"event_capacity": None, "max_ticket_per_customer": None, "enable_rsvp": False}),
        ({"isUpdateOrgSettings": None, "keepInstants": None}, {}),
    ],
)  # fmt: skip
def test_only_sent_fields_change(gateway: Gateway, given: dict[str, Any], expected: dict[str, Any]) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **DETAILS | LISTS)
    before = only(gateway, uuid)
    update(gateway, acme, uuid, **given)
    after = only(gateway, uuid)
    derived = {"search_text", "venue_x", "venue_y", "venue_z"}
    changed = {name: value for name, value in changes_of(before, after).items() if name not in derived}
    assert changed == expected
    assert len(stored(gateway, BannerRow)) == len(stored(gateway, ResourceRow)) == 1
    assert len(stored(gateway, EventTagRow)) == 2


def test_removing_a_venue_removes_its_address_and_place(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **DETAILS)
    update(gateway, acme, uuid, configuration={"venue": None})
    row = only(gateway, uuid)
    gone = {name for name in row if name.startswith(("venue_", "address_"))}
    assert len(gone) == 14
    assert {row[name] for name in gone} == {None}
    assert (row["configuration_type"], row["online_name"]) == ("VENUE_EVENT", "Stream")


def test_lists_are_replaced_as_a_whole_and_null_empties_them(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **LISTS)
    update(gateway, acme, uuid, banners=[{"image": "b.png"}, {"image": "c.png"}], listing={"tags": ["new"]})
    assert sorted(row["image"] for row in stored(gateway, BannerRow)) == ["b.png", "c.png"]
    assert [row["tag"] for row in stored(gateway, EventTagRow)] == ["new"]
    assert len(stored(gateway, EventCategoryRow)) == 1
    assert only(gateway, uuid)["search_text"] == " harbour night harbour night new music "

    update(gateway, acme, uuid, listing={"categories": [{"name": "Dance"}, {"name": "music"}]})
    named = {row["id"]: row["name"] for row in stored(gateway, CategoryRow)}
    links = sorted(stored(gateway, EventCategoryRow), key=lambda row: row["position"])
    assert [named[row["category_id"]] for row in links] == ["Dance", "Music"]

    update(gateway, acme, uuid, banners=None, resources=None, listing=None)
    for table in (BannerRow, ResourceRow, EventTagRow, EventCategoryRow):
        assert stored(gateway, table) == []
    row = only(gateway, uuid)
    assert (row["listing_enabled"], row["search_text"]) == (True, " harbour night harbour night ")


def test_a_new_name_keeps_the_slug_and_moves_a_display_name_that_was_the_same(gateway: Gateway) -> None:
    acme = gateway.organisation()
    same, own = create(gateway, acme), create(gateway, acme, displayName="The Night")
    for uuid in (same, own):
        update(gateway, acme, uuid, name="Gala")
    assert [only(gateway, same)[name] for name in ("slug", "display_name")] == ["harbour-night", "Gala"]
    assert [only(gateway, own)[name] for name in ("slug", "display_name")] == ["harbour-night-2", "The Night"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": None}, [("REQUIRED", "input.name")]),
        ({"name": "x" * 76, "description": "x" * 2501},
         [("TOO_LONG", "input.name"), ("TOO_LONG", "input.description")]),
        ({"timezone": "Mars/Base"}, [("UNKNOWN_TIMEZONE", "input.timezone")]),
        ({"configuration": {"venue": {"latitude": None}}},
         [("REQUIRED", "input.configuration.venue.latitude")]),
        ({"settings": {"eventCapacity": -1}}, [("OUT_OF_RANGE", "input.settings.eventCapacity")]),
        ({"listing": {"categories": [{"uuid": str(UUID(int=1))}]}},
         [("NOT_FOUND", "input.listing.categories.0.uuid")]),
        ({"settings": {"bookingStartsOn": {"type": "SPECIFIC_TIME", "local": "2026-07-02T10:00"},
                       "bookingEndsOn": {"type": "SPECIFIC_TIME", "local": "2026-07-01T10:00"}}},
         [("INVALID", "input.settings.bookingEndsOn")]),
        ({"settings": {"bookingStartsOn": {"type": "SPECIFIC_TIME", "local": "2026-07-02T10:00"}}},
         [("INVALID", "input.settings.bookingEndsOn")]),
        ({"settings": {"bookingStartsOn": {"type": "SPECIFIC_TIME"}}, "occurrence": once(minutes=5)},
         [("INVALID", "input.occurrence.durationMinutes"), ("REQUIRED", "input.settings.bookingStartsOn")]),
    ],
)  # fmt: skip
def test_invalid_input_is_refused_as_a_whole(
    gateway: Gateway, given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, **DETAILS | LISTS)
    assert codes(refuse(gateway, acme, uuid, **given)) == expected


def test_a_cancelled_event_cannot_be_changed(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, lifecycle="CANCELLED")
    assert codes(refuse(gateway, acme, event.id, name="Gala")) == [("CANCELLED", "uuid")]


def test_another_tenants_event_is_not_found(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    theirs = make_event(gateway, other)
    for uuid in (theirs.id, UUID(int=1)):
        assert codes(refuse(gateway, acme, uuid, name="Gala")) == [("NOT_FOUND", "uuid")]


def test_the_scope_is_required(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    tokens = [None, gateway.token_without_scopes(acme), gateway.token(acme, Scope.EVENT_CREATE)]
    before = everything(gateway)
    for token in tokens:
        (error,) = gateway.errors(UPDATE, token, uuid=event.id, input={"name": "Gala"})
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert "event.update" in error["message"]
    assert everything(gateway) == before
    allowed = gateway.token(acme, Scope.EVENT_UPDATE)
    assert gateway.gql(UPDATE, allowed, uuid=event.id, input={})["updateEvent"]["event"]


def test_the_currency_stays_once_a_ticket_has_a_price(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = make_ticket(gateway, event)
    update(gateway, acme, event.id, currency="NZD")
    assert stored(gateway, TicketRow)[0]["currency"] == "NZD"
    make_price(gateway, ticket)
    assert codes(refuse(gateway, acme, event.id, currency="AUD")) == [("INVALID", "input.currency")]
    update(gateway, acme, event.id, currency="nzd")


def test_a_least_donation_fixes_the_currency_too(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    make_ticket(gateway, event, category="DONATION", donation_min_minor=500)
    assert codes(refuse(gateway, acme, event.id, currency="NZD")) == [("INVALID", "input.currency")]


def test_the_capacity_is_not_below_a_session_or_what_is_sold(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    make_session(gateway, event, capacity=30)
    make_ticket(gateway, event, quantity_sold=40)
    at = ("OUT_OF_RANGE", "input.settings.eventCapacity")
    assert codes(refuse(gateway, acme, event.id, settings={"eventCapacity": 29})) == [at, at]
    assert codes(refuse(gateway, acme, event.id, settings={"eventCapacity": 39})) == [at]
    update(gateway, acme, event.id, settings={"eventCapacity": 40})


def test_booking_windows_are_merged_and_resolved(gateway: Gateway) -> None:
    acme = gateway.organisation()
    uuid = create(gateway, acme, occurrence=once())
    relative = {
        "type": "RELATIVE_TO_OCCURRENCE",
        "relativeTo": "BEFORE_OCCURRENCE_START",
        "offsetMinutes": 60,
    }
    update(gateway, acme, uuid, settings={"bookingStartsOn": relative})
    assert only(gateway, uuid)["booking_starts_at"] == datetime(2026, 7, 1, 7, tzinfo=UTC)
    update(gateway, acme, uuid, settings={"bookingStartsOn": {"offsetMinutes": 120}})
    row = only(gateway, uuid)
    assert (row["booking_starts_at"].hour, row["booking_starts_local"].hour) == (6, 16)
    assert row["booking_ends_at"] == datetime(2026, 7, 1, 11, tzinfo=UTC)
    update(gateway, acme, uuid, occurrence={"type": "DOES_NOT_REPEAT", "durationMinutes": 60})
    assert only(gateway, uuid)["booking_ends_at"] == datetime(2026, 7, 1, 9, tzinfo=UTC)


def test_a_published_event_that_is_no_longer_ready_gives_a_warning(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED", published_at=START)
    assert update(gateway, acme, event.id, name="Gala")["warnings"] == []
    payload = attempt(gateway, acme, event.id, configuration={"type": "ONLINE_EVENT"})
    assert payload["warnings"] == [
        {
            "code": "NO_LONGER_READY",
            "message": "The event stays published. An online event needs an address to join at.",
            "path": ["uuid"],
        }
    ]
    assert only(gateway, event.id)["lifecycle"] == "PUBLISHED"


def test_an_event_that_has_ended_is_renamed_without_a_warning(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED", published_at=START)
    gateway.clock.advance(timedelta(days=400))
    with gateway.statements() as statements:
        assert update(gateway, acme, event.id, name="Gala")["warnings"] == []
    assert [sql for sql in statements if "its.enable_rsvp" in sql] == []
    warned = attempt(gateway, acme, event.id, configuration={"type": "ONLINE_EVENT"})["warnings"]
    assert [warning["message"] for warning in warned] == [
        "The event stays published. The event needs at least one enabled occurrence that has not ended.",
        "The event stays published. An online event needs an address to join at.",
    ]


def test_the_columns_that_the_checklist_reads() -> None:
    assert {
        *("id", "configuration_type", "enable_rsvp", "online_url"),
        *("venue_name", "address_line1", "venue_latitude"),
    } == CHECKED


def test_the_change_is_recorded(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    update(gateway, acme, event.id, name="Gala")
    (change,) = stored(gateway, ChangeRow, direct=True)
    assert (change["entity"], change["entity_id"], change["kind"]) == ("Event", event.id, "UPDATED")


def test_the_organisation_may_be_named_and_must_be_its_own(gateway: Gateway) -> None:
    acme, other = gateway.organisation(), gateway.organisation("other")
    uuid = create(gateway, acme, name="Jazz Night")
    for given in (acme.uuid, None):
        update(gateway, acme, uuid, organisationUuid=given)
    before = only(gateway, uuid)
    assert before["version"] == 1
    errors = refuse(gateway, acme, uuid, organisationUuid=other.uuid, name="Changed")
    assert codes(errors) == [("INVALID", "input.organisationUuid")]
    assert only(gateway, uuid) == before
