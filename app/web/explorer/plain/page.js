/* The plain page: sends the chosen operation to the endpoint and shows the answer. */

const [query, variables, headers, operation, run, answer, status] = [
  'query', 'variables', 'headers', 'operation', 'run', 'answer', 'status',
].map((id) => document.getElementById(id));

/** List the operations of the query by name, and select the one that the cursor is in. */
function listOperations() {
  // Comments become blanks of the same length, so that offsets stay valid.
  const code = query.value.replace(/#.*/g, (comment) => ' '.repeat(comment.length));
  const found = [...code.matchAll(/\b(?:query|mutation)\s+(\w+)/g)];
  operation.replaceChildren(...found.map((match) => new Option(match[1])));
  const before = found.filter((match) => match.index <= query.selectionStart).length;
  operation.selectedIndex = found.length ? Math.max(before - 1, 0) : -1;
}

function objectIn(field, name) {
  if (!field.value.trim()) return {};
  try {
    return JSON.parse(field.value);
  } catch (error) {
    throw new Error(`The ${name} are not JSON: ${error.message}`);
  }
}

async function send() {
  run.disabled = true;
  status.textContent = '';
  try {
    const request = {
      query: query.value,
      operationName: operation.value || null,
      variables: objectIn(variables, 'variables'),
    };
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', ...objectIn(headers, 'headers') },
      body: JSON.stringify(request),
    });
    answer.textContent = JSON.stringify(await response.json(), null, 2);
    status.textContent = `(HTTP ${response.status})`;
  } catch (error) {
    answer.textContent = error.message;
  } finally {
    run.disabled = false;
  }
}

for (const type of ['input', 'click', 'keyup']) query.addEventListener(type, listOperations);
run.addEventListener('click', send);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    send();
  }
});
// Some browsers put the cursor at the end.
query.setSelectionRange(0, 0);
listOperations();
