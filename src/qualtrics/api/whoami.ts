import type { ApiRequest, QualtricsClient } from '../client/client.js';
import { needsResult } from '../client/needs.js';

const WHOAMI: ApiRequest = { method: 'GET', path: '/whoami', scope: 'read:users', needs: needsResult };

/** Who the credential acts for (`GET /whoami`). Throws QualtricsError. */
export async function whoami(client: QualtricsClient): Promise<Record<string, unknown>> {
  return client.result(WHOAMI);
}

/**
 * The host that Qualtrics advises in place of the one that was asked (`meta.notice`: "Request proxied. For faster response
 * times, use this host instead: …", recorded); `undefined` when it is content. Throws QualtricsError.
 */
export async function hostAdvised(client: QualtricsClient): Promise<string | undefined> {
  const { body } = await client.request(WHOAMI);
  const { notice } = ((body as { meta?: unknown }).meta ?? {}) as { notice?: unknown };
  return /host instead:\s*([a-z0-9.-]+\.qualtrics\.com)\b/i.exec(typeof notice === 'string' ? notice : '')?.[1];
}
