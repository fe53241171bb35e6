import type { HttpAnswer } from './transport.js';
import { TransportFailure } from './transportFailure.js';

/** Our choice: a file lies one redirect away, and a circle is to be seen soon. */
const MAX_REDIRECTS = 5;

/** An answer, and the host that gave it where it is not the one that was asked. */
interface FollowedAnswer {
  readonly answer: HttpAnswer;
  readonly host: string | undefined;
}

/**
 * Gets an address, and what it is redirected to. `get` is told whether an address is of another origin than the first:
 * whatever shows whose request it is must stay behind then. Throws TransportFailure.
 */
export async function followRedirects(
  start: URL,
  get: (url: URL, isElsewhere: boolean) => Promise<HttpAnswer>,
): Promise<FollowedAnswer> {
  let url = start;
  for (let hops = 0; ; hops += 1) {
    const answer = await get(url, url.origin !== start.origin);
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || !location) {
      return { answer, host: url.host === start.host ? undefined : url.host };
    }
    answer.body.destroy();
    if (hops === MAX_REDIRECTS) throw new TransportFailure('unanswered', 'it was redirected too often');
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (!next || (next.protocol !== 'https:' && next.protocol !== start.protocol)) {
      throw new TransportFailure('unanswered', 'it was redirected to an address that is not https');
    }
    url = next;
  }
}
