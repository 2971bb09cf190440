/* relay-runtime without React: an environment on the live server, and what its hooks do to read and to page. */

import { createRequire } from 'node:module';

// As CommonJS: its names are not known to an import.
const {
  Environment, Network, RecordSource, Store, createOperationDescriptor, commitMutation, fetchQuery, getRequest,
  getPaginationMetadata, getPaginationVariables, getSelector,
} = createRequire(import.meta.url)('relay-runtime');

/** An environment whose requests are `{query}`, or `{doc_id}` where the compiler has persisted them. */
export function environment(url, token) {
  const ask = async ({ id, text }, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(id ? { doc_id: id, variables } : { query: text, variables }),
    });
    return response.json();
  };
  return new Environment({ network: Network.create(ask), store: new Store(new RecordSource()) });
}

/** Asks the server and answers what the store then holds for the query, which it keeps. */
export async function query(relay, request, variables) {
  relay.retain(createOperationDescriptor(getRequest(request), variables));
  return fetchQuery(relay, request, variables).toPromise();
}

/** What the store holds for a fragment, now. */
export const read = (relay, fragment, reference) => relay.lookup(getSelector(fragment, reference)).data;

/** Runs a mutation to its end; answers its data and, as Relay hands them over, its errors. */
export const mutate = (relay, mutation, variables) => new Promise((resolve, reject) => {
  commitMutation(relay, {
    mutation,
    variables,
    onCompleted: (data, errors) => resolve({ data, errors }),
    onError: reject,
  });
});

/** Loads the next page of a refetchable fragment's connection as `usePaginationFragment` does; false at its end. */
export async function loadMore(relay, fragment, reference, direction, count) {
  const { connectionPathInFragmentData, identifierField, paginationMetadata, paginationRequest } =
    getPaginationMetadata(fragment, 'loadMore');
  const data = read(relay, fragment, reference);
  const { pageInfo } = connectionPathInFragmentData.reduce((value, key) => value[key], data);
  const forward = direction === 'forward';
  if (!(forward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return false;
  const variables = getPaginationVariables(
    direction,
    count,
    forward ? pageInfo.endCursor : pageInfo.startCursor,
    { ...reference.__fragmentOwner.variables, ...getSelector(fragment, reference).variables },
    {},
    paginationMetadata,
  );
  await query(relay, paginationRequest, { ...variables, id: data[identifierField] });
  return true;
}
