import axios from 'axios';
import { reportMeasured } from './child.js';

/**
 * Child of `imports.ts`: nothing but the requests that an import cannot do without, with ready-made bodies: each job's
 * start, looks every second until its end, and its report. What it takes is the sandbox's own time.
 */
const { cfg, rows } = JSON.parse(process.env.STEP ?? '{}');
const { QUALTRICS_BASE_URL: baseURL } = process.env;
const JOB = 10_000;

function bodyOf(first: number, count: number): string {
  const contacts = Array.from({ length: count }, (_, at) => {
    const row = first + at;
    const email = `person.${row}@example.com`;
    return { email, firstName: `First ${row}`, extRef: `ref-${row}`, embeddedData: { level: 'gold' } };
  });
  return JSON.stringify({ contacts });
}

void reportMeasured(async () => {
  const auth = { username: cfg.clientId, password: cfg.clientSecret };
  const login = await axios.post(`${baseURL}/oauth2/token`, 'grant_type=client_credentials', { auth });
  const headers = { Authorization: `Bearer ${login.data.access_token}`, 'Content-Type': 'application/json' };
  const api = axios.create({ baseURL: `${baseURL}/API/v3/directories/${cfg.directoryId}`, headers, maxBodyLength: -1 });
  const path = `/mailinglists/${cfg.mailingListId}/transactioncontacts`;
  for (let first = 1; first <= rows; first += JOB) {
    const { data: started } = await api.post(path, bodyOf(first, Math.min(JOB, rows - first + 1)));
    const { id } = started.result;
    while ((await api.get(`${path}/${id}`)).data.result.status !== 'complete') {
      await new Promise((done) => setTimeout(done, 1000));
    }
    for (let skipToken: string | undefined; skipToken !== null; ) {
      const report = await api.get(`/imports/api-import/jobs/${id}/report`, { params: { skipToken } });
      skipToken = report.data.results.skipToken;
    }
  }
});
