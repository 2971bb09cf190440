/* Persisted operations as clients use them: Apollo's and urql's automatic ones, and codegen's file of trusted ones. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { startDemo } from '../servers.mjs';
import { GENERATED, generateDocuments } from './codegen.mjs';

const { MARQUEE_URL } = process.env;
const DEMO = { organisation: 'marquee-demo', slug: 'chaos-communication-camp-2019' };
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

let folder;
let trusted;
let documents;

/** A query that no server has seen: its alias is this run's. */
const unseen = (mark) => `query Unseen($organisation: String!, $slug: String!) {
  eventBySlug(organisationSlug: $organisation, slug: $slug) { name: displayName run_${process.pid}_${mark}: uuid }
}`;

/** What requests said: method, whether with a text, and whether with a hash. */
function noting(requests) {
  return (url, init) => {
    const parameters = init.body ? JSON.parse(init.body) : Object.fromEntries(new URL(url).searchParams);
    const { query, extensions } = parameters;
    const { persistedQuery } = typeof extensions === 'string' ? JSON.parse(extensions) : extensions ?? {};
    requests.push([init.method, Boolean(query), Boolean(persistedQuery?.sha256Hash)]);
    return fetch(url, init);
  };
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'marquee-persisted-'));
  await generateDocuments();
  const file = join(GENERATED, 'persisted-documents.json');
  documents = JSON.parse(readFileSync(file, 'utf8'));
  trusted = await startDemo(folder, { MARQUEE_OPERATIONS: 'trusted-only', MARQUEE_DOCUMENTS: file });
});

after(async () => {
  await trusted?.stop();
  rmSync(folder, { recursive: true, force: true });
});

for (const useGETForHashedQueries of [false, true]) {
  const method = useGETForHashedQueries ? 'GET' : 'POST';
  test(`Apollo's link sends a hash by ${method}, registers the text once, and then the hash alone`, async () => {
    const requests = [];
    const query = gql(unseen(method));
    const ask = async () => {
      const link = new PersistedQueryLink({ sha256: async (text) => sha256(text), useGETForHashedQueries });
      const client = new ApolloClient({
        link: ApolloLink.from([link, new HttpLink({ uri: MARQUEE_URL, fetch: noting(requests) })]),
        cache: new InMemoryCache(),
      });
      const { data } = await client.query({ query, variables: DEMO });
      client.stop();
      return data.eventBySlug.name;
    };
    assert.equal(await ask(), 'Chaos Communication Camp 2019');
    assert.deepEqual(requests, [[method, false, true], ['POST', true, true]]);
    assert.equal(await ask(), 'Chaos Communication Camp 2019');
    assert.deepEqual(requests.slice(2), [[method, false, true]]);
  });
}

for (const preferGetForPersistedQueries of [false, true]) {
  const method = preferGetForPersistedQueries ? 'GET' : 'POST';
  test(`urql's exchange does the same by ${method}`, async () => {
    const requests = [];
    const ask = async () => {
      const client = new Client({
        url: MARQUEE_URL,
        preferGetMethod: false,
        fetch: noting(requests),
        exchanges: [persistedExchange({ preferGetForPersistedQueries }), fetchExchange],
      });
      const { data, error } = await client.query(unseen(`urql_${method}`), DEMO);
      assert.equal(error, undefined);
      return data.eventBySlug.name;
    };
    assert.equal(await ask(), 'Chaos Communication Camp 2019');
    assert.deepEqual(requests.map(([, text, hash]) => [text, hash]), [[false, true], [true, true]]);
    assert.equal(await ask(), 'Chaos Communication Camp 2019');
    assert.deepEqual(requests.slice(2), [[method, false, true]]);
  });
}

test('a server that trusts what codegen wrote answers it by its id, and nothing else', async () => {
  const [id, text] = Object.entries(documents).find(([, each]) => each.includes('query EventList'));
  const ask = async (body, headers = {}) => {
    const response = await fetch(trusted.url, {
      method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body),
    });
    const { data, errors } = await response.json();
    return errors ? errors.map(({ extensions }) => extensions.code) : data;
  };
  const variables = { first: 1 };
  const answer = await ask({ documentId: id, variables });
  assert.equal(answer.events.totalCount, 1);
  assert.equal(answer.events.edges[0].node.displayName, 'Chaos Communication Camp 2019');
  const hash = { persistedQuery: { version: 1, sha256Hash: sha256(text) } };
  assert.deepEqual(await ask({ extensions: hash, variables }), answer);
  assert.deepEqual(await ask({ query: text, variables }), answer);

  const token = { authorization: `Bearer ${trusted.token}` };
  assert.deepEqual(await ask({ query: '{ viewer { application { name } } }' }, token), ['QUERY_NOT_IN_SAFELIST']);
  assert.deepEqual(await ask({ query: '{ __schema { queryType { name } } }' }, token), ['QUERY_NOT_IN_SAFELIST']);
  assert.deepEqual(await ask({ documentId: `sha256:${'0'.repeat(64)}` }), ['PERSISTED_QUERY_NOT_IN_LIST']);
});

test('streams of that server are held to the same list', async () => {
  const query = 'subscription { eventChanged(uuid: "00000000-0000-4000-8000-000000000000") { at } }';
  for (const accept of ['text/event-stream', 'multipart/mixed']) {
    const response = await fetch(trusted.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query }),
    });
    assert.match(await response.text(), /"QUERY_NOT_IN_SAFELIST"/, accept);
  }
  const socket = createClient({ url: trusted.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  const refused = new Promise((resolve, reject) => {
    socket.subscribe({ query }, { next: reject, error: resolve, complete: reject });
  });
  assert.deepEqual((await refused).map(({ extensions }) => extensions.code), ['QUERY_NOT_IN_SAFELIST']);
  await socket.dispose();
});
