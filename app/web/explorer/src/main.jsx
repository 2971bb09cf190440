/* The page at /graphql: GraphiQL with the explorer plugin and an example. */

import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './page.css';

import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import example from './example.graphql?raw';
import { withSubscriptions } from './streams.js';

const VARIABLES = `{
  // Copy them from the answers of Programme and Draft.
  "organisation": "",
  "event": ""
}`;

// Commented out: an invalid token is refused, and public data needs none.
const HEADERS = `{
  // "Authorization": "Bearer mqt_…"
}`;

// On a phone the query and its answer take all the room; one tap opens the headers.
const narrow = window.matchMedia('(max-width: 48rem)').matches;

const fetcher = withSubscriptions(
  '/graphql',
  createGraphiQLFetcher({ url: '/graphql', enableIncrementalDelivery: false }),
);
// Created once: GraphiQL closes the open plugin when it gets new objects.
const plugins = [HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];

createRoot(document.getElementById('explorer')).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={plugins}
    defaultTabs={[{ query: example, variables: VARIABLES, headers: HEADERS }]}
    defaultHeaders={HEADERS}
    defaultEditorToolsVisibility={narrow ? false : 'headers'}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>Marquee</GraphiQL.Logo>
  </GraphiQL>,
);
