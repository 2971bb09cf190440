/* What suites that page share: five sessions in the order of their start, and how they are asked for. */

import { ask, stageHarbourNights } from './stage.mjs';

export const EVENT = `
  query EventName($uuid: UUID!) {
    event(uuid: $uuid) { id name }
  }
`;
export const SESSIONS = `
  query Sessions($uuid: UUID!, $first: Int, $after: String) {
    event(uuid: $uuid) {
      id
      sessions(first: $first, after: $after) {
        edges { cursor node { id displayName } }
        pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
      }
    }
  }
`;

/** The suite's event with the sessions Opening, Second, Third, Fourth and Closing. */
export async function stageFiveSessions(suite) {
  const made = await stageHarbourNights(suite);
  for (const [number, name] of ['Second', 'Third', 'Fourth'].entries()) {
    await ask(
      `mutation ($event: UUID!, $input: CreateSessionInput!) {
        createSession(eventUuid: $event, input: $input) { userErrors { code path } }
      }`,
      {
        event: made.event.uuid,
        input: { name, startsOn: { local: `2031-05-02 20:0${number}` }, durationMinutes: 10 },
      },
    );
  }
  return made;
}
