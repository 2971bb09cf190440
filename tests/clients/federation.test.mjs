/* Marquee as a subgraph: composed with a second one, `ratings`, and both asked through @apollo/gateway. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { composeServices } from '@apollo/composition';
import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

import { startDemo } from '../servers.mjs';

const UNKNOWN = '6f0c7a3e-6b0e-4f0e-9a35-000000000000';
const NAMES = ['Harbour Night', 'Winter Ball', 'Open Studio'];

// Its own fields on Marquee's events, and ratings of everything that Marquee has a key for.
const RATINGS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
  scalar UUID
  type Event @key(fields: "uuid") { uuid: UUID! stars: Int raters: [User!]! }
  type Occurrence @key(fields: "uuid", resolvable: false) { uuid: UUID! }
  type Organisation @key(fields: "uuid", resolvable: false) { uuid: UUID! }
  type Session @key(fields: "uuid", resolvable: false) { uuid: UUID! }
  type Ticket @key(fields: "uuid", resolvable: false) { uuid: UUID! }
  type User @key(fields: "uuid", resolvable: false) { uuid: UUID! }
  union Rated = Event | Occurrence | Organisation | Session | Ticket | User
  type Rating { stars: Int! rated: Rated }
  type PageInfo @shareable {
    hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String
  }
  type Query { ratings: [Rating!]! bestEvents: [Event!]! firstRatings: PageInfo! }
`;

const folder = mkdtempSync(join(tmpdir(), 'marquee-federation-'));
const stops = [() => rmSync(folder, { recursive: true, force: true })];
// What `ratings` refers to, the stars of each event by uuid, and how many requests Marquee was sent.
let ratings = [];
let stars = {};
let requests = 0;
let marquee, gateway, made;

const resolvers = {
  Query: {
    ratings: () => ratings,
    bestEvents: () => Object.keys(stars).sort((a, b) => stars[b] - stars[a]).map((uuid) => ({ uuid })),
    firstRatings: () => ({ hasNextPage: true, hasPreviousPage: false, startCursor: 'a', endCursor: 'b' }),
  },
  Rated: { __resolveType: (rated) => rated.__typename },
  Event: {
    __resolveReference: ({ uuid }) => (uuid in stars ? { uuid } : null),
    stars: ({ uuid }) => stars[uuid],
    raters: () => [{ uuid: made.User }],
  },
};

/** Composing blocks this process for seconds, in which the server closes what is idle: each request connects anew. */
const once = (url, request) => fetch(url, { ...request, headers: { ...request.headers, connection: 'close' } });

class Asking extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.token) request.http.headers.set('authorization', `Bearer ${context.token}`);
    if (this.url === marquee.url) requests += 1;
  }
}

