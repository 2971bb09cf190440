/* The whole answers to the phone's operations, for an event that stage.mjs made. */

const day = (date, time) => ({ local: `2031-05-0${date}T${time}:00`, timezone: 'Australia/Sydney' });
const at = (date, time, utc) => ({ ...day(date, time), utc: `2031-05-0${date}T${utc}:00Z` });
const OPEN = { state: 'OPEN', reason: 'Booking is open.' };

const eventCard = ({ event }, suite) => ({
  id: `Event_${event.uuid}`,
  uuid: event.uuid,
  slug: event.slug,
  displayName: `Harbour Nights, ${suite}`,
  status: 'PUBLISHED',
  phase: 'SCHEDULED',
  startsOn: at(2, '18:00', '08:00'),
  endsOn: at(3, '22:00', '12:00'),
  location: 'Sydney Harbour',
  isLocationVisible: true,
  thumbnail: null,
  listing: { tags: [suite], categories: [] },
});

const ticketCard = ({ ticket, price }) => ({
  id: `Ticket_${ticket}`,
  uuid: ticket,
  name: 'Both evenings',
  description: null,
  category: 'PAID',
  position: 0,
  maxQuantityPerCustomer: null,
  prices: [{ uuid: price, name: 'Regular', quantityIncluded: 1, price: { amount: '45.50', currency: 'AUD' } }],
  bookability: OPEN,
});

const speakerCard = ({ speaker }) => (
  { id: `Speaker_${speaker}`, uuid: speaker, name: 'Ada Byron', biography: 'Plays the engine.', image: null }
);

const trackCard = ({ track }) => ({ id: `Track_${track}`, uuid: track, name: 'Music', colour: '#0a6ebd' });

const opening = (made) => ({
  id: `Session_${made.opening}`,
  uuid: made.opening,
  displayName: 'Opening',
  description: null,
  status: 'ACTIVE',
  startsOn: at(2, '18:30', '08:30'),
  endsOn: at(2, '19:15', '09:15'),
  durationMinutes: 45,
  tags: ['live'],
  language: null,
  track: trackCard(made),
  location: { id: `Location_${made.location}`, uuid: made.location, name: 'Main stage' },
  speakers: [speakerCard(made)],
});

const closing = (made) => ({
  id: `Session_${made.closing}`,
  uuid: made.closing,
  displayName: 'Closing',
  description: null,
  status: 'ACTIVE',
  startsOn: at(3, '21:00', '11:00'),
  endsOn: at(3, '22:00', '12:00'),
  durationMinutes: 60,
  tags: [],
  language: null,
  track: null,
  location: null,
  speakers: [],
});

/** One page of `nodes`, the last unless said otherwise; the cursor is opaque and comes from the answer. */
const page = (nodes, endCursor, totalCount = nodes.length, hasNextPage = false) => (
  { totalCount, pageInfo: { hasNextPage, endCursor }, nodes }
);

const ORGANISATION = 'Marquee demo';

export const eventList = (made, suite, cursor) => ({
  events: {
    totalCount: 1,
    pageInfo: { hasNextPage: false, endCursor: cursor },
    edges: [{
      cursor,
      node: {
        ...eventCard(made, suite),
        organisation: { id: `Organisation_${made.organisationUuid}`, name: ORGANISATION },
      },
    }],
  },
});

const occurrence = ({ occurrences }, index) => ({
  id: `Occurrence_${occurrences[index].uuid}`,
  uuid: occurrences[index].uuid,
  startsOn: at(2 + index, '18:00', '08:00'),
  endsOn: at(2 + index, '22:00', '12:00'),
  bookability: OPEN,
});

/** The page with one of the event's two occurrences: the first, or the one after it. */
export const eventPage = (made, suite, origin, cursor, index) => ({
  eventBySlug: {
    ...eventCard(made, suite),
    name: `Harbour Nights, ${suite}`,
    description: 'Two evenings by the water.',
    currency: 'AUD',
    externalUrl: null,
    storeUrl: `${origin}/events/marquee-demo/${made.event.slug}`,
    cancelledOn: null,
    links: [{ name: 'Map', url: 'https://harbour.example/map' }],
    banners: [],
    configuration: {
      type: 'VENUE_EVENT',
      venue: {
        name: 'Pier 2',
        latitude: null,
        longitude: null,
        url: null,
        address: {
          addressLine1: null,
          addressLine2: null,
          city: 'Sydney',
          postCode: null,
          state: null,
          country: 'Australia',
        },
      },
      online: null,
    },
    organisation: {
      id: `Organisation_${made.organisationUuid}`, slug: 'marquee-demo', name: ORGANISATION, image: null,
    },
    creator: null,
    interestedCount: 0,
    rsvpCount: 0,
    tickets: [ticketCard(made)],
    occurrences: page([occurrence(made, index)], cursor, 2, index === 0),
    speakers: { nodes: [speakerCard(made)] },
    highlights: { totalCount: 2, nodes: [opening(made), closing(made)] },
  },
});

export const agendaByDay = (made, cursors) => ({
  event: {
    id: `Event_${made.event.uuid}`,
    timezone: 'Australia/Sydney',
    tracks: [trackCard(made)],
    scheduleDates: [
      {
        id: `ScheduleDate_${made.friday}`,
        uuid: made.friday,
        date: '2031-05-02',
        name: 'Friday',
        agendaTab: null,
        sessions: page([opening(made)], cursors[0]),
      },
      {
        id: `ScheduleDate_${made.saturday}`,
        uuid: made.saturday,
        date: '2031-05-03',
        name: null,
        agendaTab: null,
        sessions: page([closing(made)], cursors[1]),
      },
    ],
  },
});

/** Some places at the first occurrence, of one person each. */
const myTicket = (made, uuid, quantity) => ({
  id: `Attendee_${uuid}`,
  uuid,
  quantity,
  seats: quantity,
  ticket: ticketCard(made),
  price: { uuid: made.price, name: 'Regular' },
  occurrence: { id: `Occurrence_${made.occurrences[0].uuid}`, startsOn: at(2, '18:00', '08:00') },
});

/** What the user holds: `places` are [uuid, quantity]. */
export const myTickets = (made, suite, cursor, places) => ({
  user: {
    id: made.user.id,
    displayName: `Grace of ${suite}`,
    attendances: page(
      places.map(([uuid, quantity]) => ({ ...myTicket(made, uuid, quantity), event: eventCard(made, suite) })),
      cursor,
    ),
  },
});

export const registered = (made, uuid, quantity) => ({
  registerAttendee: {
    message: 'Attendee has been registered successfully',
    attendee: myTicket(made, uuid, quantity),
    userErrors: [],
    warnings: [],
  },
});

export const answered = ({ event }, uuid, status) => ({
  rsvpEvent: {
    message: 'Answer has been recorded successfully',
    event: {
      id: `Event_${event.uuid}`,
      rsvpCount: Number(status === 'GOING'),
      interestedCount: Number(status === 'INTERESTED'),
    },
    rsvp: { id: `Rsvp_${uuid}`, uuid, status },
    userErrors: [],
  },
});

export const saved = ({ event }, uuid) => ({
  saveEvent: {
    message: 'Event has been saved successfully',
    save: { id: `Save_${uuid}`, uuid, event: { id: `Event_${event.uuid}` } },
    userErrors: [],
  },
});
