-- What PostGraphile makes its schema from: the public part of the tables as views, with smart tags for their keys.

DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;

CREATE VIEW bench.organisation AS SELECT id, slug, name, timezone FROM public.organisation;
COMMENT ON VIEW bench.organisation IS E'@primaryKey id\n@omit create,update,delete';

CREATE VIEW bench.event AS SELECT
  id, slug, name, display_name, timezone, currency, starts_at, starts_local, ends_at, ends_local, organisation_id,
  configuration_type, venue_name, venue_latitude, venue_longitude, address_line1, address_city, address_country,
  event_capacity, max_ticket_per_customer, enable_rsvp, booking_starts_type, booking_starts_at, booking_ends_type,
  booking_ends_at, listing_enabled, is_location_visible, venue_x, venue_y, venue_z
FROM public.event WHERE lifecycle = 'PUBLISHED' AND NOT is_invite_only;
COMMENT ON VIEW bench.event IS E'@primaryKey id\n@foreignKey (organisation_id) references bench.organisation (id)';

CREATE VIEW bench.occurrence AS
SELECT id, event_id, starts_at, starts_local, capacity FROM public.occurrence;
COMMENT ON VIEW bench.occurrence IS E'@primaryKey id\n@foreignKey (event_id) references bench.event (id)';

CREATE VIEW bench.track AS SELECT id, name FROM public.track;
COMMENT ON VIEW bench.track IS E'@primaryKey id';

CREATE VIEW bench.location AS SELECT id, name FROM public.location;
COMMENT ON VIEW bench.location IS E'@primaryKey id';

CREATE VIEW bench.session AS
SELECT id, event_id, name, starts_at, starts_local, track_id, location_id FROM public.session
WHERE status = 'ACTIVE' AND proposal_status = 'LIVE' AND kind IN ('GENERAL', 'ADDITIONAL');
COMMENT ON VIEW bench.session IS E'@primaryKey id\n@foreignKey (event_id) references bench.event (id)\n@foreignKey (track_id) references bench.track (id)\n@foreignKey (location_id) references bench.location (id)';

CREATE VIEW bench.session_speaker AS
SELECT ss.session_id, ss.speaker_id, ss.position, sp.name
FROM public.session_speaker ss JOIN public.speaker sp ON sp.id = ss.speaker_id;
COMMENT ON VIEW bench.session_speaker IS E'@primaryKey session_id,speaker_id\n@foreignKey (session_id) references bench.session (id)';

CREATE VIEW bench.ticket AS
SELECT id, event_id, name, quantity, position FROM public.ticket WHERE active AND archived_at IS NULL;
COMMENT ON VIEW bench.ticket IS E'@primaryKey id\n@foreignKey (event_id) references bench.event (id)';

CREATE VIEW bench.session_ticket AS
SELECT st.session_id, st.ticket_id, t.position, t.name
FROM public.session_ticket st JOIN public.ticket t ON t.id = st.ticket_id WHERE t.active AND t.archived_at IS NULL;
COMMENT ON VIEW bench.session_ticket IS E'@primaryKey session_id,ticket_id\n@foreignKey (session_id) references bench.session (id)';

CREATE VIEW bench.price AS
SELECT id, ticket_id, name, (amount_minor::numeric / 100)::numeric(30, 2)::text AS amount, currency, position
FROM public.price;
COMMENT ON VIEW bench.price IS E'@primaryKey id\n@foreignKey (ticket_id) references bench.ticket (id)';

CREATE VIEW bench.session_date AS
SELECT d.id, d.event_id, d.schedule_date_id, d.starts_at, d.starts_local, d.ends_local, d.session_id
FROM public.session_occurrence d;
COMMENT ON VIEW bench.session_date IS E'@primaryKey id\n@foreignKey (event_id) references bench.event (id)\n@foreignKey (session_id) references bench.session (id)';

CREATE VIEW bench.attendee AS
SELECT id, organisation_id, event_id, user_id, ticket_id, occurrence_id, price_id, quantity, seats, timezone,
  created_at, created_local
FROM public.attendee;
COMMENT ON VIEW bench.attendee IS E'@primaryKey id';

CREATE FUNCTION bench.events_from(starts_from text) RETURNS SETOF bench.event LANGUAGE sql STABLE AS $$
  SELECT * FROM bench.event e
  WHERE e.listing_enabled AND e.starts_at >= starts_from ORDER BY e.starts_at, e.id
$$;

CREATE FUNCTION bench.events_near(
  starts_from text, south float, north float, x float, y float, z float, chord float
) RETURNS SETOF bench.event LANGUAGE sql STABLE AS $$
  SELECT * FROM bench.event e
  WHERE e.listing_enabled AND e.starts_at >= starts_from AND e.is_location_visible
    AND e.venue_latitude BETWEEN south AND north
    AND (e.venue_x - x) * (e.venue_x - x) + (e.venue_y - y) * (e.venue_y - y)
      + (e.venue_z - z) * (e.venue_z - z) <= chord
  ORDER BY e.starts_at, e.id
$$;
