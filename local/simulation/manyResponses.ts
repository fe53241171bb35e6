import { PassThrough, Readable } from 'node:stream';
import yazl from 'yazl';

/** Responses of which any number is made as it is sent: nothing of them is kept. */
interface ManyResponses {
  readonly count: number;
  /** When the first was recorded, in ms since 1970. */
  readonly firstMs: number;
  /** One follows the other by so many ms. */
  readonly everyMs: number;
  /** Whether the export lists them in the order of their times, as Qualtrics is seen to do, or in none. */
  readonly isInOrder: boolean;
}

const ROWS_AT_ONCE = 500;
/** Has no divisor in common with any count that is not one of its multiples, so each response has its turn once. */
const STRIDE = 7_368_787;
const ID_DIGITS = 15;

/** The archive of an export of those from `fromMs` to `untilMs` (exclusive): ndjson, about a kilobyte a response. */
export function archiveOfResponses(many: ManyResponses, fromMs = 0, untilMs = Number.POSITIVE_INFINITY) {
  const zip = new yazl.ZipFile();
  zip.addReadStream(Readable.from(rows(many, fromMs, untilMs)), 'responses.ndjson', { compressionLevel: 1 });
  zip.end();
  return zip.outputStream.pipe(new PassThrough());
}

/** Which of the responses an id belongs to, counted from 0. */
export function numberOf(responseId: string): number {
  return Number(responseId.slice(2));
}

function* rows({ count, firstMs, everyMs, isInOrder }: ManyResponses, fromMs: number, untilMs: number) {
  let lines: string[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const number = isInOrder ? turn : (turn * STRIDE) % count;
    const timeMs = firstMs + number * everyMs;
    if (timeMs < fromMs || timeMs >= untilMs) continue;
    lines.push(row(number, timeMs));
    if (lines.length < ROWS_AT_ONCE) continue;
    yield Buffer.from(lines.join(''));
    lines = [];
  }
  yield Buffer.from(lines.join(''));
}

function row(number: number, timeMs: number): string {
  const responseId = `R_${String(number).padStart(ID_DIGITS, '0')}`;
  const recordedDate = new Date(timeMs).toISOString();
  const values = {
    startDate: recordedDate,
    endDate: recordedDate,
    status: 0,
    ipAddress: `192.0.2.${number % 250}`,
    progress: 100,
    duration: number % 900,
    finished: 1,
    recordedDate,
    _recordId: responseId,
    distributionChannel: 'anonymous',
    userLanguage: 'EN',
    QID1: number % 5,
    QID2: ['1', String(number % 7)],
    QID3_TEXT: `It is quick, friendly and does what I need: ${(number * 48_271) % 65_537}.`,
    QID4: number % 11,
    level: number % 2 ? 'premium' : 'basic',
  };
  const labels = { status: 'IP Address', finished: 'True', QID1: 'Good', QID2: ['Shop', 'Support'], QID4: 'Likely' };
  const displayedFields = ['QID1', 'QID2', 'QID3_TEXT', 'QID4'];
  const displayedValues = { QID1: [0, 1, 2, 3, 4], QID2: ['1', '2', '3', '4', '5', '6'], QID4: [0, 1, 2, 3, 4, 5, 6] };
  return `${JSON.stringify({ responseId, values, labels, displayedFields, displayedValues })}\n`;
}
