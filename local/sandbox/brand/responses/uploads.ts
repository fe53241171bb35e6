import { Refusal } from '../../refusal.js';
import { invalidValue } from '../bodies.js';
import type { Random } from '../random.js';
import { questionsOf, type SurveyContent } from '../surveys/content.js';
import type { StoredResponse, Value } from './response.js';

/** A file as it comes with a response. */
export interface UploadedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** What a response says of each of its files. */
const PARTS = ['ID', 'NAME', 'SIZE', 'TYPE'];

/** The files that were uploaded as answers; those of responses that were there from the beginning are made up. */
export class Uploads {
  readonly #random: Random;
  readonly #bytes = new Map<string, Buffer>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Keeps a file as the answer to a question; gives what the response says of it. Throws Refusal for another question. */
  add(
    survey: SurveyContent,
    questionId: string,
    { fileName, contentType, bytes }: UploadedFile,
  ): Record<string, Value> {
    const question = questionsOf(survey).find(({ id }) => id === questionId);
    if (question?.kind !== 'fileUpload') throw invalidValue('fileMapping');
    const id = this.#random.id('F_');
    this.#bytes.set(id, bytes);
    const told = [id, fileName, bytes.length, contentType];
    return Object.fromEntries(told.map((value, index) => [`${questionId}_FILE_${PARTS[index]}`, value]));
  }

  /** A file of a response. Throws Refusal when it has none of this id. */
  get(response: StoredResponse, fileId: string): Pick<UploadedFile, 'contentType' | 'bytes'> {
    const start = startOf(response, fileId);
    const contentType = String(response.values[`${start}TYPE`]);
    const size = Number(response.values[`${start}SIZE`]);
    return { contentType, bytes: this.#bytes.get(fileId) ?? Buffer.alloc(size, fileId) };
  }

  /** A response without one of its files. Throws Refusal when it has none of this id. */
  without(response: StoredResponse, fileId: string): StoredResponse {
    const gone = PARTS.map((part) => `${startOf(response, fileId)}${part}`);
    this.#bytes.delete(fileId);
    const values = Object.fromEntries(Object.entries(response.values).filter(([key]) => !gone.includes(key)));
    return { ...response, values };
  }
}

/** How the keys of a file begin. */
function startOf({ values }: StoredResponse, fileId: string): string {
  const key = Object.keys(values).find((one) => one.endsWith('_FILE_ID') && values[one] === fileId);
  if (key === undefined) throw new Refusal(404, undefined, 'The file does not exist.');
  return key.slice(0, -'ID'.length);
}
