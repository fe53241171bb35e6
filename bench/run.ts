import { writeFileSync } from 'node:fs';
import { runCommand, typedArguments } from '../local/commands/command.js';
import { UsageError } from '../local/session/usageError.js';
import { exports } from './exports.js';
import { firstMessage } from './firstMessage.js';
import { imports } from './imports.js';
import { links } from './links.js';
import { lookups } from './lookups.js';
import { million } from './million.js';
import { newResponses } from './newResponses.js';
import { pollingBench } from './polling.js';
import { responses } from './responses.js';
import { startUp } from './startUp.js';
import { machine, markdown, print, type Report } from './support/report.js';
import { findRabbitMq, type RabbitMq } from './support/sailor.js';
import { isSmall } from './support/size.js';
import { upserts } from './upserts.js';
import { webhook } from './webhook.js';

/**
 * `npm run bench [-- name …] [--json file] [--markdown file]`: every figure a ratio against an alternative measured in the same run, by the
 * step alone and, where a broker answers at `AMQP_URI` or on this machine, under the real sailor over RabbitMQ. With
 * `BENCH_SIZE=small` every row runs to its end within a moment; its figures say nothing then.
 */
const BENCHES: Readonly<Record<string, (broker: RabbitMq) => Promise<Report>>> = {
  polling: pollingBench,
  'first-message': firstMessage,
  million,
  upserts,
  lookups,
  imports,
  links,
  exports,
  responses,
  webhook,
  'new-responses': newResponses,
  'start-up': startUp,
};

async function main(): Promise<number> {
  const { positionals, values } = typedArguments({
    allowPositionals: true,
    options: { json: { type: 'string' }, markdown: { type: 'string' } },
  });
  const unknown = positionals.find((name) => !BENCHES[name]);
  if (unknown) throw new UsageError(`There is no bench "${unknown}". There are: ${Object.keys(BENCHES).join(', ')}.`);
  const date = new Date().toISOString().slice(0, 10);
  console.log(`${date}, ${machine()}`);
  const broker = await findRabbitMq();
  console.log('uri' in broker ? 'over RabbitMQ as well' : `skipped: ${broker.missing}`);
  if (isSmall) console.log('small sizes: every row runs to its end, and no figure says anything');
  const reports: Report[] = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const report = await bench(broker);
    print(report);
    reports.push(report);
    // Each as soon as it is there: all of them take long.
    if (values.markdown) writeFileSync(values.markdown, `${reports.map((one) => markdown(one, date)).join('\n\n')}\n`);
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ date, machine: machine(), reports }, null, 2)}\n`);
  return 0;
}

runCommand(main);
