import * as polling from '../../src/triggers/getNewAndUpdatedObjectsPolling.js';
import { useSandbox } from './sandbox.js';
import { runStep, type StepRun } from './step.js';

/** When the first contact of a polled directory was made; each of the others a second after the one before. */
export const BASE_MS = Date.UTC(2026, 0, 1);

/** A directory of contacts that are named by their number, and the trigger that polls it. */
export function usePolledContacts() {
  let behindMs = 0;
  const bench = useSandbox({ demo: { now: () => Date.now() - behindMs } });
  beforeEach(() => {
    behindMs = 0;
  });
  return {
    bench,
    setUp(contacts: number) {
      const directory = bench.tenant.addDirectory({ name: 'Polled' });
      for (let index = 0; index < contacts; index += 1) {
        const time = BASE_MS + index * 1000;
        directory.create({ firstName: String(index), creationDate: time, lastModified: time });
      }
      return directory;
    },
    poll: (directoryId: string, cfg: Record<string, unknown> = {}, snapshot: unknown = {}) =>
      runStep(polling, { cfg: { ...bench.credential, objectType: 'contacts', directoryId, ...cfg }, snapshot }),
    namesIn: (run: StepRun) => (run.data as { firstName: string }[]).map(({ firstName }) => Number(firstName)),
    searches: () => bench.sandbox.requests.filter(({ path }) => path.endsWith('/search')),
    /** Sets Qualtrics' clock back. */
    vendorIsBehind(milliseconds: number): void {
      behindMs = milliseconds;
    },
  };
}
