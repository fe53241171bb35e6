import { readFile } from 'node:fs/promises';

/** The processes of steps that a process of the designer has running, by their ids; on Linux. */
export async function stepProcessesOf(pid: number): Promise<number[]> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean);
  const running: number[] = [];
  for (const child of children) {
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('designer/run/child')) running.push(Number(child));
  }
  return running;
}
