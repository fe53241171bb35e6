import { setTimeout as pause } from 'node:timers/promises';
import { type Platform, startPlatform } from '../local/elasticio/platform.js';
import type { RunningStep, StepOptions } from '../local/elasticio/runningStep.js';
import { completeResponses } from '../local/sandbox/brand/completeResponses.js';
import { demoTenant } from '../local/sandbox/brand/demoTenant.js';
import type { BookedRequest } from '../local/sandbox/brand/records.js';
import type { Sandbox } from '../local/sandbox/http/sandbox.js';
import { startSandbox } from '../local/sandbox/server.js';
import { limitsOf } from './support/limits.js';
import { inTurn, type Report, type Row, seconds } from './support/report.js';
import { ResponseByHand } from './support/responseByHand.js';
import { type RabbitMq, skippedWithout } from './support/sailor.js';
import { sized } from './support/size.js';

const REPETITIONS = sized(9, 1);
/** How old a response is when a poll takes it for settled. */
const SETTLED_SECONDS = 120;
/** Polls count in whole seconds: so much later a response is past the end of the one before. */
const NEXT_WINDOW_MS = 2100;

/** From a completed response to its message, by both triggers in the real sailor, beside the same requests by hand. */
export async function newResponses(broker: RabbitMq): Promise<Report> {
  const places: Place[] = [];
  const open = async (amqpUri?: string): Promise<Place> => {
    const place = await Place.open(amqpUri);
    places.push(place);
    return place;
  };
  try {
    const ours = await open();
    const hand = await open();
    const over = 'uri' in broker ? await open(broker.uri) : undefined;
    const byHand = await ResponseByHand.open(hand.sandbox);
    try {
      return {
        name: 'new-responses',
        about: `from a completed response, which Qualtrics shows at once, to its message, through the sailor in a process of its own, against the same requests by hand, unchecked; median of ${REPETITIONS}`,
        rows: [await told({ ours, hand, over, byHand }, broker), await polled({ ours, hand, over, byHand }, broker)],
        skipped: skippedWithout(broker),
      };
    } finally {
      byHand.close();
    }
  } finally {
    for (const place of places) await place.close();
  }
}

interface Places {
  readonly ours: Place;
  readonly hand: Place;
  readonly over: Place | undefined;
  readonly byHand: ResponseByHand;
}

/** By the webhook. */
async function told({ ours, hand, over, byHand }: Places, broker: RabbitMq): Promise<Row> {
  for (const place of [ours, over]) await place?.start({ key: 'newSurveyResponseWebhook', startup: true });
  const toldAt = async (place: Place): Promise<number> => timeOf(() => place.arrivals.of(place.complete()));
  const requests = await ours.requestsOf(() => toldAt(ours));
  const ms = await inTurn(REPETITIONS, {
    ours: () => toldAt(ours),
    alternative: () => timeOf(() => byHand.told(() => hand.complete())),
    ...(over ? { overRabbitMq: () => toldAt(over) } : {}),
  });
  return rowOf('webhook: from the completion to the message', ms, await limitAt(ours, requests, broker));
}

/** By polls. */
async function polled({ ours, hand, over, byHand }: Places, broker: RabbitMq): Promise<Row> {
  const pollAt = async (place: Place | undefined): Promise<() => Promise<number>> => {
    const polling = await place?.start({ key: 'getNewSurveyResponsesPolling' });
    return async () => (place && polling ? place.poll(polling) : Number.NaN);
  };
  const poll = await pollAt(ours);
  const pollOver = await pollAt(over);
  const requests = await ours.requestsOf(poll);
  const exported = (): Promise<void> => byHand.export(hand.complete(SETTLED_SECONDS + 1), SETTLED_SECONDS);
  const ms = await inTurn(REPETITIONS, {
    ours: poll,
    alternative: () => timeOf(exported),
    ...(over ? { overRabbitMq: pollOver } : {}),
  });
  const what = `polling: from the start of the run, at least ${SETTLED_SECONDS} s later, to the message`;
  return rowOf(what, ms, await limitAt(ours, requests.slice(-REQUESTS_OF_A_POLL), broker));
}

