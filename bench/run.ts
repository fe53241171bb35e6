import { writeFileSync } from 'node:fs';
import { runCommand, typedArguments } from '../local/commands/command.js';
import { UsageError } from '../local/session/usageError.js';
import { exports } from './exports.js';
import { imports } from './imports.js';
import { links } from './links.js';
import { newResponses } from './newResponses.js';
import { pollingBench } from './polling.js';
import { responses } from './responses.js';
import { startUp } from './startUp.js';
import { machine, print, type Report } from './support/report.js';
import { upserts } from './upserts.js';

/** `npm run bench [-- name …] [--json file]`: every figure a ratio against an alternative measured in the same run. */
const BENCHES: Readonly<Record<string, () => Promise<Report>>> = {
  polling: pollingBench,
  upserts,
  imports,
  links,
  exports,
  responses,
  'new-responses': newResponses,
  'start-up': startUp,
};

async function main(): Promise<number> {
  const { positionals, values } = typedArguments({ allowPositionals: true, options: { json: { type: 'string' } } });
  const unknown = positionals.find((name) => !BENCHES[name]);
  if (unknown) throw new UsageError(`There is no bench "${unknown}". There are: ${Object.keys(BENCHES).join(', ')}.`);
  const date = new Date().toISOString().slice(0, 10);
  console.log(`${date}, ${machine()}`);
  const reports: Report[] = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const report = await bench();
    print(report);
    reports.push(report);
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ date, machine: machine(), reports }, null, 2)}\n`);
  return 0;
}

runCommand(main);
