import { withTemporaryFile } from '../files/temporaryFile.js';
import { type ExportedFile, filesInArchive } from '../files/zipArchive.js';
import { downloadExport } from '../qualtrics/api/responseExports.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';

/** A file that Qualtrics has exported. */
interface FinishedExport {
  readonly surveyId: string;
  readonly fileId: string;
  /** Whether an archive without a file is one without responses, rather than damaged. */
  readonly mayBeEmpty?: boolean;
}

/**
 * Lends the files of a finished export, checked as they are read: the archive lies in a temporary file that is gone
 * afterwards, so that memory does not grow with the size. What `use` gives is passed on.
 * Throws QualtricsError, DamagedArchive, or an Error of the disk; and what `use` throws.
 */
export async function withExportedFiles<T>(
  client: QualtricsClient,
  { surveyId, fileId, mayBeEmpty = false }: FinishedExport,
  use: (files: readonly ExportedFile[]) => Promise<T>,
): Promise<T> {
  return withTemporaryFile(async (file) => {
    const zipBytes = await downloadExport(client, surveyId, fileId, file);
    client.logger.info(`Downloaded export file ${fileId}: ${zipBytes} bytes.`);
    return use(await filesInArchive(file.fd, { mayBeEmpty }));
  });
}
