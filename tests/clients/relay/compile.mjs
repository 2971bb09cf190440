/* What relay-compiler makes of schema.graphql and the documents in this folder, in a folder of its own. */

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const HERE = import.meta.dirname;
const COMPILER = join(HERE, '..', 'node_modules', '.bin', 'relay-compiler');

/**
 * Compiles and answers {printed, artifact(name), file, persisted, remove}.
 *
 * With `persist` the operations' texts stand in `persisted`, an object of {id: text}, and not in the artifacts;
 * `file` is where it stands. `more` holds further sources by the names of their files.
 */
export async function compileDocuments({ persist = false, more = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-relay-'));
  const source = join(folder, 'source');
  const artifacts = join(folder, 'artifacts');
  mkdirSync(artifacts);
  cpSync(HERE, source, { recursive: true });
  for (const [name, text] of Object.entries(more)) writeFileSync(join(source, name), text);
  cpSync(join(HERE, '..', '..', '..', 'schema.graphql'), join(folder, 'schema.graphql'));
  const file = join(folder, 'persisted.json');
  writeFileSync(file, '{}');
  const config = {
    src: 'source',
    schema: 'schema.graphql',
    language: 'javascript',
    artifactDirectory: 'artifacts',
    eagerEsModules: false,
    ...(persist && { persistConfig: { file: 'persisted.json', algorithm: 'SHA256' } }),
  };
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config));
  const { stdout, stderr } = await promisify(execFile)(COMPILER, ['--noWatchman'], { cwd: folder });
  const require = createRequire(join(artifacts, 'here'));
  return {
    printed: stdout + stderr,
    artifact: (name) => require(`./${name}.graphql.js`),
    file,
    persisted: JSON.parse(readFileSync(file, 'utf8')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
