/* The explorer in headless Chromium, as people use it. The first thing that is not so ends the run with exit code 1. */

import { randomUUID } from 'node:crypto';
import assert from 'node:assert/strict';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { Explorer, PlainPage, watched } from './pages.mjs';
import { startDemo, startPlain } from '../servers.mjs';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
const WIDE = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DARK = { colorScheme: 'dark' };
const EVENT = 'Chaos Communication Camp 2019';
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** What is tried, in a page of its own each: a sentence, the server, the screen, and what is done and seen. */
const TRIALS = [
  ['the example is answered by Ctrl-Enter', 'demo', WIDE, async (page) => {
    const explorer = await Explorer.open(page);
    await explorer.putCursorInto('query');
    assert.match(await explorer.answerTo(() => page.keyboard.press('Control+Enter')), new RegExp(EVENT));
    await page.screenshot({ path: shot('light') });
  }],
  ['a typed query is answered', 'demo', WIDE, async (page) => {
    const explorer = await Explorer.open(page);
    await explorer.replace('query', '{ organisationBySlug(slug: "marquee-demo") { name } }');
    const answer = await explorer.answerTo(() => page.keyboard.press('Control+Enter'));
    assert.deepEqual(JSON.parse(answer), { data: { organisationBySlug: { name: 'Marquee demo' } } });
  }],
  ['a mistake is underlined, from the schema', 'demo', WIDE, async (page) => {
    const explorer = await Explorer.open(page);
    await explorer.replace('query', '{ organisatoinBySlug(slug: "marquee-demo") { name } }');
    await page.locator('.graphiql-query-editor .squiggly-error').first().waitFor();
  }],
  ['the documentation opens, and leads from Query to Event', 'demo', { ...WIDE, ...DARK }, async (page) => {
    const explorer = await Explorer.open(page);
    await explorer.putCursorInto('query');
    await explorer.answerTo(() => page.keyboard.press('Control+Enter'));
    await page.getByLabel('Show Documentation Explorer').click();
    const docs = page.locator('.graphiql-doc-explorer');
    await docs.getByText('Root Types').waitFor();
    await page.screenshot({ path: shot('dark') });
    await docs.getByRole('link', { name: 'Query', exact: true }).click();
    await docs.getByRole('link', { name: 'Event', exact: true }).first().click();
    await docs.getByText('publishReadiness', { exact: true }).waitFor();
  }],
  ['the explorer pane writes a query', 'demo', WIDE, async (page) => {
    const explorer = await Explorer.open(page);
    await explorer.replace('query', '{ viewer { application { uuid } } }');
    await page.getByLabel('Show GraphiQL Explorer').click();
    await page.locator('.graphiql-explorer-root').getByText('name', { exact: true }).first().click();
    await page.locator('.graphiql-query-editor').getByText('name').waitFor();
    await page.screenshot({ path: shot('explorer') });
  }],
  ['a token in the headers drafts, completes and publishes an event', 'demo', WIDE, async (page, { token }) => {
    const explorer = await Explorer.open(page);
    const programme = await explorer.answerTo(() => explorer.choose('Programme'));
    const organisation = JSON.parse(programme).data.organisationBySlug.uuid;
    assert.match(await explorer.answerTo(() => explorer.choose('Publish')), /invalid value/);
    await explorer.replace('headers', `{"Authorization": "Bearer ${token}"}`);
    await page.getByRole('button', { name: 'Variables' }).click();
    await explorer.replace('variables', JSON.stringify({ organisation }));
    const drafted = JSON.parse(await explorer.answerTo(() => explorer.choose('Draft'))).data.createEvent;
    assert.match(drafted.event.uuid, UUID);
    assert.equal(drafted.event.status, 'DRAFT');
    await explorer.replace('variables', JSON.stringify({ event: drafted.event.uuid }));
    assert.match(await explorer.answerTo(() => explorer.choose('Publish')), /NOT_READY/);
    assert.match(await explorer.answerTo(() => explorer.choose('Ticket')), /"ready": true/);
    assert.match(await explorer.answerTo(() => explorer.choose('Publish')), /"status": "PUBLISHED"/);
  }],
  ['a subscription with the token shows a draft as it changes, until it is stopped', 'demo', WIDE, async (page, server) => {
    const explorer = await Explorer.open(page);
    const uuid = await drafted(server);
    await explorer.replace('headers', `{"Authorization": "Bearer ${server.token}"}`);
    await explorer.replace('query', `subscription { eventChanged(uuid: "${uuid}") { kind event { name status } } }`);
    await page.keyboard.press('Control+Enter');
    for (const name of ['Quay Talks', 'Harbour Talks']) {
      await explorer.shows(name, () => renamed(server, uuid, name));
    }
    await page.screenshot({ path: shot('subscription') });
    await page.locator('.graphiql-execute-button').click();
    await page.getByRole('button', { name: /^Execute query/ }).waitFor();
  }],
  ['a phone shows the query and its answer, one above the other', 'demo', PHONE, async (page) => {
    const explorer = await Explorer.open(page);
    assert.match(await explorer.answerTo(() => explorer.choose('Programme')), /Marquee demo/);
    const [query, answer] = await Promise.all(
      ['.graphiql-query-editor', '.result-window'].map((part) => page.locator(part).boundingBox()),
    );
    assert.ok(query.width > 340 && query.height > 200, 'the query has room');
    assert.ok(answer.width > 340 && answer.height > 200, 'the answer has room');
    assert.ok(answer.y >= query.y + query.height, 'the answer is below the query');
    await page.screenshot({ path: shot('phone') });
  }],
  ['a phone gives an open pane the whole width', 'demo', { ...PHONE, ...DARK }, async (page) => {
    await Explorer.open(page);
    await page.getByLabel('Show Documentation Explorer').tap();
    const docs = page.locator('.graphiql-doc-explorer');
    await docs.getByText('Root Types').waitFor();
    assert.ok((await docs.boundingBox()).width > 340);
    await page.screenshot({ path: shot('phone-documentation') });
    await page.getByLabel('Hide Documentation Explorer').tap();
    await page.locator('.graphiql-query-editor').waitFor();
  }],
  ['the plain page answers what the cursor is in', 'plain', WIDE, async (page) => {
    const plain = await PlainPage.open(page);
    await plain.query.click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('Control+Home');
    assert.match(await plain.answerTo(() => page.keyboard.press('Control+Enter')), new RegExp(EVENT));
    await page.screenshot({ path: shot('plain') });
    await page.keyboard.press('Control+End');
    assert.equal(await page.locator('#operation').inputValue(), 'Publish');
    assert.match(await plain.answerTo(() => page.locator('#run').click()), /invalid value/);
  }],
  ['the plain page sends headers, and says what is not JSON', 'plain', { ...PHONE, ...DARK }, async (page, { token }) => {
    const plain = await PlainPage.open(page);
    await page.screenshot({ path: shot('plain-phone') });
    await plain.query.fill('{ viewer { application { name } } }');
    await page.locator('#headers').fill('{"Authorization"');
    assert.match(await plain.answerTo(() => page.locator('#run').tap()), /^The headers are not JSON/);
    await page.locator('#headers').fill(`{"Authorization": "Bearer ${token}"}`);
    assert.match(await plain.answerTo(() => page.locator('#run').tap()), /"name": "Marquee demo"/);
  }],
];

