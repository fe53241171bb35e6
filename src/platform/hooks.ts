import { createHmac } from 'node:crypto';
import { requiredText, type Values } from '../input/fields.js';
import type { QualtricsClient } from '../qualtrics/client/client.js';
import { redact } from '../qualtrics/client/redact.js';
import { connect } from './connection.js';
import type { StepLogger } from './logger.js';

/** The flow's public address and the key by which calls to it are signed. */
export interface FlowWebhook {
  readonly publicationUrl: string;
  readonly sharedKey: string;
}

/**
 * The platform's documentation of hooks gives `shutdown` a minute before its process is killed. Our choice: a quarter of
 * it is left for the process to start and to end.
 */
const SHUTDOWN_MS = 45_000;

/** Longer keys bring nothing; so many characters would also do for AES-256. */
const KEY_CHARACTERS = 32;

/**
 * The key that notices to this flow are signed with. It follows from the credential's secret and the flow's id, so that
 * `startup` and `process` find the same one: what `startup` gives is not handed to `process`.
 * Throws InputError without a secret, an Error outside of a flow.
 */
export function webhookKey(cfg: Values): string {
  const clientSecret = requiredText(cfg, { key: 'clientSecret', label: 'Client Secret', isSecret: true });
  const text = `qualtrics-component webhook ${variable('ELASTICIO_FLOW_ID')}`;
  return createHmac('sha256', clientSecret).update(text).digest('hex').slice(0, KEY_CHARACTERS);
}

/**
 * `startup` as the sailor calls it: before the first message, without a step, so that there is neither `this.logger` nor
 * `this.emit`. What `run` gives is kept for the flow until it is stopped.
 */
export function startupHook<State extends object>(
  run: (qualtrics: QualtricsClient, cfg: Values, webhook: FlowWebhook) => Promise<State>,
) {
  return async (cfg: Values | undefined): Promise<State> =>
    connected(cfg ?? {}, undefined, (qualtrics, webhook) => run(qualtrics, cfg ?? {}, webhook));
}

/** `shutdown` as the sailor calls it: in a process of its own, with what `startup` gave; ends within 45 s. */
export function shutdownHook(run: (qualtrics: QualtricsClient, webhook: FlowWebhook, state: unknown) => Promise<void>) {
  return async (cfg: Values | undefined, state?: unknown): Promise<void> =>
    connected(cfg ?? {}, SHUTDOWN_MS, (qualtrics, webhook) => run(qualtrics, webhook, state));
}

async function connected<T>(
  cfg: Values,
  patienceMs: number | undefined,
  use: (qualtrics: QualtricsClient, webhook: FlowWebhook) => Promise<T>,
): Promise<T> {
  const sharedKey = webhookKey(cfg);
  const webhook = { publicationUrl: variable('ELASTICIO_FLOW_WEBHOOK_URI'), sharedKey };
  const logger = hookLogger([String(cfg.clientSecret), sharedKey]);
  const connection = connect({}, cfg, logger, { patienceMs });
  try {
    return await use(connection.client, webhook);
  } finally {
    await connection.finished();
  }
}

function variable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`This step has no "${name}", which the platform gives to every flow: ask its operator.`);
}

const LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const;

/** A log in the form of the sailor's own, one JSON object a line; secrets are cut out of every line. */
function hookLogger(secrets: readonly string[]): StepLogger {
  const { LOG_LEVEL = 'info' } = process.env;
  const least = Number(LOG_LEVEL) || (Object.hasOwn(LEVELS, LOG_LEVEL) ? LEVELS[LOG_LEVEL as keyof typeof LEVELS] : 30);
  const write = (level: number) => (line: string) => {
    if (level < least) return;
    const entry = { name: 'qualtrics-component', pid: process.pid, level, msg: redact(line, secrets) };
    process.stdout.write(`${JSON.stringify({ ...entry, time: new Date().toISOString(), v: 0 })}\n`);
  };
  return {
    debug: write(LEVELS.debug),
    info: write(LEVELS.info),
    warn: write(LEVELS.warn),
    error: write(LEVELS.error),
  };
}
