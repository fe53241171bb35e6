import type { NotJson } from './answers.js';
import { secondsOf } from './options.js';

/** What an error knows; every fact is absent when it was not to be had. */
export interface ErrorFacts {
  readonly method: string;
  /** Path below `/API/v3`, without query values. */
  readonly path: string;
  readonly status?: number | undefined;
  readonly errorCode?: string | undefined;
  readonly errorMessage?: string | undefined;
  readonly requestId?: string | undefined;
  /** True when Qualtrics may or may not have done what was asked (timeout, lost connection, 5xx). */
  readonly outcomeUnknown?: boolean | undefined;
  /** What happened when there was no answer, in words: `no answer within 15 s`. */
  readonly failure?: string | undefined;
  /** OAuth scopes that would allow the request. */
  readonly scope?: string | undefined;
  readonly attempts?: number | undefined;
  readonly tookMs?: number | undefined;
  /** What an answer that is not JSON is instead. */
  readonly notJson?: NotJson | undefined;
  /** Who answered, where that was not the host that was asked (a file's storage). */
  readonly host?: string | undefined;
  /** What is in the way, where it is known not to be Qualtrics. */
  readonly obstacle?: 'certificate' | 'proxy' | undefined;
  /** How long the answer could be waited for, where it would have been tried again with more time. */
  readonly patienceOverMs?: number | undefined;
  /** What to do about it, where somebody knows better than the status does. */
  readonly cure?: string | undefined;
}

/** One line: what failed, what Qualtrics said, how often it was tried, what to do. */
export function describe(facts: ErrorFacts): string {
  const what = `${facts.method} ${facts.path}`;
  const said = facts.failure
    ? `Qualtrics did not complete ${what}: ${facts.failure}`
    : `${facts.host ? `The storage host ${facts.host}` : 'Qualtrics'} answered ${facts.status} to ${what}${quoted(facts.errorMessage)}`;
  const details = [
    facts.failure && facts.status ? `status ${facts.status}` : undefined,
    facts.errorCode,
    facts.requestId ? `request id ${facts.requestId}` : undefined,
    facts.attempts && facts.attempts > 1 ? `${facts.attempts} tries in ${seconds(facts.tookMs ?? 0)}` : undefined,
  ].filter(Boolean);
  const parenthesis = details.length > 0 ? ` (${details.join(', ')})` : '';
  const cure = [cureFor(facts), facts.outcomeUnknown ? MAY_BE_DONE : undefined].filter(Boolean).join(' ');
  const statement = `${said}${parenthesis}`;
  return `${statement}${/[.!?]"$/.test(statement) ? '' : '.'}${cure ? ` ${cure}` : ''}`;
}

function quoted(message: string | undefined): string {
  return message ? `: "${message}"` : '';
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

/** What a flow builder can do about it; the first rule that fits. */
function cureFor(facts: ErrorFacts): string | undefined {
  const { status, obstacle, notJson, patienceOverMs } = facts;
  if (obstacle === 'proxy')
    return 'It never reached Qualtrics: ask whoever runs the proxy to let it through, or to give it a login.';
  if (obstacle === 'certificate') {
    return "Something on the way shows a certificate of its own, as proxies that inspect traffic do: ask the platform's operator to trust it.";
  }
  if (patienceOverMs !== undefined)
    return `Here it is not waited for longer than ${secondsOf(patienceOverMs)} s: try again in a minute. A running flow waits longer.`;
  if (facts.host) return 'The file may be gone or its address may have expired: start the export again.';
  if (notJson === 'page' && status !== 401 && status !== 403) {
    return 'The answer is a web page, so it comes from a gateway or proxy on the way: check "Data Center ID", else try again later.';
  }
  if (facts.cure) return facts.cure;
  if (notJson && facts.failure) {
    return 'So it was not the Qualtrics API that answered: check "Data Center ID", else try again later.';
  }
  return facts.outcomeUnknown ? undefined : cureForStatus(status);
}

/** Whatever else there is to say. */
const MAY_BE_DONE = 'It may or may not have been done: look in Qualtrics before you repeat it.';

function cureForStatus(status: number | undefined): string | undefined {
  if (status === 404)
    return 'Check the ids: it does not exist, was deleted, or belongs to another brand or data center.';
  if (status === 429) {
    return 'The rate limit of your Qualtrics brand is used up, also by its other integrations: run fewer flows at once or less often.';
  }
  if (status === undefined) return 'Check the network and "Data Center ID", else try again later.';
  if (status >= 500) return 'Qualtrics has a problem of its own: try again later.';
  if (status >= 400) return 'Qualtrics does not accept what was sent: correct it as the answer says.';
  if (status >= 300) return 'This address sends requests elsewhere: check "Data Center ID".';
  return undefined;
}
