/* graphql-sse in distinct connections mode: subscriptions, single answers, errors and tokens. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { createClient } from 'graphql-sse';

import { FOLLOW, rename, renameUntil } from './following.mjs';
import { stageHarbourNights } from './stage.mjs';

const { MARQUEE_URL, MARQUEE_TOKEN } = process.env;

let made;

function connected(context, token = MARQUEE_TOKEN) {
  const client = createClient({
    url: MARQUEE_URL,
    retryAttempts: 0,
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
  context.after(() => client.dispose());
  return client;
}

const all = (client, query, variables) => new Promise((resolve, reject) => {
  const found = [];
  client.subscribe({ query, variables }, {
    next: (item) => found.push(item), error: reject, complete: () => resolve(found),
  });
});

before(async () => {
  made = await stageHarbourNights('graphql-sse');
});

test('a subscription brings item after item', async (context) => {
  const client = connected(context);
  const { uuid, id } = made.event;
  const stream = client.iterate({ query: FOLLOW, variables: { uuid } });
  let first;
  const next = stream.next().then(({ value }) => { first = value; });
  await renameUntil(() => first, uuid, 'Heard');
  await next;
  assert.deepEqual(first, { data: { eventChanged: { kind: 'UPDATED', event: { id, name: 'Heard' } } } });
  await rename(uuid, 'Next');
  let name;
  do ({ value: { data: { eventChanged: { event: { name } } } } } = await stream.next()); while (name === 'Heard');
  assert.equal(name, 'Next');
  await stream.return();
});

test('a query is one item, and completed', async (context) => {
  const found = await all(connected(context, null), 'query ($id: ID!) { node(id: $id) { id } }', { id: made.event.id });
  assert.deepEqual(found, [{ data: { node: { id: made.event.id } } }]);
});

test('what is wrong with a document is told, with its code', async (context) => {
  const client = connected(context);
  for (const [query, code] of [
    ['{', 'GRAPHQL_PARSE_FAILED'],
    ['{ nothingOfTheKind }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { eventChanged(uuid: "00000000-0000-4000-8000-000000000000") { at } }', 'NOT_FOUND'],
  ]) {
    const found = await all(client, query);
    assert.deepEqual(found.map(({ errors }) => errors.map(({ extensions }) => extensions.code)), [[code]], query);
  }
});

test('a token that is none is refused before anything is streamed', async (context) => {
  await assert.rejects(
    all(connected(context, 'mqt_of_nobody'), '{ viewer { application { name } } }'),
    ({ response }) => response.status === 401,
  );
});
