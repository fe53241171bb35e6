import type { Random } from '../../local/sandbox/brand/random.js';
import { readJsonLines } from '../../src/files/jsonLines.js';
import { withTemporaryFileWhenNeeded } from '../../src/files/temporaryFile.js';
import { ExportFailed } from '../../src/qualtrics/api/responseExports.js';
import type { ExportedRows, RowSource } from '../../src/responses/exportedRows.js';
import { indexRows, type RowOrder } from '../../src/responses/indexRows.js';
import { settledPart, type Window } from '../../src/responses/position.js';
import { RowIndex } from '../../src/responses/rowIndex.js';
import type { ResponseRow, TimestampField } from '../../src/responses/rows.js';

/** A response as it is at a time; exports show it once the survey's index has caught up. */
export interface RecordedResponse {
  readonly responseId: string;
  readonly recordedMs: number;
  readonly modifiedMs: number;
}

/** How exports behave. */
export interface ExportHabits {
  /** Chance that an export ends without a file. */
  readonly failing: number;
  /** Files in an archive, at the most. */
  readonly files: number;
  /** Rows of an index that memory holds; the others go through a file. */
  readonly rowsInMemory: number;
  /** How far the clock of the step is ahead of the survey's, in ms. */
  readonly clockAheadMs: number;
  readonly tellsServerTime: boolean;
}

interface Change {
  readonly visibleAtMs: number;
  readonly response: RecordedResponse | undefined;
}

/** A survey whose responses come, change and go, each change seen by exports only after a lag. */
export class SimulatedSurvey {
  /** The survey's own clock, in ms since 1970. */
  nowMs: number;
  /** What is, whether or not exports show it yet. */
  readonly truth = new Map<string, RecordedResponse>();
  readonly #changes = new Map<string, Change[]>();
  readonly #random: Random;
  readonly #habits: ExportHabits;

  constructor(nowMs: number, random: Random, habits: ExportHabits) {
    this.nowMs = nowMs;
    this.#random = random;
    this.#habits = habits;
  }

  write(response: RecordedResponse, lagMs: number): void {
    this.truth.set(response.responseId, response);
    this.#change(response.responseId, response, lagMs);
  }

  delete(responseId: string, lagMs: number): void {
    this.truth.delete(responseId);
    this.#change(responseId, undefined, lagMs);
  }

  /** Exports of this survey; `onExport` is called when one has started, so that the survey can change meanwhile. */
  source(field: TimestampField, onExport: () => void): RowSource {
    return {
      lend: (window, order, use) =>
        withTemporaryFileWhenNeeded(async (indexFile) => {
          const serverTimeMs = Math.floor(this.nowMs / 1000) * 1000;
          const settled = settledPart(window, this.#habits.tellsServerTime ? serverTimeMs : undefined);
          const rows = this.#rowsWithin(window, field);
          onExport();
          if (this.#random.next() < this.#habits.failing) throw new ExportFailed('It failed.');
          const index = new RowIndex(indexFile, this.#habits.rowsInMemory);
          const unreadable = { examples: [], count: 0 };
          const read = await this.#unpack(rows, (row) => order(row, settled), { index, unreadable });
          return use({ settled, index, unreadable, read });
        }, ''),
    };
  }

  async #unpack(
    rows: readonly RecordedResponse[],
    order: (row: ResponseRow) => RowOrder,
    target: Parameters<typeof indexRows>[2],
  ): Promise<ExportedRows['read']> {
    const archive: Buffer[] = [];
    let baseOffset = 0;
    for (const text of this.#files(rows)) {
      const file = Buffer.from(text);
      const lines = readJsonLines(inChunks(file, 1 + this.#random.below(200)));
      await indexRows(lines, order, target, { baseOffset, fileName: 'a' });
      baseOffset += file.length;
      archive.push(file);
    }
    const bytes = Buffer.concat(archive);
    return async (places) =>
      places.map(({ offset, length }) => JSON.parse(bytes.toString('utf8', offset, offset + length)));
  }

  #change(responseId: string, response: RecordedResponse | undefined, lagMs: number): void {
    const changes = this.#changes.get(responseId) ?? [];
    // A change is never seen before those that came before it.
    const visibleAtMs = Math.max(this.nowMs + lagMs, changes.at(-1)?.visibleAtMs ?? 0);
    this.#changes.set(responseId, [...changes, { visibleAtMs, response }]);
  }

  #rowsWithin({ from, until }: Window, field: TimestampField): RecordedResponse[] {
    const seen = [...this.#changes.values()].map(
      (changes) => changes.filter(({ visibleAtMs }) => visibleAtMs <= this.nowMs).at(-1)?.response,
    );
    return seen.filter((response) => {
      if (!response) return false;
      const timeMs = field === 'recorded' ? response.recordedMs : response.modifiedMs;
      return timeMs >= from * 1000 && timeMs < until * 1000;
    }) as RecordedResponse[];
  }

  /** The rows in any order, over one file or several, now and then one of them twice. */
  #files(rows: readonly RecordedResponse[]): string[] {
    const files = Array.from({ length: 1 + this.#random.below(this.#habits.files) }, () => '');
    for (const response of this.#random.next() < 0.5 ? rows : shuffled(rows, this.#random)) {
      for (let copies = this.#random.next() < 0.02 ? 2 : 1; copies > 0; copies -= 1) {
        const file = this.#random.below(files.length);
        files[file] += `${JSON.stringify(asRow(response))}\n`;
      }
    }
    return files;
  }
}

function asRow({ responseId, recordedMs, modifiedMs }: RecordedResponse): ResponseRow {
  const recordedDate = new Date(recordedMs).toISOString();
  return { responseId, values: { recordedDate, LastModifiedDate: new Date(modifiedMs).toISOString() }, labels: {} };
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const keyed = list.map((item) => ({ item, key: random.next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
