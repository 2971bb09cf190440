/* urql with its normalised cache: queries although it accepts streams for each, pages, mutations, subscriptions. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { Client, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { FOLLOW, rename, renameUntil } from './following.mjs';
import { EVENT as EVENT_TEXT, SESSIONS as SESSIONS_TEXT, stageFiveSessions } from './paging.mjs';

const { MARQUEE_URL, MARQUEE_TOKEN } = process.env;
const AUTHORIZATION = `Bearer ${MARQUEE_TOKEN}`;
const SDL = readFileSync(join(import.meta.dirname, '..', '..', 'schema.graphql'), 'utf8');
const INTROSPECTED = introspectionFromSchema(buildSchema(SDL));
const EVENT = gql(EVENT_TEXT);
const SESSIONS = gql(SESSIONS_TEXT);
// Values without an identity, embedded in what has one.
const EMBEDDED = Object.fromEntries(
  ['EventChange', 'UserError', 'CreateSessionPayload', 'UpdateEventPayload'].map((name) => [name, () => null]),
);

let made;

/** A client with a cache of its own; `requests` are what it has sent, `warnings` what its cache did not like. */
function connected({ exchanges = [fetchExchange], token = true, ...options } = {}) {
  const requests = [];
  const warnings = [];
  const client = new Client({
    url: MARQUEE_URL,
    preferGetMethod: false,
    fetch: (url, init) => {
      requests.push({ method: init.method, url: new URL(url), accept: init.headers.accept });
      return fetch(url, init);
    },
    fetchOptions: () => ({ headers: token ? { authorization: AUTHORIZATION } : {} }),
    exchanges: [
      cacheExchange({
        schema: INTROSPECTED,
        // A `debug` line is an ordinary miss.
        logger: (severity, message) => severity !== 'debug' && warnings.push(`${severity}: ${message}`),
        keys: EMBEDDED,
        resolvers: { Event: { sessions: relayPagination() } },
        updates: {
          Mutation: {
            createSession({ createSession }, { eventUuid }, cache) {
              const variables = { uuid: eventUuid, first: 20 };
              cache.updateQuery({ query: SESSIONS, variables }, (data) => {
                data.event.sessions.edges.push(createSession.sessionEdge);
                return data;
              });
            },
          },
        },
      }),
      ...exchanges,
    ],
    ...options,
  });
  return { client, requests, warnings };
}

/** The first items of a subscription; `meanwhile` is told how many there are. */
async function items(client, uuid, count, meanwhile) {
  const found = [];
  const over = new Promise((resolve, reject) => {
    const { unsubscribe } = client.subscription(gql(FOLLOW), { uuid }).subscribe((result) => {
      if (result.error) reject(result.error);
      found.push(result.data);
      if (found.length === count) {
        // Not yet assigned where the first item comes at once.
        setTimeout(() => { unsubscribe(); resolve(); });
      }
    });
  });
  await meanwhile(() => found.length);
  await over;
  return found.slice(0, count);
}

before(async () => {
  made = await stageFiveSessions('urql');
});

test('a query that names streams beside JSON is answered as JSON', async () => {
  const { client, requests, warnings } = connected({ token: false });
  const { data, error } = await client.query(EVENT, { uuid: made.event.uuid });
  assert.equal(error, undefined);
  assert.deepEqual(data, { event: { id: made.event.id, name: 'Harbour Nights, urql' } });
  assert.match(requests[0].accept, /^application\/graphql-response\+json.*text\/event-stream.*multipart\/mixed/);
  assert.deepEqual(warnings, []);
});

test('queries go by GET where the client prefers it', async () => {
  const { client, requests } = connected({ preferGetMethod: true });
  const { data } = await client.query(EVENT, { uuid: made.event.uuid });
  assert.equal(data.event.name, 'Harbour Nights, urql');
  assert.deepEqual(requests.map(({ method }) => method), ['GET']);
});

