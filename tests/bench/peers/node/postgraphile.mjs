// PostGraphile 5 on Node's own HTTP server, over the views of postgraphile.sql.

import { createServer } from 'node:http';
import { makePgService } from 'postgraphile/adaptors/pg';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { postgraphile } from 'postgraphile';
import { grafserv } from 'postgraphile/grafserv/node';
import { connections, listen, url } from './serving.mjs';

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: url, schemas: ['bench'], poolConfig: { max: connections } })],
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
};
const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
listen(server);
