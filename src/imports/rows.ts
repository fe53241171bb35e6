import { fstatSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { readCsvRows } from '../files/csvRows.js';
import { contentsOf } from '../files/fileContents.js';
import { readJsonArray } from '../files/jsonArray.js';
import { readJsonLines } from '../files/jsonLines.js';
import { peek } from '../files/peek.js';
import { withTemporaryFileWhenNeeded } from '../files/temporaryFile.js';
import { UnreadableFile } from '../files/unreadableFile.js';
import { asUtf8 } from '../files/utf8.js';
import { shown, type Values } from '../input/fields.js';
import { columnsOf, csvContactRow, fieldNamed } from './columns.js';
import { type ContactRow, toContactRow } from './contactRow.js';
import { damagedField, NOT_UTF8 } from './damagedText.js';
import type { Tell } from './heartbeat.js';

/** Rows that are to be imported, once it is known that they can be read to their end. */
export interface Rows {
  readonly count: number;
  read(): AsyncIterable<ContactRow>;
}

/** Lends the rows of a list that came with a message. */
export function listRows(list: readonly unknown[]): Rows {
  return { count: list.length, read: () => rowsOfList(list) };
}

/**
 * Lends the rows of a file that `receive` puts into a temporary one. It is read to its end before any row is lent, so
 * that a file which breaks off in the middle is refused as a whole; `tell` is told how far that is.
 * Throws as {@link rowsOfFile}, and what `use` throws.
 */
export async function withFileRows<T>(
  receive: (file: FileHandle) => Promise<unknown>,
  tell: Tell,
  use: (rows: Rows) => Promise<T>,
): Promise<T> {
  return withTemporaryFileWhenNeeded(async (openFile) => {
    const file = await openFile();
    tell(() => `Importing contacts: receiving the file, ${fstatSync(file.fd).size} bytes so far.`);
    await receive(file);
    const read = (): AsyncIterable<ContactRow> => rowsOfFile(contentsOf(file));
    let count = 0;
    tell(() => `Importing contacts: checking the file, ${count} rows so far.`);
    for await (const _ of read()) count += 1;
    return use({ count, read });
  }, 'for the file to import: import it in parts');
}

/** How zip archives, which spreadsheets are, gzip and old spreadsheets begin, byte by byte. */
const ARCHIVES = ['PK\u0003\u0004', '\u001f\u008b', '\u00d0\u00cf\u0011\u00e0'];

/** What tells a file's format is within so many bytes of its beginning. */
const MAX_START = 64 * 1024;

async function* rowsOfList(list: readonly unknown[]): AsyncGenerator<ContactRow> {
  for (const [index, value] of list.entries()) yield objectRow(index + 1, value);
}

/**
 * Rows of a file: a JSON array, JSON lines, or CSV; its first character tells which. Names and types say little, since
 * many a storage calls all files the same. Throws InputError for a header that names no field of contacts,
 * UnreadableFile, and the stream's own errors.
 */
async function* rowsOfFile(stream: AsyncIterable<Uint8Array>): AsyncGenerator<ContactRow> {
  const { start, all } = await peek(asUtf8(stream), MAX_START, isTelling);
  switch (firstCharacter(start)) {
    case '[':
      return yield* arrayRows(all);
    case '{':
      if (hasCommaBehindObject(start)) {
        throw new UnreadableFile('its lines end with commas. Leave them out, or put the contacts into a list: [ … ]');
      }
      if (isLaidOut(start)) {
        throw new UnreadableFile('it is one JSON object. Put the contacts into a list, or each on a line of its own');
      }
      return yield* lineRows(all);
    case '<':
      throw new UnreadableFile('it is a web page or XML. Give the address of a CSV or JSON file');
    default:
      if (ARCHIVES.some((mark) => start.toString('latin1').startsWith(mark))) {
        throw new UnreadableFile('it is a spreadsheet or an archive. Save it as CSV');
      }
      return yield* csvRows(all);
  }
}

function textOf(start: Buffer): string {
  return start
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
}

function firstCharacter(start: Buffer): string {
  return textOf(start).charAt(0);
}

function isTelling(start: Buffer): boolean {
  const text = textOf(start);
  return text !== '' && (!text.startsWith('{') || text.includes('\n'));
}

/** Whether an object's first line shows that it goes on in the next ones, as people lay it out. */
function isLaidOut(start: Buffer): boolean {
  return /^[^\n]*[{[,:]\s*\n/.test(textOf(start));
}

/** Whether the first line is a whole object and a comma, as are the lines of a list that lost its brackets. */
function hasCommaBehindObject(start: Buffer): boolean {
  const [, object] = /^([^\n]*\})\s*,\s*(?:\n|$)/.exec(textOf(start)) ?? [];
  try {
    return object !== undefined && Boolean(JSON.parse(object));
  } catch {
    return false;
  }
}

async function* arrayRows(stream: AsyncIterable<Uint8Array>): AsyncGenerator<ContactRow> {
  let row = 0;
  for await (const value of readJsonArray(stream)) {
    row += 1;
    yield objectRowOfFile(row, value);
  }
}

async function* lineRows(stream: AsyncIterable<Uint8Array>): AsyncGenerator<ContactRow> {
  let row = 0;
  for await (const line of readJsonLines(stream)) {
    row += 1;
    if (line.kind === 'row') yield objectRowOfFile(row, line.value);
    else if (line.breaksOff) throw new UnreadableFile(`it breaks off within line ${line.number}, its last one`);
    else yield { kind: 'bad', row, reason: `Line ${line.number} cannot be read: ${line.why}.` };
  }
}

async function* csvRows(stream: AsyncIterable<Uint8Array>): AsyncGenerator<ContactRow> {
  const rows = readCsvRows(stream);
  const header = await rows.next();
  if (header.done) return;
  const columns = columnsOf(header.value);
  let row = 0;
  for await (const cells of rows) {
    row += 1;
    yield csvContactRow(row, columns, cells);
  }
}

function objectRowOfFile(row: number, value: unknown): ContactRow {
  const field = typeof value === 'object' && value !== null ? damagedField(value as Values) : undefined;
  return field === undefined
    ? objectRow(row, value)
    : { kind: 'bad', row, reason: `Field ${shown(field)}: ${NOT_UTF8}` };
}

/** Fields may have the names that Qualtrics gives them elsewhere; others are refused as an upsert does. */
function objectRow(row: number, value: unknown): ContactRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      kind: 'bad',
      row,
      reason: `A row must be an object with the fields of a contact, but it is ${shown(value)}.`,
    };
  }
  const fields = new Map<string, unknown>();
  for (const [name, field] of Object.entries(value as Values)) {
    const key = fieldNamed(name) ?? name;
    if (fields.has(key)) {
      return { kind: 'bad', row, reason: `${shown(name)} names a field that the row has under another name, too.` };
    }
    fields.set(key, field);
  }
  return toContactRow(row, Object.fromEntries(fields));
}
