import { HOSTILE_ROWS } from '../brand/exports/hostileRows.js';
import { STORED_FORMS } from '../brand/storedForm.js';
import type { Behaviour } from '../brand/tenant.js';

const MILLISECONDS = { type: 'integer', minimum: 0 };
const COUNT = { type: 'integer', minimum: 1 };
const CHECKS = { type: 'integer', minimum: 0 };
const SHARE = { type: 'number', minimum: 0, maximum: 1 };
const BOOLEAN = { type: 'boolean' };

/** What of the sandbox's behaviour can be changed while it runs, as properties of a JSON schema. */
export const BEHAVIOUR = {
  indexLagMs: MILLISECONDS,
  readLagMs: MILLISECONDS,
  loosePhones: BOOLEAN,
  storedForms: { type: 'array', items: { enum: STORED_FORMS } },
  tellsMilliseconds: BOOLEAN,
  omitsDates: BOOLEAN,
  newestFirst: BOOLEAN,
  repeatsContacts: BOOLEAN,
  searchPageMax: { type: 'integer', minimum: 1, maximum: 100 },
  tokensAlways: BOOLEAN,
  opaqueTokens: BOOLEAN,
  embeddedDataOnUpdate: { enum: ['replace', 'merge'] },
  mergesOnCreate: BOOLEAN,
  listUnsubscribesFrom: { enum: ['list', 'directory'] },
  importChecks: CHECKS,
  importMs: MILLISECONDS,
  importsAtOnce: COUNT,
  importsQueued: CHECKS,
  reportPageSize: COUNT,
  reportIndexesAsText: BOOLEAN,
  reportTokenBeside: BOOLEAN,
  tokenLifetimeSeconds: COUNT,
  insistsOnScope: BOOLEAN,
  scopes: { type: 'array', items: { type: 'string' } },
  responseLagMs: MILLISECONDS,
  batchChecks: CHECKS,
  exportLagMs: MILLISECONDS,
  exportDatesInSeconds: BOOLEAN,
  exportChecks: CHECKS,
  exportStatus: { type: 'string', nullable: true },
  exportVanishes: { enum: ['status', 'file', null] },
  continuationTokenIn: { enum: ['both', 'start', 'status'] },
  rowsPerExportFile: COUNT,
  hostileRows: { type: 'array', items: { enum: HOSTILE_ROWS } },
  lastModifiedBeside: BOOLEAN,
  linkLagMs: MILLISECONDS,
  linkLagShare: SHARE,
  missingLinksShare: SHARE,
  isBrandAdministrator: BOOLEAN,
  noticePausesMs: { type: 'array', items: MILLISECONDS },
} satisfies Record<Exclude<keyof Behaviour, 'exportRedirect'>, object>;
