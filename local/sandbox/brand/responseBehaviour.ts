import type { HostileRow } from './exports/hostileRows.js';

/** How responses, their exports and the notices of them behave; may be changed while the sandbox runs. */
export interface ResponseBehaviour {
  /** How long reading a response just completed answers 202, in ms. */
  responseLagMs: number;
  /** How often a batch of responses, changed, deleted or imported, says that it is not complete yet. */
  batchChecks: number;
  /** How late exports show what happens to responses, in ms. */
  exportLagMs: number;
  /** Whether the dates of an export count to the second only: whether milliseconds do is not documented. */
  exportDatesInSeconds: boolean;
  /** How often a running export says it is not complete yet. */
  exportChecks: number;
  /** What an export says at its end, if not `complete` or `failed`: another spelling, or another end. */
  exportStatus: string | null;
  /** What is not there any more when it is asked for. */
  exportVanishes: 'status' | 'file' | null;
  /** Which answers of an export have its continuation token: its start, its status at the end, or both. */
  continuationTokenIn: 'both' | 'start' | 'status';
  /** More rows make a further file in the archive; the vendor's number. */
  rowsPerExportFile: number;
  /** How the first rows of an export are spoilt, one each. */
  hostileRows: readonly HostileRow[];
  /** Whether `LastModifiedDate` stands beside a response's values: where the vendor has it is not documented. */
  lastModifiedBeside: boolean;
  /** Whether the user is one: others may not subscribe to events. */
  isBrandAdministrator: boolean;
  /** Pauses between the attempts to post a notice, in ms. */
  noticePausesMs: readonly number[];
}

export const RESPONSE_BEHAVIOUR: Readonly<ResponseBehaviour> = {
  responseLagMs: 1500,
  batchChecks: 1,
  exportLagMs: 0,
  exportDatesInSeconds: false,
  exportChecks: 2,
  exportStatus: null,
  exportVanishes: null,
  continuationTokenIn: 'both',
  rowsPerExportFile: 1_000_000,
  hostileRows: [],
  lastModifiedBeside: false,
  isBrandAdministrator: true,
  noticePausesMs: [1, 2, 4, 8, 16].map((minutes) => minutes * 60_000),
};
