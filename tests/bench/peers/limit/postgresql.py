"""The best SQL that we know how to write by hand for each question, on PostgreSQL, over raw connections."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

_ON = "json_build_object('utc', {t}.{at}_at, 'local', {t}.{at}_local)"
_AMOUNT = "(p.amount_minor::numeric / 100)::numeric(30, 2)::text"
_SPEAKERS = """coalesce((SELECT json_agg(json_build_object('name', sp.name) ORDER BY ss.position, sp.id)
    FROM session_speaker ss JOIN speaker sp ON sp.id = ss.speaker_id WHERE ss.session_id = s.id), '[]')"""
_PLACES = """(SELECT json_build_object('name', t.name) FROM track t WHERE t.id = s.track_id) AS track,
    (SELECT json_build_object('name', l.name) FROM location l WHERE l.id = s.location_id) AS location"""
_SHOWN = "s.status = 'ACTIVE' AND s.proposal_status = 'LIVE' AND s.kind IN ('GENERAL', 'ADDITIONAL')"
_PUBLISHED = "e.lifecycle = 'PUBLISHED' AND NOT e.is_invite_only"

PAGE = f"""
SELECT row_to_json(x)::text FROM (SELECT
  e.id AS uuid, e.slug, e.name, e.display_name AS "displayName", e.timezone, e.currency,
  {_ON.format(t="e", at="starts")} AS "startsOn", {_ON.format(t="e", at="ends")} AS "endsOn",
  (SELECT json_build_object('slug', o.slug, 'name', o.name, 'timezone', o.timezone)
    FROM organisation o WHERE o.id = e.organisation_id) AS organisation,
  json_build_object('type', e.configuration_type, 'venue', json_build_object(
    'name', e.venue_name, 'latitude', e.venue_latitude, 'longitude', e.venue_longitude, 'address', json_build_object(
      'addressLine1', e.address_line1, 'city', e.address_city, 'country', e.address_country))) AS configuration,
  json_build_object('eventCapacity', e.event_capacity, 'maxTicketPerCustomer', e.max_ticket_per_customer,
    'enableRsvp', e.enable_rsvp,
    'bookingStartsOn', json_build_object('type', e.booking_starts_type, 'utc', e.booking_starts_at),
    'bookingEndsOn', json_build_object('type', e.booking_ends_type, 'utc', e.booking_ends_at)) AS settings,
  (SELECT json_build_object('nodes', coalesce(json_agg(row_to_json(oc)), '[]')) FROM (
    SELECT {_ON.format(t="o", at="starts")} AS "startsOn", o.capacity
    FROM occurrence o WHERE o.event_id = e.id ORDER BY o.starts_at, o.id LIMIT 5) oc) AS occurrences,
  (SELECT json_build_object('nodes', coalesce(json_agg(row_to_json(se)), '[]')) FROM (
    SELECT s.name, json_build_object('local', s.starts_local) AS "startsOn", {_PLACES}, {_SPEAKERS} AS speakers,
      coalesce((SELECT json_agg(json_build_object('name', t.name) ORDER BY t.position, t.id)
        FROM session_ticket st JOIN ticket t ON t.id = st.ticket_id WHERE st.session_id = s.id), '[]') AS tickets
    FROM session s WHERE s.event_id = e.id AND {_SHOWN} ORDER BY s.starts_at, s.id LIMIT 6) se) AS sessions,
  (SELECT coalesce(json_agg(row_to_json(ti)), '[]') FROM (
    SELECT t.name, t.quantity,
      (SELECT coalesce(json_agg(json_build_object(
          'name', p.name, 'price', json_build_object('amount', {_AMOUNT})) ORDER BY p.position, p.id), '[]')
        FROM price p WHERE p.ticket_id = t.id) AS prices
    FROM ticket t WHERE t.event_id = e.id AND t.active AND t.archived_at IS NULL
    ORDER BY t.position, t.id) ti) AS tickets
FROM event e WHERE e.id = $1 AND {_PUBLISHED}) x
"""
# Text is put together faster than JSON is built, which shows in an answer of this length.
FIFTY = f"""
WITH page AS MATERIALIZED (
  SELECT e.id, e.slug, e.name, e.starts_at, e.starts_local, e.organisation_id, e.venue_name, e.address_city
  FROM event e WHERE {_PUBLISHED} AND e.listing_enabled AND e.starts_at >= $1
  ORDER BY e.starts_at, e.id LIMIT 51)
