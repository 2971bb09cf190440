/* Relay: its compiler on schema.graphql, and its runtime on the live server. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startDemo } from '../servers.mjs';
import { environment, loadMore, mutate, query, read } from './relay/client.mjs';
import { compileDocuments } from './relay/compile.mjs';
import { everyListAndEdge } from './relay/every.mjs';
import { session, stageSevenHours, stageTalk } from './relay/stage.mjs';

const { ConnectionHandler } = createRequire(import.meta.url)('relay-runtime');
const { MARQUEE_URL, MARQUEE_TOKEN } = process.env;
const NOBODY = '00000000-0000-4000-8000-000000000000';
const OTHER = 'graphql`query OtherQuery { viewer { __typename } }`;';
const TAG = `relay-${process.pid}`;

let compiled;
let staged;
let relay;
let client;

before(async () => {
  compiled = await compileDocuments();
  staged = await stageSevenHours(TAG);
  relay = compiled.artifact;
});
after(() => compiled?.remove());
test.beforeEach(() => { client = environment(MARQUEE_URL, MARQUEE_TOKEN); });

const names = (connection) => connection.edges.map(({ node }) => node.name);
const openAgenda = async () => (await query(client, relay('AgendaQuery'), { event: staged.event.uuid })).event;

/** The texts of the nodes and the cursors of a connection, as the store holds it under one of Relay's keys. */
function stored(parent, key, field, filters) {
  const store = client.getStore().getSource();
  const id = ConnectionHandler.getConnectionID(parent, key, filters);
  return store.get(id).edges.__refs.map((edge) => {
    const { cursor, node } = store.get(edge);
    return [store.get(node.__ref)[field], cursor];
  });
}

test('the compiler takes every list as a refetchable connection and every edge of a payload', async () => {
  const { source, fragments, mutations } = everyListAndEdge();
  const every = await compileDocuments({ more: { 'Every.js': source } });
  try {
    assert.match(every.printed, /Compilation completed/);
    for (const name of fragments) {
      const { connection, refetch } = every.artifact(name).metadata;
      assert.deepEqual([connection.length, connection[0].direction], [1, 'bidirectional'], name);
      assert.deepEqual(refetch.fragmentPathInResult, name.includes('Query_') ? [] : ['node'], name);
    }
  } finally {
    every.remove();
  }
  assert.ok(fragments.includes('Every_Query_events') && fragments.includes('Every_Post_comments'));
  assert.deepEqual(mutations, [
    'CreateEventPayload.eventEdge', 'CreatePostPayload.postEdge', 'CreateSessionPayload.sessionEdge',
    'CreateSessionsPayload.sessionEdges[]', 'CreateSpeakerPayload.speakerEdge', 'DuplicateEventPayload.eventEdge',
    'InviteUsersPayload.invitationEdges[]', 'JoinCommunityPayload.communityMemberEdge',
    'JoinWaitingListPayload.waitingListEntryEdge',
    'RegisterAttendeePayload.attendeeEdge', 'ReviewEventPayload.reviewEdge', 'RsvpEventPayload.rsvpEdge',
    'SaveEventPayload.saveEdge', 'SelectSessionsPayload.sessionSelectionEdge', 'ShareEventPayload.shareEdge',
  ]);
});

test('persistConfig writes the texts by their SHA-256, which a server trusts that runs nothing else', async () => {
  const persisted = await compileDocuments({ persist: true });
  const folder = mkdtempSync(join(tmpdir(), 'marquee-trusted-'));
  let server, others;
  try {
    const operations = Object.entries(persisted.persisted);
    for (const [id, text] of operations) assert.equal(createHash('sha256').update(text).digest('hex'), id);
    assert.deepEqual(operations.map(([, text]) => text.match(/^(?:query|mutation) (\w+)/)[1]).sort(), [
      'AgendaAroundPageQuery', 'AgendaBackwardPageQuery', 'AgendaCreateSessionMutation',
      'AgendaCreateSessionsMutation', 'AgendaForwardPageQuery', 'AgendaMiddleQuery', 'AgendaQuery',
      'DiscussionCreatePostMutation', 'DiscussionQuery', 'FoundCaughtQuery', 'FoundNodeQuery', 'FoundNodesQuery',
      'FoundThrownQuery', 'NestedQuery',
    ]);
    const { id, text } = persisted.artifact('NestedQuery').params;
    assert.deepEqual([text, persisted.persisted[id]], [null, relay('NestedQuery').params.text]);

    server = await startDemo(folder, { MARQUEE_OPERATIONS: 'trusted-only', MARQUEE_DOCUMENTS: persisted.file });
    const trusted = environment(server.url, server.token);
    const answer = await query(trusted, persisted.artifact('FoundNodesQuery'), { ids: ['nonsense', 'nobody'] });
    assert.deepEqual(answer, { nodes: [null, null] });
    const code = ({ source }) => source.errors[0].extensions.code;
    const { artifact } = others = await compileDocuments({ persist: true, more: { 'Other.js': OTHER } });
    await assert.rejects(
      query(trusted, artifact('OtherQuery'), {}), (error) => code(error) === 'PERSISTED_QUERY_NOT_IN_LIST',
    );
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
    others?.remove();
    persisted.remove();
  }
});

