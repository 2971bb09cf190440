// GraphQL Yoga on Node's own HTTP server.

import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { resolvers, typeDefs } from './resolvers.mjs';
import { loaders, open } from './rows.mjs';
import { connections, listen, url } from './serving.mjs';

const pool = open(url, connections);
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: () => ({ pool, loaders: loaders(pool) }),
  logging: 'warn',
});
listen(createServer(yoga));
