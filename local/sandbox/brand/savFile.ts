import type { SurveyResponse } from './records.js';

const NUMERIC = 0;
const RESPONSE_ID_BYTES = 24;
/** Print and write format F8.2 and A24: type, width, decimals packed into a word. */
const F8_2 = (5 << 16) | (8 << 8) | 2;
const A24 = (1 << 16) | (RESPONSE_ID_BYTES << 8);

/** Responses as an uncompressed SPSS system file with the variables RESPID (text) and QID1 (number). */
export function savFile(responses: readonly SurveyResponse[]): Buffer {
  const segments = RESPONSE_ID_BYTES / 8;
  return Buffer.concat([
    header(responses.length, segments + 1),
    variable(RESPONSE_ID_BYTES, A24, 'RESPID'),
    ...Array.from({ length: segments - 1 }, () => variable(-1, 0, '')),
    variable(NUMERIC, F8_2, 'QID1'),
    words(999, 0),
    ...responses.flatMap((response) => [text(response.responseId, RESPONSE_ID_BYTES), double(response.score)]),
  ]);
}

function header(cases: number, caseSize: number): Buffer {
  return Buffer.concat([
    text('$FL2', 4),
    text('@(#) SPSS DATA FILE', 60),
    words(2, caseSize, 0, 0, cases),
    double(100),
    text('01 Jan 26', 9),
    text('00:00:00', 8),
    text('', 64 + 3),
  ]);
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