test('errors come as urql knows them, with their codes', async () => {
  const { client } = connected({ token: false });
  const wrong = await client.query(gql`{ nothingOfTheKind }`, {}, { requestPolicy: 'network-only' });
  assert.deepEqual(wrong.error.graphQLErrors.map(({ extensions }) => extensions.code), ['GRAPHQL_VALIDATION_FAILED']);
  const refused = await client.mutation(
    gql`mutation ($uuid: UUID!) { publishEvent(uuid: $uuid) { message } }`,
    { uuid: made.event.uuid },
  );
  assert.deepEqual(refused.error.graphQLErrors.map(({ extensions }) => extensions.code), ['FORBIDDEN']);
});

test('relayPagination puts the pages of a connection together', async () => {
  const { client, requests, warnings } = connected({ token: false });
  const page = (after) => client.query(SESSIONS, { uuid: made.event.uuid, first: 2, after });
  let { data } = await page(undefined);
  for (let pages = 1; data.event.sessions.pageInfo.hasNextPage; pages += 1) {
    assert.ok(pages < 3, 'there are three pages');
    ({ data } = await page(data.event.sessions.pageInfo.endCursor));
  }
  assert.deepEqual(data.event.sessions.edges.map(({ node }) => node.displayName), [
    'Opening', 'Second', 'Third', 'Fourth', 'Closing',
  ]);
  assert.equal(requests.length, 3);
  assert.deepEqual(warnings, []);
});

test('a mutation changes the cache: the event by its id, the list by its edge', async () => {
  const { client, requests, warnings } = connected();
  const { uuid } = made.event;
  await client.query(SESSIONS, { uuid, first: 20 });
  await client.query(EVENT, { uuid });
  const { data, error } = await client.mutation(
    gql`
      mutation Add($event: UUID!, $input: CreateSessionInput!, $name: String!) {
        createSession(eventUuid: $event, input: $input) {
          sessionEdge { cursor node { id displayName } }
          userErrors { code message path }
        }
        updateEvent(uuid: $event, input: { name: $name }) { event { id name } userErrors { code message path } }
      }
    `,
    {
      event: uuid,
      name: 'Harbour Days',
      input: { name: 'Encore', startsOn: { local: '2031-05-03 21:30' }, durationMinutes: 20 },
    },
  );
  assert.equal(error, undefined);
  assert.deepEqual([data.createSession.userErrors, data.updateEvent.userErrors], [[], []]);
  const cached = client.readQuery(SESSIONS, { uuid, first: 20 });
  assert.deepEqual(cached.data.event.sessions.edges.map(({ node }) => node.displayName), [
    'Opening', 'Second', 'Third', 'Fourth', 'Closing', 'Encore',
  ]);
  assert.equal(client.readQuery(EVENT, { uuid }).data.event.name, 'Harbour Days');
  assert.equal(requests.length, 3);
  const server = await connected().client.query(SESSIONS, { uuid, first: 20 });
  assert.deepEqual(cached.data.event.sessions.edges, server.data.event.sessions.edges);
  assert.deepEqual(warnings, []);
});

test('a subscription comes by fetch, as server-sent events', async () => {
  const { client, requests } = connected({ fetchSubscriptions: true });
  const [item] = await items(client, made.event.uuid, 1, (heard) => renameUntil(heard, made.event.uuid, 'Heard'));
  assert.deepEqual(item, {
    eventChanged: {
      kind: 'UPDATED',
      event: { id: made.event.id, name: 'Heard' },
    },
  });
  assert.match(requests[0].accept, /^text\/event-stream/);
});

test('a subscription comes over a WebSocket', async () => {
  const socket = createClient({
    url: MARQUEE_URL.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: AUTHORIZATION },
  });
  const forward = ({ query, variables }) => ({
    subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
  });
  const { client } = connected({ exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription: forward })] });
  const { uuid } = made.event;
  const found = await items(client, uuid, 2, async (heard) => {
    await renameUntil(heard, uuid, 'Over a socket');
    await rename(uuid, 'Over a socket');
  });
  assert.deepEqual(found.map(({ eventChanged }) => eventChanged.event.name), ['Over a socket', 'Over a socket']);
  await socket.dispose();
});
