import { withTemporaryFileWhenNeeded } from '../files/temporaryFile.js';
import { propertiesOf } from '../forms/messageFields.js';
import { rawRequestFields, readRawRequest } from '../forms/rawRequestForm.js';
import { storedFileOutput } from '../forms/storedFile.js';
import { checkbox } from '../input/fields.js';
import { largestBodyBytes } from '../platform/messageSize.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { stepProcess } from '../platform/step.js';
import { attachmentsOf, objectStorage, storeFile } from '../platform/storage.js';
import { cureByPath } from '../qualtrics/api/cureByPath.js';
import { receivedFile } from '../responses/receivedFile.js';

/**
 * Sends any request to the Qualtrics API with the step's credential; gives its status, headers and body. What is no
 * text, or too large for a message, goes into the platform's storage.
 */
const processMessage = stepProcess(async ({ cfg, body, qualtrics, logger, emitData }) => {
  const accept = checkbox(cfg, { key: 'doNotThrow404', label: "Don't throw error on 404 Response" }) ? [404] : [];
  const request = { ...readRawRequest(qualtrics.baseUrl, body), accept, cureFor: cureByPath };
  await withTemporaryFileWhenNeeded(async (openFile) => {
    const answer = await qualtrics.raw(request, { maxBytes: largestBodyBytes(), openFile });
    const { status: statusCode, headers, content } = answer;
    if (content.kind !== 'bytes' && content.kind !== 'file') {
      const responseBody = content.kind === 'none' ? undefined : content.value;
      return emitData({ statusCode, headers, responseBody });
    }
    const file = await receivedFile(request.path, headers, content, openFile);
    const stored = await storeFile(objectStorage(), file, logger);
    await emitData({ statusCode, headers, responseBody: storedFileOutput(stored) }, attachmentsOf([stored]));
  }, 'for the answer: ask for less at once');
});

async function getMetaModel(): Promise<Metadata> {
  return {
    in: objectSchema(propertiesOf(rawRequestFields)),
    out: objectSchema({
      statusCode: { type: 'number', title: 'Status Code', required: true },
      headers: { type: 'object', title: 'Headers', required: true, properties: {} },
      responseBody: { type: 'object', title: 'Response Body', required: false, properties: {} },
    }),
  };
}

export { getMetaModel, processMessage as process };
