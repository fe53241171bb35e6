import { directoryNames } from '../forms/directoryLabels.js';
import {
  chosenDirectory,
  importProperties,
  importResultProperties,
  readImportSource,
  readImportTarget,
  timeIsUp,
} from '../forms/importForm.js';
import { mailingListLabels } from '../forms/mailingListLabels.js';
import { withHeartbeat } from '../imports/heartbeat.js';
import { importContacts } from '../imports/importContacts.js';
import { LAST_START_MS } from '../imports/importRows.js';
import { listRows, type Rows, withFileRows } from '../imports/rows.js';
import { receiveFile } from '../platform/incomingFile.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { stepModel, stepProcess } from '../platform/step.js';
import { attachmentsOf, objectStorage, storeFile } from '../platform/storage.js';

/** Imports any number of contacts into a mailing list; gives the counts, and a report on each row as a file. */
const processMessage = stepProcess(async ({ cfg, body, attachments, qualtrics, logger, emitData, emitError }) => {
  const startedMs = qualtrics.clock.now();
  const target = readImportTarget(cfg);
  const source = readImportSource(body, attachments);
  const storage = objectStorage();
  const endMs = startedMs + LAST_START_MS;
  const { counts, failures, report, firstLeftOut } = await withHeartbeat(qualtrics, (tell) => {
    const importAll = (rows: Rows) =>
      importContacts(qualtrics, { target, rows, startedMs, tell }, (report) => storeFile(storage, report, logger));
    return source.kind === 'list'
      ? importAll(listRows(source.contacts))
      : withFileRows((file) => receiveFile(source.url, storage, file, { endMs, logger }), tell, importAll);
  });
  const output = { ...counts, failures, attachmentUrl: report.url, fileName: report.name };
  await emitData(output, attachmentsOf([report]));
  if (firstLeftOut !== undefined) await emitError(timeIsUp(firstLeftOut));
});

const getDirectories = stepModel(directoryNames);

const getMailingLists = stepModel((qualtrics, cfg) => mailingListLabels(qualtrics, chosenDirectory(cfg)));

async function getMetaModel(): Promise<Metadata> {
  return { in: objectSchema(importProperties), out: objectSchema(importResultProperties) };
}

export { getDirectories, getMailingLists, getMetaModel, processMessage as process };
