"""The rows that Ariadne's resolvers are given: a statement for each root field, and DataLoaders for relations.

It runs in the peers' own environment and imports nothing of Marquee.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
from strawberry.dataloader import DataLoader

from tests.bench.peers.circles import circle

Row = Any
_PUBLISHED = "e.lifecycle = 'PUBLISHED' AND NOT e.is_invite_only"
_EVENT = """e.id, e.slug, e.name, e.display_name, e.timezone, e.currency, e.starts_at, e.starts_local, e.ends_at,
  e.ends_local, e.organisation_id, e.configuration_type, e.venue_name, e.venue_latitude, e.venue_longitude,
  e.address_line1, e.address_city, e.address_country, e.event_capacity, e.max_ticket_per_customer, e.enable_rsvp,
  e.booking_starts_type, e.booking_starts_at, e.booking_ends_type, e.booking_ends_at"""
_SHOWN = "s.status = 'ACTIVE' AND s.proposal_status = 'LIVE' AND s.kind IN ('GENERAL', 'ADDITIONAL')"
_ON_SALE = "t.active AND t.archived_at IS NULL"

_OCCURRENCES = """SELECT k.parent, o.* FROM unnest($1::uuid[]) k(parent) CROSS JOIN LATERAL (
  SELECT o.id, o.starts_at, o.starts_local, o.capacity FROM occurrence o WHERE o.event_id = k.parent
  ORDER BY o.starts_at, o.id LIMIT $2) o"""
_SESSIONS = f"""SELECT k.parent, s.* FROM unnest($1::uuid[]) k(parent) CROSS JOIN LATERAL (
  SELECT s.id, s.event_id, s.name, s.starts_at, s.starts_local, s.tickets_type, tr.name AS track, l.name AS location
  FROM session s LEFT JOIN track tr ON tr.id = s.track_id LEFT JOIN location l ON l.id = s.location_id
  WHERE s.event_id = k.parent AND {_SHOWN} ORDER BY s.starts_at, s.id LIMIT $2) s"""
_SPEAKERS = """SELECT ss.session_id AS parent, sp.name
  FROM session_speaker ss JOIN speaker sp ON sp.id = ss.speaker_id
  WHERE ss.session_id = ANY($1) ORDER BY ss.position, sp.id"""
_SESSION_TICKETS = f"""SELECT st.session_id AS parent, t.name
  FROM session_ticket st JOIN ticket t ON t.id = st.ticket_id
  WHERE st.session_id = ANY($1) AND {_ON_SALE} ORDER BY t.position, t.id"""
_TICKETS = f"""SELECT t.event_id AS parent, t.id, t.name, t.quantity FROM ticket t
  WHERE t.event_id = ANY($1) AND {_ON_SALE} ORDER BY t.position, t.id"""
_PRICES = """SELECT p.ticket_id AS parent, p.name, p.amount_minor, p.currency FROM price p
  WHERE p.ticket_id = ANY($1) ORDER BY p.position, p.id"""
_ORGANISATIONS = "SELECT id, slug, name, timezone FROM organisation WHERE id = ANY($1)"


class Record(asyncpg.Record):  # type: ignore[misc]
    """A row whose columns are attributes, too: default resolvers read those."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Rows:
    """The database for one request."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self.speakers = self._many(_SPEAKERS)
        self.session_tickets = self._many(_SESSION_TICKETS)
        self.tickets = self._many(_TICKETS)
        self.prices = self._many(_PRICES)
        self.organisation: DataLoader[Any, Row] = DataLoader(self._organisations)
        # One for each number of rows that a document asks for of each parent.
        self._pages: dict[tuple[str, int], DataLoader[Any, list[Row]]] = {}

    async def occurrences(self, event: Any, first: int) -> list[Row]:
        return await self._page(_OCCURRENCES, first).load(event)

    async def sessions(self, event: Any, first: int) -> list[Row]:
        return await self._page(_SESSIONS, first).load(event)

    async def event(self, uuid: str) -> Row | None:
        return await self._pool.fetchrow(f"SELECT {_EVENT} FROM event e WHERE e.id = $1 AND {_PUBLISHED}", uuid)

    async def events(self, starts_from: str, limit: int) -> list[Row]:
        return await self._fetch(
            f"SELECT {_EVENT} FROM event e WHERE {_PUBLISHED} AND e.listing_enabled AND e.starts_at >= $1"
            " ORDER BY e.starts_at, e.id LIMIT $2",
            instant(starts_from),
            limit,
        )

    async def events_near(self, starts_from: str, near: dict[str, float], limit: int) -> list[Row]:
        return await self._fetch(
            f"""SELECT {_EVENT} FROM event e
            WHERE {_PUBLISHED} AND e.listing_enabled AND e.starts_at >= $1 AND e.is_location_visible
              AND e.venue_latitude BETWEEN $2 AND $3
              AND (e.venue_x - $4) * (e.venue_x - $4) + (e.venue_y - $5) * (e.venue_y - $5)
                + (e.venue_z - $6) * (e.venue_z - $6) <= $7
            ORDER BY e.starts_at, e.id LIMIT $8""",
            instant(starts_from),
            *circle(near["latitude"], near["longitude"], near["radiusKm"]),
            limit,
        )

    async def agenda(self, event: Any, day: str, limit: int) -> list[Row]:
        return await self._fetch(
            f"""SELECT s.id, s.name, d.starts_at, d.starts_local, d.ends_at, d.ends_local, tr.name AS track,
              l.name AS location
            FROM session_occurrence d JOIN session s ON s.id = d.session_id
            LEFT JOIN track tr ON tr.id = s.track_id LEFT JOIN location l ON l.id = s.location_id
            WHERE d.event_id = $1 AND d.schedule_date_id = $2 AND {_SHOWN} ORDER BY d.starts_at, d.id LIMIT $3""",
            event,
            day,
            limit,
        )

    async def rename(self, uuid: str, name: str) -> Row:
        update = f"UPDATE event e SET name = $2, version = version + 1 WHERE id = $1 RETURNING {_EVENT}"
        return await self._pool.fetchrow(update, uuid, name)

    async def register(self, event: str, user: str, ticket: str, occurrence: str, price: str) -> Row:
        now = instant(datetime.now(UTC).isoformat())
        return await self._pool.fetchrow(
            """INSERT INTO attendee (id, organisation_id, event_id, user_id, ticket_id, occurrence_id, price_id,
              quantity, seats, timezone, created_at, created_local)
            SELECT gen_random_uuid(), e.organisation_id, e.id, $2, $3, $4, $5, 1, 1, e.timezone, $6, $7
            FROM event e WHERE e.id = $1 RETURNING quantity, seats, ticket_id, occurrence_id""",
            *(event, user, ticket, occurrence, price, now, now[:19]),
        )

    async def _fetch(self, sql: str, *values: Any) -> list[Row]:
        return list(await self._pool.fetch(sql, *values))

    async def _organisations(self, keys: list[Any]) -> Sequence[Row]:
        found = {row["id"]: row for row in await self._fetch(_ORGANISATIONS, keys)}
        return [found[key] for key in keys]

    def _many(self, sql: str, *values: Any) -> DataLoader[Any, list[Row]]:
        return DataLoader(self._grouping(sql, values))

    def _page(self, sql: str, first: int) -> DataLoader[Any, list[Row]]:
        if (sql, first) not in self._pages:
            self._pages[sql, first] = self._many(sql, first)
        return self._pages[sql, first]

    def _grouping(self, sql: str, values: Sequence[Any]) -> Callable[[list[Any]], Any]:
        async def load(keys: list[Any]) -> list[list[Row]]:
            found: dict[Any, list[Row]] = {key: [] for key in keys}
            for row in await self._fetch(sql, keys, *values):
                found[row["parent"]].append(row)
            return [found[key] for key in keys]

        return load


def instant(text: str) -> str:
    """As the database stores it."""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
