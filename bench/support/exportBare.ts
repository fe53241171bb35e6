import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import axios from 'axios';
import { reportMeasured } from './child.js';

/**
 * Child of `responses.ts`: an export downloaded, unpacked and parsed line by line, once: no order, no position, nothing
 * checked, nothing kept. The one file of the archive begins behind a local header and is read until its end.
 */
const { cfg, count } = JSON.parse(process.env.STEP ?? '{}');
const { QUALTRICS_BASE_URL: baseURL } = process.env;
const LOCAL_HEADER_BYTES = 30;

void reportMeasured(async () => {
  const auth = { username: cfg.clientId, password: cfg.clientSecret };
  const login = await axios.post(`${baseURL}/oauth2/token`, 'grant_type=client_credentials', { auth });
  const headers = { Authorization: `Bearer ${login.data.access_token}` };
  const api = axios.create({ baseURL: `${baseURL}/API/v3/surveys/${cfg.surveyId}/export-responses`, headers });
  const { data: started } = await api.post('', { format: 'ndjson' });
  const { data: progress } = await api.get(`/${started.result.progressId}`);
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const path = join(folder, 'file.zip');
    const { data } = await api.get(`/${progress.result.fileId}/file`, { responseType: 'stream' });
    await pipeline(data, createWriteStream(path));
    const [header] = (await once(createReadStream(path, { end: LOCAL_HEADER_BYTES - 1 }), 'data')) as [Buffer];
    const start = LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
    let rows = 0;
    for await (const line of createInterface(createReadStream(path, { start }).pipe(createInflateRaw()))) {
      JSON.parse(line);
      rows += 1;
    }
    if (rows !== count) throw new Error(`Of ${count} responses ${rows} were read.`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
