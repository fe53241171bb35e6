import type { Values } from './input/fields.js';
import { connect, PATIENCE_MS } from './platform/connection.js';
import { silent } from './platform/logger.js';
import type { PlatformStep } from './platform/platformStep.js';
import { readSettings } from './platform/settings.js';
import { listDirectories } from './qualtrics/api/directories.js';
import { hostAdvised } from './qualtrics/api/whoami.js';
import type { QualtricsClient } from './qualtrics/client/client.js';
import { QualtricsError } from './qualtrics/client/errors.js';

/**
 * The UI's "Verify": asks Qualtrics for a new token and makes a call with it. The message of the error thrown is the
 * reason shown. Each request is tried once: a person is waiting.
 */
export async function verifyCredentials(
  this: PlatformStep | undefined,
  credentials: Values,
): Promise<{ verified: true; notice?: string }> {
  const settings = () => ({ ...readSettings(), retriesCount: 1 });
  const logger = this?.logger ?? silent;
  const connection = connect(this ?? {}, credentials, logger, { settings, patienceMs: PATIENCE_MS });
  try {
    await connection.client.login();
    const notice = await makeACall(connection.client);
    if (notice === undefined) return { verified: true };
    logger.warn(notice);
    return { verified: true, notice };
  } finally {
    await connection.finished();
  }
}

/**
 * A client made for contacts only may not ask who it is, and is answered 403 or, as far as anybody knows, 401; that it
 * can list directories is as good. Gives what Qualtrics has to say about the address, if anything.
 */
async function makeACall(client: QualtricsClient): Promise<string | undefined> {
  try {
    const betterHost = await hostAdvised(client);
    return betterHost && `This data center passes requests on: "${betterHost}" as "Data Center ID" is faster.`;
  } catch (error) {
    if (!(error instanceof QualtricsError && (error.status === 401 || error.status === 403))) throw error;
    await listDirectories(client);
    return undefined;
  }
}
