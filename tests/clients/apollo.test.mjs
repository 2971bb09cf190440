/* Apollo Client: queries by POST and GET, its cache, pages of connections, mutations, subscriptions on two transports. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { getMainDefinition, relayStylePagination } from '@apollo/client/utilities';
import { createClient } from 'graphql-ws';
import { filter, firstValueFrom, from } from 'rxjs';
import WebSocket from 'ws';

import { FOLLOW as FOLLOW_TEXT, rename, renameUntil } from './following.mjs';
import { EVENT as EVENT_TEXT, SESSIONS as SESSIONS_TEXT, stageFiveSessions } from './paging.mjs';
import { ask, demoOrganisation } from './stage.mjs';

const { MARQUEE_URL, MARQUEE_TOKEN } = process.env;
const AUTHORIZATION = `Bearer ${MARQUEE_TOKEN}`;
const EVENT = gql(EVENT_TEXT);
const SESSIONS = gql(SESSIONS_TEXT);
const FOLLOW = gql(FOLLOW_TEXT);

let made;
const ends = [];

/** A client with a cache of its own; `requests` are what it has sent. */
function connected({ token = AUTHORIZATION, link, ...http } = {}) {
  const requests = [];
  const noted = (url, options) => {
    requests.push({ method: options.method, url: new URL(url), accept: options.headers.accept, body: options.body });
    return fetch(url, options);
  };
  const headers = token ? { authorization: token } : {};
  const client = new ApolloClient({
    link: link ?? new HttpLink({ uri: MARQUEE_URL, headers, fetch: noted, ...http }),
    cache: new InMemoryCache({
      typePolicies: {
        Event: { fields: { sessions: relayStylePagination() } },
        Organisation: { fields: { events: relayStylePagination(['filter']) } },
      },
    }),
  });
  ends.push(() => client.stop());
  return { client, requests };
}

/** The first `count` items of a subscription; `meanwhile` is done once it stands. */
async function items(client, query, variables, count, meanwhile) {
  const found = [];
  const over = new Promise((resolve, reject) => {
    const subscription = client.subscribe({ query, variables }).subscribe({
      next: (item) => {
        found.push(item);
        if (found.length === count) {
          subscription.unsubscribe();
          resolve();
        } else if (item.error) reject(item.error);
      },
      error: reject,
      complete: resolve,
    });
  });
  await meanwhile(() => found.length);
  await over;
  return found;
}

const untilHeard = (heard) => renameUntil(heard, made.event.uuid, 'Heard');

before(async () => {
  made = await stageFiveSessions('apollo');
});

after(() => ends.forEach((end) => end()));

test('a query is answered, and again from the cache', async () => {
  const { client, requests } = connected({ token: null });
  const variables = { uuid: made.event.uuid };
  const expected = {
    event: { __typename: 'Event', id: made.event.id, name: 'Harbour Nights, apollo' },
  };
  assert.deepEqual((await client.query({ query: EVENT, variables })).data, expected);
  assert.deepEqual((await client.query({ query: EVENT, variables })).data, expected);
  assert.deepEqual(requests.map(({ method, accept }) => [method, accept]), [
    ['POST', 'application/graphql-response+json,application/json;q=0.9'],
  ]);
});

test('queries go by GET where the link says so, mutations still by POST', async () => {
  const { client, requests } = connected({ useGETForQueries: true });
  const variables = { uuid: made.event.uuid };
  const { data } = await client.query({ query: EVENT, variables });
  assert.equal(data.event.name, 'Harbour Nights, apollo');
  await client.mutate({
    mutation: gql`mutation ($uuid: UUID!) { updateEvent(uuid: $uuid, input: {}) { userErrors { code } } }`,
    variables,
  });
  assert.deepEqual(requests.map(({ method }) => method), ['GET', 'POST']);
  assert.deepEqual(JSON.parse(requests[0].url.searchParams.get('variables')), variables);
});

test('errors come as Apollo knows them, with their codes', async () => {
  const { client } = connected({ token: null });
  await assert.rejects(
    client.query({ query: gql`{ nothingOfTheKind }` }),
    (error) => CombinedGraphQLErrors.is(error)
      && error.errors[0].extensions.code === 'GRAPHQL_VALIDATION_FAILED',
  );
  const mutation = gql`mutation ($uuid: UUID!) { publishEvent(uuid: $uuid) { message } }`;
  await assert.rejects(
    client.mutate({ mutation, variables: { uuid: made.event.uuid } }),
    (error) => CombinedGraphQLErrors.is(error) && error.errors[0].extensions.code === 'FORBIDDEN'
      && error.errors[0].path.join() === 'publishEvent',
  );
});

test('relayStylePagination puts the pages of a connection together', async () => {
  const { client, requests } = connected({ token: null });
  const watched = client.watchQuery({ query: SESSIONS, variables: { uuid: made.event.uuid, first: 2 } });
  const shown = (count) => firstValueFrom(from(watched).pipe(
    filter(({ dataState, data }) => dataState === 'complete' && data.event.sessions.edges.length >= count),
  ));
  let { data: { event } } = await shown(2);
  for (let page = 2; event.sessions.pageInfo.hasNextPage; page += 1) {
    assert.ok(page <= 3, 'there are three pages');
    ({ data: { event } } = await watched.fetchMore({ variables: { after: event.sessions.pageInfo.endCursor } }));
  }
  const { data } = await shown(5);
  assert.deepEqual(data.event.sessions.edges.map(({ node }) => node.displayName), [
    'Opening', 'Second', 'Third', 'Fourth', 'Closing',
  ]);
  assert.deepEqual(requests.map(({ body }) => JSON.parse(body).variables.first), [2, 2, 2]);
});

