import { completeResponses } from '../../../local/sandbox/brand/completeResponses.js';
import { Deliveries } from '../deliveries.js';
import { SoakStep } from '../soakStep.js';
import type { WorkStarter } from '../work.js';

const CONTACTS_A_PAGE = 100;
const RESPONSES_A_PAGE = 50;
const PREFETCH = 10;
/** Responses are polled when they are two minutes old; nobody waits for that at the end. */
const SECONDS_AGO = 60;

/** The poll of a directory that is written to all the time: every change once. */
export const contactPoll: WorkStarter = async (ground) => {
  const { books, directory } = ground;
  const deliveries = new Deliveries('contact poll', books, CONTACTS_A_PAGE);
  const { directoryId } = directory.options;
  const step = await SoakStep.start(ground, 'getNewAndUpdatedObjectsPolling', {
    cfg: { objectType: 'contacts', directoryId, singlePagePerInterval: 'no' },
    onKilled: () => deliveries.killed(),
    onOutput: (output) => {
      if (output.kind === 'snapshot') deliveries.settle();
      if (output.kind === 'data')
        deliveries.take(`${output.message.body.contactId} ${output.message.body.lastModified}`);
    },
  });
  return {
    step,
    pauseMs: 1000,
    round: async () => void (await step.one({})),
    settle: () => untilNothingComes(step),
    audit: () =>
      deliveries.audit(
        [...directory.contacts.values()].map(({ id, lastModified }) => {
          return `${id} ${new Date(Math.floor(lastModified / 1000) * 1000).toISOString()}`;
        }),
      ),
  };
};

/** The poll of a survey that is answered all the time: every response once. */
export const responsePoll: WorkStarter = async (ground) => {
  const { books, tenant } = ground;
  const [survey] = tenant.surveys;
  const deliveries = new Deliveries('response poll', books, RESPONSES_A_PAGE);
  const step = await SoakStep.start(ground, 'getNewSurveyResponsesPolling', {
    cfg: { surveyId: survey?.id, pageSize: String(RESPONSES_A_PAGE) },
    onKilled: () => deliveries.killed(),
    onOutput: (output) => {
      if (output.kind === 'snapshot') deliveries.settle();
      if (output.kind === 'data') deliveries.take(String(output.message.body.responseId));
    },
  });
  return {
    step,
    pauseMs: 1000,
    round: async () => void (await step.one({})),
    settle: () => untilNothingComes(step),
    audit() {
      const all = survey?.responses.rows({ sortBy: 'recordedDate', asOf: tenant.now() }) ?? [];
      deliveries.audit([...all].map(({ responseId }) => responseId));
    },
  };
};

/** People answer the survey; each completed response comes once, and when the flow ends, nobody is subscribed. */
export const responseWebhook: WorkStarter = async (ground) => {
  const { books, tenant, sandbox, platform } = ground;
  const surveyId = tenant.surveys[0]?.id ?? '';
  const completed: string[] = [];
  const deliveries = new Deliveries('webhook', books, PREFETCH);
  const step = await SoakStep.start(ground, 'newSurveyResponseWebhook', {
    cfg: { surveyId },
    startup: true,
    prefetch: PREFETCH,
    onKilled: () => deliveries.killed(),
    onOutput: (output) => {
      if (output.kind === 'data') {
        deliveries.take(String(output.message.body.responseId));
        books.count(step.name);
      }
      if (output.kind === 'error') books.count(step.name, output.error.message);
    },
  });
  return {
    step,
    pauseMs: 800,
    async round() {
      const partial = ground.random.next() < 0.1;
      const count = 1 + ground.random.below(3);
      const ids = completeResponses(tenant, { surveyId, count, partial, secondsAgo: SECONDS_AGO });
      if (!partial) completed.push(...ids);
    },
    async settle() {
      await sandbox.notices.settled();
      await step.running.idle();
    },
    async audit() {
      deliveries.audit(completed);
      if (tenant.events.all.length !== 1)
        books.note('doubled', `${tenant.events.all.length} subscriptions of one flow`);
      await step.running.shutdown();
      if (tenant.events.all.length > 0) books.note('lost', 'the end of a subscription');
      if (platform.api.startupStates.size > 0) books.note('lost', 'the end of a startup state');
    },
  };
};

async function untilNothingComes(step: SoakStep): Promise<void> {
  for (let last = await step.one({}); last.messages.length > 0 || last.error; ) last = await step.one({});
}
