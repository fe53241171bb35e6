import * as generateDistributionLink from '../../src/actions/generateDistributionLink.js';
import * as getSurveyResponses from '../../src/actions/getSurveyResponses.js';
import { readLinks } from '../../src/distributions/readLinks.js';
import { aClient } from './client.js';
import { jumpingClock } from './jumpingClock.js';
import type { Bench } from './sandbox.js';
import { runStep } from './step.js';

const exportOf = (bench: Bench, body: object) =>
  runStep(getSurveyResponses, {
    cfg: { ...bench.credential, allowFilterToBeOmitted: true },
    body: { fileFormat: 'json', surveyId: 'SV_1', ...body },
  });

/** Errors of links, and of what an export may be asked for. */
export const LINK_SITUATIONS: Readonly<Record<string, (bench: Bench) => unknown>> = {
  'links that are not listed': async (bench) => {
    const mailingListId = bench.tenant.mailingLists[0]?.mailingListId;
    const surveyId = bench.tenant.surveys[0]?.id ?? '';
    const body = { surveyId, linkType: 'Individual', description: 'Autumn', mailingListId };
    await runStep(generateDistributionLink, { cfg: bench.credential, body });
    bench.tenant.behaviour.missingLinksShare = 1;
    const client = aClient(bench.sandbox, { clock: jumpingClock() });
    const distributionId = bench.tenant.distributions[0]?.id ?? '';
    const source = { surveyId, mailingListId: mailingListId ?? '', distributionId };
    for await (const _ of readLinks(client, source)) throw new TypeError('There was to be none.');
  },
  'links that cannot be read': async (bench) => {
    bench.sandbox.faults.add({ match: /^GET .*\/links/, fault: { kind: 'status', status: 403, when: 'before' } });
    const [mailingListId, surveyId] = [bench.tenant.mailingLists[0]?.mailingListId, bench.tenant.surveys[0]?.id];
    const body = { surveyId, linkType: 'Individual', description: 'Autumn', mailingListId };
    await runStep(generateDistributionLink, { cfg: { ...bench.credential, emitBehavior: 'emitIndividually' }, body });
  },
  'labels that a format does not have': (bench) => exportOf(bench, { useLabels: true }),
  'time zone that is none': (bench) => exportOf(bench, { timeZone: 'Berlin' }),
  'dates of an export the wrong way round': (bench) =>
    exportOf(bench, { startDate: '2026-02-01', endDate: '2026-01-01' }),
};
