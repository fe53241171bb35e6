import type { Clock } from '../qualtrics/client/options.js';
import type { ExportedRows, OrderRow, RowSource } from './exportedRows.js';
import { afterWindow, nextWindow, placeOf, type ResponsePosition } from './position.js';
import type { PageLimits, RowPage } from './rowIndex.js';
import { type SurveyResponse, type TimestampField, toResponse, versionOf } from './rows.js';

/** What a poll is to deliver. */
export interface ResponsePoll {
  readonly surveyId: string;
  readonly timestampField: TimestampField;
  /** How far earlier polls have come. */
  readonly position: ResponsePosition;
  /** Responses of this moment and later are not wanted, in ms since 1970; `undefined`: no end. */
  readonly endMs: number | undefined;
  /** `maxBytes` is also the largest response that can be delivered. */
  readonly page: PageLimits;
  /** No page is begun after this moment, but for the first one; in ms since 1970. */
  readonly endsAtMs: number;
}

/**
 * What a poll gives, one after the other:
 * - `page`: responses to deliver, if any, then the position to keep;
 * - `problem`: a sentence on rows that cannot be delivered, to be reported.
 */
export type ResponseDelivery =
  | { readonly kind: 'page'; readonly responses: readonly SurveyResponse[]; readonly position: ResponsePosition }
  | { readonly kind: 'problem'; readonly message: string };

/**
 * One poll: exports what is new and has settled, and delivers it page by page in time order. Whoever takes a page
 * delivers it first and keeps its position afterwards: kept before, a crash between the two would lose the page; kept
 * after, it repeats that page at the most. Resolves to whether everything was delivered.
 *
 * Nothing is delivered before the file was read to its end: any row of it may be the oldest one, and a position can be
 * kept only when nothing older can follow. Reading takes seconds where delivering takes minutes.
 */
export async function deliverNewResponses(
  source: RowSource,
  poll: ResponsePoll,
  clock: Pick<Clock, 'now'>,
  deliver: (delivery: ResponseDelivery) => Promise<void>,
): Promise<boolean> {
  const { surveyId, timestampField, position: start, endMs, page: limits } = poll;
  const window = nextWindow(start, clock.now(), endMs);
  if (!window) return true;
  const order: OrderRow = (row, settled) => {
    const version = versionOf(row, timestampField, window);
    if (!version) return { kind: 'first' };
    return placeOf(version, start, settled, endMs) === 'new' ? { kind: 'inOrder', version } : { kind: 'skip' };
  };
  return source.lend(window, order, async (rows) => {
    const { settled, index, unreadable } = rows;
    if (unreadable.count > 0) await deliver({ kind: 'problem', message: unreadableMessage(surveyId, unreadable) });
    const end = afterWindow(start, settled, endMs);
    const pages = index.pages(limits);
    for (let next = await pages.next(); !next.done; ) {
      const page = next.value;
      next = await pages.next();
      const position = next.done ? end : (page.last ?? start);
      if (isTooLarge(page, limits)) {
        await deliver({ kind: 'problem', message: tooLargeMessage(surveyId, page, limits) });
        await deliver({ kind: 'page', responses: [], position });
      } else {
        await deliver({ kind: 'page', responses: await responsesOf(surveyId, page, rows), position });
      }
      if (!next.done && clock.now() >= poll.endsAtMs) return false;
    }
    if (index.size === 0 && end !== start) await deliver({ kind: 'page', responses: [], position: end });
    return true;
  });
}

async function responsesOf(surveyId: string, page: RowPage, rows: ExportedRows): Promise<SurveyResponse[]> {
  return (await rows.read(page.rows)).map((row) => toResponse(surveyId, row));
}

/** Only a row that is too large by itself makes a page that is. */
function isTooLarge({ rows }: RowPage, { maxBytes }: PageLimits): boolean {
  return rows.some(({ length }) => length > maxBytes);
}

function unreadableMessage(surveyId: string, { count, examples }: ExportedRows['unreadable']): string {
  const more = count > examples.length ? ` and ${count - examples.length} more` : '';
  const what = count === 1 ? 'a row' : `${count} rows`;
  const them = count === 1 ? 'it was' : 'they were';
  return `Qualtrics exported ${what} of survey ${surveyId} that cannot be read, so ${them} left out: ${examples.join(', ')}${more}. All others are delivered. Find them in Qualtrics, or with Getting Survey Responses.`;
}

function tooLargeMessage(surveyId: string, { rows, last }: RowPage, { maxBytes }: PageLimits): string {
  const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  const [row] = rows;
  const which = last ? `Response ${last.responseId}` : 'A response';
  return `${which} of survey ${surveyId} has ${megabytes(row?.length ?? 0)}, more than fits into a message of the platform (${megabytes(maxBytes)}), so it was left out. All others are delivered. Getting Survey Responses gives it in a file.`;
}
