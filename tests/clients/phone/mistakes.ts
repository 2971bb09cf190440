/* What a phone app must not do, each refused by tsc: a line that compiles after all is an error of its own. */

import { unmasked } from '../__generated__/codegen/index.js';
import {
  AgendaByDayDocument,
  EventCardFragmentDoc,
  EventListDocument,
  EventPageDocument,
  RegisterAttendeeDocument,
  SaveEventDocument,
} from '../__generated__/codegen/graphql.js';
import type { EventPhase } from '../__generated__/codegen/schema.js';
import type { Phone } from './phone.js';

export async function mistakes(phone: Phone) {
  // @ts-expect-error A needed variable is missing.
  await phone.ask(AgendaByDayDocument, {});
  // @ts-expect-error A variable is of another type.
  await phone.ask(AgendaByDayDocument, { eventUuid: 5 });
  // @ts-expect-error No such variable is declared.
  await phone.ask(AgendaByDayDocument, { eventUuid: '', event: '' });
  // @ts-expect-error The filter has no such field.
  await phone.ask(EventListDocument, { filter: { title: 'Harbour' } });
  // @ts-expect-error The enum has no such value.
  await phone.ask(EventListDocument, { filter: { phase: ['TOMORROW'] } });
  // @ts-expect-error The input has no such field.
  await phone.ask(RegisterAttendeeDocument, { eventUuid: '', input: { ticket: '' } });

  const { eventBySlug: event } = await phone.ask(EventPageDocument, { organisationSlug: '', slug: '' });
  // @ts-expect-error It may be null.
  event.name;
  // @ts-expect-error The document does not ask for this field.
  event?.updatedOn;
  // @ts-expect-error This field belongs to a fragment, which has to be unmasked.
  event?.phase;
  // @ts-expect-error A field that may be null is no text.
  const description: string = event!.description;
  // @ts-expect-error The enum has no such value.
  const phase: EventPhase = 'TOMORROW';
  const { saveEvent } = await phone.ask(SaveEventDocument, { eventUuid: '', userUuid: '' });
  // @ts-expect-error A payload may be null: when the caller has no right to it.
  saveEvent.message;
  // @ts-expect-error Money is of the fragment of a ticket, not of an event.
  unmasked(EventCardFragmentDoc, event!).prices;
  return { description, phase };
}
