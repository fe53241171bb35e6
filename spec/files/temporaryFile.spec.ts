import assert from 'node:assert/strict';
import { type FileHandle, mkdir, mkdtemp, open, readdir, readlink, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { restoreEnvironment, savedEnvironment } from '../../local/elasticio/environment.js';
import { withTemporaryFile } from '../../src/files/temporaryFile.js';
import { useFlow } from '../support/flow.js';
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

describe('The temporary file of an export that is being downloaded', () => {
  before(function onLinuxOnly() {
    // Elsewhere nobody can see which files another process has open.
    if (process.platform !== 'linux') this.skip();
  });
  const flow = useFlow();

  /** An archive that never comes to its end. */
  async function* withoutEnd(): AsyncGenerator<Buffer> {
    for (;;) {
      yield Buffer.alloc(10_000, 'x');
      await pause(20);
    }
  }

  /** The nameless files that a process has open; Linux lists them. */
  async function namelessFilesOf(pid: number): Promise<string[]> {
    const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
    return links.filter((link) => /qualtrics-component-.*\(deleted\)/.test(link));
  }

  /** What exports have left in a folder under a name. */
  async function leftIn(folder: string): Promise<string[]> {
    return (await readdir(folder)).filter((name) => name.startsWith('qualtrics-component-'));
  }

  for (const signals of [['SIGKILL'], ['SIGTERM', 'SIGKILL']] as const) {
    it(`is gone after ${signals.join(' and ')}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'killed-'));
      flow.tenant.behaviour.exportChecks = 0;
      flow.tenant.exports.archiveOf = () => ({ stream: () => Readable.from(withoutEnd()) });
      const options = { inOwnProcess: true, env: { TMPDIR: folder } };
      const step = await flow.start('getSurveyResponses', { allowFilterToBeOmitted: true }, options);
      try {
        const pid = step.pid() ?? assert.fail();
        await step.send({ fileFormat: 'csv', surveyId: flow.tenant.surveys[0]?.id });
        const isDownloading = async (): Promise<boolean> =>
          (await namelessFilesOf(pid)).length > 0 && (await leftIn(folder)).length === 0;
        while (!(await isDownloading())) await pause(20);
        for (const signal of signals) process.kill(pid, signal);
        assert.match(await messageOf(step.idle()), /The sailor ended/);
        assert.deepEqual(await leftIn(folder), []);
      } finally {
        await step.close();
        await rm(folder, { recursive: true });
      }
    });
  }
});
