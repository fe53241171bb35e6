import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { decodedText } from '../../src/qualtrics/client/charset.js';
import { UsageError } from './usageError.js';

/** A brand of one's own, as an `.env` file names it. */
export interface Brand {
  readonly dataCenterId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly directoryId: string | undefined;
  readonly surveyId: string | undefined;
  readonly mailingListId: string | undefined;
  /** Whether `npm run test:integration` may write to the brand; it deletes afterwards what it wrote. */
  readonly allowsWriting: boolean;
}

const REQUIRED = ['QUALTRICS_DATA_CENTER_ID', 'QUALTRICS_CLIENT_ID', 'QUALTRICS_CLIENT_SECRET'] as const;
const OPTIONAL = ['QUALTRICS_DIRECTORY_ID', 'QUALTRICS_SURVEY_ID', 'QUALTRICS_MAILING_LIST_ID'] as const;
const ALLOW_WRITING = 'QUALTRICS_ALLOW_WRITING';
const KNOWN: readonly string[] = [...REQUIRED, ...OPTIONAL, ALLOW_WRITING];

/**
 * Reads the brand in an `.env` file; `undefined` when there is no such file. Throws UsageError, one line that names
 * every variable that is missing, misspelt or has no possible value: nobody should work against the sandbox who believes it is their brand.
 */
export function readBrand(path: string): Brand | undefined {
  if (!existsSync(path)) return undefined;
  const values = parse(decodedText(readFileSync(path)) ?? '');
  const missing = REQUIRED.filter((name) => !values[name]);
  const misspelt = Object.keys(values).filter((name) => !KNOWN.includes(name) && looksKnown(name));
  const found = [
    ...missing.map((name) => `${name} is missing or empty`),
    ...misspelt.map((name) => `${name} is not known${suggestion(name)}`),
    ...(['', 'true', 'false'].includes(values[ALLOW_WRITING] ?? '')
      ? []
      : [`${ALLOW_WRITING} is neither true nor false`]),
  ];
  if (found.length > 0) throw new UsageError(complaint(path, found));
  const optional = (name: (typeof OPTIONAL)[number]) => values[name] || undefined;
  return {
    dataCenterId: values.QUALTRICS_DATA_CENTER_ID ?? '',
    clientId: values.QUALTRICS_CLIENT_ID ?? '',
    clientSecret: values.QUALTRICS_CLIENT_SECRET ?? '',
    directoryId: optional('QUALTRICS_DIRECTORY_ID'),
    surveyId: optional('QUALTRICS_SURVEY_ID'),
    mailingListId: optional('QUALTRICS_MAILING_LIST_ID'),
    allowsWriting: values[ALLOW_WRITING] === 'true',
  };
}

function complaint(path: string, found: readonly string[]): string {
  return `${path} does not name a brand: ${found.join('; ')}. Correct the file, or remove it to work with the sandbox.`;
}

function suggestion(name: string): string {
  const [nearest] = byDistance(name);
  if (nearest && nearest.distance <= MAX_TYPOS) return ` (did you mean ${nearest.known}?)`;
  return ` (there are ${KNOWN.join(', ')})`;
}

/** Letters that may be wrong in a name that is still recognized. */
const MAX_TYPOS = 4;

/** Whether a variable is meant for this: other tools may have theirs in the same file. */
function looksKnown(name: string): boolean {
  return /QUALTRICS/i.test(name) || (byDistance(name)[0]?.distance ?? Number.POSITIVE_INFINITY) <= MAX_TYPOS;
}

function byDistance(name: string): { readonly known: string; readonly distance: number }[] {
  return KNOWN.map((known) => ({ known, distance: editDistance(name.toUpperCase(), known) })).sort(
    (a, b) => a.distance - b.distance,
  );
}

/** How many letters must be put in, taken out or changed to make one text of the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const change = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
