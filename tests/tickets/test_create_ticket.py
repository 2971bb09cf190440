"""createTicket: a new kind of ticket, last in its event's list, and its booking windows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.db.outbox import ChangeRow
from app.discounts.rules import EARLY_BIRD as NO_EARLY_BIRD
from app.occurrences.tables import OccurrenceRow
from app.tickets.tables import TicketRow
from tests.builders import (
    SHOW,
    make_event,
    make_occurrence,
    make_session,
    make_ticket,
    stored,
)
from tests.gateway import START, Gateway
from tests.tickets.ticketing import (
    CREATE,
    create,
    created,
    prices,
    row,
    version,
)

END = SHOW + timedelta(hours=3)


def test_a_name_is_enough(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    make_occurrence(gateway, event)
    payload = create(gateway, acme, event.id)
    uuid = UUID(payload["ticket"]["uuid"])
    assert payload == {
        "message": "Ticket has been created successfully",
        "warnings": [],
        "userErrors": [],
        "ticket": {"uuid": str(uuid)},
        "event": {"uuid": str(event.id)},
    }
    clocks = {"at": START, "local": datetime(2026, 6, 1, 19)}
    assert row(gateway, TicketRow, uuid) == {
        "id": uuid,
        "organisation_id": event.organisation_id,
        "event_id": event.id,
        "position": 0,
        "name": "Stalls",
        "description": None,
        "category": "PAID",
        "currency": "AUD",
        "timezone": "Australia/Sydney",
        "quantity": None,
        "quantity_sold": 0,
        "quantity_per_occurrence": None,
        "max_quantity_per_customer": None,
        "display_order": "NATURAL",
        "active": True,
        "archived_at": None,
        "archived_local": None,
        "session_id": None,
        "parent_id": None,
        "donation_min_minor": None,
        "donation_max_minor": None,
        "donation_default_minor": None,
        "instruction": None,
        "url_digital_pass": None,
        **NO_EARLY_BIRD,
        "booking_starts_type": "IMMEDIATE",
        "booking_starts_relation": None,
        "booking_starts_offset_minutes": 0,
        "hide_ticket_until_booking_start": False,
        "booking_ends_type": "CONTINUE_UNTIL_EVENT_ENDS",
        "booking_ends_relation": None,
        "booking_ends_offset_minutes": 0,
        "booking_ends_at": END,
        "booking_ends_local": datetime(2026, 7, 1, 21),
        "closes_at": END,
        "closes_local": datetime(2026, 7, 1, 21),
        "version": 1,
    } | {
        f"{prefix}_{name}": value
        for prefix in ("booking_starts", "opens", "created", "updated")
        for name, value in clocks.items()
    }


def test_all_fields_are_stored(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, booking_starts_level="TICKET", booking_ends_level="TICKET")
    make_occurrence(gateway, event)
    session, parent = make_session(gateway, event), make_ticket(gateway, event)
    ticket = created(
        gateway,
        acme,
        event.id,
        name="Front row",
        description="Near the stage",
        category="PAID",
        quantity=120,
        maxQuantityPerCustomer=4,
        displayOrder="PRICE",
        active=False,
        sessionUuid=session.id,
        parentUuid=parent.id,
        instruction="Use gate B.",
        prices=[
            {"amount": "45.50", "name": "Adult"},
            {
                "amount": "80",
                "name": "Pair",
                "quantityIncluded": 2,
                "minimumQuantity": {"enable": True, "mandatory": True, "quantity": 2},
            },
        ],
        settings={
            "bookingStartsOn": {
                "type": "SPECIFIC_TIME",
                "local": "2026-06-10 10:00",
                "hideTicketUntilBookingStart": True,
            },
            "bookingEndsOn": {
                "type": "RELATIVE_TO_OCCURRENCE",
                "relativeTo": "BEFORE_OCCURRENCE_START",
                "offsetMinutes": 30,
                "level": "TICKET",
            },
        },
    )
    opens, closes = datetime(2026, 6, 10, tzinfo=UTC), SHOW - timedelta(minutes=30)
    expected = {
        "name": "Front row",
        "description": "Near the stage",
        "category": "PAID",
        "quantity": 120,
        "max_quantity_per_customer": 4,
        "display_order": "PRICE",
        "active": False,
        "session_id": session.id,
        "parent_id": parent.id,
        "instruction": "Use gate B.",
        "booking_starts_type": "SPECIFIC_TIME",
        "booking_starts_at": opens,
        "booking_starts_local": datetime(2026, 6, 10, 10),
        "hide_ticket_until_booking_start": True,
        "booking_ends_type": "RELATIVE_TO_OCCURRENCE",
        "booking_ends_relation": "BEFORE_OCCURRENCE_START",
        "booking_ends_offset_minutes": 30,
        "booking_ends_at": closes,
        "opens_at": opens,
        "closes_at": closes,
        "closes_local": datetime(2026, 7, 1, 17, 30),
    }
    assert {name: ticket[name] for name in expected} == expected
    kept = ("name", "amount_minor", "currency", "quantity_included", "quantity_sold", "minimum_quantity")
    assert [tuple(price[name] for name in kept) for price in prices(gateway, ticket["id"])] == [
        ("Adult", 4550, "AUD", 1, 0, None),
        ("Pair", 8000, "AUD", 2, 0, 2),
    ]


def test_a_donation_has_its_bounds(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    amounts = {"minDonationAmount": "5", "maxDonationAmount": "500.00", "defaultDonationAmount": "20.5"}
    ticket = created(gateway, acme, event.id, category="DONATION", **amounts)
    columns = ("category", "donation_min_minor", "donation_max_minor", "donation_default_minor")
    assert tuple(ticket[name] for name in columns) == ("DONATION", 500, 50_000, 2050)


@pytest.mark.parametrize(
    "field",
    ["description", "category", "quantity", "maxQuantityPerCustomer", "displayOrder", "active", "sessionUuid",
     "parentUuid", "minDonationAmount", "maxDonationAmount", "defaultDonationAmount", "prices", "instruction",
     "settings"],
)  # fmt: skip
def test_absent_and_null_are_the_same(gateway: Gateway, field: str) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    plain, null = created(gateway, acme, event.id), created(gateway, acme, event.id, **{field: None})
    assert null | {"id": 0, "position": 0} == plain | {"id": 0}


def test_new_tickets_come_last(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    make_ticket(gateway, event, position=3)
    make_ticket(gateway, event, position=7, archived_at=START)
    assert [created(gateway, acme, event.id)["position"] for _each in range(2)] == [8, 9]


def test_the_event_counts_the_change_and_subscribers_get_it(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    ticket = created(gateway, acme, event.id)
    assert version(gateway, event.id) == event.version + 1
    [change] = stored(gateway, ChangeRow, direct=True)
    assert (change["kind"], change["entity"], change["entity_id"]) == ("CREATED", "Ticket", ticket["id"])
    assert (change["event_id"], change["organisation_id"], change["at"]) == (
        event.id,
        event.organisation_id,
        START,
    )


def test_an_occurrence_s_window_follows_its_tickets(gateway: Gateway) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme, booking_starts_level="TICKET")
    occurrence = make_occurrence(gateway, event)
    at = {"type": "SPECIFIC_TIME", "utc": "2026-06-20T00:00:00Z"}
    created(gateway, acme, event.id, settings={"bookingStartsOn": at})
    opens_at = row(gateway, OccurrenceRow, occurrence.id)["opens_at"]
    assert opens_at == datetime(2026, 6, 20, tzinfo=UTC)


def test_of_an_ambiguous_local_time_the_first_is_used_with_a_warning(gateway: Gateway) -> None:
    acme = gateway.organisation(timezone="Europe/Berlin")
    event = make_event(gateway, acme)
    twice = {"type": "SPECIFIC_TIME", "local": "2026-10-25T02:30:00"}
    payload = create(gateway, acme, event.id, settings={"bookingEndsOn": twice})
    assert [(warning["code"], warning["path"]) for warning in payload["warnings"]] == [
        ("AMBIGUOUS_LOCAL_TIME", ["input", "settings", "bookingEndsOn", "local"])
    ]
    [ticket] = stored(gateway, TicketRow)
    assert ticket["booking_ends_at"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("many", "occurrences"), [(0, 1), (3, 1), (50, 30)])
def test_the_statements_do_not_grow_with_the_rows(gateway: Gateway, many: int, occurrences: int) -> None:
    acme = gateway.organisation()
    event = make_event(gateway, acme)
    for number in range(occurrences):
        make_occurrence(gateway, event, starts_at=SHOW + timedelta(days=number))
        make_ticket(gateway, event)
    token = gateway.token(acme)
    given = {"name": "Stalls", "prices": [{"amount": "5"}] * many}
    with gateway.statements() as seen:
        gateway.gql(CREATE, token, event=event.id, input=given)
    written = [each.split()[0] + " " + each.split()[2] for each in seen if each.startswith("INSERT")]
    # On PostgreSQL one statement answers and appends the change, and begins with WITH.
    appended = ["INSERT feed", "INSERT change"] if gateway.engine == "sqlite" else []
    assert written == ["INSERT ticket", *(["INSERT price"] if many else []), *appended]
    # The token, the locked event, its tickets and dates, and the two answers.
    assert sum(each.startswith(("SELECT", "WITH")) for each in seen) == (6 if gateway.engine == "sqlite" else 5)
    # The windows, which the rows of this test do not have yet; the event's with its version.
    updated = [each.split()[1] for each in seen if each.startswith("UPDATE")]
    assert updated == ["ticket", "occurrence", "event"]
