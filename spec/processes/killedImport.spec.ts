import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import type { ContactDirectory } from '../../local/sandbox/brand/contactDirectory.js';
import { dataOf, useFlow } from '../support/flow.js';

/** The platform gives a message again that a killed container had in hand: all of it is imported once more. */
describe('An import whose container is killed in the middle', () => {
  const flow = useFlow();
  const ROWS = 520;
  const START = /^POST .*transactioncontacts$/;
  const directory = () => flow.tenant.directories[1] as ContactDirectory;

  /** So large that it takes three jobs. */
  function* file(): Generator<string> {
    const fields = Array.from({ length: 20 }, (_, at) => `field ${at}`);
    yield `email,${fields.join(',')}\n`;
    for (let row = 1; row <= ROWS; row += 1) {
      yield `person.${row}@example.com,${fields.map(() => 'x'.repeat(1000)).join(',')}\n`;
    }
  }

  /** What is emitted in the end, and how many contacts the list has then. */
  async function importKilledInTheMiddle() {
    const { directoryId } = directory().options;
    const { mailingListId } = flow.tenant.addMailingList({ directoryId, name: 'Imported' });
    const step = await flow.start('importContacts', { directoryId, mailingListId }, { inOwnProcess: true });
    const secondIsUnderWay = new Promise<void>((resolve) => {
      // The answer to the first look at the second job never comes.
      flow.sandbox.onRequest = ({ method, path }) => {
        const starts = flow.calls().filter((call) => START.test(call)).length;
        if (starts !== 2 || method !== 'GET' || !path.includes('transactioncontacts')) return;
        flow.sandbox.onRequest = undefined;
        flow.sandbox.silence = () => new Promise(() => resolve());
        flow.sandbox.faults.add({ match: /transactioncontacts/, fault: { kind: 'latency', ms: 1 } });
      };
    });
    const attachments = { 'contacts.csv': await flow.platform.storage.add(Readable.from(file()), 'text/csv') };
    await step.send({}, { attachments });
    await secondIsUnderWay;
    await step.kill();
    await step.restart();
    await step.idle();
    const [output] = dataOf(step);
    return { output, members: directory().members.count(mailingListId) };
  }

  it('updates what was done where the directory deduplicates', async () => {
    directory().deduplicationCriteria = { email: true };
    const { output, members } = await importKilledInTheMiddle();
    const { total, added, updated, failed } = output ?? {};
    assert.deepEqual([total, failed, members], [ROWS, 0, ROWS]);
    assert.ok(Number(updated) > 0 && Number(added) > 0 && Number(added) + Number(updated) === ROWS);
  });

  it('adds what was done once more where it does not', async () => {
    directory().deduplicationCriteria = {};
    const { output, members } = await importKilledInTheMiddle();
    assert.equal(output?.added, ROWS);
    assert.ok(members > ROWS && members < 2 * ROWS, `${members} members`);
  });
});
