import assert from 'node:assert/strict';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { withTemporaryFile } from '../../src/platform/temporaryFile.js';
import { messageOf } from '../support/step.js';

describe('A temporary file', () => {
  const names = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('qualtrics-component-'));

  it('has no name while it is used, so that even a killed process leaves nothing behind', async () => {
    const before = await names();
    await withTemporaryFile(async (file) => {
      await file.write('abc');
      assert.deepEqual(await names(), before);
      assert.equal((await file.stat()).size, 3);
    });
    assert.deepEqual(await names(), before);
  });

  it('is closed after a failure, which is passed on', async () => {
    let lent: FileHandle | undefined;
    const failing = withTemporaryFile(async (file) => {
      lent = file;
      throw new Error('no luck');
    });
    assert.equal(await messageOf(failing), 'no luck');
    assert.equal(lent?.fd, -1);
  });

  it('says that the disk is full', async () => {
    const full = withTemporaryFile(async () => {
      const device = await open('/dev/full', 'w');
      try {
        await device.write('abc');
      } finally {
        await device.close();
      }
    });
    assert.match(await messageOf(full), /^There is no space left on the step's disk for the exported file/);
  });
});
