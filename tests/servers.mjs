/* The live servers of the npm suites: the demo as `make run` serves it, and the same without a built explorer. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const STARTING_MS = 60_000;

/** Starts a process of this checkout's Python and answers {url, token, stop} once it has printed its address. */
async function start(command, args, folder, settings = {}) {
  const database = `sqlite:///${join(folder, 'demo.db')}`;
  const child = spawn(join(ROOT, '.venv', 'bin', command), args, {
    cwd: ROOT,
    env: {
      ...process.env,
      MARQUEE_DATABASE_URL: database,
      MARQUEE_ENV: 'development',
      MARQUEE_GRAPHIQL: 'true',
      ...settings,
    },
  });
  let printed = '';
  let stopped = false;
  const stop = () => {
    stopped = true;
    child.kill('SIGTERM');
  };
  const url = await new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`${command} ${args.join(' ')} did not start:\n${printed}`));
    const timer = setTimeout(fail, STARTING_MS);
    const read = (chunk) => {
      printed += chunk;
      const address = printed.match(/Marquee serves (\S+)/)?.[1];
      if (!address) return;
      clearTimeout(timer);
      resolve(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', fail);
    child.on('exit', fail);
  }).catch((error) => {
    stop();
    throw error;
  });
  child.on('exit', () => {
    if (!stopped) console.error(`${command} ${args.join(' ')} ended by itself:\n${printed}`);
  });
  return { url, token: printed.match(/mqt_\S+/)?.[0], stop };
}

/** The demo, on a free port; its database is made in `folder`, and `settings` are further environment variables. */
export const startDemo = (folder, settings) => start('marquee', ['serve', '--demo', '--port', '0'], folder, settings);

/** The same database, served as from a checkout in which the explorer has never been built. */
export const startPlain = (folder) => start('python', ['-m', 'tests.browser.plain_server'], folder);
