/* graphql-request: a query with variables, a mutation with the token, and errors with their codes. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { ClientError, gql, GraphQLClient } from 'graphql-request';

import { demoOrganisation } from './stage.mjs';

const { MARQUEE_URL, MARQUEE_TOKEN } = process.env;
const anonymous = new GraphQLClient(MARQUEE_URL);
const client = new GraphQLClient(MARQUEE_URL, { headers: { authorization: `Bearer ${MARQUEE_TOKEN}` } });

const DRAFT = gql`
  mutation Draft($organisation: UUID!, $input: CreateEventInput!) {
    createEvent(organisationUuid: $organisation, input: $input) {
      message
      event { name slug status timezone startsOn { local utc } }
      userErrors { code message path }
    }
  }
`;

const TOO_SHORT = { code: 'TOO_SHORT', message: 'At least 1 visible character.', path: ['input', 'name'] };

let organisation;

before(async () => {
  organisation = await demoOrganisation();
});

test('a query with variables is answered, by POST and by GET', async () => {
  const query = gql`
    query Programme($organisation: String!, $slug: String!, $first: Int!) {
      eventBySlug(organisationSlug: $organisation, slug: $slug) {
        name
        timezone
        sessions(first: $first) { totalCount nodes { displayName durationMinutes track { name } } }
      }
    }
  `;
  const variables = { organisation: 'marquee-demo', slug: 'chaos-communication-camp-2019', first: 1 };
  const expected = {
    eventBySlug: {
      name: 'Chaos Communication Camp 2019',
      timezone: 'Europe/Berlin',
      sessions: {
        totalCount: 79,
        nodes: [{ displayName: 'Opening Ceremony', durationMinutes: 30, track: { name: 'CCC' } }],
      },
    },
  };
  assert.deepEqual(await anonymous.request(query, variables), expected);
  const methods = [];
  const noted = (url, options) => {
    methods.push(options.method);
    return fetch(url, options);
  };
  const byUrl = new GraphQLClient(MARQUEE_URL, { method: 'GET', fetch: noted });
  assert.deepEqual(await byUrl.request(query, variables), expected);
  assert.deepEqual(methods, ['GET']);
});

test('a mutation with the token stores, and its refusal is data', async () => {
  const input = { name: 'Quay Talks', timezone: 'Australia/Sydney' };
  const once = { type: 'DOES_NOT_REPEAT', startsOn: { local: '2031-07-01 19:00' }, durationMinutes: 90 };
  assert.deepEqual(await client.request(DRAFT, { organisation, input: { ...input, occurrence: once } }), {
    createEvent: {
      message: 'Event has been created successfully',
      event: {
        name: 'Quay Talks',
        slug: 'quay-talks',
        status: 'DRAFT',
        timezone: 'Australia/Sydney',
        startsOn: { local: '2031-07-01T19:00:00', utc: '2031-07-01T09:00:00Z' },
      },
      userErrors: [],
    },
  });
  assert.deepEqual(await client.request(DRAFT, { organisation, input: { ...input, name: '' } }), {
    createEvent: { message: null, event: null, userErrors: [TOO_SHORT] },
  });
});

/** The status, data and errors that a request fails with; request ids are looked at and left out. */
async function failure(request) {
  const { response } = await request.then(() => assert.fail('it was answered'), (error) => {
    assert.ok(error instanceof ClientError, String(error));
    return error;
  });
  const errors = response.errors.map(({ extensions: { requestId, ...extensions }, ...error }) => {
    assert.match(requestId, /^[0-9a-f]{32}$/);
    return { ...error, extensions };
  });
  return { status: response.status, data: response.data, errors };
}

test('a missing scope is an error of the field', async () => {
  assert.deepEqual(await failure(anonymous.request(DRAFT, { organisation, input: { name: 'Quay Talks' } })), {
    status: 200,
    data: { createEvent: null },
    errors: [{
      message: 'This needs the scope event.create.',
      locations: [{ line: 3, column: 5 }],
      path: ['createEvent'],
      extensions: { code: 'FORBIDDEN' },
    }],
  });
});

test('a bad token is a 401, with its code', async () => {
  const stranger = new GraphQLClient(MARQUEE_URL, { headers: { authorization: 'Bearer mqt_nobody' } });
  assert.deepEqual(await failure(stranger.request('{ viewer { application { name } } }')), {
    status: 401,
    data: undefined,
    errors: [{
      message: 'The access token is malformed, unknown, expired or revoked.',
      extensions: { code: 'UNAUTHENTICATED' },
    }],
  });
});

test('a field that is not there is a 400, with its code and place', async () => {
  assert.deepEqual(await failure(client.request('{ evnts { totalCount } }')), {
    status: 400,
    data: undefined,
    errors: [{
      message: "Cannot query field 'evnts' on type 'Query'. Did you mean 'events' or 'event'?",
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    }],
  });
});

test('a variable that is no uuid is a 400, with its code', async () => {
  const variables = { organisation: 'harbour', input: { name: 'Quay Talks' } };
  assert.deepEqual(await failure(client.request(DRAFT, variables)), {
    status: 400,
    data: undefined,
    errors: [{
      message: "Variable '$organisation' has invalid value: UUID: expected 32 hexadecimal digits in five groups.",
      locations: [{ line: 2, column: 18 }],
      extensions: { code: 'BAD_USER_INPUT' },
    }],
  });
});
