/* Objects by their global identifiers, and what goes wrong. */

import { graphql } from 'relay-runtime';

export const node = graphql`
  query FoundNodeQuery($id: ID!) {
    node(id: $id) {
      __typename
      id
      ...Agenda_session @alias(as: "session")
    }
  }
`;

export const nodes = graphql`
  query FoundNodesQuery($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      id
      ... on Event {
        name
      }
      ... on Speaker {
        name
      }
    }
  }
`;

export const caught = graphql`
  query FoundCaughtQuery($event: UUID!, $cursor: String) {
    event(uuid: $event) @catch {
      sessions(after: $cursor) {
        totalCount
      }
    }
  }
`;

export const thrown = graphql`
  query FoundThrownQuery($event: UUID!, $cursor: String) @throwOnFieldError {
    event(uuid: $event) {
      sessions(after: $cursor) {
        totalCount
      }
    }
  }
`;
