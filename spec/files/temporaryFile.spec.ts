import assert from 'node:assert/strict';
import { type FileHandle, mkdir, mkdtemp, open, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restoreEnvironment, savedEnvironment } from '../../local/elasticio/environment.js';
import { withTemporaryFile } from '../../src/files/temporaryFile.js';
import { messageOf } from '../support/step.js';

describe('A temporary file', () => {
  let savedEnv: NodeJS.ProcessEnv;
  let folder: string;
  beforeEach(async () => {
    savedEnv = savedEnvironment();
    folder = await mkdtemp(join(tmpdir(), 'temporary-file-'));
    process.env.TMPDIR = folder;
  });
  afterEach(async () => {
    restoreEnvironment(savedEnv);
    await rm(folder, { recursive: true });
  });
  const names = () => readdir(folder);

  it('has no name while it is used, so that even a killed process leaves nothing behind', async () => {
    await withTemporaryFile(async (file) => {
      await file.write('abc');
      assert.deepEqual(await names(), []);
      assert.equal((await file.stat()).size, 3);
    });
    assert.deepEqual(await names(), []);
  });

  it('makes room first: what a killed process left behind an hour ago is removed, what is younger stays', async () => {
    const old = join(folder, 'qualtrics-component-old');
    const young = join(folder, 'qualtrics-component-young');
    for (const leftover of [old, young]) {
      await mkdir(leftover);
      await writeFile(join(leftover, 'export'), 'abc');
    }
    const longAgo = new Date(Date.now() - 61 * 60_000);
    await utimes(old, longAgo, longAgo);
    await withTemporaryFile(async () => undefined);
    assert.deepEqual(await names(), ['qualtrics-component-young']);
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
