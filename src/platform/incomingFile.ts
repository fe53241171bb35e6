import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { shown } from '../input/fields.js';
import { InputError } from '../input/inputError.js';
import { systemClock } from '../qualtrics/client/options.js';
import { followRedirects } from '../qualtrics/client/redirects.js';
import { isPassingStatus } from '../qualtrics/client/retry.js';
import { saveBody } from '../qualtrics/client/saveBody.js';
import { exchange } from '../qualtrics/client/transport.js';
import { TransportFailure } from '../qualtrics/client/transportFailure.js';
import type { StepLogger } from './logger.js';
import { readSettings } from './settings.js';
import type { ObjectStorageAccess } from './storage.js';
import { userAgent } from './userAgent.js';

/** An address of a file, from a message. Throws InputError when it is not one of http or https. */
export function fileAddress(label: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new InputError(`"${label}" must be an address like "https://…", but it is ${shown(text)}.`);
}

/**
 * Reads a file into an open one, from the start again when that fails for a passing reason; gives its size in bytes.
 * The platform's own storage is shown the token for it, nobody else is shown any. A large file may take until `endMs`
 * (ms since 1970) while bytes flow. Throws an Error that says why and what was tried, without the address' query: it may be secret.
 */
export async function receiveFile(
  url: URL,
  storage: ObjectStorageAccess,
  destination: FileHandle,
  { endMs, logger }: { readonly endMs: number; readonly logger: StepLogger },
): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const { retriesCount, retryDelayMs } = readSettings();
    const { size, failure, isPassing: mayHelp } = await tryToReceive(url, storage, destination, endMs);
    if (size !== undefined) return size;
    if (!mayHelp || tries >= retriesCount) {
      const times = tries === 1 ? '1 try' : `${tries} tries`;
      throw new Error(
        `The file at ${url.origin}${url.pathname} could not be read after ${times}: ${failure}. Check the address, else try again later.`,
      );
    }
    logger.warn(`Try ${tries} to read a file failed (${failure}); trying again in ${retryDelayMs} ms.`);
    await systemClock.sleep(retryDelayMs);
  }
}

interface ReceiveTry {
  readonly size?: number;
  readonly failure?: string;
  readonly isPassing?: boolean;
}

async function tryToReceive(
  url: URL,
  storage: ObjectStorageAccess,
  destination: FileHandle,
  endMs: number,
): Promise<ReceiveTry> {
  const storageOrigin = new URL(storage.uri).origin;
  const { requestTimeoutMs: timeoutMs } = readSettings();
  try {
    const { answer } = await followRedirects(url, (at, isElsewhere) =>
      exchange({
        method: 'GET',
        url: at,
        headers: {
          Accept: '*/*',
          'Accept-Encoding': 'identity',
          'User-Agent': userAgent(),
          ...(at.origin === storageOrigin && !isElsewhere ? { Authorization: `Bearer ${storage.token}` } : {}),
        },
        timeoutMs,
        clock: systemClock,
      }),
    );
    // Not 206, which is a part of a file.
    if (answer.status === 200) {
      const body = Readable.from(receivedUntil(endMs, answer.body), { objectMode: false });
      return { size: await saveBody({ ...answer, body }, destination) };
    }
    answer.body.destroy();
    return { failure: `the server answered ${answer.status}`, isPassing: isPassingStatus(answer.status) };
  } catch (error) {
    if (error instanceof TimeIsUp) return { failure: error.message };
    if (!(error instanceof TransportFailure)) throw error;
    return { failure: error.message, isPassing: true };
  }
}

/** There would be no time left to do anything with the file. */
class TimeIsUp extends Error {
  override readonly name = 'TimeIsUp';
}

async function* receivedUntil(endMs: number, body: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    if (systemClock.now() > endMs) throw new TimeIsUp('it took longer than the step has time');
    yield chunk;
  }
}
