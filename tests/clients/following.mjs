/* What suites that follow an event share: changes made beside the subscription, until it hears them. */

import { ask } from './stage.mjs';

const PAUSE_MS = 100;
const TURNS = 100;

export const FOLLOW = `
  subscription Follow($uuid: UUID!) {
    eventChanged(uuid: $uuid) { kind event { id name } }
  }
`;

let renamed = 0;

/** Renames an event, with the demo's token. The description differs each time: the same name twice alone is no change. */
export const rename = (uuid, name) => ask(
  `mutation ($uuid: UUID!, $name: String!, $description: String!) {
    updateEvent(uuid: $uuid, input: { name: $name, description: $description }) { userErrors { code } }
  }`,
  { uuid, name, description: `Renamed ${renamed += 1} times` },
);

/** Renames an event again and again until `heard()`: a client does not say when its subscription stands. */
export async function renameUntil(heard, uuid, name) {
  for (let turn = 0; !heard(); turn += 1) {
    if (turn === TURNS) throw new Error('the subscription has heard nothing');
    await rename(uuid, name);
    await new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });
  }
}
