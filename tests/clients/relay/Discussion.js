/* Posts, the newest first: a new one is prepended. */

import { graphql } from 'relay-runtime';

export const discussion = graphql`
  query DiscussionQuery($community: UUID!) {
    community(uuid: $community) {
      postsCount
      posts(first: 10) @connection(key: "Discussion_posts") {
        __id
        edges {
          node {
            text
          }
        }
      }
    }
  }
`;

export const createPost = graphql`
  mutation DiscussionCreatePostMutation($community: UUID!, $user: UUID!, $input: CreatePostInput!, $connections: [ID!]!) {
    createPost(communityUuid: $community, userUuid: $user, input: $input) {
      postEdge @prependEdge(connections: $connections) {
        node {
          id
          text
        }
      }
      community {
        id
        postsCount
      }
    }
  }
`;
