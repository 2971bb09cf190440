/* A phone app in small: it knows the service by the generated documents alone, and makes screens of their answers. */

import { type FragmentType, unmasked } from '../__generated__/codegen/index.js';
import {
  AgendaByDayDocument,
  EventCardFragmentDoc,
  EventListDocument,
  type EventListQuery,
  type EventListQueryVariables,
  EventPageDocument,
  MomentFragmentDoc,
  MyTicketFragmentDoc,
  MyTicketsDocument,
  RefusalFragmentDoc,
  RegisterAttendeeDocument,
  RsvpEventDocument,
  SaveEventDocument,
  SessionCardFragmentDoc,
  TicketCardFragmentDoc,
  TrackCardFragmentDoc,
  type TypedDocumentString,
} from '../__generated__/codegen/graphql.js';
import type {
  BookabilityState,
  EventOrder,
  EventPhase,
  RegisterAttendeeInput,
  RsvpStatus,
} from '../__generated__/codegen/schema.js';

const BY_NAME: EventOrder = { field: 'NAME', direction: 'ASC' };
const PHASES: Record<EventPhase, string> = {
  CANCELLED: 'cancelled',
  ENDED: 'over',
  LIVE: 'now',
  SCHEDULED: 'to come',
};
const BUTTONS: Record<BookabilityState, string> = {
  CALLED_OFF: 'Called off',
  CANCELLED: 'Cancelled',
  CLOSED: 'Closed',
  HIDDEN: '',
  NOT_PUBLISHED: '',
  NOT_YET_OPEN: 'Soon',
  OPEN: 'Book',
  SOLD_OUT: 'Sold out',
};

interface Answer<Result> {
  data?: Result | null;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
}

/** What one server answers to one user's phone. */
export class Phone {
  constructor(private readonly url: string, private readonly token: string) {}

  /** The data of a document's answer; the variables are those that the document declares. */
  async ask<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: NoInfer<Variables>,
  ): Promise<Result> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${this.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: document.toString(), variables }),
    });
    const { data, errors } = (await response.json()) as Answer<Result>;
    if (errors || !data) throw new Error(errors?.map(({ message }) => message).join('; ') ?? 'no data');
    return data;
  }

  /** Every event that the filter lets through, page by page. */
  async events(filter: NonNullable<EventListQueryVariables['filter']>, first: number) {
    const lines: string[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const page: EventListQuery = await this.ask(EventListDocument, { first, after, filter, orderBy: BY_NAME });
      lines.push(...page.events.edges.map(({ node }) => `${cardLine(node)} by ${node.organisation.name}`));
      after = page.events.pageInfo.hasNextPage ? page.events.pageInfo.endCursor : null;
      pages += 1;
    } while (after);
    return { lines, pages };
  }

  async eventPage(organisationSlug: string, slug: string) {
    const { eventBySlug: event } = await this.ask(EventPageDocument, { organisationSlug, slug });
    if (!event) return null;
    return {
      heading: cardLine(event),
      dates: event.occurrences.nodes.map(({ startsOn, bookability }) =>
        `${clock(startsOn)} ${BUTTONS[bookability.state]}`),
      tickets: event.tickets.map((masked) => {
        const ticket = unmasked(TicketCardFragmentDoc, masked);
        const prices = ticket.prices.map(({ price }) => `${price.amount} ${price.currency}`);
        return `${ticket.name} ${prices.join(', ')} ${BUTTONS[ticket.bookability.state]}`;
      }),
    };
  }

  async agenda(eventUuid: string) {
    const { event } = await this.ask(AgendaByDayDocument, { eventUuid });
    return event?.scheduleDates.map((day) => ({
      day: day.name ?? day.date,
      sessions: day.sessions.nodes.map((masked) => {
        const session = unmasked(SessionCardFragmentDoc, masked);
        const track = unmasked(TrackCardFragmentDoc, session.track);
        const where = [track?.name, session.location?.name].filter((name) => name !== undefined);
        return [clock(session.startsOn), session.displayName, ...where].join(' | ');
      }),
    }));
  }

  async tickets(userUuid: string) {
    const { user } = await this.ask(MyTicketsDocument, { userUuid });
    return user?.attendances?.nodes.map((place) => {
      const { quantity, ticket } = unmasked(MyTicketFragmentDoc, place);
      return `${quantity} x ${unmasked(TicketCardFragmentDoc, ticket).name}: ${cardLine(place.event)}`;
    });
  }

  /** The seats that were taken, or the sentences that say why none were. */
  async register(eventUuid: string, userUuid: string, input: RegisterAttendeeInput) {
    const { registerAttendee: payload } = await this.ask(RegisterAttendeeDocument, { eventUuid, userUuid, input });
    if (payload?.attendee) return unmasked(MyTicketFragmentDoc, payload.attendee).seats;
    return payload && sentences(payload.userErrors);
  }

  /** How many come, this user counted. */
  async answer(eventUuid: string, userUuid: string, status: RsvpStatus) {
    const { rsvpEvent } = await this.ask(RsvpEventDocument, { eventUuid, userUuid, input: { status } });
    return rsvpEvent?.event?.rsvpCount;
  }

  /** Whether it is kept now, or the sentences that say why not. */
  async save(eventUuid: string, userUuid: string) {
    const { saveEvent } = await this.ask(SaveEventDocument, { eventUuid, userUuid });
    return saveEvent?.save ? true : saveEvent && sentences(saveEvent.userErrors);
  }
}

function sentences(refusals: FragmentType<typeof RefusalFragmentDoc>[]) {
  return refusals.map((masked) => unmasked(RefusalFragmentDoc, masked).message);
}

function cardLine(masked: FragmentType<typeof EventCardFragmentDoc>) {
  const event = unmasked(EventCardFragmentDoc, masked);
  return `${event.displayName} (${PHASES[event.phase]}), ${event.startsOn ? clock(event.startsOn) : 'no date yet'}`;
}

function clock(masked: FragmentType<typeof MomentFragmentDoc>) {
  const { local, timezone } = unmasked(MomentFragmentDoc, masked);
  return `${local} ${timezone}`;
}
