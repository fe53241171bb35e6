// Not the package's index: that loads an HTTP client which nothing here uses, and every start of a step waits for it.
import { newMessageWithBody } from 'elasticio-node/lib/messages.js';
import type { Values } from '../input/fields.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import type { Attachment, IncomingAttachment } from './attachment.js';
import { sendToBrokerAtOnce } from './brokerSockets.js';
import { type Connection, connect, PATIENCE_MS } from './connection.js';
import { type StepLogger, silent } from './logger.js';
import type { PlatformStep } from './platformStep.js';
import { isSampleRun } from './settings.js';

/** A message as the platform delivers it. */
export interface IncomingMessage {
  readonly body?: Values | null;
  readonly attachments?: Readonly<Record<string, IncomingAttachment>> | null;
  /** Of the request that a webhook's message came from. */
  readonly method?: string;
}

/** One message on its way through a step: what came in, and the ways out. */
export interface StepCall {
  readonly body: Values;
  /** The message's files, by their names. */
  readonly attachments: Readonly<Record<string, IncomingAttachment>>;
  /** Of the request that a webhook's message came from; `undefined` for other messages. */
  readonly method: string | undefined;
  readonly cfg: Values;
  readonly snapshot: unknown;
  readonly logger: StepLogger;
  readonly qualtrics: QualtricsClient;
  /** Resolves when the platform has the message safe; throws when it did not take it. */
  emitData(body: unknown, attachments?: Readonly<Record<string, Attachment>>): Promise<void>;
  /** Reports an error and goes on. */
  emitError(error: Error): Promise<void>;
  /** Lets the message come again later, for this reason; the platform does so 20 times at most. End with it. */
  emitRebound(reason: Error): Promise<void>;
  /** Call it after the data it covers has been confirmed: the two are throttled apart and could overtake. */
  emitSnapshot(snapshot: unknown): Promise<void>;
}

/** Then the platform starts a second process for the message, and both deliver (its troubleshooting guide). */
const PLATFORM_LIMIT_MS = 30 * 60_000;

/** The sailor could not send a message, and has reported why. */
class NotTaken extends Error {}

/**
 * `process` as the platform calls it, made of a function that takes one {@link StepCall}.
 * Whatever that throws becomes the message's error. Returns nothing; everything has already been emitted.
 *
 * `emit('data')` resolves also when the sailor could not send (too large, no broker): it counts and reports the error
 * itself. Going on as if the data were safe would lose it, so the message ends there.
 */
export function stepProcess(run: (call: StepCall) => Promise<void>) {
  return async function processMessage(
    this: PlatformStep,
    msg: IncomingMessage | undefined,
    cfg: Values | undefined,
    snapshot?: unknown,
  ): Promise<void> {
    const emit = async (event: string, value: unknown): Promise<void> => {
      await this.emit?.(event, value);
    };
    const emitData: StepCall['emitData'] = async (body, attachments = {}) => {
      const errorsBefore = this.errorCount ?? 0;
      await emit('data', { ...newMessageWithBody(body), attachments });
      if ((this.errorCount ?? 0) > errorsBefore) throw new NotTaken('The platform did not take a message.');
    };
    sendToBrokerAtOnce();
    try {
      await connected(this, cfg, isSampleRun() ? PATIENCE_MS : undefined, async (qualtrics, logger) => {
        const startedMs = qualtrics.clock.now();
        await run({
          body: msg?.body ?? {},
          attachments: msg?.attachments ?? {},
          method: msg?.method,
          cfg: cfg ?? {},
          snapshot,
          logger,
          qualtrics,
          emitData,
          emitError: (error) => emit('error', error),
          emitRebound: (reason) => emit('rebound', reason),
          emitSnapshot: (value) => emit('snapshot', value),
        });
        if (qualtrics.clock.now() - startedMs > PLATFORM_LIMIT_MS) {
          logger.warn('This took more than 30 minutes, so the platform may do it twice: let a message do less.');
        }
      });
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      this.logger?.warn('The platform did not take a message, for the reason in the error before: stopped there.');
    }
  };
}

/** A select model or metadata function as the platform calls it, made of a function of client and configuration. */
export function stepModel<T>(read: (qualtrics: QualtricsClient, cfg: Values) => Promise<T>) {
  return async function model(this: PlatformStep | undefined, cfg: Values | undefined): Promise<T> {
    return connected(this ?? {}, cfg, PATIENCE_MS, (qualtrics) => read(qualtrics, cfg ?? {}));
  };
}

/**
 * What metadata gains from a look into Qualtrics: what `read` gives in time, else `fallback`. A person who configures a
 * step is never shown an error for it: the general fields do as well. In time is a few seconds, or with `isWorthWaiting`
 * as long as a person waits at the most: where the general fields say little.
 */
export async function orGeneral<T>(
  caller: unknown,
  cfg: Values,
  read: (qualtrics: QualtricsClient) => Promise<T>,
  fallback: () => Promise<T>,
  isWorthWaiting = false,
): Promise<T> {
  // What a metadata function is called on: a service call of the platform, or nothing at all.
  const step: PlatformStep = typeof caller === 'object' && caller !== null ? caller : {};
  try {
    return await connected(step, cfg, isWorthWaiting ? PATIENCE_MS : MOMENT_MS, read);
  } catch (error) {
    step.logger?.debug(`The general fields are shown: ${error instanceof Error ? error.message : String(error)}`);
    return fallback();
  }
}

/** A person who waits for a form does not notice so long. */
const MOMENT_MS = 4000;

async function connected<T>(
  step: PlatformStep,
  cfg: Values | undefined,
  patienceMs: number | undefined,
  use: (qualtrics: QualtricsClient, logger: StepLogger) => Promise<T>,
): Promise<T> {
  const logger = step.logger ?? silent;
  const connection: Connection = connect(step, cfg ?? {}, logger, { patienceMs });
  try {
    return await use(connection.client, logger);
  } finally {
    await connection.finished();
  }
}
