/* Every suite of this folder, one after the other, on one live demo server; `node run.mjs urql` runs those so named.

Suites are files `<name>.test.mjs` of node's own test runner. They find the address of the GraphQL endpoint in
MARQUEE_URL and the demo's token in MARQUEE_TOKEN. A suite that fails, skips a test or tests nothing, or that none was
found, ends the run with exit code 1. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startDemo } from '../servers.mjs';

const SUITE = /^(.+)\.test\.mjs$/;
const SUITE_MS = 300_000;

function suitesNamed(part) {
  const names = readdirSync(import.meta.dirname).map((file) => file.match(SUITE)?.[1]).filter(Boolean);
  const chosen = names.filter((name) => name.includes(part)).sort();
  if (!chosen.length) throw new Error(`no suite has ${part || 'a name'} in its name, of: ${names.join(', ')}`);
  return chosen;
}

/** Runs one suite and answers {passed, tests, output}; its output is shown only where something is wrong. */
async function run(suite, server) {
  const file = join(import.meta.dirname, `${suite}.test.mjs`);
  const child = spawn(process.execPath, ['--test', '--test-reporter', 'spec', file], {
    cwd: import.meta.dirname,
    env: { ...process.env, MARQUEE_URL: server.url, MARQUEE_TOKEN: server.token, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: SUITE_MS,
  });
  let output = '';
  child.stdout.on('data', (chunk) => { output += chunk; });
  child.stderr.on('data', (chunk) => { output += chunk; });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const count = (what) => Number(output.match(new RegExp(`^ℹ ${what} (\\d+)$`, 'm'))?.[1]);
  const tests = count('tests');
  // A file without a test of its own is counted as one test, named by its path.
  const empty = output.includes(`✔ ${file} (`);
  return { passed: code === 0 && count('pass') === tests && !empty, tests, output };
}

async function main() {
  const suites = suitesNamed(process.argv[2] ?? '');
  const server = await startDemo(folder);
  stops.unshift(server.stop);
  const failed = [];
  let total = 0;
  for (const suite of suites) {
    const started = Date.now();
    const { passed, tests, output } = await run(suite, server);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`clients: ${suite}: ${passed ? `${tests} tests passed` : 'FAILED'} in ${seconds} s`);
    if (!passed) {
      failed.push(suite);
      console.log(output || 'It printed nothing.');
    }
    total += tests || 0;
  }
  if (failed.length) throw new Error(`${failed.length} of ${suites.length} suites failed: ${failed.join(', ')}`);
  console.log(`clients: all ${suites.length} suites as they should be, ${total} tests`);
}

const folder = mkdtempSync(join(tmpdir(), 'marquee-clients-'));
const stops = [() => rmSync(folder, { recursive: true, force: true })];
try {
  await main();
} catch (error) {
  console.error(`clients: ${error.message}`);
  process.exitCode = 1;
} finally {
  for (const stop of stops) await stop();
}
