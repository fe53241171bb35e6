import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { csvOf, type ImportOutput, useImports } from '../support/imports.js';
import { requestLimits } from '../support/requestLimits.js';

/** Whatever an import waits for, somebody who reads the log sees within ten seconds that it is at work. */
describe('The log of an import', () => {
  const { bench, importFile } = useImports();
  let beating: NodeJS.Timeout | undefined;
  beforeEach(() => {
    // Ten seconds pass again and again: no request is to be given up for that.
    process.env.API_REQUEST_TIMEOUT = '2000000000';
  });
  afterEach(() => clearInterval(beating));
  /** Lets ten seconds pass again and again. */
  const letTimePass = (): void => {
    beating = setInterval(() => void requestLimits.pass(10_000), 1);
  };
  const linesOf = async (file: Parameters<typeof importFile>[0]): Promise<readonly string[]> =>
    (await importFile(file)).logs;

  it('says how much of the file is there while it comes', async () => {
    const slowly = async function* () {
      yield 'email\na@example.com\n';
      await requestLimits.pass(10_000);
      yield 'b@example.com\n';
    };
    const lines = await linesOf(() => Readable.from(slowly()));
    assert.ok(lines.some((line) => /^Importing contacts: receiving the file, \d+ bytes so far\.$/.test(line)));
  });

  it('says how many rows were looked through before the import begins', async () => {
    const allOf = async function* () {
      yield* csvOf(8000);
      letTimePass();
    };
    bench.sandbox.onRequest = () => clearInterval(beating);
    const lines = await linesOf(() => Readable.from(allOf()));
    assert.ok(lines.some((line) => /^Importing contacts: checking the file, \d+ rows so far\.$/.test(line)));
  });

  it('says how far it is while a request of Qualtrics takes long', async () => {
    bench.sandbox.onRequest = async ({ path }) => {
      if (/transactioncontacts/.test(path)) await requestLimits.pass(10_000);
    };
    const lines = await linesOf(() => csvOf(2));
    assert.ok(lines.includes('Importing contacts: 0 of 2 rows are done; rows 1 to 2 under way.'));
  });

  it('goes on for as long as a request waits for an answer that never comes, and so does the import', async () => {
    bench.sandbox.faults.add({ match: /transactioncontacts\/./, fault: { kind: 'stall' } });
    const { logs, data } = await importFile(() => csvOf(2));
    assert.ok(logs.includes('Importing contacts: 0 of 2 rows are done; rows 1 to 2 under way.'));
    assert.equal((data as ImportOutput[])[0]?.added, 2);
  });
});
