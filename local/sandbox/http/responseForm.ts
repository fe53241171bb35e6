import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { UploadedFile } from '../brand/responses/uploads.js';
import { Refusal } from '../refusal.js';

/** What a response that comes as a form is made of. */
export interface ResponseForm {
  readonly response: unknown;
  /** Each file with the id of the question that it answers. */
  readonly files: readonly { readonly questionId: string; readonly file: UploadedFile }[];
}

const FILE_PART = /^file[1-5]$/;

/** Reads the parts `response`, `fileMapping` and `file1` to `file5` of a form. Throws Refusal for others. */
export async function readResponseForm(parts: Readonly<Record<string, unknown>>): Promise<ResponseForm> {
  const { response, fileMapping, ...files } = parts as Record<string, MultipartFile | MultipartValue<unknown>>;
  const mapping = jsonIn(fileMapping, 'fileMapping') as Record<string, unknown>;
  const read = Object.entries(files).map(async ([name, part]) => {
    const questionId = mapping[name];
    if (!FILE_PART.test(name) || part.type !== 'file' || typeof questionId !== 'string') throw unexpected(name);
    const file = { fileName: part.filename, contentType: part.mimetype, bytes: await part.toBuffer() };
    return { questionId, file };
  });
  const missing = Object.keys(mapping).find((name) => !(name in files));
  if (missing !== undefined) throw unexpected(missing);
  return { response: jsonIn(response, 'response'), files: await Promise.all(read) };
}

function jsonIn(part: MultipartFile | MultipartValue<unknown> | undefined, name: string): unknown {
  if (part === undefined) return {};
  try {
    const read: unknown = part.type === 'field' ? JSON.parse(String(part.value)) : null;
    if (typeof read === 'object' && read !== null) return read;
  } catch {
    // Refused below.
  }
  throw unexpected(name);
}

function unexpected(name: string): Refusal {
  return new Refusal(400, undefined, `Unexpected part: ${name}`);
}
