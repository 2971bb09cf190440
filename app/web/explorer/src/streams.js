/* Subscriptions for GraphiQL: server-sent events by fetch, with the headers from its headers pane. */

import { getOperationAST } from 'graphql';

/* A fetcher for subscriptions; it hands other operations to `plain`, a fetcher of GraphiQL's toolkit. */
export function withSubscriptions(url, plain) {
  return (request, options) => {
    const operation = options?.documentAST && getOperationAST(options.documentAST, request.operationName);
    return operation?.operation === 'subscription' ? subscribe(url, request, options.headers) : plain(request, options);
  };
}

function subscribe(url, request, headers) {
  const control = new AbortController();
  const stream = items(url, request, headers, control);
  const end = stream.return.bind(stream);
  // Abort the request: the generator alone would wait for the next item before it ends.
  stream.return = (value) => {
    control.abort();
    return end(value);
  };
  return stream;
}

async function* items(url, request, headers, control) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(request),
      signal: control.signal,
    });
    if (!response.ok) {
      yield await response.json();
      return;
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let left = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (left + value).split('\n\n');
      left = blocks.pop();
      for (const block of blocks) {
        if (block.startsWith('event: next\n')) yield JSON.parse(block.slice(block.indexOf('data: ') + 6));
      }
    }
  } catch (error) {
    if (!control.signal.aborted) throw error;
  }
}
