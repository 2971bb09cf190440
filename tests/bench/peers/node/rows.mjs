// The rows that resolvers are given: one statement for each root field, and DataLoaders for what belongs to many.

import DataLoader from 'dataloader';
import pg from 'pg';

const PUBLISHED = `e.lifecycle = 'PUBLISHED' AND NOT e.is_invite_only`;
const EVENT = `e.id, e.slug, e.name, e.display_name, e.timezone, e.currency, e.starts_at, e.starts_local, e.ends_at,
  e.ends_local, e.organisation_id, e.configuration_type, e.venue_name, e.venue_latitude, e.venue_longitude,
  e.address_line1, e.address_city, e.address_country, e.event_capacity, e.max_ticket_per_customer, e.enable_rsvp,
  e.booking_starts_type, e.booking_starts_at, e.booking_ends_type, e.booking_ends_at`;
const SHOWN = `s.status = 'ACTIVE' AND s.proposal_status = 'LIVE' AND s.kind IN ('GENERAL', 'ADDITIONAL')`;
const ON_SALE = `t.active AND t.archived_at IS NULL`;
const EARTH_RADIUS_KM = 6371.0088;

export const open = (url, connections) => new pg.Pool({ connectionString: url, max: connections });

// A named statement is prepared once on each connection.
const rows = async (pool, name, text, values) => (await pool.query({ name, text, values })).rows;

const grouped = (keys, found) => {
  const lists = new Map(keys.map((key) => [key, []]));
  for (const row of found) lists.get(row.parent).push(row);
  return keys.map((key) => lists.get(key));
};

const many = (pool, name, text) =>
  new DataLoader(async (keys) => grouped(keys, await rows(pool, name, text, [keys])));

// A page of each parent's list. All parents of one request ask for as many.
const pages = (pool, name, text) =>
  new DataLoader(
    async (keys) => {
      const parents = keys.map((key) => key.parent);
      return grouped(parents, await rows(pool, name, text, [parents, keys[0].first]));
    },
    { cacheKeyFn: (key) => key.parent },
  );

export const loaders = (pool) => ({
  organisation: new DataLoader(async (keys) => {
    const found = await rows(pool, 'organisation', `SELECT id, slug, name, timezone FROM organisation WHERE id = ANY($1)`, [keys]);
    const byId = new Map(found.map((row) => [row.id, row]));
    return keys.map((key) => byId.get(key));
  }),
  occurrences: pages(
    pool,
    'occurrences',
    `SELECT k.parent, o.* FROM unnest($1::uuid[]) k(parent) CROSS JOIN LATERAL (
       SELECT o.id, o.starts_at, o.starts_local, o.capacity FROM occurrence o WHERE o.event_id = k.parent
       ORDER BY o.starts_at, o.id LIMIT $2) o`,
  ),
  sessions: pages(
    pool,
    'sessions',
    `SELECT k.parent, s.* FROM unnest($1::uuid[]) k(parent) CROSS JOIN LATERAL (
       SELECT s.id, s.event_id, s.name, s.starts_at, s.starts_local, s.tickets_type, tr.name AS track, l.name AS location
       FROM session s LEFT JOIN track tr ON tr.id = s.track_id LEFT JOIN location l ON l.id = s.location_id
       WHERE s.event_id = k.parent AND ${SHOWN} ORDER BY s.starts_at, s.id LIMIT $2) s`,
  ),
  speakers: many(
    pool,
    'speakers',
    `SELECT ss.session_id AS parent, sp.name FROM session_speaker ss JOIN speaker sp ON sp.id = ss.speaker_id
     WHERE ss.session_id = ANY($1) ORDER BY ss.position, sp.id`,
  ),
  sessionTickets: many(
    pool,
    'session tickets',
    `SELECT st.session_id AS parent, t.name FROM session_ticket st JOIN ticket t ON t.id = st.ticket_id
     WHERE st.session_id = ANY($1) AND ${ON_SALE} ORDER BY t.position, t.id`,
  ),
  tickets: many(
    pool,
    'tickets',
    `SELECT t.event_id AS parent, t.id, t.name, t.quantity FROM ticket t
     WHERE t.event_id = ANY($1) AND ${ON_SALE} ORDER BY t.position, t.id`,
  ),
  prices: many(
    pool,
    'prices',
    `SELECT p.ticket_id AS parent, p.name, p.amount_minor, p.currency FROM price p
     WHERE p.ticket_id = ANY($1) ORDER BY p.position, p.id`,
  ),
});