test('a mutation changes the cache: the event by its id, the list by its edge', async () => {
  const { client, requests } = connected();
  const variables = { uuid: made.event.uuid, first: 20 };
  await client.query({ query: SESSIONS, variables });
  const { data } = await client.mutate({
    mutation: gql`
      mutation Add($event: UUID!, $input: CreateSessionInput!) {
        createSession(eventUuid: $event, input: $input) {
          sessionEdge { cursor node { id displayName } }
          userErrors { code message path }
        }
      }
    `,
    variables: {
      event: made.event.uuid,
      input: { name: 'Encore', startsOn: { local: '2031-05-03 21:30' }, durationMinutes: 20 },
    },
    update(cache, { data: { createSession } }) {
      cache.modify({
        id: cache.identify({ __typename: 'Event', id: made.event.id }),
        fields: {
          sessions: (sessions, { toReference }) => ({
            ...sessions,
            edges: [...sessions.edges, {
              __typename: 'SessionEdge',
              cursor: createSession.sessionEdge.cursor,
              node: toReference(createSession.sessionEdge.node),
            }],
          }),
        },
      });
    },
  });
  assert.deepEqual(data.createSession.userErrors, []);
  const cached = client.readQuery({ query: SESSIONS, variables });
  const server = await connected().client.query({ query: SESSIONS, variables });
  assert.deepEqual(
    cached.event.sessions.edges.map(({ cursor, node }) => [cursor, node.id, node.displayName]),
    server.data.event.sessions.edges.map(({ cursor, node }) => [cursor, node.id, node.displayName]),
  );
  assert.equal(cached.event.sessions.edges.at(-1).node.displayName, 'Encore');

  await client.query({ query: EVENT, variables: { uuid: made.event.uuid } });
  const before = requests.length;
  await client.mutate({
    mutation: gql`
      mutation Rename($uuid: UUID!, $name: String!) {
        updateEvent(uuid: $uuid, input: { name: $name }) { event { id name version } userErrors { code } }
      }
    `,
    variables: { uuid: made.event.uuid, name: 'Harbour Days' },
  });
  const { event } = client.readQuery({ query: EVENT, variables: { uuid: made.event.uuid } });
  assert.equal(event.name, 'Harbour Days');
  assert.equal(requests.length, before + 1);
});

test('a subscription comes over HTTP, as multipart, and fills the cache', async () => {
  const { client, requests } = connected();
  const [item] = await items(client, FOLLOW, { uuid: made.event.uuid }, 1, untilHeard);
  assert.deepEqual(item.data, {
    eventChanged: {
      __typename: 'EventChange',
      kind: 'UPDATED',
      event: { __typename: 'Event', id: made.event.id, name: 'Heard' },
    },
  });
  assert.match(requests[0].accept, /^multipart\/mixed/);
  assert.equal(client.cache.extract()[`Event:${made.event.id}`].name, 'Heard');
});

test('a subscription that is refused is an error with its code', async () => {
  const { client } = connected({ token: null });
  const { createEvent: { event: draft } } = await ask(
    `mutation ($organisation: UUID!) {
      createEvent(organisationUuid: $organisation, input: {
        name: "Unseen", timezone: "UTC",
        occurrence: { type: DOES_NOT_REPEAT, startsOn: { local: "2031-01-01 10:00" }, durationMinutes: 60 }
      }) { event { uuid } userErrors { code path } }
    }`,
    { organisation: await demoOrganisation() },
  );
  const [item] = await items(client, FOLLOW, { uuid: draft.uuid }, 1, async () => {});
  assert.equal(item.data, undefined);
  assert.equal(item.error.errors[0].extensions.code, 'NOT_FOUND');
});

test('a subscription comes over a WebSocket while queries go over HTTP', async () => {
  const socket = createClient({
    url: MARQUEE_URL.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: AUTHORIZATION },
  });
  ends.push(() => socket.dispose());
  const isSubscription = ({ query }) => getMainDefinition(query).operation === 'subscription';
  const http = new HttpLink({ uri: MARQUEE_URL });
  const { client } = connected({ link: ApolloLink.split(isSubscription, new GraphQLWsLink(socket), http) });
  const variables = { uuid: made.event.uuid };
  assert.equal((await client.query({ query: EVENT, variables })).data.event.id, made.event.id);
  const found = await items(client, FOLLOW, variables, 2, async (heard) => {
    await untilHeard(heard);
    await rename(made.event.uuid, 'Once more');
  });
  const names = new Set(found.map(({ data }) => data.eventChanged.event.name));
  assert.deepEqual([...names].filter((name) => !['Heard', 'Once more'].includes(name)), []);
  assert.equal(client.cache.extract()[`Event:${made.event.id}`].name, found.at(-1).data.eventChanged.event.name);
});
