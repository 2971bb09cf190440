/* One query of connections in connections, the same field under several aliases with arguments of their own. */

import { graphql } from 'relay-runtime';

export const nested = graphql`
  query NestedQuery($organisation: UUID!, $filter: EventFilter!, $track: UUID!, $last: Int!) {
    organisation(uuid: $organisation) {
      soonest: events(first: 1, filter: $filter) {
        totalCount
        nodes {
          name
          opening: sessions(first: 2) {
            pageInfo {
              hasNextPage
              hasPreviousPage
            }
            nodes {
              name
            }
          }
          closing: sessions(last: $last) {
            pageInfo {
              hasNextPage
              hasPreviousPage
            }
            edges {
              node {
                name
                startsOn {
                  ...Agenda_moment @relay(mask: false)
                }
              }
            }
          }
          ofTrack: sessions(filter: { trackUuid: $track }, orderBy: { field: NAME, direction: DESC }) {
            totalCount
            nodes {
              name
            }
          }
          tracks {
            name
            first: sessions(first: 1) {
              nodes {
                name
              }
            }
            last: sessions(last: 1) {
              nodes {
                name
              }
            }
          }
          speakers(first: 1) {
            edges {
              node {
                name
                talks: sessions(last: 1) {
                  totalCount
                  nodes {
                    name
                  }
                }
              }
            }
          }
        }
      }
      latest: events(last: 1, filter: $filter) {
        nodes {
          name
          sessions(first: 1) {
            totalCount
            nodes {
              name
            }
          }
        }
      }
    }
  }
`;
