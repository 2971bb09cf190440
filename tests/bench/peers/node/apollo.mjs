// Apollo Server on its own standalone HTTP server.

import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { resolvers, typeDefs } from './resolvers.mjs';
import { loaders, open } from './rows.mjs';
import { connections, say, url } from './serving.mjs';

const pool = open(url, connections);
const server = new ApolloServer({ typeDefs, resolvers });
const { url: address } = await startStandaloneServer(server, {
  context: async () => ({ pool, loaders: loaders(pool) }),
  listen: { port: 0, host: '127.0.0.1' },
});
say(new URL(address).port);
