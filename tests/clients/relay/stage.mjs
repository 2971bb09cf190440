/* An event of seven hours of sessions, from A at 09:00 to G at 15:00, to page through; and a community to post in. */

import { setTimeout } from 'node:timers/promises';

import { ask, demoOrganisation } from '../stage.mjs';

const HOURS = [...'ABCDEFG'];

async function makeEvent(organisationUuid, name, tag, day) {
  const { createEvent: { event } } = await ask(
    `mutation ($organisationUuid: UUID!, $input: CreateEventInput!) {
      createEvent(organisationUuid: $organisationUuid, input: $input) {
        event { id uuid } userErrors { code message path }
      }
    }`,
    {
      organisationUuid,
      input: {
        name,
        timezone: 'Australia/Sydney',
        listing: { tags: [tag] },
        occurrence: { type: 'DOES_NOT_REPEAT', startsOn: { local: `${day} 08:00` }, durationMinutes: 720 },
      },
    },
  );
  return event;
}

/** What createSession takes for a session of an hour. */
export const session = (name, hour, more = {}) => ({
  name, startsOn: { local: `2031-05-02 ${hour}:00` }, durationMinutes: 60, ...more,
});

/** Two events with one tag, the first with the sessions; Music has every other one, Talks has B and D. */
export async function stageSevenHours(tag) {
  const organisation = await demoOrganisation();
  const event = await makeEvent(organisation, 'Seven hours', tag, '2031-05-02');
  const later = await makeEvent(organisation, 'Hours later', tag, '2031-05-03');
  const { music, talks, speaker } = await ask(
    `mutation ($event: UUID!) {
      music: createTrack(eventUuid: $event, input: { name: "Music" }) { track { id uuid } userErrors { code } }
      talks: createTrack(eventUuid: $event, input: { name: "Talks" }) { track { id uuid } userErrors { code } }
      speaker: createSpeaker(eventUuid: $event, input: { name: "Ada" }) { speaker { id uuid } userErrors { code } }
    }`,
    { event: event.uuid },
  );
  const input = HOURS.map((name, index) => session(name, String(9 + index).padStart(2, '0'), {
    ...(index % 2 === 0 && { trackUuid: music.track.uuid }),
    ...('BD'.includes(name) && { trackUuid: talks.track.uuid }),
    ...('AF'.includes(name) && { speakerUuids: [speaker.speaker.uuid] }),
  }));
  const { createSessions: { sessions } } = await ask(
    `mutation ($event: UUID!, $input: [CreateSessionInput!]!) {
      createSessions(eventUuid: $event, input: $input) { sessions { id uuid name } userErrors { code message path } }
    }`,
    { event: event.uuid, input },
  );
  return { organisation, event, later, music: music.track, talks: talks.track, speaker: speaker.speaker, sessions };
}

/** A community in which one user has posted once; answers {community, user}. */
export async function stageTalk() {
  const organisation = await demoOrganisation();
  const { community: { community }, user: { user } } = await ask(
    `mutation ($organisation: UUID!) {
      community: createCommunity(organisationUuid: $organisation, input: { displayName: "Relay" }) {
        community { id uuid } userErrors { code message path }
      }
      user: createUser(organisationUuid: $organisation, input: { displayName: "Ada" }) {
        user { uuid } userErrors { code message path }
      }
    }`,
    { organisation },
  );
  await ask(
    `mutation ($community: UUID!, $user: UUID!) {
      joinCommunity(communityUuid: $community, userUuid: $user) { userErrors { code message path } }
      createPost(communityUuid: $community, userUuid: $user, input: { text: "First" }) {
        userErrors { code message path }
      }
    }`,
    { community: community.uuid, user: user.uuid },
  );
  // What is posted within one second has no order but that of the ids.
  await setTimeout(1000);
  return { community, user };
}
