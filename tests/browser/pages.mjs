/* The two pages as a person handles them, and what a page gives away while it is handled. */

const EDITORS = {
  query: '.graphiql-query-editor .graphiql-editor',
  variables: '.graphiql-editor-tool .graphiql-editor:not(.hidden)',
  headers: '.graphiql-editor-tool .graphiql-editor:not(.hidden)',
};

/** Every host a page asks, workers included, and every complaint in its console; both grow as it goes on. */
export function watched(page) {
  const seen = { hosts: new Set(), complaints: [] };
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:') seen.hosts.add(url.host || url.href);
  });
  page.on('requestfailed', (request) => {
    // A stream ends by being broken off.
    const stopped = request.headers().accept === 'text/event-stream' && request.failure().errorText === 'net::ERR_ABORTED';
    if (!stopped) seen.complaints.push(`failed: ${request.url()}`);
  });
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  page.on('console', (message) => {
    // A browser writes a line of its own for every answer that is not 200, which some trials ask for.
    const refusal = message.text().includes('status of 400') && message.location().url.endsWith('/graphql');
    if (['error', 'warning'].includes(message.type()) && !refusal) seen.complaints.push(message.text());
  });
  return seen;
}

/** Waits until `look` answers something true, and answers that. */
async function until(page, look, hope) {
  for (const began = Date.now(); Date.now() - began < 20_000; await page.waitForTimeout(50)) {
    const seen = await look();
    if (seen) return seen;
  }
  throw new Error(`never seen: ${hope}`);
}

/** GraphiQL. */
export class Explorer {
  static async open(page) {
    await page.locator(`${EDITORS.query} .view-line`).first().waitFor();
    // Completion and the documentation wait for the schema; so do we.
    await page.locator('.graphiql-spinner').waitFor({ state: 'detached' });
    return new Explorer(page);
  }

  constructor(page) {
    this.page = page;
  }

  async putCursorInto(name) {
    await this.page.locator(`${EDITORS[name]} .view-lines`).click({ position: { x: 60, y: 40 } });
  }

  async replace(name, text) {
    await this.putCursorInto(name);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    // A query is typed, as fast as brackets are closed for the typist; JSON is pasted.
    if (name === 'query') await this.page.keyboard.type(text, { delay: 5 });
    else await this.page.keyboard.insertText(text);
    await this.page.keyboard.press('Escape');
    // GraphiQL looks again at which operations there are when typing has paused.
    await this.page.waitForTimeout(400);
  }

  /** Runs one of several operations, from the menu of the button. */
  async choose(operation) {
    await this.page.locator('.graphiql-execute-button').click();
    await this.page.getByRole('menuitem', { name: operation, exact: true }).click();
  }

  /** Does it again and again until the answer pane shows this: no client says when its subscription stands. */
  async shows(text, act) {
    const result = this.page.locator('.result-window .view-lines');
    await until(this.page, async () => {
      await act();
      return (await result.innerText()).replaceAll('\u00a0', ' ').includes(text);
    }, text);
  }

  /** The answer as it came; the editor shows no more of it than fits. */
  async answerTo(act) {
    // GraphiQL asks for the schema by itself, whenever headers change; that is no answer to what was done.
    const asked = (request) => request.method() === 'POST' && !(request.postData() ?? '').includes('__schema');
    const [response] = await Promise.all([
      this.page.waitForResponse((each) => asked(each.request()) && each.url().endsWith('/graphql')),
      act(),
    ]);
    const answer = JSON.stringify(await response.json(), null, 2);
    // Spaces are shown as no-break ones, long lines broken.
    const bare = (text) => text.replace(/[\s\u00a0]/g, '');
    const beginning = bare(answer).slice(0, 60);
    const result = this.page.locator('.result-window .view-lines');
    await until(this.page, async () => bare(await result.innerText()).startsWith(beginning), answer.slice(0, 500));
    return answer;
  }
}

/** What is there without a built GraphiQL. */
export class PlainPage {
  static async open(page) {
    await page.locator('#run').waitFor();
    return new PlainPage(page);
  }

  constructor(page) {
    this.page = page;
    this.query = page.locator('#query');
  }

  async answerTo(act) {
    const text = () => this.page.locator('#answer').innerText();
    const before = await text();
    await act();
    return until(this.page, async () => (await text()) !== before && text(), 'another answer');
  }
}
