import { resolve } from 'node:path';
import { demoTenant } from '../local/sandbox/brand/demoTenant.js';
import { startSandbox } from '../local/sandbox/server.js';
import { measuredInChild } from './support/child.js';
import { limitsOf, nodeAlone } from './support/limits.js';
import { megabytes, type Report, seconds } from './support/report.js';
import { type RabbitMq, skippedWithout, underSailor } from './support/sailor.js';
import { sized } from './support/size.js';

const LINKS = sized(30_000, 300);
const LINKS_A_PAGE = 100;
const BYTES_A_PAGE = 40_000;
const UNTOUCHED = { unsubscribed: false, unsubscribeDate: null, privateEmbeddedData: {} };

/** All links of a large list, beside reading the pages by hand. */
export async function links(broker: RabbitMq): Promise<Report> {
  const tenant = demoTenant();
  const directory = tenant.directories[1];
  const { mailingListId } = tenant.addMailingList({
    directoryId: directory?.options.directoryId ?? '',
    name: 'Recipients',
  });
  for (let made = 0; made < LINKS; made += 1) {
    const membership = { lookupId: tenant.random.id('CGC_'), ...UNTOUCHED };
    directory?.create({ extRef: `ref-${made}`, mailingLists: new Map([[mailingListId, membership]]) });
  }
  const sandbox = await startSandbox({ tenant, limits: {} });
  const { clientId, clientSecret } = tenant;
  const cfg = { dataCenterId: 'sandbox', clientId, clientSecret, emitBehavior: 'emitPage' };
  const surveyId = tenant.surveys[0]?.id;
  const body = { surveyId, linkType: 'Individual', description: 'Bench', mailingListId };
  const env = {
    STEP: JSON.stringify({ key: 'generateDistributionLink', cfg, body }),
    QUALTRICS_BASE_URL: sandbox.url,
  };
  try {
    const plain = await measuredInChild(resolve(__dirname, 'support/linksPlain.ts'), env);
    const before = sandbox.requests.length;
    const ours = await measuredInChild(resolve(__dirname, 'support/builtStep.ts'), env);
    const requests = sandbox.requests.slice(before).filter(({ method }) => method === 'GET');
    process.env.QUALTRICS_BASE_URL = sandbox.url;
    const order = { key: 'generateDistributionLink', cfg, bodies: [body] };
    const over = 'uri' in broker ? await underSailor(broker.uri, order) : undefined;
    const messages = LINKS / LINKS_A_PAGE;
    const limit = await limitsOf(sandbox, broker, { requests, atOnce: 1, messages, bytes: BYTES_A_PAGE, snapshots: 0 });
    const about = `${LINKS.toLocaleString('en')} links in pages, against plain paging that counts nothing; once each`;
    const time = {
      what: 'time',
      ours: seconds(ours.ms),
      alternative: seconds(plain.ms),
      ratio: ours.ms / plain.ms,
      overRabbitMq: over && { figure: seconds(over.ms), ratio: over.ms / plain.ms },
      limit,
    };
    const [ourPeak, plainPeak] = [ours.peakBytes, plain.peakBytes];
    const peak = {
      what: 'peak memory',
      ours: megabytes(ourPeak),
      alternative: megabytes(plainPeak),
      ratio: ourPeak / plainPeak,
      overRabbitMq: over && { figure: megabytes(over.peakBytes), ratio: over.peakBytes / plainPeak },
      limit: await nodeAlone(),
    };
    return { name: 'links', about, rows: [time, peak], skipped: skippedWithout(broker) };
  } finally {
    await sandbox.close();
  }
}
