/* The audits of graphql-http: the GraphQL-over-HTTP specification, MUST, SHOULD and MAY. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { serverAudits } from 'graphql-http';

const audits = serverAudits({ url: process.env.MARQUEE_URL });
const failures = [];

for (const audit of audits) {
  test(`${audit.id}: ${audit.name}`, async () => {
    const result = await audit.fn();
    if (result.status !== 'ok') failures.push(audit.id);
    assert.equal(result.status, 'ok', result.reason);
  });
}

test('61 audits were made, and none failed', () => {
  assert.equal(audits.length, 61);
  assert.deepEqual(failures, []);
});
