/* An event of a suite's own on the live server, so that its whole answers are known whenever it is asked. */

import assert from 'node:assert/strict';

const { MARQUEE_URL, MARQUEE_TOKEN } = process.env;

/** Asks with the demo's token and answers the data; any error or refusal in it fails. */
export async function ask(query, variables = {}) {
  const response = await fetch(MARQUEE_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${MARQUEE_TOKEN}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  for (const payload of Object.values(data)) assert.deepEqual(payload?.userErrors ?? [], []);
  return data;
}

/** The uuid of the demo's organisation. */
export async function demoOrganisation() {
  const { organisationBySlug } = await ask('{ organisationBySlug(slug: "marquee-demo") { uuid } }');
  return organisationBySlug.uuid;
}

/** Makes a part of an event, such as a `track`, and answers its uuid. */
async function make(part, eventUuid, input) {
  const type = part[0].toUpperCase() + part.slice(1);
  const { [`create${type}`]: payload } = await ask(
    `mutation ($eventUuid: UUID!, $input: Create${type}Input!) {
      create${type}(eventUuid: $eventUuid, input: $input) { ${part} { uuid } userErrors { code message path } }
    }`,
    { eventUuid, input },
  );
  return payload[part].uuid;
}

/** A published event of two days in Sydney with an agenda and a ticket, named and tagged by the suite; its uuids. */
export async function stageHarbourNights(suite) {
  const organisationUuid = await demoOrganisation();
  const { createEvent: { event } } = await ask(
    `mutation ($organisationUuid: UUID!, $input: CreateEventInput!) {
      createEvent(organisationUuid: $organisationUuid, input: $input) {
        event { id uuid slug occurrences { nodes { id uuid } } } userErrors { code message path }
      }
    }`,
    {
      organisationUuid,
      input: {
        name: `Harbour Nights, ${suite}`,
        description: 'Two evenings by the water.',
        timezone: 'Australia/Sydney',
        currency: 'AUD',
        location: 'Sydney Harbour',
        configuration: {
          type: 'VENUE_EVENT',
          venue: { name: 'Pier 2', address: { city: 'Sydney', country: 'Australia' } },
        },
        listing: { tags: [suite] },
        links: [{ name: 'Map', url: 'https://harbour.example/map' }],
        settings: { enableRsvp: true },
        occurrence: {
          type: 'DAILY',
          startsOn: { local: '2031-05-02 18:00' },
          durationMinutes: 240,
          ends: { type: 'AFTER_COUNT', count: 2 },
        },
      },
    },
  );
  const part = (what, input) => make(what, event.uuid, input);
  const friday = await part('scheduleDate', { date: '2031-05-02', name: 'Friday' });
  const saturday = await part('scheduleDate', { date: '2031-05-03' });
  const track = await part('track', { name: 'Music', colour: '#0a6ebd' });
  const location = await part('location', { name: 'Main stage' });
  const speaker = await part('speaker', { name: 'Ada Byron', biography: 'Plays the engine.' });
  const opening = await part('session', {
    name: 'Opening',
    startsOn: { local: '2031-05-02 18:30' },
    durationMinutes: 45,
    scheduleDateUuid: friday,
    trackUuid: track,
    locationUuid: location,
    speakerUuids: [speaker],
    tags: ['live'],
  });
  const closing = await part('session', {
    name: 'Closing',
    startsOn: { local: '2031-05-03 21:00' },
    durationMinutes: 60,
    scheduleDateUuid: saturday,
  });
  const ticket = await part('ticket', {
    name: 'Both evenings',
    category: 'PAID',
    quantity: 100,
    prices: [{ name: 'Regular', amount: '45.50' }],
  });
  await ask(
    'mutation ($uuid: UUID!) { publishEvent(uuid: $uuid) { userErrors { code message path } } }',
    { uuid: event.uuid },
  );
  const { node: { prices: [price] } } = await ask(
    'query ($id: ID!) { node(id: $id) { ... on Ticket { prices { uuid } } } }',
    { id: `Ticket_${ticket}` },
  );
  const { createUser: { user } } = await ask(
    `mutation ($organisationUuid: UUID!, $input: CreateUserInput!) {
      createUser(organisationUuid: $organisationUuid, input: $input) {
        user { id uuid } userErrors { code message path }
      }
    }`,
    { organisationUuid, input: { displayName: `Grace of ${suite}` } },
  );
  return {
    event, organisationUuid, user, friday, saturday, track, location, speaker, opening, closing, ticket,
    price: price.uuid, occurrences: event.occurrences.nodes,
  };
}
