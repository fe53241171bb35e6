import type { RowSource } from './exportedRows.js';
import type { ResponsePosition, Window } from './position.js';
import { type SurveyResponse, type TimestampField, toResponse, versionOf } from './rows.js';

/** What a sample is wanted of. */
export interface ResponseSample {
  readonly surveyId: string;
  readonly timestampField: TimestampField;
  readonly start: ResponsePosition;
  /** In ms since 1970; `undefined`: no end. */
  readonly endMs: number | undefined;
  readonly count: number;
}

/** The first few responses there are, settled or not, in the order of delivery; empty when there is none. */
export async function sampleResponses(source: RowSource, sample: ResponseSample): Promise<SurveyResponse[]> {
  const { surveyId, timestampField, start, endMs = Number.POSITIVE_INFINITY, count } = sample;
  const window: Window = { from: Math.floor(start.timeMs / 1000), until: Math.ceil(endMs / 1000) };
  const isWanted = (timeMs: number): boolean => timeMs >= start.timeMs && timeMs < endMs;
  return source.lend(
    window,
    (row) => {
      const version = versionOf(row, timestampField, window);
      if (!version) return { kind: 'first' };
      return isWanted(version.timeMs) ? { kind: 'inOrder', version } : { kind: 'skip' };
    },
    async ({ index, read }) => {
      const { value: page } = await index.pages({ maxRows: count, maxBytes: Number.POSITIVE_INFINITY }).next();
      return page ? (await read(page.rows)).map((row) => toResponse(surveyId, row)) : [];
    },
  );
}
