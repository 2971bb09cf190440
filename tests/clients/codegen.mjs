/* What @graphql-codegen makes of schema.graphql and operations/: typed documents, and the file of trusted ones. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { generate } from '@graphql-codegen/cli';

const HERE = import.meta.dirname;
const scalars = {
  BigInt: 'string',
  CurrencyCode: 'string',
  Date: 'string',
  DateTime: 'string',
  Decimal: 'string',
  EventCode: 'string',
  JSON: 'unknown',
  LocalDateTime: 'string',
  Time: 'string',
  TimeZone: 'string',
  URL: 'string',
  UUID: 'string',
};

const TYPES = { scalars, strictScalars: true, useTypeImports: true, enumsAsTypes: true };

/** Where the generated files are; git does not keep them. */
export const GENERATED = join(HERE, '__generated__', 'codegen');

/** Writes them anew; `persisted-documents.json` there is {sha256: text} of every operation. */
export async function generateDocuments() {
  rmSync(GENERATED, { recursive: true, force: true });
  await generate({
    schema: join(HERE, '..', '..', 'schema.graphql'),
    documents: join(HERE, 'operations', '*.graphql'),
    silent: true,
    importExtension: '.js',
    generates: {
      [`${GENERATED}/`]: {
        preset: 'client',
        presetConfig: {
          fragmentMasking: { unmaskFunctionName: 'unmasked' },
          persistedDocuments: { hashAlgorithm: 'sha256' },
        },
        config: { ...TYPES, documentMode: 'string' },
      },
      [join(GENERATED, 'schema.ts')]: {
        plugins: ['typescript'],
        config: TYPES,
      },
    },
  }, true);
}
