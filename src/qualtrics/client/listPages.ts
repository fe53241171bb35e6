import { createHash } from 'node:crypto';
import { nextPageUrl, shownPath } from './apiUrl.js';
import { QualtricsError } from './errors.js';
import { isText } from './needs.js';

/** Empty pages in a row that may have others behind them: what was deleted leaves gaps. */
const MAX_EMPTY = 10;

type Page = readonly Record<string, unknown>[];

/** Sees to it that whoever follows the pages of a list comes to an end, whatever tokens lead from one to the next. */
export class PageWatch {
  readonly #pages = new Set<string>();
  readonly #url: URL;
  #empty = 0;

  constructor(url: URL) {
    this.#url = url;
  }

  /** Takes in a page behind which there is said to be another one. Throws QualtricsError for one that came before. */
  pass(page: readonly unknown[]): void {
    this.#empty = page.length === 0 ? this.#empty + 1 : 0;
    const content = createHash('sha256').update(JSON.stringify(page)).digest('base64');
    if (page.length > 0 && this.#pages.has(content)) throw broken(this.#url, 'it listed the same page twice');
    if (this.#empty >= MAX_EMPTY) throw broken(this.#url, 'it listed one empty page after the other');
    this.#pages.add(content);
  }
}

/**
 * The pages of a list; `read` gives the result of one, `nextPage` is followed on the same host only. Throws
 * QualtricsError for a list that leads elsewhere or nowhere, and what `read` throws.
 */
export async function* pagesFrom(
  start: URL,
  read: (url: URL) => Promise<Record<string, unknown>>,
): AsyncGenerator<Page> {
  const watch = new PageWatch(start);
  const visited = new Set<string>();
  for (let url = start; ; ) {
    const { elements, nextPage } = (await read(url)) as { elements: Page; nextPage?: unknown };
    if (isText(nextPage)) watch.pass(elements);
    yield elements;
    if (!isText(nextPage)) return;
    visited.add(url.href);
    url = nextUrl(url, nextPage);
    if (visited.has(url.href)) throw broken(url, 'it named the same next page twice');
  }
}

function nextUrl(url: URL, nextPage: string): URL {
  try {
    return nextPageUrl(url, nextPage);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw broken(url, 'the next page that it named is on another host, so it was not followed');
  }
}

function broken(url: URL, failure: string): QualtricsError {
  const cure = 'Try again later; if it fails again, give Qualtrics support the time of this message.';
  return new QualtricsError({ method: 'GET', path: shownPath(url), failure, cure });
}