/** Asks Marquee itself and answers its data. */
async function tell(query, variables = {}) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${marquee.token}` };
  const response = await once(marquee.url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await response.json();
  assert.deepEqual(errors, undefined);
  return data;
}

/** Asks the gateway, with the token unless told otherwise, and answers {data} or {data, errors}. */
async function ask(query, { token = marquee.token } = {}) {
  const { body } = await gateway.executeOperation({ query }, { contextValue: { token } });
  const { data, errors } = JSON.parse(JSON.stringify(body.singleResult));
  return errors ? { data, errors } : { data };
}

/** One of each entity of the demo, a user, and three events that nobody has published: their uuids. */
async function make() {
  const { event } = await tell(`{
    event: eventBySlug(organisationSlug: "marquee-demo", slug: "chaos-communication-camp-2019") {
      uuid organisation { uuid } tickets { uuid } sessions(first: 1) { nodes { uuid } }
      occurrences(first: 1) { nodes { uuid } }
    }
  }`);
  const organisation = event.organisation.uuid;
  const events = [];
  for (const name of NAMES) {
    const create = `mutation ($organisation: UUID!, $input: CreateEventInput!) {
      createEvent(organisationUuid: $organisation, input: $input) { event { uuid } userErrors { message } }
    }`;
    const { createEvent } = await tell(create, { organisation, input: { name } });
    assert.deepEqual(createEvent.userErrors, []);
    events.push(createEvent.event.uuid);
  }
  const { createUser } = await tell(
    `mutation ($organisation: UUID!) {
      createUser(organisationUuid: $organisation, input: {displayName: "Ada Lovelace"}) { user { uuid } }
    }`,
    { organisation },
  );
  return {
    Event: event.uuid,
    Occurrence: event.occurrences.nodes[0].uuid,
    Organisation: organisation,
    Session: event.sessions.nodes[0].uuid,
    Ticket: event.tickets[0].uuid,
    User: createUser.user.uuid,
    events,
  };
}

before(async () => {
  marquee = await startDemo(folder, { MARQUEE_FEDERATION: 'true' });
  stops.unshift(marquee.stop);
  made = await make();
  const schema = buildSubgraphSchema([{ typeDefs: parse(RATINGS), resolvers }]);
  const server = new ApolloServer({ schema });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
  stops.unshift(() => server.stop());
  gateway = new ApolloServer({
    gateway: new ApolloGateway({
      supergraphSdl: new IntrospectAndCompose({
        subgraphs: [{ name: 'marquee', url: marquee.url }, { name: 'ratings', url }],
      }),
      buildService: ({ url: address }) => new Asking({ url: address, fetcher: once }),
    }),
  });
  await gateway.start();
  stops.unshift(() => gateway.stop());
});

beforeEach(() => {
  stars = Object.fromEntries([made.Event, ...made.events].map((uuid, number) => [uuid, number + 2]));
  ratings = [];
  requests = 0;
});

after(async () => {
  for (const stop of stops) await stop();
});

test('the two subgraphs compose without an error or a hint', async () => {
  const { _service: { sdl } } = await tell('{ _service { sdl } }');
  const composed = composeServices([
    { name: 'marquee', url: marquee.url, typeDefs: parse(sdl) },
    { name: 'ratings', url: 'http://ratings.example', typeDefs: parse(RATINGS) },
  ]);
  assert.deepEqual(composed.errors, undefined);
  assert.deepEqual(composed.hints.map((hint) => hint.toString()), []);
});

test("Marquee's events are joined with what the other subgraph knows of them", async () => {
  const answer = await ask(`{
    events(orderBy: {field: NAME, direction: ASC}) {
      totalCount
      nodes { name stars raters { displayName } organisation { name } }
    }
  }`);
  const rest = { raters: [{ displayName: 'Ada Lovelace' }], organisation: { name: 'Marquee demo' } };
  const nodes = [
    { name: 'Chaos Communication Camp 2019', stars: 2, ...rest },
    { name: 'Harbour Night', stars: 3, ...rest },
    { name: 'Open Studio', stars: 5, ...rest },
    { name: 'Winter Ball', stars: 4, ...rest },
  ];
  assert.deepEqual(answer, { data: { events: { totalCount: 4, nodes } } });
  // The events, and the raters of them all.
  assert.equal(requests, 2);
});

test("the other subgraph's events are joined with what Marquee knows of them, in one request", async () => {
  const answer = await ask('{ bestEvents { stars name status organisation { slug } } }');
  const organisation = { slug: 'marquee-demo' };
  const bestEvents = [
    { stars: 5, name: 'Open Studio', status: 'DRAFT', organisation },
    { stars: 4, name: 'Winter Ball', status: 'DRAFT', organisation },
    { stars: 3, name: 'Harbour Night', status: 'DRAFT', organisation },
    { stars: 2, name: 'Chaos Communication Camp 2019', status: 'PUBLISHED', organisation },
  ];
  assert.deepEqual(answer, { data: { bestEvents } });
  assert.equal(requests, 1);
});

const RATED = `{
  ratings {
    stars
    rated {
      __typename
      ... on Event { name stars }
      ... on Occurrence { startsOn { timezone } event { name } }
      ... on Organisation { name }
      ... on Session { displayName }
      ... on Ticket { name }
      ... on User { displayName }
    }
  }
}`;
const rate = (name, uuid, count) => ({ stars: count, rated: { __typename: name, uuid } });

test('entities of every kind are found for the other subgraph in one request', async () => {
  const camp = 'Chaos Communication Camp 2019';
  const rows = [
    ['User', made.User, { displayName: 'Ada Lovelace' }],
    ['Event', made.events[1], { name: 'Winter Ball', stars: 4 }],
    ['Ticket', made.Ticket, { name: 'Standard' }],
    ['Session', made.Session, { displayName: 'Opening Ceremony' }],
    ['Organisation', made.Organisation, { name: 'Marquee demo' }],
    ['Occurrence', made.Occurrence, { startsOn: { timezone: 'Europe/Berlin' }, event: { name: camp } }],
    ['Event', made.Event, { name: camp, stars: 2 }],
  ];
  ratings = rows.map(([name, uuid], number) => rate(name, uuid, number));
  const answers = rows.map(([name, , answer], number) => ({ stars: number, rated: { __typename: name, ...answer } }));
  assert.deepEqual(await ask(RATED), { data: { ratings: answers } });
  assert.equal(requests, 1);
});

test('what Marquee does not know, or does not show to the caller, is null among the others', async () => {
  ratings = [rate('Event', made.Event, 1), rate('Event', UNKNOWN, 2), rate('Event', made.events[0], 3)];
  const camp = { stars: 1, rated: { __typename: 'Event', name: 'Chaos Communication Camp 2019', stars: 2 } };
  const night = { stars: 3, rated: { __typename: 'Event', name: 'Harbour Night', stars: 3 } };
  const nothing = { stars: 2, rated: null };
  assert.deepEqual(await ask(RATED), { data: { ratings: [camp, nothing, night] } });
  const unseen = { stars: 3, rated: null };
  assert.deepEqual(await ask(RATED, { token: null }), { data: { ratings: [camp, nothing, unseen] } });
});

test('a uuid that is none is told with its place, and the others are answered', async () => {
  ratings = [rate('Event', made.Event, 1), rate('Ticket', 'nonsense', 2), rate('Ticket', made.Ticket, 3)];
  const { data, errors } = await ask('{ ratings { rated { ... on Event { name } ... on Ticket { name } } } }');
  assert.deepEqual(data, {
    ratings: [{ rated: { name: 'Chaos Communication Camp 2019' } }, { rated: null }, { rated: { name: 'Standard' } }],
  });
  assert.deepEqual(
    errors.map(({ message, path, extensions }) => [message, path, extensions.code, extensions.serviceName]),
    [['representations[1].uuid must be a UUID, 36 characters.', ['ratings', 1, 'rated'], 'BAD_USER_INPUT', 'marquee']],
  );
});

test('a type that both subgraphs have is answered by either', async () => {
  const page = '{ hasNextPage hasPreviousPage }';
  const answer = await ask(`{ firstRatings { startCursor } events(first: 1) { pageInfo ${page} } }`);
  const events = { pageInfo: { hasNextPage: true, hasPreviousPage: false } };
  assert.deepEqual(answer, { data: { firstRatings: { startCursor: 'a' }, events } });
});
