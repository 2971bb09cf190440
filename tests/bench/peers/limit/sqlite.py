"""The best SQL that we know how to write by hand for each question, on SQLite, on the loop's own thread."""

import sqlite3
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from app.db.engine import SQLITE_PRAGMAS

_ON = "json_object('utc', {t}.{at}_at, 'local', {t}.{at}_local)"
_AMOUNT = "printf('%d.%02d', p.amount_minor / 100, p.amount_minor % 100)"
_PLACES = """'track', (SELECT json_object('name', t.name) FROM track t WHERE t.id = s.track_id),
    'location', (SELECT json_object('name', l.name) FROM location l WHERE l.id = s.location_id)"""
# An aggregate takes its rows as a subquery orders them: it has no order of its own before SQLite 3.44.
_SPEAKERS = """(SELECT json_group_array(json_object('name', sp.name)) FROM (
    SELECT sp.name FROM session_speaker ss JOIN speaker sp ON sp.id = ss.speaker_id
    WHERE ss.session_id = s.id ORDER BY ss.position, sp.id) sp)"""
_SHOWN = "s.status = 'ACTIVE' AND s.proposal_status = 'LIVE' AND s.kind IN ('GENERAL', 'ADDITIONAL')"
_PUBLISHED = "e.lifecycle = 'PUBLISHED' AND NOT e.is_invite_only"