test('fragments in fragments are read from the store', async () => {
  const { sessions } = read(client, relay('Agenda_forward'), await openAgenda());
  const found = sessions.edges.map(({ node }) => {
    const { startsOn, ...rest } = read(client, relay('Agenda_session'), node);
    return { ...rest, startsOn: read(client, relay('Agenda_moment'), startsOn) };
  });
  const music = { id: staged.music.id, name: 'Music' };
  const talks = { id: staged.talks.id, name: 'Talks' };
  const at = (local) => ({ local: `2031-05-02T${local}:00`, timezone: 'Australia/Sydney' });
  const [a, b, c] = staged.sessions.map(({ id }) => id);
  assert.deepEqual(found, [
    { id: a, name: 'A', track: music, startsOn: at('09:00') },
    { id: b, name: 'B', track: talks, startsOn: at('10:00') },
    { id: c, name: 'C', track: music, startsOn: at('11:00') },
  ]);
  assert.equal(sessions.totalCount, 7);
});

test('a connection is paged forwards to its end', async () => {
  const event = await openAgenda();
  const [fragment, seen] = [relay('Agenda_forward'), []];
  do {
    seen.push(stored(event.id, 'Agenda_forward_sessions', 'name').map(([name]) => name).join(''));
  } while (await loadMore(client, fragment, event, 'forward', 2));
  assert.deepEqual(seen, ['ABC', 'ABCDE', 'ABCDEFG']);
  assert.deepEqual(
    read(client, fragment, event).sessions.pageInfo,
    { endCursor: stored(event.id, 'Agenda_forward_sessions', 'name')[6][1], hasNextPage: false },
  );
});

test('a connection in another order is paged backwards to its beginning', async () => {
  const event = await openAgenda();
  const [fragment, seen] = [relay('Agenda_backward'), []];
  do {
    seen.push(names(read(client, fragment, event).fromTheEnd).join(''));
  } while (await loadMore(client, fragment, event, 'backward', 2));
  assert.deepEqual(seen, ['CBA', 'EDCBA', 'GFEDCBA']);
  assert.equal(read(client, fragment, event).fromTheEnd.pageInfo.hasPreviousPage, false);
});

test('a connection that begins in the middle is paged both ways, and its filter stays', async () => {
  const all = await openAgenda();
  const [, , [, afterC]] = stored(all.id, 'Agenda_forward_sessions', 'name');
  const fragment = relay('Agenda_around');
  const paged = async (filter) => {
    const variables = { event: staged.event.uuid, after: afterC, filter };
    const { event } = await query(client, relay('AgendaMiddleQuery'), variables);
    const seen = [];
    const look = () => {
      const { edges, pageInfo: { hasPreviousPage, hasNextPage } } = read(client, fragment, event).sessions;
      seen.push([hasPreviousPage, names({ edges }).join(''), hasNextPage]);
    };
    look();
    for (const way of ['forward', 'backward', 'forward', 'backward', 'backward']) {
      await loadMore(client, fragment, event, way, 1);
      look();
    }
    return seen;
  };
  assert.deepEqual(await paged(null), [
    [true, 'DE', true], [true, 'DEF', true], [true, 'CDEF', true],
    [true, 'CDEFG', false], [true, 'BCDEFG', false], [false, 'ABCDEFG', false],
  ]);
  assert.deepEqual(await paged({ trackUuid: staged.music.uuid }), [
    [true, 'EG', false], [true, 'EG', false], [true, 'CEG', false],
    [true, 'CEG', false], [false, 'ACEG', false], [false, 'ACEG', false],
  ]);
});

test('connections in connections have the arguments of their aliases', async () => {
  const { organisation, music } = staged;
  const variables = { organisation, filter: { tag: TAG }, track: music.uuid, last: 2 };
  const nodes = (...found) => ({ nodes: found.map((name) => ({ name })) });
  const edge = (name, hour) => ({
    node: { name, startsOn: { local: `2031-05-02T${hour}:00:00`, timezone: 'Australia/Sydney' } },
  });
  assert.deepEqual(await query(client, relay('NestedQuery'), variables), {
    organisation: {
      soonest: {
        totalCount: 2,
        nodes: [{
          name: 'Seven hours',
          opening: { pageInfo: { hasNextPage: true, hasPreviousPage: false }, ...nodes('A', 'B') },
          closing: {
            pageInfo: { hasNextPage: false, hasPreviousPage: true },
            edges: [edge('F', '14'), edge('G', '15')],
          },
          ofTrack: { totalCount: 4, ...nodes('G', 'E', 'C', 'A') },
          tracks: [
            { name: 'Music', first: nodes('A'), last: nodes('G') },
            { name: 'Talks', first: nodes('B'), last: nodes('D') },
          ],
          speakers: { edges: [{ node: { name: 'Ada', talks: { totalCount: 2, ...nodes('F') } } }] },
        }],
      },
      latest: { nodes: [{ name: 'Hours later', sessions: { totalCount: 0, nodes: [] } }] },
    },
  });
});

