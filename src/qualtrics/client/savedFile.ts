import type { FileHandle } from 'node:fs/promises';
import { type Attempt, readAnswer } from './answers.js';
import { saveBody } from './saveBody.js';
import type { HttpAnswer } from './transport.js';

/** An archive does not become smaller, and only what is sent as it is has the length that is announced. */
export const FILE_HEADERS = { Accept: '*/*', 'Accept-Encoding': 'identity' };

/**
 * Saves the file that an answer is; JSON in its place is a failure. `answered` is called before its body is read.
 * Gives its size in bytes. Throws as `saveBody`.
 */
export async function savedFile(
  answer: HttpAnswer,
  destination: FileHandle,
  answered: () => void,
): Promise<Attempt<number>> {
  if (/^application\/json\b/i.test(answer.headers['content-type'] ?? '')) {
    const refused = await readAnswer(
      answer,
      () => true,
      () => 'it sent JSON instead of the file',
    );
    if (refused.kind === 'failure') return refused;
  }
  answered();
  return { kind: 'success', value: await saveBody(answer, destination), status: answer.status };
}
