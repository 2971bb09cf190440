/* graphql-ws on its own: every kind of operation over one socket, errors, tokens, and what closes it. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { CloseCode, createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { FOLLOW, rename, renameUntil } from './following.mjs';
import { demoOrganisation, stageHarbourNights } from './stage.mjs';

const { MARQUEE_URL, MARQUEE_TOKEN } = process.env;
const URL_OF_SOCKET = MARQUEE_URL.replace('http', 'ws');
const AUTHORIZATION = `Bearer ${MARQUEE_TOKEN}`;

let made;

/** A client that is disposed of when the test ends; `closed` are the codes its socket was closed with. */
function connected(context, connectionParams = { authorization: AUTHORIZATION }, more = {}) {
  const closed = [];
  const client = createClient({
    url: URL_OF_SOCKET, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0, lazyCloseTimeout: 5_000, ...more,
  });
  client.on('closed', ({ code, reason }) => closed.push([code, reason]));
  context.after(() => client.dispose());
  return { client, closed };
}

const once = (client, query, variables) => new Promise((resolve, reject) => {
  const found = [];
  client.subscribe({ query, variables }, {
    next: (item) => found.push(item), error: reject, complete: () => resolve(found),
  });
});

before(async () => {
  made = await stageHarbourNights('graphql-ws');
});

test('a query and a mutation are answered once and completed', async (context) => {
  const { client } = connected(context);
  assert.deepEqual(await once(client, 'query ($id: ID!) { node(id: $id) { id } }', { id: made.event.id }), [
    { data: { node: { id: made.event.id } } },
  ]);
  const draft = `mutation ($organisation: UUID!) {
    createEvent(organisationUuid: $organisation, input: { name: "", timezone: "UTC" }) {
      event { uuid } userErrors { code path }
    }
  }`;
  const [{ data }] = await once(client, draft, { organisation: await demoOrganisation() });
  assert.equal(data.createEvent.event, null);
  assert.deepEqual(data.createEvent.userErrors[0], { code: 'TOO_SHORT', path: ['input', 'name'] });
});

test('two subscriptions share a socket, each with its own items, until it is given up', async (context) => {
  const { client, closed } = connected(context, {});
  const { uuid } = made.event;
  const first = client.iterate({ query: FOLLOW, variables: { uuid } });
  const second = client.iterate({
    query: 'subscription ($uuid: UUID!) { agendaChanged(eventUuid: $uuid) { nodes { __typename id } } }',
    variables: { uuid },
  });
  const heard = [];
  const both = Promise.all([first.next(), second.next()].map((item) => item.then(({ value }) => heard.push(value))));
  await renameUntil(() => heard.length === 2, uuid, 'Heard');
  await both;
  const expected = [
    { data: { eventChanged: { kind: 'UPDATED', event: { id: made.event.id, name: 'Heard' } } } },
    { data: { agendaChanged: { nodes: [{ __typename: 'Event', id: made.event.id }] } } },
  ];
  assert.deepEqual(heard.sort((a, b) => ('eventChanged' in b.data) - ('eventChanged' in a.data)), expected);
  await second.return();
  await rename(uuid, 'Still heard');
  let name;
  do ({ value: { data: { eventChanged: { event: { name } } } } } = await first.next()); while (name === 'Heard');
  assert.equal(name, 'Still heard');
  await first.return();
  assert.deepEqual(closed, []);
});

test('what is wrong with a document is an error of its own, and the socket stays', async (context) => {
  const { client, closed } = connected(context);
  const codes = (errors) => errors.map(({ extensions }) => extensions.code);
  const { uuid } = made.event;
  for (const [query, code] of [
    ['{', 'GRAPHQL_PARSE_FAILED'],
    ['{ nothingOfTheKind }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription ($uuid: UUID!) { eventChanged(uuid: $uuid) { at } }', 'BAD_USER_INPUT'],
    ['subscription { eventChanged(uuid: "00000000-0000-4000-8000-000000000000") { at } }', 'NOT_FOUND'],
  ]) {
    await assert.rejects(once(client, query), (errors) => codes(errors).join() === code, query);
  }
  const [{ data }] = await once(client, 'query ($uuid: UUID!) { event(uuid: $uuid) { uuid } }', { uuid });
  assert.deepEqual(data, { event: { uuid } });
  assert.deepEqual(closed, []);
});

test('a token that is none closes the socket with 4403, which a client may answer with a new one', async (context) => {
  const { client, closed } = connected(context, { authorization: 'Bearer mqt_of_nobody' });
  await assert.rejects(once(client, '{ viewer { application { name } } }'), ({ code }) => code === CloseCode.Forbidden);
  assert.deepEqual(closed.map(([code]) => code), [4403]);

  let tokens = 0;
  const fresh = () => ({ authorization: (tokens += 1) === 1 ? 'Bearer mqt_of_nobody' : AUTHORIZATION });
  const again = connected(context, fresh, { retryAttempts: 1, retryWait: async () => {}, shouldRetry: () => true });
  assert.deepEqual(await once(again.client, '{ viewer { application { name } } }'), [
    { data: { viewer: { application: { name: 'Marquee demo' } } } },
  ]);
  assert.equal(tokens, 2);
});

test('no other subprotocol is spoken', async () => {
  const closedBy = (...protocols) => new Promise((resolve) => {
    const socket = new WebSocket(URL_OF_SOCKET, ...protocols);
    socket.on('close', resolve);
    socket.on('error', () => {});
  });
  assert.equal(await closedBy(), CloseCode.SubprotocolNotAcceptable);
  // What was asked for is not granted, so the client hangs up before it reads our code.
  assert.equal(await closedBy('graphql-ws'), 1006);
});
