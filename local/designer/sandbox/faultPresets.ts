/** A fault as a switch: what it is called, and how it is planned with `POST /sandbox/faults`. */
export interface FaultPreset {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly match: string;
  readonly fault: Readonly<Record<string, unknown>>;
  readonly times: number;
}

/** As good as for ever. */
const ALWAYS = 1_000_000_000;

/** What can be switched on. */
export const FAULT_PRESETS: readonly FaultPreset[] = [
  {
    id: 'slow',
    title: 'Slow',
    help: 'Every answer takes a second longer.',
    match: 'API/v3',
    fault: { kind: 'latency', ms: 1000 },
    times: ALWAYS,
  },
  {
    id: 'rateLimit',
    title: 'Rate limit (429)',
    help: 'The next three requests are refused for two seconds.',
    match: 'API/v3',
    fault: { kind: 'status', status: 429, when: 'before', retryAfter: '2' },
    times: 3,
  },
  {
    id: 'broken',
    title: 'Out of order (503)',
    help: 'The next request fails as it does when the vendor is down.',
    match: 'API/v3',
    fault: { kind: 'status', status: 503, when: 'before', html: true },
    times: 1,
  },
  {
    id: 'drop',
    title: 'Lost connection',
    help: 'The next request is worked on, but its answer is lost.',
    match: 'API/v3',
    fault: { kind: 'drop', when: 'after' },
    times: 1,
  },
  {
    id: 'slide',
    title: 'Sliding pages',
    help: 'A contact changes before each search, so that the pages behind it slide.',
    match: 'contacts/search',
    fault: { kind: 'slide' },
    times: ALWAYS,
  },
  {
    id: 'truncate',
    title: 'Broken download',
    help: 'The next file breaks off in the middle.',
    match: '/file',
    fault: { kind: 'truncate' },
    times: 1,
  },
  {
    id: 'revoke',
    title: 'Revoked token',
    help: 'The next request finds its token expired.',
    match: 'API/v3',
    fault: { kind: 'revokeTokens' },
    times: 1,
  },
];