SELECT '{{"nodes":[' || coalesce(string_agg(
    '{{"uuid":"' || e.id || '","slug":' || to_json(e.slug) || ',"name":' || to_json(e.name)
    || ',"startsOn":{{"utc":"' || e.starts_at || '","local":"' || e.starts_local
    || '"}},"organisation":{{"name":' || (SELECT to_json(o.name) FROM organisation o WHERE o.id = e.organisation_id)
    || '}},"configuration":{{"venue":{{"name":' || coalesce(to_json(e.venue_name)::text, 'null')
    || ',"address":{{"city":' || coalesce(to_json(e.address_city)::text, 'null')
    || '}}}}}},"occurrences":{{"nodes":[' || coalesce((
      SELECT string_agg('{{"startsOn":{{"utc":"' || o.starts_at || '","local":"' || o.starts_local || '"}}}}', ',')
      FROM (SELECT o.starts_at, o.starts_local FROM occurrence o WHERE o.event_id = e.id
        ORDER BY o.starts_at, o.id LIMIT 5) o), '')
    || ']}},"sessions":{{"nodes":[' || coalesce((
      SELECT string_agg('{{"name":' || to_json(s.name) || ',"speakers":[' || array_to_string(ARRAY(
          SELECT '{{"name":' || to_json(sp.name) || '}}'
          FROM session_speaker ss JOIN speaker sp ON sp.id = ss.speaker_id
          WHERE ss.session_id = s.id ORDER BY ss.position, sp.id), ',') || ']}}', ',')
      FROM (SELECT s.id, s.name FROM session s WHERE s.event_id = e.id AND {_SHOWN}
        ORDER BY s.starts_at, s.id LIMIT 6) s), '')
    || ']}},"tickets":[' || coalesce((
      SELECT string_agg('{{"name":' || to_json(t.name) || ',"prices":[' || coalesce(t.prices, '') || ']}}', ','
        ORDER BY t.position, t.id)
      FROM (SELECT t.id, t.name, t.position,
          string_agg('{{"price":{{"amount":"' || {_AMOUNT} || '","currency":"' || p.currency || '"}}}}', ','
            ORDER BY p.position, p.id) AS prices
        FROM ticket t LEFT JOIN price p ON p.ticket_id = t.id AND p.event_id = e.id
        WHERE t.event_id = e.id AND t.active AND t.archived_at IS NULL GROUP BY t.id) t), '')
    || ']}}', ',' ORDER BY e.starts_at, e.id), '')
  || '],"pageInfo":{{"hasNextPage":' || ((SELECT count(*) FROM page) > 50)::text || '}}}}'
FROM (SELECT * FROM page LIMIT 50) e
"""
TINY = f"SELECT json_build_object('name', e.name)::text FROM event e WHERE e.id = $1 AND {_PUBLISHED}"
AGENDA = f"""
SELECT json_build_object('name', e.name, 'agenda', (
  SELECT json_build_object('nodes', coalesce(json_agg(x.node) FILTER (WHERE x.number <= 100), '[]'),
    'pageInfo', json_build_object('hasNextPage', count(*) > 100))
  FROM (SELECT json_build_object('startsOn', {_ON.format(t="d", at="starts")},
      'endsOn', json_build_object('local', d.ends_local), 'name', s.name,
      'track', (SELECT json_build_object('name', t.name) FROM track t WHERE t.id = s.track_id),
      'location', (SELECT json_build_object('name', l.name) FROM location l WHERE l.id = s.location_id),
      'speakers', {_SPEAKERS}) AS node, row_number() OVER (ORDER BY d.starts_at, d.id) AS number
    FROM session_occurrence d JOIN session s ON s.id = d.session_id
    WHERE d.schedule_date_id = $2 AND d.event_id = e.id AND {_SHOWN} ORDER BY d.starts_at, d.id LIMIT 101) x))::text
