import assert from 'node:assert/strict';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { useFlow } from '../support/flow.js';
import { messageOf } from '../support/step.js';

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
