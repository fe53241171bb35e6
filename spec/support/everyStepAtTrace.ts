import { startPlatform } from '../../local/elasticio/platform.js';

/** Runs every step once, well and badly, and prints errors and snapshots; for `secrets.spec.ts`. */
async function main(): Promise<void> {
  const { directoryId, surveyId, mailingListId, ...credential } = JSON.parse(process.env.STEP_CFG ?? '{}');
  const platform = await startPlatform();
  const matching = { objectType: 'contacts', lookupCriteria: 'email', directoryMatchCriteria: 'directoryId' };
  const steps: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ['makeRawRequest', {}, { url: 'whoami', method: 'GET' }],
    ['makeRawRequest', {}, { url: 'nowhere', method: 'GET' }],
    ['makeRawRequest', { clientSecret: 'another-secret' }, { url: 'whoami', method: 'GET' }],
    ['getNewAndUpdatedObjectsPolling', { objectType: 'contacts', directoryId }, {}],
    ['upsertObject', matching, { lookupCriteriaValue: 'new@example.com', directory: directoryId }],
    ['lookupObject', matching, { lookupCriteriaValue: 'nobody@example.com', directory: directoryId }],
    [
      'importContacts',
      { directoryId, mailingListId },
      { contacts: [{ email: 'import@example.com' }, { email: 'refused@example.com', unsubscribed: 'maybe' }] },
    ],
    ['generateDistributionLink', {}, { surveyId, linkType: 'Individual', description: 'd', mailingListId: 'CG_1' }],
    ['getNewSurveyResponsesPolling', { surveyId }, {}],
    ['newSurveyResponseWebhook', { surveyId }, { HMAC: 'ab', MSG: '{}' }],
    ['getSurveyResponses', { allowFilterToBeOmitted: true }, { fileFormat: 'csv', surveyId }],
  ];
  for (const [key, cfg, body] of steps) {
    const startup = key === 'newSurveyResponseWebhook';
    const step = await platform.startStep({ key, cfg: { ...credential, ...cfg }, startup });
    await step.send(body);
    await step.idle();
    await step.stop();
    for (const output of step.outputs) {
      if (output.kind === 'error') console.log('error', output.error.message, output.error.stack);
      if (output.kind === 'snapshot') console.log('snapshot', JSON.stringify(output.value));
    }
  }
  await platform.close();
}

void main();
