/**
 * A minute is the longest lag of the search index anybody reported; the vendor gives no figure. A shorter one is
 * assumed only where `API_RETRY_DELAY` is set to less than a second, as for trying things out.
 */
const INDEX_LAG_MS = 60_000;
const MIN_PATIENCE_MS = 15_000;
const MAX_RETRY_DELAYS = 60;

/** How long to look for what may have been created before it is believed that it was not. */
export function indexPatienceMs(retryDelayMs: number): number {
  return Math.min(INDEX_LAG_MS, Math.max(MIN_PATIENCE_MS, MAX_RETRY_DELAYS * retryDelayMs));
}
