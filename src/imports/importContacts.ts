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
    const stored = (): Promise<Stored> => {
      task.tell(() => 'Importing contacts: the report is being stored.');
      return store({
        name: 'import-report.ndjson',
        contentType: 'application/x-ndjson',
        size: report.size,
        open: () => report.open(),
      });
    };
    const tally = await importRows(client, task, report).catch(async (error: unknown) => {
      if (!(error instanceof ImportStopped) || report.size === 0) throw error;
      const partly = await stored().catch(() => undefined);
      throw partly ? error.withReport(partly.url) : error;
    });
    const { counts, firstLeftOut } = tally;
    const whole = await stored().catch((error: unknown) => {
      throw new ImportStopped(
        `The import is done (${counts.added} added, ${counts.updated} updated, ${counts.failed} failed), but there is no report on it. ${error instanceof Error ? error.message : ''}`,
        { cause: error },
      );
    });
    return { counts, failures: report.failures, report: whole, firstLeftOut };
  }, 'for the report: import fewer rows at once');
}
