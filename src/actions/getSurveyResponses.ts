import { exportFields, readExport } from '../forms/exportForm.js';
import { propertiesOf } from '../forms/messageFields.js';
import { storedFileOutput, storedFileProperties } from '../forms/storedFile.js';
import type { Values } from '../input/fields.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { stepProcess } from '../platform/step.js';
import { attachmentsOf, objectStorage, storeFiles } from '../platform/storage.js';
import { finishedExport, startExport } from '../qualtrics/api/responseExports.js';
import { withExportedFiles } from '../responses/exportedFiles.js';

/** Exports a survey's responses, unpacks them and puts them into the platform's storage; gives their address. */
const processMessage = stepProcess(async ({ cfg, body, qualtrics, logger, emitData }) => {
  const { surveyId, contentType, options } = readExport(cfg, body);

  const storage = objectStorage();
  const { progressId } = await startExport(qualtrics, surveyId, options);
  const fileId = await finishedExport(qualtrics, surveyId, progressId, ({ percentComplete, status }) =>
    logger.info(`Export ${progressId}: ${percentComplete ?? '?'} percent, ${status}.`),
  );
  const stored = await withExportedFiles(qualtrics, { surveyId, fileId }, (exported) =>
    storeFiles(
      storage,
      exported.map((file) => ({ ...file, contentType })),
      logger,
    ),
  );
  const files = stored.map(storedFileOutput);
  const others = files.length > 1 ? { files } : {};
  await emitData({ ...files[0], surveyId, ...others }, attachmentsOf(stored));
});

async function getMetaModel(cfg: Values): Promise<Metadata> {
  return {
    in: objectSchema(propertiesOf(exportFields(cfg))),
    out: objectSchema({
      ...storedFileProperties,
      surveyId: { type: 'string', title: 'Survey ID', required: true },
      files: {
        type: 'array',
        title: 'Files, when there are several',
        items: { type: 'object', properties: storedFileProperties },
      },
    }),
  };
}

export { getMetaModel, processMessage as process };
