/* The snippets of docs/clients.md as programs: how they are read, put together, started and stopped. */

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');
const ADDRESS = '127.0.0.1:8000';
const TOKEN = 'mqt_…';
const BLOCK = /^```(\S*)(?: (\S+))?\n(.*?)^```$/gms;
const BETWEEN = '-- the next snippet --';
// As browsers have it, and Node itself from 22 on.
const NODE = ['--experimental-websocket', '--no-warnings'];
// What babel-plugin-relay puts in the place of a document.
const ARTIFACT = "(await import('./__generated__/$1.graphql.js')).default";

const LANGUAGES = {
  sh: { file: 'main.sh', between: `echo '${BETWEEN}'\n`, command: (file) => ['sh', [file]] },
  js: {
    file: 'main.mjs',
    between: `console.log('${BETWEEN}');\n`,
    command: (file) => [process.execPath, [...NODE, file]],
    built: (text) => text.replace(/graphql`\s*\w+ (\w+)[^`]*`/g, ARTIFACT),
  },
  python: {
    file: 'main.py',
    between: `print('${BETWEEN}')\n`,
    command: (file) => [join(ROOT, '.venv', 'bin', 'python'), ['-u', file]],
  },
};
const OUTPUTS = ['json', 'text'];
const FENCE = /^\s*(?:```|~~~)/gm;

/**
 * What a section holds: {snippets, files, settings}; nothing in it goes untested, or this throws.
 *
 * A snippet is {language, name, text, output: {language, text}}; a file {name, text} is JSON with a name. Settings are
 * those named with their values in the prose.
 */
export function read(section) {
  const snippets = [];
  const files = [];
  const blocks = [...section.matchAll(BLOCK)];
  if (section.match(FENCE)?.length !== 2 * blocks.length) throw new Error('there is no snippet, or one not read');
  let open = null;
  for (const [, language, name, text] of blocks) {
    const output = OUTPUTS.includes(language) && !name;
    if (open && !output) throw new Error(`what this prints is not said:\n${open.text}`);
    if (output) {
      if (!open) throw new Error(`nothing prints this:\n${text}`);
      open.output = { language, text };
      open = null;
    } else if (language in LANGUAGES) {
      snippets.push(open = { language, name, text });
    } else if (language === 'json') {
      files.push({ name, text });
    } else throw new Error(`nothing runs this as ${language || 'no language'}:\n${text}`);
  }
  if (open) throw new Error(`what this prints is not said:\n${open.text}`);
  if (!snippets.length) throw new Error('nothing reads these files');
  const prose = section.replaceAll(BLOCK, '');
  const named = [...prose.matchAll(/(MARQUEE_\w+)=([\w.-]+)/g)];
  return { snippets, files, settings: Object.fromEntries(named.map(([, key, value]) => [key, value])) };
}

/** The section's programs in turn, one of each language: its snippets, one after the other. */
export const programs = (snippets) => [...new Set(snippets.map(({ language }) => language))]
  .map((each) => snippets.filter(({ language }) => language === each));

/** Whether an output is what the page says; JSON may be laid out anew. An `endless` one repeats what it ends with. */
export function isSaid({ language, text }, printed, endless = false) {
  if (language === 'json') {
    try {
      return isDeepStrictEqual(JSON.parse(printed), JSON.parse(text));
    } catch {
      return false;
    }
  }
  const [found, said] = [plain(printed), plain(text)];
  const again = found.slice(said.length).replaceAll(said.split('\n\n').at(-1), '');
  return found === said || (endless && found.startsWith(said) && again.trim() === '');
}

/** Without colours and without blanks at the ends of lines. */
export const plain = (text) => text.replace(/\x1b\[\d+m/g, '').replace(/[ \t]+$/gm, '').trim();

/**
 * Starts a program in a folder, against a server {url, token}.
 *
 * Answers {outputs, closed, stop}: what each snippet has printed so far, a promise of {code, errors}, an end.
 */
export function start(snippets, folder, server) {
  const { file, between, command, built = (text) => text } = LANGUAGES[snippets[0].language];
  const text = built(snippets.map((snippet) => snippet.text).join(between))
    .replaceAll(ADDRESS, new URL(server.url).host).replaceAll(TOKEN, server.token);
  writeFileSync(join(folder, file), text);
  const [path, args] = command(file);
  // In a group of its own: a shell does not end what it has started.
  const child = spawn(path, args, { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => { printed += chunk; });
  child.stderr.setEncoding('utf8').on('data', (chunk) => { errors += chunk; });
  let running = true;
  const closed = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => { running = false; resolve({ code, errors }); });
  });
  return {
    outputs: () => printed.split(`${BETWEEN}\n`),
    running: () => running,
    closed,
    stop: () => { if (running) process.kill(-child.pid, 'SIGTERM'); },
  };
}
