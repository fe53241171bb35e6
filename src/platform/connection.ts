import { requiredText, type Values } from '../input/fields.js';
import { OAuth } from '../qualtrics/auth/oauth.js';
import { TokenCache } from '../qualtrics/auth/tokens.js';
import { QualtricsClient } from '../qualtrics/client/client.js';
import type { Settings } from '../qualtrics/client/options.js';
import { RateLimitGate } from '../qualtrics/client/rateLimitGate.js';
import { sharedByMessages } from '../util/sharedState.js';
import { dataCenterUrl, toDataCenterId } from './dataCenter.js';
import type { StepLogger } from './logger.js';
import type { PlatformStep } from './platformStep.js';
import { baseUrlOverride, readSettings } from './settings.js';
import { userAgent } from './userAgent.js';

/** Shared by all messages of the process: tokens, and who must wait for a rate limit. */
const tokenCache = sharedByMessages(new TokenCache());
const rateLimitGate = sharedByMessages(new RateLimitGate());

/** A client for one message. */
export interface Connection {
  readonly client: QualtricsClient;
  /** Resolves when what goes on beside the message (storing a new token) is over. */
  finished(): Promise<void>;
}

/**
 * A person who waits in the browser gets an answer within 25 s; the process must start and pass it on within that, too.
 */
export const PATIENCE_MS = 22_000;

/**
 * A client for the credential in `cfg`; `patienceMs`: how long whoever waits for what it gives is to wait.
 * Throws InputError when one of its fields or of the settings is not usable.
 */
export function connect(
  step: PlatformStep,
  cfg: Values,
  logger: StepLogger,
  options: { readonly settings?: () => Settings; readonly patienceMs?: number | undefined } = {},
): Connection {
  const { settings = readSettings, patienceMs } = options;
  const pending: Promise<void>[] = [];
  const baseUrl = baseUrlOf(cfg);
  settings();
  const authorization = new OAuth({
    baseUrl,
    clientId: requiredText(cfg, { key: 'clientId', label: 'Client ID' }),
    clientSecret: requiredText(cfg, { key: 'clientSecret', label: 'Client Secret', isSecret: true }),
    storedTokens: cfg.tokens,
    tokenCache,
    storeTokens: (tokens) => void pending.push(storeTokens(step, cfg, tokens, logger)),
  });
  const client = new QualtricsClient({
    baseUrl,
    authorization,
    settings,
    logger,
    userAgent: userAgent(),
    gate: rateLimitGate,
    patienceMs,
  });
  return {
    client,
    finished: async () => {
      await Promise.all(pending);
    },
  };
}

/** A data center that cannot be used is refused even while its address is replaced for debugging. */
function baseUrlOf(cfg: Values): string {
  const dataCenterId = toDataCenterId(requiredText(cfg, { key: 'dataCenterId', label: 'Data Center ID' }));
  return baseUrlOverride() ?? dataCenterUrl(dataCenterId);
}

/**
 * Offers a new token to the credential it belongs to, if there is one. The event `updateKeys` fails the message when
 * the platform cannot store it, so its API is called directly where the sailor gives one.
 */
async function storeTokens(step: PlatformStep, cfg: Values, tokens: string, logger: StepLogger): Promise<void> {
  const account = cfg._account;
  if (typeof account !== 'string' || account === '') return;
  try {
    if (step.getApiClient) await step.getApiClient().accounts.update(account, { keys: { tokens } });
    else await step.emit?.('updateKeys', { tokens });
  } catch {
    logger.warn('The new access token could not be stored in the credential; the next start asks for another one.');
  }
}
