/* An event's sessions as lists that a client pages through and adds to: forwards, backwards and both ways. */

import { graphql } from 'relay-runtime';

export const session = graphql`
  fragment Agenda_session on Session {
    id
    name
    startsOn {
      ...Agenda_moment
    }
    track {
      id
      name
    }
  }
`;

export const moment = graphql`
  fragment Agenda_moment on ZonedDateTime {
    local
    timezone
  }
`;

export const forward = graphql`
  fragment Agenda_forward on Event
  @argumentDefinitions(count: { type: "Int", defaultValue: 3 }, cursor: { type: "String" })
  @refetchable(queryName: "AgendaForwardPageQuery") {
    sessions(first: $count, after: $cursor) @connection(key: "Agenda_forward_sessions") {
      __id
      totalCount
      edges {
        cursor
        node {
          ...Agenda_session
        }
      }
    }
  }
`;

export const backward = graphql`
  fragment Agenda_backward on Event
  @argumentDefinitions(count: { type: "Int", defaultValue: 3 }, cursor: { type: "String" })
  @refetchable(queryName: "AgendaBackwardPageQuery") {
    fromTheEnd: sessions(last: $count, before: $cursor, orderBy: { field: NAME, direction: DESC })
      @connection(key: "Agenda_fromTheEnd") {
      edges {
        node {
          name
        }
      }
    }
  }
`;

export const around = graphql`
  fragment Agenda_around on Event
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
    filter: { type: "SessionFilter" }
  )
  @refetchable(queryName: "AgendaAroundPageQuery") {
    sessions(first: $first, after: $after, last: $last, before: $before, filter: $filter)
      @connection(key: "Agenda_around_sessions", filters: ["filter"]) {
      edges {
        node {
          name
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
      }
    }
  }
`;

export const agenda = graphql`
  query AgendaQuery($event: UUID!) {
    event(uuid: $event) {
      id
      ...Agenda_forward
      ...Agenda_backward
    }
  }
`;

export const middle = graphql`
  query AgendaMiddleQuery($event: UUID!, $after: String, $filter: SessionFilter) {
    event(uuid: $event) {
      ...Agenda_around @arguments(first: 2, after: $after, filter: $filter)
    }
  }
`;

export const createSession = graphql`
  mutation AgendaCreateSessionMutation($event: UUID!, $input: CreateSessionInput!, $connections: [ID!]!) {
    createSession(eventUuid: $event, input: $input) {
      sessionEdge @appendEdge(connections: $connections) {
        cursor
        node {
          ...Agenda_session
        }
      }
      userErrors {
        code
        path
      }
    }
  }
`;

export const createSessions = graphql`
  mutation AgendaCreateSessionsMutation($event: UUID!, $input: [CreateSessionInput!]!, $connections: [ID!]!) {
    createSessions(eventUuid: $event, input: $input) {
      sessionEdges @appendEdge(connections: $connections) {
        cursor
        node {
          ...Agenda_session
        }
      }
    }
  }
`;
