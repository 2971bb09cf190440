"""Ariadne as an ASGI application: the SDL that the Node servers have, resolvers, asyncpg and DataLoaders."""

# Ariadne is installed in the environment of the peers only.
# mypy: disable-error-code="import-not-found, untyped-decorator"

import sys
from pathlib import Path
from typing import Any

import asyncpg
from ariadne import MutationType, ObjectType, QueryType, ScalarType, make_executable_schema
from ariadne.asgi import GraphQL

from tests.bench.peers.python.rows import Record, Row, Rows
from tests.bench.serving import serve

SDL = Path(__file__).parents[1] / "node/schema.graphql"
query, mutation = QueryType(), MutationType()
event, session, agenda_item = ObjectType("Event"), ObjectType("Session"), ObjectType("SessionOccurrence")
ticket, price, occurrence = ObjectType("Ticket"), ObjectType("Price"), ObjectType("Occurrence")
attendee = ObjectType("Attendee")
uuid_scalar = ScalarType("UUID", serializer=str)


def _on(at: str) -> Any:
    return lambda row, _info: {"utc": row[f"{at}_at"], "local": row[f"{at}_local"]}


def _column(name: str) -> Any:
    return lambda row, _info: row[name]


def _named(name: str) -> Any:
    return lambda row, _info: None if row[name] is None else {"name": row[name]}


def _page(rows: list[Row], first: int) -> dict[str, Any]:
    return {"nodes": rows[:first], "pageInfo": {"hasNextPage": len(rows) > first}}


def _rows(info: Any) -> Rows:
    rows: Rows = info.context["rows"]
    return rows


@query.field("event")
async def resolve_event(_: Any, info: Any, uuid: str) -> Row | None:
    return await _rows(info).event(uuid)


@query.field("events")
async def resolve_events(_: Any, info: Any, first: int, filter: dict[str, Any]) -> dict[str, Any]:
    start, near = filter["startsFrom"], filter.get("near")
    rows = _rows(info)
    found = await (rows.events_near(start, near, first + 1) if near else rows.events(start, first + 1))
    return _page(found, first)


@mutation.field("updateEvent")
async def resolve_update_event(_: Any, info: Any, uuid: str, input: dict[str, Any]) -> dict[str, Any]:
    return {"userErrors": [], "event": await _rows(info).rename(uuid, input["name"])}


@mutation.field("registerAttendee")
async def resolve_register_attendee(
    _: Any, info: Any, eventUuid: str, userUuid: str, input: dict[str, str], **_key: Any
) -> dict[str, Any]:
    names = (input["ticketUuid"], input["occurrenceUuid"], input["priceUuid"])
    return {"userErrors": [], "attendee": await _rows(info).register(eventUuid, userUuid, *names)}


@event.field("organisation")
async def resolve_organisation(row: Row, info: Any) -> Row:
    return await _rows(info).organisation.load(row["organisation_id"])


@event.field("configuration")
def resolve_configuration(row: Row, _info: Any) -> dict[str, Any]:
    address = {"addressLine1": row["address_line1"], "city": row["address_city"], "country": row["address_country"]}
    place = {"latitude": row["venue_latitude"], "longitude": row["venue_longitude"]}
    return {"type": row["configuration_type"], "venue": {"name": row["venue_name"], **place, "address": address}}


@event.field("settings")
def resolve_settings(row: Row, _info: Any) -> dict[str, Any]:
    return {
        "eventCapacity": row["event_capacity"],
        "maxTicketPerCustomer": row["max_ticket_per_customer"],
        "enableRsvp": row["enable_rsvp"],
        "bookingStartsOn": {"type": row["booking_starts_type"], "utc": row["booking_starts_at"]},
        "bookingEndsOn": {"type": row["booking_ends_type"], "utc": row["booking_ends_at"]},
    }


@event.field("occurrences")
async def resolve_occurrences(row: Row, info: Any, first: int) -> dict[str, Any]:
    return {"nodes": await _rows(info).occurrences(row["id"], first)}


@event.field("sessions")
async def resolve_sessions(row: Row, info: Any, first: int) -> dict[str, Any]:
    return {"nodes": await _rows(info).sessions(row["id"], first)}


@event.field("tickets")
async def resolve_tickets(row: Row, info: Any) -> list[Row]:
    return await _rows(info).tickets.load(row["id"])


@event.field("agenda")
async def resolve_agenda(row: Row, info: Any, scheduleDateUuid: str, first: int) -> dict[str, Any]:
    return _page(await _rows(info).agenda(row["id"], scheduleDateUuid, first + 1), first)


@session.field("speakers")
@agenda_item.field("speakers")
async def resolve_speakers(row: Row, info: Any) -> list[Row]:
    return await _rows(info).speakers.load(row["id"])


@session.field("tickets")
async def resolve_session_tickets(row: Row, info: Any) -> list[Row]:
    rows = _rows(info)
    return await (
        rows.tickets.load(row["event_id"]) if row["tickets_type"] == "ALL" else rows.session_tickets.load(row["id"])
    )


@ticket.field("prices")
async def resolve_prices(row: Row, info: Any) -> list[Row]:
    return await _rows(info).prices.load(row["id"])


@price.field("price")
def resolve_price(row: Row, _info: Any) -> dict[str, Any]:
    whole, cents = divmod(row["amount_minor"], 100)
    return {"amount": f"{whole}.{cents:02d}", "currency": row["currency"]}


for each in (event, ticket, occurrence):
    each.set_field("uuid", _column("id"))
for each in (event, session, agenda_item, occurrence):
    each.set_field("startsOn", _on("starts"))
for each in (event, agenda_item):
    each.set_field("endsOn", _on("ends"))
for each in (session, agenda_item):
    each.set_field("track", _named("track"))
    each.set_field("location", _named("location"))
event.set_field("displayName", _column("display_name"))
attendee.set_field("ticket", lambda row, _info: {"id": row["ticket_id"]})
attendee.set_field("occurrence", lambda row, _info: {"id": row["occurrence_id"]})


class App:
    """The pool belongs to the loop that serves: it is opened with the first request."""

    def __init__(self, dsn: str, connections: int) -> None:
        types = (query, mutation, event, session, agenda_item, ticket, price, occurrence, attendee, uuid_scalar)
        self._dsn, self._connections = dsn, connections
        self._pool: asyncpg.Pool | None = None
        self._graphql = GraphQL(make_executable_schema(SDL.read_text(), *types), context_value=self._context)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self._pool is None:
            self._pool = asyncpg.create_pool(self._dsn, min_size=0, max_size=self._connections, record_class=Record)
        await self._pool
        await self._graphql(scope, receive, send)

    def _context(self, _request: Any, _data: Any) -> dict[str, Any]:
        return {"rows": Rows(self._pool)}


if __name__ == "__main__":
    serve(App(sys.argv[1], int(sys.argv[2])))
