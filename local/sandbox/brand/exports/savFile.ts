import type { StoredResponse } from '../responses/response.js';
import { valueIn } from '../responses/response.js';
import type { Field } from '../surveys/fields.js';

const NUMERIC = 0;
const RESPONSE_ID_BYTES = 24;
/** Print and write formats F8.2, A24 and DATETIME20: type, width, decimals packed into a word. */
const F8_2 = (5 << 16) | (8 << 8) | 2;
const A24 = (1 << 16) | (RESPONSE_ID_BYTES << 8);
const DATETIME20 = (22 << 16) | (20 << 8);
/** SPSS counts seconds from 14 October 1582. */
const SPSS_EPOCH_SECONDS = Date.UTC(1582, 9, 14) / 1000;
const MISSING = -Number.MAX_VALUE;
const UNKNOWN = -1;

/**
 * The beginning of an uncompressed SPSS system file, and a row of it: the variables ResponseId (text), RecordedDate and
 * the numeric ones among `fields`.
 */
export function savWriter(fields: readonly Field[]): { head: Buffer; rowOf: (response: StoredResponse) => Buffer } {
  const numbers = fields.filter(({ source, type }) => source === 'question' && type === 'number');
  const segments = RESPONSE_ID_BYTES / 8;
  const names = ['ResponseId', 'RecordedDate', ...numbers.map(({ name }) => name)];
  const head = Buffer.concat([
    header(segments + 1 + numbers.length),
    variable(RESPONSE_ID_BYTES, A24, 'V1'),
    ...Array.from({ length: segments - 1 }, () => variable(UNKNOWN, 0, '')),
    variable(NUMERIC, DATETIME20, 'V2'),
    ...numbers.map((_, index) => variable(NUMERIC, F8_2, `V${index + 3}`)),
    longNames(names),
    words(999, 0),
  ]);
  const rowOf = (response: StoredResponse): Buffer =>
    Buffer.concat([
      text(response.responseId, RESPONSE_ID_BYTES),
      double(response.recordedDate / 1000 - SPSS_EPOCH_SECONDS),
      ...numbers.map(({ key }) => double(numberOf(response, key))),
    ]);
  return { head, rowOf };
}

function numberOf(response: StoredResponse, key: string): number {
  const value = valueIn(response, key);
  return typeof value === 'number' ? value : MISSING;
}

function header(caseSize: number): Buffer {
  return Buffer.concat([
    text('$FL2', 4),
    text('@(#) SPSS DATA FILE', 60),
    words(2, caseSize, 0, 0, UNKNOWN),
    double(100),
    text('01 Jan 26', 9),
    text('00:00:00', 8),
    text('', 64 + 3),
  ]);
}

/** Names that are longer than eight characters, by the short ones. */
function longNames(names: readonly string[]): Buffer {
  const pairs = names.map(
    (name, index) => `V${index + 1}=${name.replace(/[^\w@#$.]/g, '_').replace(/^\W|^\d/, '@$&')}`,
  );
  const bytes = Buffer.from(pairs.join('\t'));
  return Buffer.concat([words(7, 13, 1, bytes.length), bytes]);
}

function variable(type: number, format: number, name: string): Buffer {
  return Buffer.concat([words(2, type, 0, 0, format, format), text(name, 8)]);
}

function words(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeInt32LE(value, index * 4);
  return buffer;
}

function double(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleLE(value);
  return buffer;
}

function text(value: string, bytes: number): Buffer {
  return Buffer.from(value.padEnd(bytes).slice(0, bytes), 'latin1');
}
