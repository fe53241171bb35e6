import type { ContactsSandbox } from './contactsSandbox.js';

export const PAGE_SIZE = 100;

/** What plain paging gave; `isComplete` unless Qualtrics refused to go on. */
export interface PlainPaging {
  readonly ms: number;
  readonly firstMs: number;
  readonly delivered: number;
  readonly isComplete: boolean;
}

/** A token as one asks for it by hand; gives the headers of requests. */
async function loginByHand(
  url: string,
  { clientId, clientSecret }: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const login = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    headers: { authorization: `Basic ${basic}` },
  });
  const { access_token } = (await login.json()) as { access_token: string };
  return { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
}

/**
 * Plain paging as one writes it by hand: page after page from the beginning of time, no check, no snapshot. Gives whether
 * it came to an end, or Qualtrics refused to go on.
 */
export async function* pagesByHand(
  url: string,
  credential: Readonly<Record<string, string>>,
  directoryId: string,
): AsyncGenerator<unknown[], boolean> {
  const headers = await loginByHand(url, credential);
  const filter = { filterType: 'lastModified', comparison: 'gte', value: '1970-01-01 00:00:00' };
  let skipToken = '';
  do {
    const token = skipToken && `&skipToken=${encodeURIComponent(skipToken)}`;
    const page = `${url}/API/v3/directories/${directoryId}/contacts/search?pageSize=${PAGE_SIZE}${token}`;
    const answer = await fetch(page, { method: 'POST', headers, body: JSON.stringify({ filter }) });
    const { result } = (await answer.json()) as { result?: { elements: unknown[]; skipToken?: string } };
    if (!result) return false;
    yield result.elements;
    skipToken = result.skipToken ?? '';
  } while (skipToken);
  return true;
}

/** The same until it ends, and how long that took. */
export async function pollByHand({ sandbox, credential, directoryId }: ContactsSandbox): Promise<PlainPaging> {
  const started = performance.now();
  let delivered = 0;
  let firstMs = Number.NaN;
  const pages = pagesByHand(sandbox.url, credential, directoryId);
  for (;;) {
    const { value, done } = await pages.next();
    if (done) return { ms: performance.now() - started, firstMs, delivered, isComplete: value };
    if (delivered === 0) firstMs = performance.now() - started;
    delivered += value.length;
  }
}