PAGE = f"""
SELECT json_object(
  'uuid', e.id, 'slug', e.slug, 'name', e.name, 'displayName', e.display_name, 'timezone', e.timezone,
  'currency', e.currency, 'startsOn', {_ON.format(t="e", at="starts")}, 'endsOn', {_ON.format(t="e", at="ends")},
  'organisation', (SELECT json_object('slug', o.slug, 'name', o.name, 'timezone', o.timezone)
    FROM organisation o WHERE o.id = e.organisation_id),
  'configuration', json_object('type', e.configuration_type, 'venue', json_object(
    'name', e.venue_name, 'latitude', e.venue_latitude, 'longitude', e.venue_longitude, 'address', json_object(
      'addressLine1', e.address_line1, 'city', e.address_city, 'country', e.address_country))),
  'settings', json_object('eventCapacity', e.event_capacity, 'maxTicketPerCustomer', e.max_ticket_per_customer,
    'enableRsvp', json(iif(e.enable_rsvp, 'true', 'false')),
    'bookingStartsOn', json_object('type', e.booking_starts_type, 'utc', e.booking_starts_at),
    'bookingEndsOn', json_object('type', e.booking_ends_type, 'utc', e.booking_ends_at)),
  'occurrences', (SELECT json_object('nodes', json_group_array(json_object(
      'startsOn', {_ON.format(t="o", at="starts")}, 'capacity', o.capacity)))
    FROM (SELECT o.starts_at, o.starts_local, o.capacity FROM occurrence o WHERE o.event_id = e.id
      ORDER BY o.starts_at, o.id LIMIT 5) o),
  'sessions', (SELECT json_object('nodes', json_group_array(json_object(
      'name', s.name, 'startsOn', json_object('local', s.starts_local), {_PLACES}, 'speakers', {_SPEAKERS},
      'tickets', (SELECT json_group_array(json_object('name', t.name)) FROM (
        SELECT t.name FROM session_ticket st JOIN ticket t ON t.id = st.ticket_id WHERE st.session_id = s.id
        ORDER BY t.position, t.id) t))))
    FROM (SELECT s.id, s.name, s.starts_local, s.track_id, s.location_id FROM session s
      WHERE s.event_id = e.id AND {_SHOWN} ORDER BY s.starts_at, s.id LIMIT 6) s),
  'tickets', (SELECT json_group_array(json_object('name', t.name, 'quantity', t.quantity,
      'prices', (SELECT json_group_array(json_object('name', p.name, 'price', json_object('amount', {_AMOUNT})))
        FROM (SELECT p.name, p.amount_minor FROM price p WHERE p.ticket_id = t.id ORDER BY p.position, p.id) p)))
    FROM (SELECT t.id, t.name, t.quantity FROM ticket t
      WHERE t.event_id = e.id AND t.active AND t.archived_at IS NULL ORDER BY t.position, t.id) t))
FROM event e WHERE e.id = ? AND {_PUBLISHED}
"""
FIFTY = f"""
WITH page AS MATERIALIZED (
  SELECT e.id, e.slug, e.name, e.starts_at, e.starts_local, e.organisation_id, e.venue_name, e.address_city
  FROM event e WHERE {_PUBLISHED} AND e.listing_enabled AND e.starts_at >= ?
  ORDER BY e.starts_at, e.id LIMIT 51)
SELECT json_object(
  'nodes', (SELECT json_group_array(json_object(
    'uuid', e.id, 'slug', e.slug, 'name', e.name, 'startsOn', {_ON.format(t="e", at="starts")},
    'organisation', (SELECT json_object('name', o.name) FROM organisation o WHERE o.id = e.organisation_id),
    'configuration', json_object('venue', json_object(
      'name', e.venue_name, 'address', json_object('city', e.address_city))),
    'occurrences', (SELECT json_object('nodes', json_group_array(json_object(
        'startsOn', {_ON.format(t="o", at="starts")})))
      FROM (SELECT o.starts_at, o.starts_local FROM occurrence o WHERE o.event_id = e.id
        ORDER BY o.starts_at, o.id LIMIT 5) o),
    'sessions', (SELECT json_object('nodes', json_group_array(json_object('name', s.name, 'speakers', {_SPEAKERS})))
      FROM (SELECT s.id, s.name FROM session s WHERE s.event_id = e.id AND {_SHOWN}
        ORDER BY s.starts_at, s.id LIMIT 6) s),
    'tickets', (SELECT json_group_array(json_object('name', t.name,
        'prices', (SELECT json_group_array(json_object(
            'price', json_object('amount', {_AMOUNT}, 'currency', p.currency)))
          FROM (SELECT p.amount_minor, p.currency FROM price p WHERE p.ticket_id = t.id
            ORDER BY p.position, p.id) p)))
      FROM (SELECT t.id, t.name FROM ticket t WHERE t.event_id = e.id AND t.active AND t.archived_at IS NULL
        ORDER BY t.position, t.id) t)))
    FROM (SELECT * FROM page LIMIT 50) e),
  'pageInfo', json_object('hasNextPage', json(iif((SELECT count(*) FROM page) > 50, 'true', 'false'))))
"""
TINY = f"SELECT json_object('name', e.name) FROM event e WHERE e.id = ? AND {_PUBLISHED}"
AGENDA = f"""
SELECT json_object('name', e.name, 'agenda', (
  SELECT json_object(
    'nodes', json_group_array(json_object('startsOn', {_ON.format(t="s", at="starts")},
      'endsOn', json_object('local', s.ends_local), 'name', s.name, {_PLACES}, 'speakers', {_SPEAKERS}))
      FILTER (WHERE s.number <= 100),
    'pageInfo', json_object('hasNextPage', json(iif(count(*) > 100, 'true', 'false'))))
  FROM (SELECT d.starts_at, d.starts_local, d.ends_local, s.id, s.name, s.track_id, s.location_id,
      row_number() OVER (ORDER BY d.starts_at, d.id) AS number
    FROM session_occurrence d JOIN session s ON s.id = d.session_id
    WHERE d.schedule_date_id = ?2 AND d.event_id = e.id AND {_SHOWN} ORDER BY d.starts_at, d.id LIMIT 101) s))
FROM event e WHERE e.id = ?1 AND {_PUBLISHED}
"""
NEARBY = f"""
WITH page AS MATERIALIZED (
  SELECT e.id, e.name, e.starts_at, e.starts_local, e.organisation_id, e.venue_name, e.venue_latitude,
    e.venue_longitude, e.address_city
  FROM event e
  WHERE {_PUBLISHED} AND e.listing_enabled AND e.starts_at >= ?1 AND e.is_location_visible
    AND e.venue_latitude BETWEEN ?2 AND ?3
    AND (e.venue_x - ?4) * (e.venue_x - ?4) + (e.venue_y - ?5) * (e.venue_y - ?5)
      + (e.venue_z - ?6) * (e.venue_z - ?6) <= ?7
  ORDER BY e.starts_at, e.id LIMIT 21)
SELECT json_object(
  'nodes', (SELECT json_group_array(json_object(
    'uuid', e.id, 'name', e.name, 'startsOn', {_ON.format(t="e", at="starts")},
    'organisation', (SELECT json_object('name', o.name) FROM organisation o WHERE o.id = e.organisation_id),
    'configuration', json_object('venue', json_object('name', e.venue_name, 'latitude', e.venue_latitude,
      'longitude', e.venue_longitude, 'address', json_object('city', e.address_city)))))
    FROM (SELECT * FROM page LIMIT 20) e),
  'pageInfo', json_object('hasNextPage', json(iif((SELECT count(*) FROM page) > 20, 'true', 'false'))))
"""
RENAME = f"""
UPDATE event AS e SET name = ?2, version = version + 1 WHERE id = ?1
RETURNING json_object('userErrors', json('[]'), 'event', json_object(
  'uuid', id, 'name', name, 'startsOn', {_ON.replace("{t}.", "").format(at="starts")}))
"""
REGISTER = """
INSERT INTO attendee (id, organisation_id, event_id, user_id, ticket_id, occurrence_id, price_id, quantity, seats,
  timezone, created_at, created_local)
SELECT ?7, e.organisation_id, e.id, ?2, ?3, ?4, ?5, 1, 1, e.timezone, ?6, ?6 FROM event e WHERE e.id = ?1
RETURNING json_object('userErrors', json('[]'), 'attendee', json_object('quantity', quantity, 'seats', seats,
  'ticket', json_object('uuid', ticket_id), 'occurrence', json_object('uuid', occurrence_id)))
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


class Sqlite:
    """One connection for everything: on one core, nothing is gained by waiting beside it."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=512)
        for pragma in SQLITE_PRAGMAS:
            self._connection.execute(pragma)

    async def value(self, name: str, values: Sequence[Any]) -> str:
        """The text that this question's statement answers."""
        given = (*values, str(uuid4())) if name == "Register" else values
        # All rows, for a statement that writes commits only when it is done.
        ((text,),) = self._connection.execute(STATEMENTS[name], given).fetchall()
        return str(text)
