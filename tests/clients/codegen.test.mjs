/* @graphql-codegen: its documents and types of the phone's operations, under tsc's strict, on the live server. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { parse } from 'graphql';

import { GENERATED, generateDocuments } from './codegen.mjs';
import {
  agendaByDay, answered, eventList, eventPage, myTickets, registered, saved,
} from './phone/expected.mjs';
import { stageHarbourNights } from './stage.mjs';

const { MARQUEE_URL, MARQUEE_TOKEN } = process.env;
const HERE = import.meta.dirname;
const COMPILED = join(HERE, '__generated__', 'phone');
const SUITE = 'codegen';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let made;
let documents;
let phone;

before(async () => {
  await generateDocuments();
  rmSync(COMPILED, { recursive: true, force: true });
  const tsc = join(HERE, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', join(HERE, 'phone'), '--strict'], { stdio: 'inherit' });
  documents = await import(join(COMPILED, '__generated__', 'codegen', 'graphql.js'));
  const { Phone } = await import(join(COMPILED, 'phone', 'phone.js'));
  phone = new Phone(MARQUEE_URL, MARQUEE_TOKEN);
  made = await stageHarbourNights(SUITE);
});

/** A made-up value, such as a cursor, as it came: a text that is not empty. */
function opaque(text, form = /./) {
  assert.match(text, form);
  return text;
}

test('every operation is a trusted document under the SHA-256 of its text', () => {
  const trusted = JSON.parse(readFileSync(join(GENERATED, 'persisted-documents.json'), 'utf8'));
  const names = Object.entries(trusted).map(([id, text]) => {
    assert.equal(id, `sha256:${createHash('sha256').update(text).digest('hex')}`);
    return parse(text).definitions.find(({ kind }) => kind === 'OperationDefinition').name.value;
  });
  const files = readdirSync(join(HERE, 'operations')).map((file) => file.replace('.graphql', ''));
  assert.deepEqual(names.sort(), files.filter((name) => name !== 'EventCard').sort());
});

test('EventList is answered whole', async () => {
  const data = await phone.ask(documents.EventListDocument, { filter: { tag: SUITE } });
  assert.deepEqual(data, eventList(made, SUITE, opaque(data.events.pageInfo.endCursor)));
});

test('EventPage is answered whole, its occurrences page by page', async () => {
  const { origin } = new URL(MARQUEE_URL);
  const variables = { organisationSlug: 'marquee-demo', slug: made.event.slug, occurrences: 1 };
  const first = await phone.ask(documents.EventPageDocument, variables);
  const cursor = opaque(first.eventBySlug.occurrences.pageInfo.endCursor);
  assert.deepEqual(first, eventPage(made, SUITE, origin, cursor, 0));
  const second = await phone.ask(documents.EventPageDocument, { ...variables, after: cursor });
  const last = opaque(second.eventBySlug.occurrences.pageInfo.endCursor);
  assert.notEqual(last, cursor);
  assert.deepEqual(second, eventPage(made, SUITE, origin, last, 1));
});

test('AgendaByDay is answered whole', async () => {
  const data = await phone.ask(documents.AgendaByDayDocument, { eventUuid: made.event.uuid });
  const cursors = data.event.scheduleDates.map(({ sessions }) => opaque(sessions.pageInfo.endCursor));
  assert.deepEqual(data, agendaByDay(made, cursors));
});

test('the screens are made of what the types promise', async () => {
  const card = 'Harbour Nights, codegen (to come), 2031-05-02T18:00:00 Australia/Sydney';
  assert.deepEqual(await phone.events({ tag: SUITE }, 1), { lines: [`${card} by Marquee demo`], pages: 1 });
  assert.deepEqual(await phone.eventPage('marquee-demo', made.event.slug), {
    heading: card,
    dates: ['2031-05-02T18:00:00 Australia/Sydney Book', '2031-05-03T18:00:00 Australia/Sydney Book'],
    tickets: ['Both evenings 45.50 AUD Book'],
  });
  assert.equal(await phone.eventPage('marquee-demo', 'no-such-event'), null);
  assert.deepEqual(await phone.agenda(made.event.uuid), [
    { day: 'Friday', sessions: ['2031-05-02T18:30:00 Australia/Sydney | Opening | Music | Main stage'] },
    { day: '2031-05-03', sessions: ['2031-05-03T21:00:00 Australia/Sydney | Closing'] },
  ]);
});

test('the list is walked page by page', async () => {
  const others = ['second', 'third'].map((name) => `${SUITE} ${name}`);
  for (const suite of others) await stageHarbourNights(suite);
  const { lines, pages } = await phone.events({ text: `Harbour Nights ${SUITE}` }, 2);
  const names = lines.map((line) => line.split(' (')[0]);
  assert.deepEqual(names, [SUITE, ...others].map((name) => `Harbour Nights, ${name}`));
  assert.equal(pages, 2);
});

test('places are taken, and are my tickets afterwards', async () => {
  const variables = { userUuid: made.user.uuid };
  assert.deepEqual(await phone.ask(documents.MyTicketsDocument, variables), myTickets(made, SUITE, null, []));
  const [{ uuid: occurrenceUuid }] = made.occurrences;
  const input = { ticketUuid: made.ticket, occurrenceUuid };
  const taken = await phone.ask(documents.RegisterAttendeeDocument, {
    eventUuid: made.event.uuid,
    userUuid: made.user.uuid,
    input: { ...input, quantity: 2 },
  });
  const uuid = opaque(taken.registerAttendee.attendee.uuid, UUID);
  assert.deepEqual(taken, registered(made, uuid, 2));
  const data = await phone.ask(documents.MyTicketsDocument, variables);
  assert.deepEqual(data, myTickets(made, SUITE, opaque(data.user.attendances.pageInfo.endCursor), [[uuid, 2]]));
  const event = 'Both evenings: Harbour Nights, codegen (to come), 2031-05-02T18:00:00 Australia/Sydney';
  assert.deepEqual(await phone.tickets(made.user.uuid), [`2 x ${event}`]);
  assert.equal(await phone.register(made.event.uuid, made.user.uuid, { ...input, quantity: 3 }), 3);
});

test('a refusal reaches the screen as its sentences', async () => {
  const input = { ticketUuid: made.event.uuid, occurrenceUuid: made.occurrences[0].uuid };
  const refused = await phone.register(made.event.uuid, made.user.uuid, input);
  assert.deepEqual(refused, ['There is no ticket with this uuid in this event.']);
});

test('an answer to the invitation is counted, and a saved event is kept', async () => {
  const rsvp = { eventUuid: made.event.uuid, userUuid: made.user.uuid, input: { status: 'INTERESTED' } };
  const data = await phone.ask(documents.RsvpEventDocument, rsvp);
  const uuid = opaque(data.rsvpEvent.rsvp.uuid, UUID);
  assert.deepEqual(data, answered(made, uuid, 'INTERESTED'));
  assert.equal(await phone.answer(made.event.uuid, made.user.uuid, 'GOING'), 1);
  const kept = await phone.ask(documents.SaveEventDocument, { eventUuid: made.event.uuid, userUuid: made.user.uuid });
  assert.deepEqual(kept, saved(made, opaque(kept.saveEvent.save.uuid, UUID)));
  assert.deepEqual(await phone.save(made.event.uuid, made.user.uuid), ['This user has saved the event already.']);
});
