import type { Sandbox } from '../../local/sandbox/server.js';
import { OAuth, type OAuthOptions } from '../../src/qualtrics/auth/oauth.js';
import { TokenCache } from '../../src/qualtrics/auth/tokens.js';
import { type ClientOptions, QualtricsClient } from '../../src/qualtrics/client/client.js';
import type { Settings } from '../../src/qualtrics/client/options.js';
import { RateLimitGate } from '../../src/qualtrics/client/rateLimitGate.js';

/** The documented defaults. */
const SETTINGS: Settings = { retriesCount: 3, retryDelayMs: 10_000, requestTimeoutMs: 15_000 };

type ClientParts = Omit<ClientOptions, 'settings' | 'authorization'> & Omit<OAuthOptions, 'baseUrl'>;

/** A client for the sandbox, with caches of its own. `logs` is filled with what it logs. */
export function aClient(
  sandbox: Sandbox,
  options: Partial<ClientParts> & { settings?: Partial<Settings>; logs?: string[] } = {},
): QualtricsClient {
  const { settings, logs = [], clientId, clientSecret, tokenCache, storedTokens, storeTokens, ...others } = options;
  const log = (line: string): void => void logs.push(line);
  const baseUrl = others.baseUrl ?? sandbox.url;
  return new QualtricsClient({
    baseUrl,
    authorization: new OAuth({
      baseUrl,
      clientId: clientId ?? sandbox.tenant.clientId,
      clientSecret: clientSecret ?? sandbox.tenant.clientSecret,
      tokenCache: tokenCache ?? new TokenCache(),
      storedTokens,
      storeTokens,
    }),
    settings: () => ({ ...SETTINGS, ...settings }),
    logger: { debug: log, info: log, warn: log },
    userAgent: 'spec/1.0.0',
    gate: new RateLimitGate(),
    ...others,
  });
}
