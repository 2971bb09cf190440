/* docs/clients.md: every snippet is run on a live server, and prints what the page says. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { startDemo } from '../servers.mjs';
import { isSaid, plain, programs, read, start } from './snippets.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'clients.md'), 'utf8');
const [INTRODUCTION, ...SECTIONS] = PAGE.split('\n## ');
const DEMO = '"marquee-demo", slug: "chaos-communication-camp-2019"';
const FOLLOWS = 'eventChanged';
// How a snippet ends its subscription after an item; others go on until they are stopped.
const ENDS = /\b(break|dispose|firstValueFrom)\b/;
const PAUSE_MS = 100;
const PATIENCE_MS = 60_000;

/** Tells the demo event's followers of a change that leaves it as it is. */
async function touch({ url, token }) {
  const ask = async (query) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = await response.json();
    assert.equal(errors, undefined, JSON.stringify(errors));
    return data;
  };
  const { eventBySlug: { uuid } } = await ask(`{ eventBySlug(organisationSlug: ${DEMO}) { uuid } }`);
  // Another text each time: the same one twice is no change.
  const input = `{ description: "${randomUUID()}" }`;
  const { updateEvent } = await ask(`mutation { updateEvent(uuid: "${uuid}", input: ${input}) { userErrors { code } } }`);
  assert.deepEqual(updateEvent.userErrors, []);
}

/** Runs snippets of one language as one program; each must print what follows it in the page. */
async function run(snippets, folder, server) {
  const program = start(snippets, folder, server);
  const late = setTimeout(program.stop, PATIENCE_MS);
  const { text: last } = snippets.at(-1);
  const goesOn = last.includes(FOLLOWS) && !ENDS.test(last);
  const said = ({ text, output }, place) =>
    isSaid(output, program.outputs()[place] ?? '', goesOn && text === last);
  try {
    for (const [place, snippet] of snippets.entries()) {
      while (program.running() && snippet.text.includes(FOLLOWS) && !said(snippet, place)) {
        if (program.outputs().length > place) await touch(server);
        await pause(PAUSE_MS);
      }
    }
    const running = program.running();
    if (goesOn) program.stop();
    const { code, errors } = await program.closed;
    for (const [place, snippet] of snippets.entries()) {
      if (said(snippet, place)) continue;
      const printed = program.outputs()[place] ?? 'nothing, for it was not reached';
      assert.equal(plain(printed), plain(snippet.output.text), `${snippet.text.split('\n')[0]} …\n${errors}`);
    }
    assert.equal(program.outputs().length, snippets.length);
    if (goesOn) assert.ok(running, errors);
    else assert.equal(code, 0, errors);
  } finally {
    clearTimeout(late);
    program.stop();
  }
}

test('there is a section for each client, and nothing before them that should be run', () => {
  const titles = SECTIONS.map((section) => section.split('\n')[0]);
  assert.deepEqual(titles, ['curl', 'Apollo Client', 'urql', 'Relay', 'gql (Python)']);
  assert.ok(!INTRODUCTION.includes('```'));
});

test('a snippet that would go untested is refused', () => {
  const block = (language, text = 'x\n') => `\`\`\`${language}\n${text}\`\`\`\n`;
  for (const [section, message] of [
    ['Nothing but words.\n', /^there is no snippet/],
    [block('sh').replace(/^/gm, '  ') + block('sh') + block('text'), /^there is no snippet, or one not read/],
    [block('json file.json'), /^nothing reads these files/],
    [block('text file.txt'), /^nothing runs this as text/],
    [block('sh'), /^what this prints is not said/],
    [block('sh') + block('js') + block('text'), /^what this prints is not said/],
    [block('sh') + block('json file.json') + block('text'), /^what this prints is not said/],
    [block('sh') + block('text') + block('text'), /^nothing prints this/],
    [block('ruby') + block('text'), /^nothing runs this as ruby/],
    [block('') + block('text'), /^nothing runs this as no language/],
  ]) {
    assert.throws(() => read(section), ({ message: said }) => message.test(said), section);
  }
});

test('what is printed is compared whole; a stream that goes on may repeat what it says last', () => {
  const text = { language: 'text', text: 'head\n\nitem\nof two\n' };
  const json = { language: 'json', text: '{"a": [1, 2], "b": null}\n' };
  for (const [output, printed, whole, endless] of [
    [text, 'head\n\nitem\nof two', true, true],
    [text, 'head \n\n\x1b[0mitem\nof two\n\n', true, true],
    [text, 'head\n\nitem\nof two\n\nitem\nof two\n\n', false, true],
    [text, 'head\n\nitem\nof two\n\nitem\nof three\n\n', false, false],
    [text, 'head\n\nitem', false, false],
    [text, 'ahead\n\nitem\nof two', false, false],
    [json, '{"b":null,"a":[1,2]}', true, true],
    [json, '{"a":[2,1],"b":null}', false, false],
    [json, '{"a":[1,2]}', false, false],
    [json, '{"a":[1,2],"b":nul', false, false],
  ]) {
    assert.deepEqual([isSaid(output, printed), isSaid(output, printed, true)], [whole, endless], printed);
  }
});

for (const section of SECTIONS) {
  test(`what the snippets for ${section.split('\n')[0]} print is what the page says`, async () => {
    const { snippets, files, settings } = read(section);
    const folder = mkdtempSync(join(tmpdir(), 'marquee-snippets-'));
    const live = { url: process.env.MARQUEE_URL, token: process.env.MARQUEE_TOKEN };
    let own;
    try {
      symlinkSync(join(import.meta.dirname, 'node_modules'), join(folder, 'node_modules'));
      cpSync(join(ROOT, 'schema.graphql'), join(folder, 'schema.graphql'));
      // Snippets with a name, too: compilers look for documents in them.
      for (const { name, text } of [...files, ...snippets]) if (name) writeFileSync(join(folder, name), text);
      for (const program of programs(snippets)) {
        const asks = program.some(({ text }) => text.includes('127.0.0.1'));
        if (asks && !own && Object.keys(settings).length) {
          const placed = ([key, value]) => [key, existsSync(join(folder, value)) ? join(folder, value) : value];
          own = await startDemo(folder, Object.fromEntries(Object.entries(settings).map(placed)));
        }
        await run(program, folder, own ?? live);
      }
    } finally {
      await own?.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
