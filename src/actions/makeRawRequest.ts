import isEmpty from 'lodash/isEmpty.js';
import { rawRequestUrl } from '../forms/rawRequestUrl.js';
import { checkbox, choice, isBlank, requiredText } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { type Metadata, objectSchema } from '../platform/metadata.js';
import { stepProcess } from '../platform/step.js';
import { cureByPath } from '../qualtrics/api/cureByPath.js';

const METHODS = { GET: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE' } as const;

/** Sends any request to the Qualtrics API with the step's credential; gives its status and body. */
const processMessage = stepProcess(async ({ cfg, body, qualtrics, emitData }) => {
  const accept = checkbox(cfg, { key: 'doNotThrow404', label: "Don't throw error on 404 Response" }) ? [404] : [];
  const url = rawRequestUrl(qualtrics.baseUrl, requiredText(body, { key: 'url', label: 'Url' }));
  const method = choice(body, { key: 'method', label: 'Method' }, METHODS);
  const requestBody = isBlank(body.requestBody) ? undefined : body.requestBody;
  const isBodyless = method === 'GET' && (requestBody === undefined || isEmpty(requestBody));
  if (method === 'GET' && !isBodyless) {
    throw new InputError('"Request Body" cannot be sent with the "Method" "GET": leave it empty.');
  }
  const answer = await qualtrics.request({
    method,
    path: url,
    accept,
    cureFor: cureByPath,
    ...(isBodyless ? {} : { body: requestBody }),
  });
  await emitData({ statusCode: answer.status, responseBody: answer.body });
});

async function getMetaModel(): Promise<Metadata> {
  return {
    in: objectSchema({
      url: { type: 'string', title: 'Url', required: true },
      method: { type: 'string', title: 'Method', required: true, enum: Object.keys(METHODS) },
      requestBody: { type: 'object', title: 'Request Body', required: false, properties: {} },
    }),
    out: objectSchema({
      statusCode: { type: 'number', title: 'Status Code', required: true },
      responseBody: { type: 'object', title: 'Response Body', required: false, properties: {} },
    }),
  };
}

export { getMetaModel, processMessage as process };
