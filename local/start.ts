import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { runCommand, UsageError } from './command.js';
import type { StepOutput } from './platform/envelope.js';
import { COMPONENT_PATH, type RunningStep } from './platform/platform.js';
import { openSession, type Session } from './session.js';
import { bytes, chapter, coloured, cost, firstLines, says, table, values, wentWrong } from './story.js';

/** `npm start`: every trigger and action at work, through the real sailor. `--write` lets it write to a real brand. */

/** Whoever waits longer than this is told that something happens. */
const PROGRESS_EVERY_MS = 2000;

const CONTACT_COLUMNS = ['contactId', 'firstName', 'lastName', 'email', 'lastModified'];

const NEXT_AFTER_SANDBOX =
  'cp .env.example .env                                            then "npm start" runs against your own brand, reading only';
const NEXT_AFTER_BRAND =
  'npm start -- --write                                            the same with the steps that write to your brand';

interface Chapter {
  readonly title: string;
  readonly key: string;
  readonly cfg?: Record<string, unknown>;
  readonly body?: Record<string, unknown>;
  readonly show: (data: Record<string, unknown>[]) => Promise<void> | void;
}

class Story {
  readonly #session: Session;
  readonly #steps = new Map<string, RunningStep>();
  #chapters = 0;
  #failures = 0;
  readonly #startedMs = performance.now();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Runs a step for one message and shows what came of it; gives the bodies it emitted. */
  async step({ title, key, cfg = {}, body = {}, show }: Chapter): Promise<Record<string, unknown>[]> {
    this.#announce(title, key);
    if (Object.keys(cfg).length > 0) says('with', values(cfg));
    if (Object.keys(body).length > 0) says('in', values(body));
    const { platform, credential, sandbox } = this.#session;
    const canCount = sandbox !== undefined || platform.broker.isInMemory;
    return this.#measured(canCount, async () => {
      const known = this.#steps.get(key + JSON.stringify(cfg));
      const step = known ?? (await platform.startStep({ key, cfg: { ...credential, ...cfg } }));
      if (known) await known.restart();
      this.#steps.set(key + JSON.stringify(cfg), step);
      const before = step.outputs.length;
      await step.send(body);
      await step.idle();
      await step.stop();
      const outputs = step.outputs.slice(before);
      this.#throwFirstError(outputs);
      const data = outputs.flatMap((output) => (output.kind === 'data' ? [output.message.body] : []));
      await show(data);
      return data;
    });
  }

  /** What the UI asks for: a service call in a process of its own. */
  async service(title: string, method: string, options: { key?: string; model?: string } = {}): Promise<void> {
    this.#announce(title, options.model ?? method);
    // A process of its own: its requests are known to the sandbox only.
    const canCount = this.#session.sandbox !== undefined;
    await this.#measured(canCount, async () => {
      const answer = (await this.#session.platform.service(method, { ...options, cfg: this.#session.credential })) as {
        data?: { verified?: boolean; reason?: string; message?: string };
      };
      const problem = answer.data?.reason ?? answer.data?.message;
      if (problem) throw new Error(problem);
      says('out', values((answer.data ?? {}) as Record<string, unknown>));
      return [];
    });
  }

  skip(title: string, key: string, why: string): void {
    this.#announce(title, key);
    says('skip', why);
  }

  /** The last lines; gives the exit code. */
  end(): number {
    const seconds = ((performance.now() - this.#startedMs) / 1000).toFixed(1);
    const failed = this.#failures > 0 ? coloured('red', `, ${this.#failures} failed`) : '';
    const { sandbox, isReal } = this.#session;
    const requests = sandbox ? `, ${this.#session.requests()} requests to Qualtrics in all` : '';
    console.log(`\n${coloured('bold', `${this.#chapters} steps`)}${failed} in ${seconds} s${requests}.`);
    console.log(`
Next:
  npm run step -- lookupObject --cfg cfg.json --body body.json   one step, with your own input
  npm run sandbox                                                 the sandbox by itself, for any Qualtrics client
  ${isReal ? NEXT_AFTER_BRAND : NEXT_AFTER_SANDBOX}`);
    return this.#failures > 0 ? 1 : 0;
  }

  #announce(title: string, key: string): void {
    this.#chapters += 1;
    chapter(this.#chapters, title, key);
  }

  async #measured(
    canCount: boolean,
    work: () => Promise<Record<string, unknown>[]>,
  ): Promise<Record<string, unknown>[]> {
    const startedMs = performance.now();
    const requestsBefore = this.#session.requests();
    const progress = setInterval(() => {
      says('…', `at work for ${Math.round((performance.now() - startedMs) / 1000)} s`);
    }, PROGRESS_EVERY_MS);
    try {
      const data = await work();
      cost(performance.now() - startedMs, canCount ? this.#session.requests() - requestsBefore : undefined);
      return data;
    } catch (error) {
      this.#failures += 1;
      wentWrong((error as Error).message);
      if (process.env.LOG_LEVEL === 'debug') console.log((error as Error).stack);
      return [];
    } finally {
      clearInterval(progress);
    }
  }

  #throwFirstError(outputs: readonly StepOutput[]): void {
    for (const output of outputs) {
      if (output.kind === 'error') throw Object.assign(new Error(output.error.message), { stack: output.error.stack });
    }
  }
}

async function tell(story: Story, session: Session, mayWrite: boolean): Promise<void> {
  const { isReal, examples } = session;
  const { directoryId, surveyId, mailingListId, filterId } = examples;
  const notWriting = 'It writes to Qualtrics; add --write to let it.';

  await story.service('Verify the credential', 'verifyCredentials');
  await story.service('Choose a directory', 'selectModel', {
    key: 'getNewAndUpdatedObjectsPolling',
    model: 'getDirectories',
  });

  const polling = 'getNewAndUpdatedObjectsPolling';
  const pollTitle = 'Get New and Updated Objects Polling';
  const matching = { objectType: 'contacts', directoryMatchCriteria: 'directoryId' };
  if (directoryId) {
    const cfg = {
      objectType: 'contacts',
      directoryId,
      singlePagePerInterval: isReal ? 'yes' : 'no',
      emitBehavior: 'emitPage',
    };
    const showPages = (data: Record<string, unknown>[]): void => {
      const contacts = data.flatMap((page) => page.result as Record<string, unknown>[]);
      says(
        'out',
        `${contacts.length} ${contacts.length === 1 ? 'contact' : 'contacts'} in ${data.length} ${data.length === 1 ? 'message' : 'messages'}`,
      );
      if (contacts.length > 0) table(contacts, CONTACT_COLUMNS);
    };
    const pages = await story.step({ title: `${pollTitle}: the first time`, key: polling, cfg, show: showPages });
    const known = (pages[0]?.result as Record<string, unknown>[] | undefined)?.[0];

    if (mayWrite) {
      const upsert = { ...matching, lookupCriteria: 'email' };
      const lookupCriteriaValue = 'new.contact@example.com';
      const show = (data: Record<string, unknown>[]): void =>
        table(data, [...CONTACT_COLUMNS.slice(0, 4), 'embeddedData']);
      await story.step({
        title: 'Upsert Object: a new contact',
        key: 'upsertObject',
        cfg: { ...upsert, retrieveAfterCreation: true },
        body: { lookupCriteriaValue, directory: directoryId, firstName: 'New', embeddedData: { level: 'basic' } },
        show,
      });
      await story.step({
        title: 'Upsert Object: the same contact again',
        key: 'upsertObject',
        cfg: upsert,
        body: { lookupCriteriaValue, directory: directoryId, lastName: 'Contact', embeddedData: { region: 'north' } },
        show,
      });
    } else {
      story.skip('Upsert Object', 'upsertObject', notWriting);
    }
    await story.step({
      title: `${pollTitle}: ${isReal ? 'the next page' : 'only what is new'}`,
      key: polling,
      cfg,
      show: showPages,
    });
    if (known) {
      await story.step({
        title: 'Lookup Object (at most one)',
        key: 'lookupObject',
        cfg: { ...matching, lookupCriteria: 'contactId' },
        body: { lookupCriteriaValue: known.contactId, directory: directoryId },
        show: (data) => table(data, CONTACT_COLUMNS),
      });
    }
  } else {
    story.skip(pollTitle, polling, 'Set QUALTRICS_DIRECTORY_ID in .env to try it.');
  }

  await story.step({
    title: 'Make Raw Request',
    key: 'makeRawRequest',
    body: { url: '/whoami', method: 'GET' },
    show: ([answer]) => {
      says('out', `statusCode: ${String(answer?.statusCode)}`);
      const { result } = (answer?.responseBody ?? {}) as { result?: Record<string, unknown> };
      table([result ?? {}], ['userId', 'brandId', 'datacenter']);
    },
  });

  if (surveyId && mailingListId && mayWrite) {
    await story.step({
      title: 'Generate Custom Distribution Link',
      key: 'generateDistributionLink',
      body: { surveyId, linkType: 'Individual', description: 'Tried out', mailingListId },
      show: ([answer]) => says('out', values(answer ?? {})),
    });
  } else {
    const why = mayWrite ? 'Set QUALTRICS_SURVEY_ID and QUALTRICS_MAILING_LIST_ID in .env to try it.' : notWriting;
    story.skip('Generate Custom Distribution Link', 'generateDistributionLink', why);
  }

  if (surveyId) {
    const filter = filterId ? { filterId } : {};
    await story.step({
      title: 'Getting Survey Responses',
      key: 'getSurveyResponses',
      cfg: filterId ? {} : { allowFilterToBeOmitted: true },
      body: { fileFormat: 'csv', surveyId, ...filter },
      show: async ([file]) => {
        says('out', `${String(file?.fileName)}, ${bytes(Number(file?.size))}, ${String(file?.contentType)}`);
        says('file', String(file?.attachmentUrl));
        const { token } = session.platform.storage;
        const stored = await fetch(String(file?.attachmentUrl), { headers: { authorization: `Bearer ${token}` } });
        firstLines(await stored.text());
      },
    });
  } else {
    story.skip('Getting Survey Responses', 'getSurveyResponses', 'Set QUALTRICS_SURVEY_ID in .env to try it.');
  }
}

async function main(): Promise<number> {
  if (!existsSync(resolve(COMPONENT_PATH, 'lib'))) {
    throw new UsageError('The component is not built yet: run "npm ci" first.');
  }
  const session = await openSession();
  try {
    const { isReal, platform } = session;
    const brand = isReal ? 'your Qualtrics brand' : `the sandbox at ${process.env.QUALTRICS_BASE_URL}`;
    const broker = platform.broker.isInMemory ? 'an in-memory broker' : 'RabbitMQ';
    console.log(`The Qualtrics component in the real sailor, over ${broker}, against ${brand}.`);
    const story = new Story(session);
    await tell(story, session, !isReal || process.argv.includes('--write'));
    return story.end();
  } finally {
    await session.close();
  }
}

runCommand(main);
