/* How the explorer is built: into dist/, for the address that app/web/explorer/serving.py serves it at. */

import { defineConfig } from 'vite';

export default defineConfig({
  base: '/graphql/explorer/',
  // Inlined into a data: address, a font or a worker would need a looser policy.
  build: {
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5000,
    modulePreload: { polyfill: false },
    // What is built in is other people's work, and minified without their names.
    license: { fileName: 'licenses.md' },
  },
  worker: { format: 'es' },
});
