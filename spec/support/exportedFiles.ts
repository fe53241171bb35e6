import AdmZip from 'adm-zip';
import { ask } from './ask.js';
import type { Bench } from './sandbox.js';

/** An export as another client would make it. */
export interface Exported {
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** The files in it by their names; of an export that is no archive there are none. */
  readonly files: ReadonlyMap<string, string>;
  /** The text of the one file. */
  readonly text: string;
  readonly continuationToken: string | undefined;
}

const ZIP_START = 'PK';

/** Starts an export of a survey (the first one by default) and downloads it; `exportChecks` should be 0. */
export async function exported(
  bench: Bench,
  options: object,
  surveyId = bench.tenant.surveys[0]?.id ?? '',
): Promise<Exported> {
  const path = `/surveys/${surveyId}/export-responses`;
  const started = await ask<{ progressId: string }>(bench, `POST ${path}`, { body: options });
  if (started.status !== 200) throw new Error(`The start was answered ${started.status}.`);
  const { result } = await ask<{ fileId: string; continuationToken?: string }>(
    bench,
    `GET ${path}/${started.result.progressId}`,
  );
  const answer = await fetch(`${bench.sandbox.url}/API/v3${path}/${result.fileId}/file`, {
    headers: { 'x-api-token': bench.tenant.apiToken },
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const isZip = bytes.toString('latin1', 0, 2) === ZIP_START;
  const entries = isZip ? new AdmZip(bytes).getEntries() : [];
  const files = new Map(entries.map((entry) => [entry.entryName, entry.getData().toString()]));
  const text = isZip ? ([...files.values()][0] ?? '') : bytes.toString();
  return { headers: answer.headers, bytes, files, text, continuationToken: result.continuationToken };
}

/** The rows of an ndjson file. */
export function rowsOf({ files }: Exported): { responseId: string; values: Record<string, unknown> }[] {
  return [...files.values()].flatMap((text) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  );
}
