/* The page at /graphql: GraphiQL with the explorer, on the endpoint that serves it, and an example to begin with. */

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
  // Both stand in the answers: of Programme and of Draft.
  "organisation": "",
  "event": ""
}`;

// A comment, because a token that is none is refused, and a visitor needs none.
const HEADERS = `{
  // "Authorization": "Bearer mqt_…"
}`;

// On a phone the query and its answer take all the room; one tap opens the headers.
const narrow = window.matchMedia('(max-width: 48rem)').matches;

const fetcher = withSubscriptions(
  '/graphql',
  createGraphiQLFetcher({ url: '/graphql', enableIncrementalDelivery: false }),
);
// Once: each call makes another plugin, and GraphiQL would close the open one.
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
