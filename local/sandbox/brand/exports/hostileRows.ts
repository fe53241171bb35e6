import type { StoredResponse } from '../responses/response.js';

/** What a row can have that a careless reader stumbles over. */
export const HOSTILE_ROWS = ['protoKey', 'duplicateKeys', 'lineBreaks', 'longValue', 'notJson'] as const;
export type HostileRow = (typeof HOSTILE_ROWS)[number];

/** Name of the value that is added. */
const KEY = 'hostile';
const BREAKS = 'one\ntwo\r\nthree\u2028four\u2029five';
const LONG = 2_000_000;

/** A response with a value that spoils its row, in any format: line breaks, or two million characters. */
export function spoilt(response: StoredResponse, kind: HostileRow | undefined, textKey: string): StoredResponse {
  if (kind !== 'lineBreaks' && kind !== 'longValue') return response;
  const value = kind === 'lineBreaks' ? BREAKS : 'x'.repeat(LONG);
  return { ...response, values: { ...response.values, [textKey]: value } };
}

/** A row of JSON, spoilt in ways that only JSON can be. */
export function spoiltJson(json: string, kind: HostileRow | undefined): string {
  switch (kind) {
    case 'protoKey':
      return json.replace('"values":{', `"values":{"__proto__":{"${KEY}":true},"constructor":"${KEY}",`);
    case 'duplicateKeys':
      return json
        .replace('{', '{"responseId":"R_000000000000000",')
        .replace('"values":{', '"values":{"recordedDate":"1970-01-01T00:00:00.000Z",');
    case 'notJson':
      return json.slice(0, Math.floor(json.length / 2));
    default:
      return json;
  }
}
