/* The build of the explorer into dist/, for the address where app/web/explorer/serving.py serves it. */

import { defineConfig } from 'vite';

export default defineConfig({
  base: '/graphql/explorer/',
  // Inlined as data: URLs, fonts and workers would need a looser policy.
  build: {
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5000,
    modulePreload: { polyfill: false },
    // The bundled packages' licences, which minifying strips.
    license: { fileName: 'licenses.md' },
  },
  worker: { format: 'es' },
});
