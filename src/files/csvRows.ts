import { promisify } from 'node:util';
import { type CsvError, Parser } from 'csv-parse';
import { peek } from './peek.js';
import { UnreadableFile } from './unreadableFile.js';
import { asUtf8 } from './utf8.js';

/** Longer than any row that Qualtrics takes; a file with a quote that is never closed is one endless row. */
const MAX_ROW_CHARACTERS = 5_000_000;

/** As much of a file as its first line may take. */
const MAX_FIRST_LINE = 256 * 1024;

/** So that few rows wait for others at once. */
const PIECE_BYTES = 8 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The rows of a CSV file (RFC 4180), each as its values, the header among them; blank lines are no rows. Commas,
 * semicolons or tabs may stand between the values: the first line tells, be it `sep=;`. A byte order mark, UTF-16 behind
 * one, quotes, and line breaks within quotes are understood. Throws UnreadableFile, and the stream's own errors.
 */
export async function* readCsvRows(stream: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const { start, all } = await peek(asUtf8(stream), MAX_FIRST_LINE, hasLineEnd);
  const parser = new RowParser(dialectOf(start.toString('utf8')));
  try {
    for await (const chunk of all) {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        yield* await parser.rowsWith(chunk.subarray(at, at + PIECE_BYTES));
      }
    }
    yield* await parser.lastRows();
  } finally {
    parser.destroy();
  }
}

/**
 * Hands the rows of a chunk over at once. Node's own stream of rows is a linked list that is never empty: once one row of
 * it has outlived two collections of young memory, all that follow do, too, until old memory is collected.
 */
class RowParser extends Parser {
  #rows: string[][] = [];

  constructor(dialect: Dialect) {
    super({
      ...dialect,
      // Files put together from several have several kinds.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      // A quote within a value that does not begin with one stands for itself: 5" pipe.
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_CHARACTERS,
    });
    // What fails is told by `#fed`.
    this.on('error', () => undefined);
  }

  override push(row: string[] | null): boolean {
    if (row === null) return super.push(null);
    this.#rows.push(row);
    return true;
  }

  async rowsWith(chunk: Buffer): Promise<readonly string[][]> {
    return this.#fed((done) => this.write(chunk, done));
  }

  async lastRows(): Promise<readonly string[][]> {
    return this.#fed((done) => this.end(done));
  }

  async #fed(feed: (done: (error?: Error | null) => void) => void): Promise<readonly string[][]> {
    try {
      await promisify(feed)();
    } catch (error) {
      throw isCsvError(error) ? unreadable(error, this.info.records) : error;
    }
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }
}

function hasLineEnd(start: Buffer): boolean {
  return start.includes(LINE_FEED) || start.includes(CARRIAGE_RETURN);
}

/** How a file is to be read. */
interface Dialect {
  readonly delimiter: string;
  readonly from_line: number;
}

/** Some programs name the delimiter for spreadsheets, in a line before the header: `sep=;`. */
function dialectOf(start: string): Dialect {
  const [, named] = /^sep=([^\r\n])[\r\n]/i.exec(start) ?? [];
  return named === undefined ? { delimiter: delimiterOf(start), from_line: 1 } : { delimiter: named, from_line: 2 };
}

/** Which of the usual delimiters the first line has most often, outside of quotes. */
function delimiterOf(start: string): string {
  const [line = ''] = start.replace(/"(?:[^"]|"")*"/g, '').split(/[\r\n]/, 1);
  const count = (delimiter: string): number => line.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best));
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
}

/** The header is counted, but is no row: so many records are before this row. */
function unreadable({ code }: CsvError, row: number): UnreadableFile {
  if (code === 'CSV_MAX_RECORD_SIZE') {
    const millions = MAX_ROW_CHARACTERS / 1_000_000;
    return new UnreadableFile(
      `row ${row} is longer than ${millions} million characters: shorten it, or close a quote in it`,
    );
  }
  const isOpen = code === 'CSV_QUOTE_NOT_CLOSED';
  return new UnreadableFile(`row ${row} ${isOpen ? 'opens a quote that is never closed' : 'is not CSV'}`);
}
