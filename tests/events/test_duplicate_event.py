"""duplicateEvent: a copy has the same fields and its own ids, and shares nothing with its original."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.auth.rules import Scope
from app.db.all_tables import metadata
from app.events.operations.parts import own_tables
from app.events.store.copying import table_of
from app.events.tables import CouponRow, CouponTicketRow, EventRow
from app.occurrences.tables import OccurrenceRow, TimeslotRow
from app.tickets.tables import PriceRow, TicketRow
from tests.builders import SHOW, everything, make_event, make_link, make_ready_event, make_row, stored
from tests.edges import place
from tests.events.whole_event import described, make_whole_event
from tests.gateway import START, Gateway

DUPLICATE = """
mutation ($uuid: UUID!) {
  duplicateEvent(uuid: $uuid) {
    message
    warnings { code }
    userErrors { code message path }
    event { uuid name slug status version publishing { publishedOn { utc } } createdOn { utc local } }
    eventEdge { cursor node { uuid } }
    idMap { type oldId newId oldUuid newUuid }
  }
}
"""
REFUSED: dict[str, Any] = {"message": None, "warnings": [], "event": None, "eventEdge": None, "idMap": []}


def duplicate(gateway: Gateway, token: str, uuid: UUID) -> Any:
    return gateway.gql(DUPLICATE, token, uuid=uuid)["duplicateEvent"]


def test_a_copy_has_the_fields_of_its_original(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_whole_event(gateway, acme)
    before = described(gateway, event.id)
    answer = duplicate(gateway, gateway.token(acme, Scope.EVENT_CREATE), event.id)
    assert answer["message"] == "Event has been duplicated successfully"
    assert (answer["warnings"], answer["userErrors"]) == ([], [])
    copy = UUID(answer["event"]["uuid"])
    assert described(gateway, copy) == before
    assert described(gateway, event.id) == before
    assert all(len(rows) > 0 for rows in before.values())


def test_a_copy_has_its_own_slug_and_history(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme, name="Gala", version=7)
    gateway.clock.advance(timedelta(days=1))
    answer = duplicate(gateway, gateway.token(acme), event.id)
    assert answer["event"] == {
        "uuid": answer["event"]["uuid"],
        "name": "Gala",
        "slug": "gala-2",
        "status": "READY_TO_PUBLISH",
        "version": 1,
        "publishing": {"publishedOn": None},
        "createdOn": {"utc": "2026-06-02T09:00:00Z", "local": "2026-06-02T19:00:00"},
    }
    assert answer["eventEdge"]["node"] == {"uuid": answer["event"]["uuid"]}
    assert duplicate(gateway, gateway.token(acme), event.id)["event"]["slug"] == "gala-3"


def test_the_edge_is_the_copys_place_among_the_events_by_their_start(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event, token = make_ready_event(gateway, acme), gateway.token(acme)
    edges = [duplicate(gateway, token, event.id)["eventEdge"] for _ in range(2)]
    # Starting at one moment, the id decides.
    events = sorted([str(event.id), *(edge["node"]["uuid"] for edge in edges)])
    found = [place(gateway, token, edge, "Organisation", acme.uuid, "events") for edge in edges]
    assert found == [events.index(edge["node"]["uuid"]) for edge in edges]


def test_a_draft_is_copied_as_a_draft(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    assert duplicate(gateway, gateway.token(acme), event.id)["event"]["status"] == "DRAFT"


def test_a_long_slug_leaves_room_for_its_number_however_often_it_is_copied(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    uuid = make_event(gateway, acme, slug="a" * 98 + "-2").id
    slugs = []
    for _ in range(3):
        answer = duplicate(gateway, token, uuid)["event"]
        uuid = UUID(answer["uuid"])
        slugs.append(answer["slug"])
    assert slugs == ["a" * 92, "a" * 92 + "-2", "a" * 92 + "-3"]


@pytest.mark.parametrize("lifecycle", ["UNRELEASED", "PUBLISHED", "UNPUBLISHED", "CANCELLED"])
def test_an_event_of_any_state_has_a_copy_that_was_never_published(gateway: Gateway, lifecycle: str) -> None:
    acme = gateway.organisation()
    then = {f"{name}_at": START - timedelta(days=1) for name in ("published", "publishing_changed", "cancelled")}
    event = make_ready_event(gateway, acme, lifecycle=lifecycle, **then)
    before = stored(gateway, EventRow, id=event.id)
    answer = duplicate(gateway, gateway.token(acme), event.id)
    copy = stored(gateway, EventRow, id=UUID(answer["event"]["uuid"]))[0]
    assert answer["event"]["status"] == "READY_TO_PUBLISH"
    assert copy["lifecycle"] == "UNRELEASED"
    for name in ("published", "publishing_changed", "cancelled"):
        assert (copy[f"{name}_at"], copy[f"{name}_local"]) == (None, None)
    assert stored(gateway, EventRow, id=event.id) == before


def test_nothing_that_was_sold_is_copied(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_whole_event(gateway, acme)
    copy = UUID(duplicate(gateway, gateway.token(acme), event.id)["event"]["uuid"])
    for table in (TicketRow, PriceRow):
        sold = {row["quantity_sold"] for row in stored(gateway, table, event_id=copy)}
        assert sold == {0}
        assert max(row["quantity_sold"] for row in stored(gateway, table, event_id=event.id)) > 0


def test_a_copy_has_no_bookings_and_no_history_of_its_dates(gateway: Gateway) -> None:
    acme = gateway.organisation()
    counters = {"booked_count": 5, "rsvp_count": 3, "interested_count": 2}
    reschedule = {"rescheduled_at": START, "rescheduled_local": START.replace(tzinfo=None), "reschedule_reason": "Rain"}
    event = make_ready_event(gateway, acme, **counters, **reschedule)
    span = {"starts_at": SHOW + timedelta(days=1), "ends_at": SHOW + timedelta(days=1, hours=1), "booked_count": 4}
    date = make_row(
        gateway,
        OccurrenceRow,
        event,
        previous_starts_at=START,
        previous_starts_local=START.replace(tzinfo=None),
        **span,
    )
    make_row(gateway, TimeslotRow, event, occurrence_id=date.id, position=0, capacity=20, **span)
    copy = UUID(duplicate(gateway, gateway.token(acme), event.id)["event"]["uuid"])
    [row] = stored(gateway, EventRow, id=copy)
    assert {name: row[name] for name in counters} == dict.fromkeys(counters, 0)
    assert {name: row[name] for name in reschedule} == dict.fromkeys(reschedule)
    for each in stored(gateway, OccurrenceRow, event_id=copy):
        assert (each["booked_count"], each["previous_starts_at"], each["previous_starts_local"]) == (0, None, None)
    assert [each["booked_count"] for each in stored(gateway, TimeslotRow, event_id=copy)] == [0]


def test_a_coupon_of_a_copy_is_unused_and_for_the_tickets_of_the_copy(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_whole_event(gateway, acme)
    copy = UUID(duplicate(gateway, gateway.token(acme), event.id)["event"]["uuid"])
    tickets = {row["id"]: row["name"] for row in stored(gateway, TicketRow, event_id=copy)}
    coupons = {row["id"]: row for row in stored(gateway, CouponRow, event_id=copy)}
    assert {row["used"] for row in coupons.values()} == {0}
    links = stored(gateway, CouponTicketRow, event_id=copy)
    found = {coupons[link["coupon_id"]]["code"]: tickets[link["ticket_id"]] for link in links}
    assert found == {"CODE0": "Entry", "CODE1": "Seat"}
    assert {row["used"] for row in stored(gateway, CouponRow, event_id=event.id)} == {1, 2}


def test_an_immediate_early_bird_starts_with_the_copy(gateway: Gateway) -> None:
    acme = gateway.organisation()
    began = {"early_bird_customised_start": False, "early_bird_starts_at": START - timedelta(days=20)}
    event = make_whole_event(gateway, acme, **began)
    copy = UUID(duplicate(gateway, gateway.token(acme), event.id)["event"]["uuid"])
    row = stored(gateway, EventRow, id=copy)[0]
    assert (row["early_bird_starts_at"], row["early_bird_starts_local"]) == (START, datetime(2026, 6, 1, 19))


def test_immediate_booking_opens_with_the_copy(gateway: Gateway) -> None:
    acme = gateway.organisation()
    opened = START - timedelta(days=20)
    event = make_ready_event(gateway, acme, booking_starts_at=opened)
    later = make_ready_event(gateway, acme, name="Later", booking_starts_type="SPECIFIC_TIME", booking_starts_at=opened)
    token = gateway.token(acme)
    moments = []
    for original in (event, later):
        copy = UUID(duplicate(gateway, token, original.id)["event"]["uuid"])
        row = stored(gateway, EventRow, id=copy)[0]
        moments.append((row["booking_starts_at"], row["booking_starts_local"]))
    assert moments == [
        (START, datetime(2026, 6, 1, 19)),
        (opened, datetime(2026, 5, 12, 19)),
    ]


def test_an_event_that_is_over_can_be_copied(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_whole_event(gateway, acme, booking_starts_at=START)
    gateway.clock.set(SHOW + timedelta(days=300))
    before = described(gateway, event.id)
    answer = duplicate(gateway, gateway.token(acme), event.id)
    assert answer["userErrors"] == []
    assert described(gateway, UUID(answer["event"]["uuid"])) == before


def test_one_change_is_recorded(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_whole_event(gateway, acme)
    copy = UUID(duplicate(gateway, gateway.token(acme), event.id)["event"]["uuid"])
    [change] = everything(gateway)["change"]
    assert change == {
        "organisation_id": UUID(acme.uuid),
        "position": 1,
        "event_id": copy,
        "entity": "Event",
        "entity_id": copy,
        "kind": "CREATED",
        "whole": True,
        "public": False,
        "direct": True,
        "at": START,
    }


def test_the_number_of_statements_does_not_grow_with_the_event(gateway: Gateway) -> None:
    acme = gateway.organisation()
    token = gateway.token(acme)
    counts = []
    for event in (make_whole_event(gateway, acme), _with_many_rows(gateway, acme)):
        # The gateway remembers a token that it has just seen, and making so many rows may take longer than that.
        gateway.gql("{ __typename }", token)
        with gateway.statements() as seen:
            duplicate(gateway, token, event.id)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_every_table_of_an_event_is_copied_after_those_it_refers_to() -> None:
    reached = {"event"}
    while True:
        more = {
            table.name
            for table in metadata.tables.values()
            if {key.column.table.name for key in table.foreign_keys} & reached
        }
        if more <= reached:
            break
        reached |= more
    tables = [table_of(own.table) for own in own_tables() if own.copied]
    acts = {table_of(own.table).name for own in own_tables() if not own.copied}
    # A copy has no notices.
    assert {table.name for table in tables} == reached - {"event", "notice"} - acts
    for number, table in enumerate(tables):
        named = {key.column.table.name for key in table.foreign_keys} & reached
        assert named <= {"event", *(earlier.name for earlier in tables[: number + 1])}


def test_without_the_scope_nothing_is_copied(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_ready_event(gateway, acme)
    others = gateway.token(acme, *(scope for scope in Scope if scope is not Scope.EVENT_CREATE))
    before = everything(gateway)
    for token in (None, others):
        [error] = gateway.errors(DUPLICATE, token, uuid=event.id)
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert "event.create" in error["message"]
    after = everything(gateway)
    assert after == before


def test_the_event_of_another_tenant_does_not_exist(gateway: Gateway) -> None:
    acme, rival = gateway.organisation(), gateway.organisation("rival")
    event = make_ready_event(gateway, acme, lifecycle="PUBLISHED", published_at=START)
    token = gateway.token(rival)
    before = everything(gateway)
    for uuid in (event.id, uuid4()):
        assert duplicate(gateway, token, uuid) == REFUSED | {
            "userErrors": [{"code": "NOT_FOUND", "message": "There is no event with this uuid.", "path": ["uuid"]}]
        }
    assert everything(gateway) == before


def _with_many_rows(gateway: Gateway, acme: Any) -> EventRow:
    event = make_whole_event(gateway, acme, name="Many")
    for number in range(2, 30):
        starts_at = SHOW + timedelta(days=number)
        make_row(gateway, OccurrenceRow, event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
        ticket = make_row(gateway, TicketRow, event, name=f"Ticket {number}", category="FREE", currency="AUD")
        price = PriceRow(
            organisation_id=event.organisation_id,
            event_id=event.id,
            ticket_id=ticket.id,
            amount_minor=number,
            currency="AUD",
        )
        make_link(gateway, PriceRow, **price.model_dump())
    return event
