/* What @graphql-eslint wants of schema.graphql and of the phone's operations: all its rules, but for those named. */

import { join } from 'node:path';

import graphql from '@graphql-eslint/eslint-plugin';

const HERE = import.meta.dirname;
const { configs, parser } = graphql;

const rulesFor = (files, rules) => ({
  files: [files],
  plugins: { '@graphql-eslint': graphql },
  languageOptions: {
    parser,
    parserOptions: {
      graphQLConfig: {
        schema: join(HERE, '..', '..', 'schema.graphql'),
        documents: join(HERE, 'operations', '*.graphql'),
      },
    },
  },
  rules,
});

export default [
  rulesFor('schema.graphql', {
    ...configs['flat/schema-all'].rules,
    ...configs['flat/schema-relay'].rules,
    '@graphql-eslint/require-description': ['error', {
      types: true,
      rootField: true,
      DirectiveDefinition: true,
      FieldDefinition: true,
      InputValueDefinition: true,
      EnumValueDefinition: true,
    }],
    '@graphql-eslint/relay-edge-types': ['error', {
      withEdgeSuffix: true,
      // A membership of a community is known by its uuid within it, and is not fetched by itself.
      shouldImplementNode: false,
      // What is short by nature, such as the tickets of an event, is a plain list.
      listTypeCanWrapOnlyEdgeType: false,
    }],
    // The export is sorted already, by code point and without groups.
    '@graphql-eslint/alphabetize': 'off',
    // The thing acted on is named by its uuid beside the input.
    '@graphql-eslint/input-name': 'off',
    // It is there to forbid root types, and this schema has all three.
    '@graphql-eslint/no-root-type': 'off',
    // `price`, `eventCode` and the lines of an address are called so in the systems whose documents we take.
    '@graphql-eslint/no-typename-prefix': 'off',
    // Payloads hold what changed and its edges; a whole Query in them would let one request write and read anything.
    '@graphql-eslint/require-field-of-type-query-in-mutation-result': 'off',
    // `events` is never null: without any event it is an empty page.
    '@graphql-eslint/require-nullable-result-in-root': 'off',
    // `@deprecated` has no argument for a date.
    '@graphql-eslint/require-deprecation-date': 'off',
    // Only what is a Node has an id; values and payloads have no identity.
    '@graphql-eslint/strict-id-in-types': 'off',
  }),
  rulesFor('tests/clients/operations/*.graphql', configs['flat/operations-recommended'].rules),
];
