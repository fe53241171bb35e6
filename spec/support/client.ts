import type { Sandbox } from '../../local/sandbox/server.js';
import { TokenCache } from '../../src/qualtrics/auth/tokens.js';
import { type ClientOptions, QualtricsClient } from '../../src/qualtrics/client/client.js';
import type { Settings } from '../../src/qualtrics/client/options.js';
import { RateLimitGate } from '../../src/qualtrics/client/rateLimitGate.js';

/** The documented defaults but for the timeout, which is in real time. */
const SETTINGS: Settings = { retriesCount: 3, retryDelayMs: 10_000, requestTimeoutMs: 1000 };

/** A client for the sandbox, with caches of its own. `logs` is filled with what it logs. */
export function aClient(
  sandbox: Sandbox,
  options: Partial<Omit<ClientOptions, 'settings'>> & { settings?: Partial<Settings>; logs?: string[] } = {},
): QualtricsClient {
  const { settings, logs = [], ...others } = options;
  const log = (line: string): void => void logs.push(line);
  return new QualtricsClient({
    baseUrl: sandbox.url,
    clientId: sandbox.tenant.clientId,
    clientSecret: sandbox.tenant.clientSecret,
    settings: () => ({ ...SETTINGS, ...settings }),
    logger: { debug: log, info: log, warn: log },
    userAgent: 'spec/1.0.0',
    tokenCache: new TokenCache(),
    gate: new RateLimitGate(),
    ...others,
  });
}
