import { type Brand, readBrand } from '../../local/session/brand.js';
import { envFile } from '../../local/session/session.js';
import { UsageError } from '../../local/session/usageError.js';

/** What a test needs of the brand in `.env`, beside its credential. */
type Need = 'directoryId' | 'surveyId' | 'mailingListId' | 'allowsWriting';

const VARIABLES: Readonly<Record<Need, string>> = {
  directoryId: 'QUALTRICS_DIRECTORY_ID',
  surveyId: 'QUALTRICS_SURVEY_ID',
  mailingListId: 'QUALTRICS_MAILING_LIST_ID',
  allowsWriting: 'QUALTRICS_ALLOW_WRITING=true',
};

/** The brand that a test runs on; what it asked for is there. */
export interface OwnBrand extends Record<'directoryId' | 'surveyId' | 'mailingListId', string> {
  /** The credential's fields, as they come flattened into a step's configuration. */
  readonly credential: Readonly<Record<string, string>>;
}

process.env.LOG_LEVEL ??= 'fatal';

const { brand, problem } = brandOrProblem();

/** The brand has nothing that the test could be made on. */
class NothingThere extends Error {
  override readonly name = 'NothingThere';
}

/** Ends a test as skipped when there is nothing to hold against anything: it would pass whatever the step does. */
export function expectSome(found: readonly unknown[], otherwise: string): void {
  if (found.length === 0) throw new NothingThere(otherwise);
}

/** A test on the brand in `.env`; skipped, and its name says why, where that lacks what the test needs. */
export function needing(needs: readonly Need[], title: string, test: (brand: OwnBrand) => Promise<void>): void {
  const missing = needs.filter((need) => !brand?.[need]).map((need) => VARIABLES[need]);
  if (brand && missing.length === 0) {
    it(title, async function run() {
      try {
        await test(ownBrand(brand));
      } catch (error) {
        if (!(error instanceof NothingThere)) throw error;
        if (this.test) this.test.title += ` (skipped: ${error.message})`;
        this.skip();
      }
    });
    return;
  }
  const why = problem ?? `${missing.join(', ')} not set in .env, see .env.example`;
  it(`${title} (skipped: ${why})`, function skip() {
    this.skip();
  });
}

function ownBrand({ dataCenterId, clientId, clientSecret, directoryId, surveyId, mailingListId }: Brand): OwnBrand {
  const credential = { dataCenterId, clientId, clientSecret };
  return {
    credential,
    directoryId: directoryId ?? '',
    surveyId: surveyId ?? '',
    mailingListId: mailingListId ?? '',
  };
}

function brandOrProblem(): { readonly brand: Brand | undefined; readonly problem?: string } {
  try {
    const read = readBrand(envFile());
    return read ? { brand: read } : { brand: undefined, problem: 'there is no .env, see .env.example' };
  } catch (error) {
    if (error instanceof UsageError) return { brand: undefined, problem: error.message };
    throw error;
  }
}