/** An export is started, is ready, and gives its file. */
const REQUESTS_OF_A_POLL = 3;

function rowOf(what: string, ms: Awaited<ReturnType<typeof inTurn>>, limit: string): Row {
  const { ours, alternative } = ms;
  return {
    what,
    ours: seconds(ours),
    alternative: seconds(alternative),
    ratio: ours / alternative,
    overRabbitMq: ms.over(seconds),
    limit,
  };
}

function limitAt({ sandbox, arrivals }: Place, requests: readonly BookedRequest[], broker: RabbitMq): Promise<string> {
  return limitsOf(sandbox, broker, { requests, atOnce: 1, messages: 1, bytes: arrivals.bytes, snapshots: 0 });
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** A brand of its own, so that no trigger is told of what another one waits for, and a platform for its survey. */
class Place {
  readonly sandbox: Sandbox;
  readonly arrivals = new Arrivals();
  readonly #platform: Platform;
  readonly #surveyId: string;

  private constructor(sandbox: Sandbox, platform: Platform) {
    this.sandbox = sandbox;
    this.#platform = platform;
    this.#surveyId = sandbox.tenant.surveys[0]?.id ?? '';
  }

  static async open(amqpUri?: string): Promise<Place> {
    const tenant = demoTenant();
    Object.assign(tenant.behaviour, { exportChecks: 0, responseLagMs: 0 });
    return new Place(await startSandbox({ tenant, limits: {} }), await startPlatform({ amqpUri }));
  }

  start(options: Pick<StepOptions, 'key' | 'startup'>): Promise<RunningStep> {
    const { clientId, clientSecret } = this.sandbox.tenant;
    const cfg = { dataCenterId: 'sandbox', clientId, clientSecret, surveyId: this.#surveyId };
    const env = { QUALTRICS_BASE_URL: this.sandbox.url, LOG_LEVEL: 'fatal' };
    const { onOutput } = this.arrivals;
    return this.#platform.startStep({ cfg, env, inOwnProcess: true, onOutput, ...options });
  }

  complete(secondsAgo = 0): string {
    return completeResponses(this.sandbox.tenant, { surveyId: this.#surveyId, secondsAgo })[0] ?? '';
  }

  /** From the start of a run to the message of a response that the one before could not see. */
  async poll(polling: RunningStep): Promise<number> {
    await polling.send({});
    await polling.idle();
    await pause(NEXT_WINDOW_MS);
    const responseId = this.complete(SETTLED_SECONDS + 1);
    return timeOf(async () => {
      const arrived = this.arrivals.of(responseId);
      await polling.send({});
      await arrived;
    });
  }

  async requestsOf(work: () => Promise<unknown>): Promise<BookedRequest[]> {
    const before = this.sandbox.requests.length;
    await work();
    return this.sandbox.requests.slice(before);
  }

  async close(): Promise<void> {
    await this.#platform.close();
    await this.sandbox.close();
  }
}

/** Which responses have come as messages, and who waits for one. */
class Arrivals {
  /** Size of the last message's body. */
  bytes = 0;
  readonly #arrived = new Set<unknown>();
  readonly #waiting = new Map<unknown, () => void>();
  readonly onOutput: NonNullable<StepOptions['onOutput']> = (output) => {
    if (output.kind === 'error') throw output.error;
    if (output.kind !== 'data') return;
    const { responseId } = output.message.body;
    this.bytes = Buffer.byteLength(JSON.stringify(output.message.body));
    this.#arrived.add(responseId);
    this.#waiting.get(responseId)?.();
  };

  async of(responseId: string): Promise<void> {
    if (!this.#arrived.has(responseId)) {
      await new Promise<void>((resolve) => this.#waiting.set(responseId, resolve));
    }
  }
}
