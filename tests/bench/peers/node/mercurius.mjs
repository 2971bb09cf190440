// Mercurius on Fastify, with its JIT from the first repetition of a document on.

import Fastify from 'fastify';
import mercurius from 'mercurius';
import { resolvers, typeDefs } from './resolvers.mjs';
import { loaders, open } from './rows.mjs';
import { connections, say, url } from './serving.mjs';

const pool = open(url, connections);
const app = Fastify();
await app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  context: () => ({ pool, loaders: loaders(pool) }),
  jit: 1,
  persistedQueryProvider: mercurius.persistedQueryDefaults.automatic(),
});
await app.listen({ port: 0, host: '127.0.0.1' });
say(app.server.address().port);
