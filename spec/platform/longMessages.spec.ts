import assert from 'node:assert/strict';
import * as lookupObjects from '../../src/actions/lookupObjects.js';
import { useMovedTime } from '../support/movedTime.js';
import { runStep, type StepRun } from '../support/step.js';

/**
 * The kind: a step that cannot end by itself and takes longer over a message than the platform waits, so that a second
 * process begins it as well. Nobody can hinder that, so whoever reads the log is told.
 */
describe('A message that takes longer than the platform waits', () => {
  const time = useMovedTime();
  const { bench } = time;

  /** Looks up three contacts, each of which takes so many minutes until the platform has it. */
  const lookUp = (minutes: number): Promise<StepRun> => {
    const directory = bench.tenant.addDirectory({ name: 'Few', directoryId: 'POOL_1' });
    for (const id of ['CID_1', 'CID_2', 'CID_3']) directory.create({ id });
    return runStep(lookupObjects, {
      cfg: {
        ...bench.credential,
        objectType: 'contacts',
        directoryMatchCriteria: 'directoryId',
        emitBehavior: 'emitIndividually',
      },
      body: { directory: 'POOL_1' },
      onEmit: () => time.pass(minutes * 60_000),
    });
  };
  const warnings = ({ logs }: StepRun): string[] => logs.filter((line) => line.includes('more than 30 minutes'));

  it('is told of in the log', async () => {
    assert.equal(warnings(await lookUp(11)).length, 1);
  });

  it('else nothing is', async () => {
    assert.equal(warnings(await lookUp(9)).length, 0);
  });
});
