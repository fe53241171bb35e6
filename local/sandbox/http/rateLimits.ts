/** Requests a minute, by kind of request; the vendor's numbers. */
export const VENDOR_LIMITS: Readonly<Record<string, number>> = {
  all: 3000,
  search: 500,
  createContact: 500,
  updateContact: 500,
  deleteContact: 500,
  readMailingLists: 3000,
  writeMailingLists: 500,
  startImport: 100,
  importStatus: 500,
  importSummary: 3000,
  groups: 600,
  readTransactions: 3000,
  writeTransactions: 500,
  startExport: 100,
  exportProgress: 1000,
  exportFile: 100,
  getResponse: 240,
  createResponse: 120,
  updateResponse: 3000,
  deleteResponse: 60,
  startBatch: 10,
  batchProgress: 240,
  startResponseImport: 100,
  uploadedFile: 120,
  responseSchema: 60,
  filters: 100,
  createSubscription: 120,
  listSubscriptions: 120,
  getSubscription: 120,
  deleteSubscription: 120,
  links: 500,
  distributionHistory: 300,
  sms: 1000,
};

const MINUTE_MS = 60_000;

/** Leaky buckets: each kind of request drains by its limit a minute, and is refused when full. */
export class RateLimits {
  readonly #levels = new Map<string, { level: number; atMs: number }>();

  constructor(
    readonly limits: Readonly<Record<string, number>>,
    readonly now: () => number,
  ) {}

  /** Counts a request; seconds until the next one may come when it is one too many. */
  count(kinds: readonly string[]): number | undefined {
    const now = this.now();
    for (const kind of kinds) {
      const limit = this.limits[kind];
      if (limit === undefined) continue;
      const bucket = this.#levels.get(kind) ?? { level: 0, atMs: now };
      const level = Math.max(0, bucket.level - ((now - bucket.atMs) / MINUTE_MS) * limit);
      if (level + 1 > limit) {
        this.#levels.set(kind, { level, atMs: now });
        return Math.ceil(((level + 1 - limit) / limit) * 60);
      }
      this.#levels.set(kind, { level: level + 1, atMs: now });
    }
    return undefined;
  }
}
