import { Readable } from 'node:stream';
import { AttachmentProcessor } from '@elastic.io/component-commons-library';
import AdmZip from 'adm-zip';
import axios from 'axios';
import { reportMeasured } from './child.js';

/** Child of `exports.ts`: the usual way, with everything in memory: download, adm-zip, upload. */
const { cfg, body } = JSON.parse(process.env.STEP ?? '{}');
const { QUALTRICS_BASE_URL: baseURL, API_REQUEST_TIMEOUT: pauseMs } = process.env;

void reportMeasured(async () => {
  const auth = { username: cfg.clientId, password: cfg.clientSecret };
  const login = await axios.post(`${baseURL}/oauth2/token`, 'grant_type=client_credentials', { auth });
  const headers = { Authorization: `Bearer ${login.data.access_token}` };
  const api = axios.create({ baseURL: `${baseURL}/API/v3/surveys/${body.surveyId}/export-responses`, headers });
  const { data: started } = await api.post('', { format: body.fileFormat });
  let fileId: string | undefined;
  while (!fileId) {
    const { data: progress } = await api.get(`/${started.result.progressId}`);
    fileId = progress.result.fileId;
    if (!fileId) await new Promise((done) => setTimeout(done, Number(pauseMs)));
  }
  const { data: zipped } = await api.get(`/${fileId}/file`, { responseType: 'arraybuffer', maxContentLength: -1 });
  const [entry] = new AdmZip(zipped).getEntries();
  const content = entry?.getData() ?? Buffer.alloc(0);
  const readable = async () => {
    const stream = new Readable();
    stream.push(content);
    stream.push(null);
    return stream;
  };
  await new AttachmentProcessor('bench').uploadAttachment(readable, {}, 'text/csv');
});