test('node finds an object for a fragment with an alias, and an unknown one is null', async () => {
  const [first] = staged.sessions;
  const { node } = await query(client, relay('FoundNodeQuery'), { id: first.id });
  assert.deepEqual([node.__typename, node.id], ['Session', first.id]);
  assert.equal(read(client, relay('Agenda_session'), node.session).name, 'A');
  const event = await query(client, relay('FoundNodeQuery'), { id: staged.event.id });
  assert.deepEqual(event, { node: { __typename: 'Event', id: staged.event.id, session: null } });
  assert.deepEqual(await query(client, relay('FoundNodeQuery'), { id: `Session_${NOBODY}` }), { node: null });
});

test('nodes keeps the order of the ids, with null for an unknown one', async () => {
  const { event, speaker } = staged;
  const ids = [speaker.id, `Event_${NOBODY}`, event.id, 'nonsense', speaker.id];
  const ada = { __typename: 'Speaker', id: speaker.id, name: 'Ada' };
  assert.deepEqual(await query(client, relay('FoundNodesQuery'), { ids }), {
    nodes: [ada, null, { __typename: 'Event', id: event.id, name: 'Seven hours' }, null, ada],
  });
});

test('errors are caught where they are, or thrown', async () => {
  const variables = { event: staged.event.uuid, cursor: 'nonsense' };
  const caught = await query(client, relay('FoundCaughtQuery'), variables);
  const { requestId } = caught.event.errors[0].extensions;
  assert.deepEqual(caught, { event: { ok: false, errors: [{ extensions: { code: 'BAD_USER_INPUT', requestId } }] } });
  await assert.rejects(query(client, relay('FoundThrownQuery'), variables), /Unexpected response payload/);
  // Refused as a whole, there are no data at all.
  await assert.rejects(
    query(client, relay('FoundCaughtQuery'), { event: 'nonsense' }),
    (error) => error.message.startsWith('No data returned for operation `FoundCaughtQuery`, got error(s):')
      && error.source.errors[0].extensions.code === 'BAD_USER_INPUT',
  );
});

test('what is created is appended to the list in the store, as the server lists it', async () => {
  staged = await stageSevenHours(TAG);
  const event = await openAgenda();
  const fragment = relay('Agenda_forward');
  while (await loadMore(client, fragment, event, 'forward', 100));
  const connections = [read(client, fragment, event).sessions.__id];
  const one = { event: staged.event.uuid, input: session('H', '16'), connections };
  const { data, errors } = await mutate(client, relay('AgendaCreateSessionMutation'), one);
  assert.deepEqual([data.createSession.userErrors, errors], [[], null]);
  await mutate(client, relay('AgendaCreateSessionsMutation'), {
    event: staged.event.uuid,
    input: [session('I', '17'), session('J', '18')],
    connections,
  });
  const found = stored(event.id, 'Agenda_forward_sessions', 'name');
  assert.deepEqual(found.map(([name]) => name).join(''), 'ABCDEFGHIJ');
  const appended = read(client, fragment, event).sessions.edges.at(-1);
  assert.equal(read(client, relay('Agenda_session'), appended.node).name, 'J');
  client = environment(MARQUEE_URL, MARQUEE_TOKEN);
  const again = await openAgenda();
  while (await loadMore(client, fragment, again, 'forward', 100));
  assert.deepEqual(stored(event.id, 'Agenda_forward_sessions', 'name'), found);
});

test('what is refused adds nothing', async () => {
  const event = await openAgenda();
  const { sessions } = read(client, relay('Agenda_forward'), event);
  const before = stored(event.id, 'Agenda_forward_sessions', 'name');
  const variables = { event: staged.event.uuid, input: session('', '16'), connections: [sessions.__id] };
  const { data } = await mutate(client, relay('AgendaCreateSessionMutation'), variables);
  assert.deepEqual(data.createSession, {
    sessionEdge: null,
    userErrors: [{ code: 'TOO_SHORT', path: ['input', 'name'] }],
  });
  assert.deepEqual(stored(event.id, 'Agenda_forward_sessions', 'name'), before);
});

test('a new post is prepended, and the community is counted along', async () => {
  const { community, user } = await stageTalk();
  const variables = { community: community.uuid };
  const look = async () => (await query(client, relay('DiscussionQuery'), variables)).community;
  const connections = [(await look()).posts.__id];
  await mutate(client, relay('DiscussionCreatePostMutation'), {
    ...variables, user: user.uuid, input: { text: 'Second' }, connections,
  });
  const texts = () => stored(community.id, 'Discussion_posts', 'text').map(([text]) => text);
  const counted = () => client.getStore().getSource().get(community.id).postsCount;
  assert.deepEqual([texts(), counted()], [['Second', 'First'], 2]);
  client = environment(MARQUEE_URL, MARQUEE_TOKEN);
  await look();
  assert.deepEqual([texts(), counted()], [['Second', 'First'], 2]);
});
