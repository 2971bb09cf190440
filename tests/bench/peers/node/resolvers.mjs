// The resolvers of Mercurius, Apollo Server and Yoga. Their context is {pool, loaders}.

import { readFileSync } from 'node:fs';
import { agendaOf, eventWith, eventsFrom, eventsNear, registered, renamed } from './rows.mjs';

export const typeDefs = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8');

const on = (at) => (row) => ({ utc: row[`${at}_at`], local: row[`${at}_local`] });
const page = (rows, first) => ({ nodes: rows.slice(0, first), pageInfo: { hasNextPage: rows.length > first } });
const named = (name) => (name === null ? null : { name });
const timed = {
  startsOn: on('starts'),
  track: (row) => named(row.track),
  location: (row) => named(row.location),
  speakers: (row, _, { loaders }) => loaders.speakers.load(row.id),
};

export const resolvers = {
  Query: {
    event: (_, { uuid }, { pool }) => eventWith(pool, uuid),
    events: async (_, { first, filter }, { pool }) =>
      page(
        filter.near
          ? await eventsNear(pool, filter.startsFrom, filter.near, first + 1)
          : await eventsFrom(pool, filter.startsFrom, first + 1),
        first,
      ),
  },
  Mutation: {
    updateEvent: async (_, { uuid, input }, { pool }) => ({
      message: null,
      userErrors: [],
      event: await renamed(pool, uuid, input.name),
    }),
    registerAttendee: async (_, { eventUuid, userUuid, input }, { pool }) => ({
      message: null,
      userErrors: [],
      attendee: await registered(pool, eventUuid, userUuid, input),
    }),
  },
  Event: {
    uuid: (row) => row.id,
    displayName: (row) => row.display_name,
    startsOn: on('starts'),
    endsOn: on('ends'),
    organisation: (row, _, { loaders }) => loaders.organisation.load(row.organisation_id),
    configuration: (row) => ({ type: row.configuration_type, venue: row }),
    settings: (row) => row,
    occurrences: async (row, { first }, { loaders }) => ({
      nodes: await loaders.occurrences.load({ parent: row.id, first }),
    }),
    sessions: async (row, { first }, { loaders }) => ({ nodes: await loaders.sessions.load({ parent: row.id, first }) }),
    tickets: (row, _, { loaders }) => loaders.tickets.load(row.id),
    agenda: async (row, { scheduleDateUuid, first }, { pool }) =>
      page(await agendaOf(pool, row.id, scheduleDateUuid, first + 1), first),
  },
  Venue: {
    name: (row) => row.venue_name,
    latitude: (row) => row.venue_latitude,
    longitude: (row) => row.venue_longitude,
    address: (row) => row,
  },
  Address: {
    addressLine1: (row) => row.address_line1,
    city: (row) => row.address_city,
    country: (row) => row.address_country,
  },
  EventSettings: {
    eventCapacity: (row) => row.event_capacity,
    maxTicketPerCustomer: (row) => row.max_ticket_per_customer,
    enableRsvp: (row) => row.enable_rsvp,
    bookingStartsOn: (row) => ({ type: row.booking_starts_type, utc: row.booking_starts_at }),
    bookingEndsOn: (row) => ({ type: row.booking_ends_type, utc: row.booking_ends_at }),
  },
  Occurrence: { uuid: (row) => row.id, startsOn: on('starts') },
  Session: {
    ...timed,
    tickets: (row, _, { loaders }) =>
      row.tickets_type === 'ALL' ? loaders.tickets.load(row.event_id) : loaders.sessionTickets.load(row.id),
  },
  SessionOccurrence: { ...timed, endsOn: on('ends') },
  Ticket: { uuid: (row) => row.id, prices: (row, _, { loaders }) => loaders.prices.load(row.id) },
  Price: { price: (row) => ({ amount: (Number(row.amount_minor) / 100).toFixed(2), currency: row.currency }) },
  Attendee: { ticket: (row) => ({ id: row.ticket_id }), occurrence: (row) => ({ id: row.occurrence_id }) },
};
