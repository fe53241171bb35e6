import { withTemporaryFile } from '../files/temporaryFile.js';
import { filesInArchive } from '../files/zipArchive.js';
import type { StepLogger } from '../platform/logger.js';
import { type ObjectStorageAccess, type StoredFile, storeFiles } from '../platform/storage.js';
import { downloadExport } from '../qualtrics/api/responseExports.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';

/** A finished export: which file of which survey, and what it holds. */
interface FinishedExport {
  readonly surveyId: string;
  readonly fileId: string;
  readonly contentType: string;
}

/**
 * Downloads a finished export, unpacks it and puts its files into the platform's storage: from Qualtrics to a temporary
 * file and from there, in a stream, to the storage, so that memory does not grow with the size.
 * Throws QualtricsError, DamagedArchive, or an Error of the disk or the storage; then nothing is stored.
 */
export async function storeExport(
  client: QualtricsClient,
  storage: ObjectStorageAccess,
  { surveyId, fileId, contentType }: FinishedExport,
  logger: StepLogger,
): Promise<StoredFile[]> {
  return withTemporaryFile(async (file) => {
    const zipBytes = await downloadExport(client, surveyId, fileId, file);
    logger.info(`Downloaded export file ${fileId}: ${zipBytes} bytes.`);
    const entries = await filesInArchive(file.fd);
    const files = entries.map((entry) => ({ ...entry, contentType }));
    return storeFiles(storage, files, logger);
  });
}
