import type { QualtricsClient } from '../client/client.js';

/** Who the credential acts for (`GET /whoami`). Throws QualtricsError. */
export async function whoami(client: QualtricsClient): Promise<Record<string, unknown>> {
  return client.result({ method: 'GET', path: '/whoami', scope: 'read:users' });
}
