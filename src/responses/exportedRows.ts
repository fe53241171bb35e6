import type { FileHandle } from 'node:fs/promises';
import { bytesBetween, writeBytes } from '../files/bytesAt.js';
import { readJsonLines } from '../files/jsonLines.js';
import { withTemporaryFile, withTemporaryFileWhenNeeded } from '../files/temporaryFile.js';
import { DamagedArchive, type ExportedFile } from '../files/zipArchive.js';
import { ExportFailed, type ExportOptions, finishedExport, startExport } from '../qualtrics/api/responseExports.js';
import { growingPause } from '../qualtrics/api/waitForJob.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { QualtricsError } from '../qualtrics/client/errors.js';
import { withExportedFiles } from './exportedFiles.js';
import { indexRows, type RowOrder, type UnreadableRows } from './indexRows.js';
import { settledPart, type Window } from './position.js';
import { RowIndex } from './rowIndex.js';
import { rowReader } from './rowReader.js';
import type { RowPlace } from './rowRecords.js';
import type { ResponseRow, TimestampField } from './rows.js';

/** What an export of a window gave, to be read while it is lent. */
export interface ExportedRows {
  /** As much of the window as has settled by Qualtrics' clock. */
  readonly settled: Window;
  readonly index: RowIndex;
  readonly unreadable: UnreadableRows;
  read(places: readonly RowPlace[]): Promise<ResponseRow[]>;
}

/** Where a row of a window goes, by what of the window has settled. */
export type OrderRow = (row: ResponseRow, settled: Window) => RowOrder;

/** Lends the rows of a window. What `use` gives is passed on. */
export interface RowSource {
  lend<T>(window: Window, order: OrderRow, use: (rows: ExportedRows) => Promise<T>): Promise<T>;
}

/** What to export, beside the window. */
export interface ExportRequest {
  readonly surveyId: string;
  readonly timestampField: TimestampField;
  /** How many responses at the most; all by default. */
  readonly limit?: number;
  /** When to give up waiting for Qualtrics, in ms since 1970; after 19 minutes by default. */
  readonly waitUntilMs?: number;
}

type Indexed = Omit<ExportedRows, 'read'>;

/**
 * Exports of a survey's responses as rows: downloaded and unpacked into temporary files, and so is the index of what
 * there is, beyond some thousand rows. An export that fails, vanishes or is damaged is started once more.
 * `lend` throws QualtricsError, ExportFailed, DamagedArchive, an Error of the disk or of the time; and what `use` throws.
 */
export function readExportedRows(client: QualtricsClient, request: ExportRequest): RowSource {
  return {
    lend: (window, order, use) =>
      withWorkFiles(async (files) => {
        const indexed = await exportTwiceIfNeeded(client, () => exportOnce(client, request, window, order, files));
        return use({ ...indexed, read: rowReader(files.rows) });
      }),
  };
}

/** Where an export is unpacked, and where its index goes that memory does not hold. */
interface WorkFiles {
  readonly rows: FileHandle;
  readonly index: () => Promise<FileHandle>;
}

function withWorkFiles<T>(use: (files: WorkFiles) => Promise<T>): Promise<T> {
  return withTemporaryFile((rows) =>
    withTemporaryFileWhenNeeded(
      (index) => use({ rows, index }),
      'for the exported responses: set "End Time" to an earlier time for now, so that fewer come at once',
    ),
  );
}

/** The export is started outside of what is tried again: a survey that does not exist is no vanished export. */
async function exportTwiceIfNeeded(
  client: QualtricsClient,
  start: () => Promise<{ readonly rest: () => Promise<Indexed> }>,
): Promise<Indexed> {
  const first = await start();
  try {
    return await first.rest();
  } catch (error) {
    const isGone = error instanceof QualtricsError && error.isMissing;
    if (!isGone && !(error instanceof ExportFailed) && !(error instanceof DamagedArchive)) throw error;
    client.logger.warn(`The export is started once more. ${error.message}`);
    const second = await start();
    return second.rest();
  }
}

async function exportOnce(
  client: QualtricsClient,
  { surveyId, timestampField, limit, waitUntilMs }: ExportRequest,
  window: Window,
  order: OrderRow,
  workFiles: WorkFiles,
): Promise<{ readonly rest: () => Promise<Indexed> }> {
  const { progressId, serverTimeMs } = await startExport(client, surveyId, {
    ...exportOptions(window, timestampField),
    ...(limit === undefined ? {} : { limit }),
  });
  const rest = async (): Promise<Indexed> => {
    const settled = settledPart(window, serverTimeMs);
    const fileId = await finishedExport(
      client,
      surveyId,
      progressId,
      ({ percentComplete, status }) =>
        client.logger.debug(`Export ${progressId}: ${percentComplete ?? '?'} percent, ${status}.`),
      {
        pauseMs: growingPause(client.settings.requestTimeoutMs),
        ...(waitUntilMs === undefined ? {} : { limitMs: Math.max(0, waitUntilMs - client.clock.now()) }),
      },
    );
    return withExportedFiles(client, { surveyId, fileId, mayBeEmpty: true }, async (files) => {
      const unreadable: UnreadableRows = { examples: [], count: 0 };
      const index = new RowIndex(workFiles.index);
      await unpack(files, workFiles.rows, (row) => order(row, settled), { index, unreadable });
      return { settled, index, unreadable };
    });
  };
  return { rest };
}

/** The vendor's description gives `true` as the default of every switch, surely by mistake: so each is sent. */
function exportOptions({ from, until }: Window, timestampField: TimestampField): ExportOptions {
  return {
    format: 'ndjson',
    ...(from > 0 ? { startDate: toIso(from) } : {}),
    ...(Number.isFinite(until) ? { endDate: toIso(until) } : {}),
    compress: true,
    exportResponsesInProgress: false,
    sortByLastModifiedDate: timestampField === 'lastModified',
  };
}

function toIso(second: number): string {
  return new Date(second * 1000).toISOString().replace('.000Z', 'Z');
}

/**
 * Writes all files one after the other into `rowsFile` in place of what it holds, and indexes them. A file is indexed
 * once it is whole, from what was written: parsing rows while its pieces are on their way would keep many of these.
 */
async function unpack(
  files: readonly ExportedFile[],
  rowsFile: FileHandle,
  order: (row: ResponseRow) => RowOrder,
  target: { readonly index: RowIndex; readonly unreadable: UnreadableRows },
): Promise<void> {
  await rowsFile.truncate(0);
  let size = 0;
  for (const file of files) {
    const baseOffset = size;
    for await (const chunk of file.open() as AsyncIterable<Buffer>) {
      await writeBytes(rowsFile, chunk, size);
      size += chunk.length;
    }
    const fileName = files.length > 1 ? file.name : undefined;
    const lines = readJsonLines(bytesBetween(rowsFile, baseOffset, size));
    await indexRows(lines, order, target, { baseOffset, fileName });
  }
}
