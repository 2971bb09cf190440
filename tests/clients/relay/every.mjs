/* A document for each list and each edge of the schema: Relay's compiler takes them all, whoever uses them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildSchema, getNamedType, getNullableType, isListType, isObjectType } from 'graphql';

const SCHEMA = join(import.meta.dirname, '..', '..', '..', 'schema.graphql');
const capital = (name) => name[0].toUpperCase() + name.slice(1);

/** Answers {source, fragments, mutations}: a module called Every, the names of its fragments and of its mutations. */
export function everyListAndEdge() {
  const schema = buildSchema(readFileSync(SCHEMA, 'utf8'));
  const fragments = [];
  const mutations = [];
  const documents = [];
  for (const owner of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(owner.getFields())) {
      if (!getNamedType(field.type).name.endsWith('Connection')) continue;
      const name = `${owner.name}_${field.name}`;
      fragments.push(`Every_${name}`);
      documents.push(`
        fragment Every_${name} on ${owner.name}
        @argumentDefinitions(first: { type: "Int" }, after: { type: "String" },
          last: { type: "Int" }, before: { type: "String" })
        @refetchable(queryName: "Every${owner.name}${capital(field.name)}Query") {
          ${field.name}(first: $first, after: $after, last: $last, before: $before)
            @connection(key: "Every_${name}_${field.name}") { edges { node { __typename } } }
        }`);
    }
  }
  for (const field of Object.values(schema.getMutationType().getFields())) {
    const payload = getNamedType(field.type);
    for (const edge of Object.values(payload.getFields())) {
      if (!getNamedType(edge.type).name.endsWith('Edge')) continue;
      const name = `Every${capital(field.name)}${capital(edge.name)}Mutation`;
      const declared = field.args.map((argument) => `$${argument.name}: ${argument.type}`).join(', ');
      const given = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
      mutations.push(`${payload.name}.${edge.name}${isListType(getNullableType(edge.type)) ? '[]' : ''}`);
      documents.push(`
        mutation ${name}(${declared}, $connections: [ID!]!) {
          ${field.name}(${given}) { ${edge.name} @appendEdge(connections: $connections) { cursor node { __typename } } }
        }`);
    }
  }
  const source = documents.map((text) => `graphql\`${text}\`;`).join('\n');
  return { source, fragments, mutations };
}
