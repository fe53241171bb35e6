import axios from 'axios';
import { reportMeasured } from './child.js';

/** Child of `links.ts`: the usual way, a distribution and its pages of links one after the other, nothing checked. */
const { cfg, body } = JSON.parse(process.env.STEP ?? '{}');
const { QUALTRICS_BASE_URL: baseURL } = process.env;

void reportMeasured(async () => {
  const auth = { username: cfg.clientId, password: cfg.clientSecret };
  const login = await axios.post(`${baseURL}/oauth2/token`, 'grant_type=client_credentials', { auth });
  const headers = { Authorization: `Bearer ${login.data.access_token}` };
  const api = axios.create({ baseURL: `${baseURL}/API/v3`, headers });
  const { data: made } = await api.post('/distributions', { ...body, action: 'CreateDistribution' });
  const links: unknown[] = [];
  let next: string | null = `/distributions/${made.result.id}/links?surveyId=${body.surveyId}`;
  while (next !== null) {
    const { data }: { data: { result: { elements: unknown[]; nextPage: string | null } } } = await api.get(next);
    links.push(...data.result.elements);
    next = data.result.nextPage;
  }
});
