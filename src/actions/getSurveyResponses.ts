import { checkbox, choice, optionalText, requiredText, type Values } from '../input/fields.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { stepProcess } from '../platform/step.js';
import { attachmentsOf, objectStorage, type StoredFile } from '../platform/storage.js';
import { EXPORT_FORMATS } from '../qualtrics/api/exportFormats.js';
import { finishedExport, startExport } from '../qualtrics/api/responseExports.js';
import { storeExport } from '../responses/exportedFiles.js';

const CAN_OMIT_FILTER = { key: 'allowFilterToBeOmitted', label: 'Allow filter to be omitted' };
const FILTER = { key: 'filterId', label: 'Filter ID' };
const FORMATS = Object.keys(EXPORT_FORMATS);

/** Exports a survey's responses, unpacks them and puts them into the platform's storage; gives their address. */
const processMessage = stepProcess(async ({ cfg, body, qualtrics, logger, emitData }) => {
  const format = choice(body, { key: 'fileFormat', label: 'File Format' }, EXPORT_FORMATS);
  const surveyId = requiredText(body, { key: 'surveyId', label: 'Survey ID' });
  const filterId = checkbox(cfg, CAN_OMIT_FILTER) ? optionalText(body, FILTER) : requiredText(body, FILTER);

  const storage = objectStorage();
  const progressId = await startExport(qualtrics, surveyId, { format, filterId });
  const fileId = await finishedExport(qualtrics, surveyId, progressId, ({ percentComplete, status }) =>
    logger.info(`Export ${progressId}: ${percentComplete ?? '?'} percent, ${status}.`),
  );
  const finished = { surveyId, fileId, contentType: EXPORT_FORMATS[format] };
  const stored = await storeExport(qualtrics, storage, finished, logger);
  const files = stored.map(toOutput);
  const others = files.length > 1 ? { files } : {};
  await emitData({ ...files[0], surveyId, ...others }, attachmentsOf(stored));
});

function toOutput({ url, name, contentType, size }: StoredFile) {
  return { attachmentUrl: url, fileName: name, contentType, size };
}

async function getMetaModel(cfg: Values): Promise<Metadata> {
  const file = {
    attachmentUrl: { type: 'string', title: 'Attachment URL', required: true },
    fileName: { type: 'string', title: 'File Name', required: true },
    contentType: { type: 'string', title: 'Content Type', required: true },
    size: { type: 'number', title: 'Size in Bytes', required: true },
  };
  return {
    in: objectSchema({
      fileFormat: { type: 'string', title: 'File Format', required: true, enum: FORMATS },
      surveyId: { type: 'string', title: 'Survey ID', required: true },
      filterId: { type: 'string', title: FILTER.label, required: !checkbox(cfg, CAN_OMIT_FILTER) },
    }),
    out: objectSchema({
      ...file,
      surveyId: { type: 'string', title: 'Survey ID', required: true },
      files: { type: 'array', title: 'Files, when there are several', items: { type: 'object', properties: file } },
    }),
  };
}

export { getMetaModel, processMessage as process };
