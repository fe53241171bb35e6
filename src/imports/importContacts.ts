import type { Readable } from 'node:stream';
import { withTemporaryFileWhenNeeded } from '../files/temporaryFile.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { ImportReport, type RowFailure } from './importReport.js';
import { type ImportTask, importRows } from './importRows.js';
import { ImportStopped } from './importTally.js';

/** The report as a file that is to be stored. */
export interface ReportFile {
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly open: () => Readable;
}

/** What came of an import. `total` = `added` + `updated` + `failed`, unless Qualtrics counts otherwise. */
export interface ImportResult<Stored> {
  readonly counts: {
    readonly total: number;
    readonly added: number;
    readonly updated: number;
    readonly failed: number;
  };
  /** The first hundred. */
  readonly failures: readonly RowFailure[];
  readonly report: Stored;
  /** The first row that there was no time for. */
  readonly firstLeftOut: number | undefined;
}

/**
 * Imports rows and stores a report on each of them. When the import cannot go on, a report on what is done is stored
 * all the same, and the ImportStopped thrown says where. Throws as {@link importRows} and as `store` does.
 */
export async function importContacts<Stored extends { readonly url: string }>(
  client: QualtricsClient,
  task: ImportTask,
  store: (report: ReportFile) => Promise<Stored>,
): Promise<ImportResult<Stored>> {
  return withTemporaryFileWhenNeeded(async (openFile) => {
    const report = new ImportReport(await openFile());
    const stored = (): Promise<Stored> =>
      store({
        name: 'import-report.ndjson',
        contentType: 'application/x-ndjson',
        size: report.size,
        open: () => report.open(),
      });
    try {
      const { counts, firstLeftOut } = await importRows(client, task, report);
      return { counts, failures: report.failures, report: await stored(), firstLeftOut };
    } catch (error) {
      if (!(error instanceof ImportStopped) || report.size === 0) throw error;
      throw error.withReport((await stored()).url);
    }
  }, 'for the report: import fewer rows at once');
}