export const eventWith = async (pool, uuid) =>
  (await rows(pool, 'event', `SELECT ${EVENT} FROM event e WHERE e.id = $1 AND ${PUBLISHED}`, [uuid]))[0] ?? null;

export const eventsFrom = (pool, from, limit) =>
  rows(
    pool,
    'events',
    `SELECT ${EVENT} FROM event e WHERE ${PUBLISHED} AND e.listing_enabled AND e.starts_at >= $1
     ORDER BY e.starts_at, e.id LIMIT $2`,
    [instant(from), limit],
  );

export const eventsNear = (pool, from, near, limit) => {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const [north, east] = [radians(near.latitude), radians(near.longitude)];
  const edge = ((near.radiusKm / EARTH_RADIUS_KM) * 180) / Math.PI;
  const chord = (2 * Math.sin(near.radiusKm / (2 * EARTH_RADIUS_KM))) ** 2;
  const centre = [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
  return rows(
    pool,
    'events near',
    `SELECT ${EVENT} FROM event e
     WHERE ${PUBLISHED} AND e.listing_enabled AND e.starts_at >= $1 AND e.is_location_visible
       AND e.venue_latitude BETWEEN $2 AND $3
       AND (e.venue_x - $4) * (e.venue_x - $4) + (e.venue_y - $5) * (e.venue_y - $5)
         + (e.venue_z - $6) * (e.venue_z - $6) <= $7
     ORDER BY e.starts_at, e.id LIMIT $8`,
    [instant(from), near.latitude - edge, near.latitude + edge, ...centre, chord, limit],
  );
};

export const agendaOf = (pool, event, day, limit) =>
  rows(
    pool,
    'agenda',
    `SELECT s.id, s.name, d.starts_at, d.starts_local, d.ends_at, d.ends_local, tr.name AS track, l.name AS location
     FROM session_occurrence d JOIN session s ON s.id = d.session_id
     LEFT JOIN track tr ON tr.id = s.track_id LEFT JOIN location l ON l.id = s.location_id
     WHERE d.event_id = $1 AND d.schedule_date_id = $2 AND ${SHOWN} ORDER BY d.starts_at, d.id LIMIT $3`,
    [event, day, limit],
  );

export const renamed = async (pool, uuid, name) =>
  (
    await rows(
      pool,
      'rename',
      `UPDATE event e SET name = $2, version = version + 1 WHERE id = $1 RETURNING ${EVENT}`,
      [uuid, name],
    )
  )[0];

export const registered = async (pool, event, user, input) =>
  (
    await rows(
      pool,
      'register',
      `INSERT INTO attendee (id, organisation_id, event_id, user_id, ticket_id, occurrence_id, price_id, quantity, seats,
         timezone, created_at, created_local)
       SELECT gen_random_uuid(), e.organisation_id, e.id, $2, $3, $4, $5, 1, 1, e.timezone, $6, $6
       FROM event e WHERE e.id = $1 RETURNING quantity, seats, ticket_id, occurrence_id`,
      [event, user, input.ticketUuid, input.occurrenceUuid, input.priceUuid, instant(new Date()).slice(0, 19)],
    )
  )[0];

// As the database stores it.
const instant = (value) => `${new Date(value).toISOString().slice(0, 19)}Z`;