FROM event e WHERE e.id = $1 AND {_PUBLISHED}
"""
NEARBY = f"""
WITH page AS MATERIALIZED (
  SELECT e.id, e.name, e.starts_at, e.starts_local, e.organisation_id, e.venue_name, e.venue_latitude,
    e.venue_longitude, e.address_city
  FROM event e
  WHERE {_PUBLISHED} AND e.listing_enabled AND e.starts_at >= $1 AND e.is_location_visible
    AND e.venue_latitude BETWEEN $2 AND $3
    AND (e.venue_x - $4) * (e.venue_x - $4) + (e.venue_y - $5) * (e.venue_y - $5)
      + (e.venue_z - $6) * (e.venue_z - $6) <= $7
  ORDER BY e.starts_at, e.id LIMIT 21)
SELECT json_build_object(
  'nodes', coalesce((SELECT json_agg(row_to_json(x)) FROM (SELECT
    e.id AS uuid, e.name, {_ON.format(t="e", at="starts")} AS "startsOn",
    (SELECT json_build_object('name', o.name) FROM organisation o WHERE o.id = e.organisation_id) AS organisation,
    json_build_object('venue', json_build_object('name', e.venue_name, 'latitude', e.venue_latitude,
      'longitude', e.venue_longitude, 'address', json_build_object('city', e.address_city))) AS configuration
    FROM page e ORDER BY e.starts_at, e.id LIMIT 20) x), '[]'),
  'pageInfo', json_build_object('hasNextPage', (SELECT count(*) FROM page) > 20))::text
"""
RENAME = f"""
UPDATE event e SET name = $2, version = version + 1 WHERE id = $1
RETURNING json_build_object('userErrors', '[]'::json, 'event', json_build_object(
  'uuid', e.id, 'name', e.name, 'startsOn', {_ON.format(t="e", at="starts")}))::text
"""
REGISTER = """
INSERT INTO attendee (id, organisation_id, event_id, user_id, ticket_id, occurrence_id, price_id, quantity, seats,
  timezone, created_at, created_local)
SELECT gen_random_uuid(), e.organisation_id, e.id, $2, $3, $4, $5, 1, 1, e.timezone, $6, $6 FROM event e WHERE e.id = $1
RETURNING json_build_object('userErrors', '[]'::json, 'attendee', json_build_object('quantity', quantity,
  'seats', seats, 'ticket', json_build_object('uuid', ticket_id),
  'occurrence', json_build_object('uuid', occurrence_id)))::text
"""
STATEMENTS = {
    "EventPage": PAGE,
    "FiftyEvents": FIFTY,
    "Tiny": TINY,
    "Agenda": AGENDA,
    "Nearby": NEARBY,
    "Rename": RENAME,
    "Register": REGISTER,
}


class Postgres:
    """So many connections, opened when first needed; the one that was used last is used next."""

    def __init__(self, dsn: str, connections: int) -> None:
        self._dsn = dsn
        self._left = connections
        self._free: asyncio.LifoQueue[dict[str, Any]] = asyncio.LifoQueue()

    async def value(self, name: str, values: Sequence[Any]) -> str:
        """The text that this question's statement answers."""
        if self._free.empty() and self._left:
            self._left -= 1
            connection = await asyncpg.connect(self._dsn)
            prepared = {name: await connection.prepare(sql) for name, sql in STATEMENTS.items()}
        else:
            prepared = await self._free.get()
        try:
            return str(await prepared[name].fetchval(*values))
        finally:
            self._free.put_nowait(prepared)
