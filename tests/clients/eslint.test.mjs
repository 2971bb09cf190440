/* @graphql-eslint: nothing to find in schema.graphql and in the phone's operations. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ESLint } from 'eslint';

const ROOT = join(import.meta.dirname, '..', '..');
const eslint = new ESLint({ cwd: ROOT, overrideConfigFile: join(import.meta.dirname, 'eslint.config.mjs') });

const findings = (results) => results.flatMap(({ filePath, messages }) => messages.map(
  ({ line, ruleId, message }) => `${filePath}:${line}: ${message} (${ruleId})`,
));

test('the schema keeps to every rule', async () => {
  const results = await eslint.lintFiles(['schema.graphql']);
  assert.equal(results.length, 1);
  assert.deepEqual(findings(results), []);
});

test('the operations keep to every rule', async () => {
  const results = await eslint.lintFiles(['tests/clients/operations/*.graphql']);
  assert.equal(results.length, readdirSync(join(import.meta.dirname, 'operations')).length);
  assert.deepEqual(findings(results), []);
});

/** The rules that find something in the schema once `text` in it is `other`. */
async function rulesAgainst(text, other) {
  const schema = readFileSync(join(ROOT, 'schema.graphql'), 'utf8');
  assert.ok(schema.includes(text), `the schema has no ${text}`);
  const results = await eslint.lintText(schema.replace(text, other), { filePath: join(ROOT, 'schema.graphql') });
  return [...new Set(results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId)))];
}

for (const [what, text, other, rule] of [
  ['a type without a description', '"""The caller."""\n', '', 'require-description'],
  ['a field without one', '  """The application the token was issued to."""\n', '', 'require-description'],
  ['an argument without one', '    """Only items after this cursor."""\n', '', 'require-description'],
  ['an input value without one', '  """The local time in the event\'s time zone."""\n', '', 'require-description'],
  ['an enum value without one', '  """Friday."""\n', '', 'require-description'],
  ['a field in another case', '  application: Application!', '  the_application: Application!', 'naming-convention'],
  ['a deprecation without a reason', '  application: Application!', '$& @deprecated', 'require-deprecation-reason'],
  ['an enum value that is there twice', '  MONDAY\n', '  FRIDAY\n', 'unique-enum-value-names'],
]) {
  test(`${what} is found`, async () => {
    assert.deepEqual(await rulesAgainst(text, other), [`@graphql-eslint/${rule}`]);
  });
}