/** Asks the server itself, with its token. */
async function ask({ url, token }, query, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

/** The uuid of a new draft. */
async function drafted(server) {
  const { organisationBySlug: { uuid } } = await ask(server, '{ organisationBySlug(slug: "marquee-demo") { uuid } }');
  const { createEvent } = await ask(
    server,
    `mutation ($organisation: UUID!) {
      createEvent(organisationUuid: $organisation, input: {
        name: "Talks", timezone: "UTC",
        occurrence: { type: DOES_NOT_REPEAT, startsOn: { local: "2031-01-01 10:00" }, durationMinutes: 60 }
      }) { event { uuid } }
    }`,
    { organisation: uuid },
  );
  return createEvent.event.uuid;
}

// The description differs each time: the same name twice alone is no change.
const renamed = (server, uuid, name) => ask(
  server,
  `mutation ($uuid: UUID!, $name: String!, $description: String!) {
    updateEvent(uuid: $uuid, input: { name: $name, description: $description }) { message }
  }`,
  { uuid, name, description: randomUUID() },
);

const folder = mkdtempSync(join(tmpdir(), 'marquee-browser-'));
const shot = (name) => join(folder, `${name}.png`);
const stops = [() => {
  if (process.env.KEEP_SCREENSHOTS) console.log(`The screenshots are in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}];

async function main() {
  try {
    accessSync(CHROMIUM, constants.X_OK);
  } catch {
    throw new Error(`there is no Chromium at ${CHROMIUM} (Debian and Ubuntu: apt install chromium). `
      + 'Another one is named by CHROMIUM=…');
  }
  const demo = await startDemo(folder);
  stops.unshift(demo.stop);
  const plain = { ...(await startPlain(folder)), token: demo.token };
  stops.unshift(plain.stop);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  stops.unshift(() => browser.close());
  for (const [sentence, where, screen, trial] of TRIALS) {
    const server = { demo, plain }[where];
    const context = await browser.newContext(screen);
    const page = await context.newPage();
    const seen = watched(page);
    try {
      await page.goto(server.url);
      await trial(page, server);
      assert.deepEqual(seen.complaints, [], 'the console is clean');
      assert.deepEqual([...seen.hosts], [new URL(server.url).host], 'nobody else is asked');
    } catch (error) {
      throw new Error(`${sentence}: ${error.stack ?? error}\nconsole: ${seen.complaints.join('\n')}`);
    }
    await context.close();
    console.log(`explorer in Chromium: ${sentence}`);
  }
}

try {
  await main();
  console.log(`explorer in Chromium: all ${TRIALS.length} as it should be, with a clean console and no other host asked`);
} catch (error) {
  console.error(`The explorer is not as it should be: ${error.message}`);
  process.exitCode = 1;
} finally {
  for (const stop of stops) await stop();
}
