import { readFileSync } from 'node:fs';
import { type ObjectStorage, startObjectStorage } from '../../local/elasticio/objectStorage.js';
import * as getSurveyResponses from '../../src/actions/getSurveyResponses.js';
import { type Bench, type BenchOptions, useSandbox } from './sandbox.js';
import { runStep, type StepRun } from './step.js';

interface ExportBench {
  readonly bench: Bench;
  readonly storage: () => ObjectStorage;
  /** Runs the action on the sandbox's first survey. */
  get(body?: Record<string, unknown>, cfg?: Record<string, unknown>): Promise<StepRun>;
  /** Puts another file in place of the export's. */
  withArchive(archive: Buffer): void;
  storedText(url: string): string;
}

/** A sandbox for each test and a storage for all of a file, which is empty before each. */
export function useExports(options: BenchOptions = {}): ExportBench {
  const bench = useSandbox({ speed: 100, ...options });
  let storage: ObjectStorage;

  before(async () => {
    storage = await startObjectStorage();
  });
  after(() => storage.close());

  beforeEach(async () => {
    // Also the pause between two looks at an export.
    process.env.API_REQUEST_TIMEOUT = '1000';
    process.env.ELASTICIO_OBJECT_STORAGE_URI = storage.url;
    process.env.ELASTICIO_OBJECT_STORAGE_TOKEN = storage.token;
    bench.tenant.behaviour.exportChecks = 0;
    await storage.clear();
  });

  return {
    bench,
    storage: () => storage,
    get: (body = {}, cfg = { allowFilterToBeOmitted: true }) =>
      runStep(getSurveyResponses, {
        cfg: { ...bench.credential, ...cfg },
        body: { surveyId: bench.tenant.surveys[0]?.id, fileFormat: 'csv', ...body },
      }),
    withArchive(archive) {
      bench.tenant.exports.archiveOf = () => archive;
    },
    storedText: (url) => readFileSync(storage.objects.get(/objects\/(.+)\?/.exec(url)?.[1] ?? '')?.path ?? '', 'utf8'),
  };
}

/** The file in the body of the one message emitted. */
export function fileIn(run: StepRun): { attachmentUrl: string; fileName: string; contentType: string; size: number } {
  return run.data[0] as { attachmentUrl: string; fileName: string; contentType: string; size: number };
}
