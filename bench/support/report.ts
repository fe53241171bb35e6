import { cpus, totalmem } from 'node:os';
import { isSmall } from './size.js';

/** One figure against its alternative, both measured in the same run. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly alternative: string;
  /** Ours divided by the alternative: below 1 is better. */
  readonly ratio: number;
  /** A sentence says why there is nothing to measure; `undefined` without a broker. */
  readonly overRabbitMq: OverRabbitMq | string | undefined;
  /**
   * What nobody could do better than, measured in the same run: the broker, the sandbox, the throttle or Node alone.
   * `undefined` where the alternative is the limit, as it is of a count.
   */
  readonly limit: string | undefined;
}

/**
 * The same under the real sailor over RabbitMQ, by its throttle, with the ratio to the same alternative, or to its own
 * figure over RabbitMQ where it names one.
 */
export interface OverRabbitMq {
  readonly figure: string;
  readonly ratio: number;
}

export interface Report {
  readonly name: string;
  /** What is compared with what, how often and how large. */
  readonly about: string;
  readonly rows: readonly Row[];
  /** What could not be measured, and why. */
  readonly skipped?: string | undefined;
}

/** The machine that a report was made on. */
export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim() || 'CPU'}, ${memory} GiB, Node ${process.version}, ${process.platform}`;
}

/** A report as a table for people. */
export function print({ name, about, rows, skipped }: Report): void {
  console.log(`\n${name}: ${about}`);
  if (skipped) console.log(`  skipped: ${skipped}`);
  for (const line of alignedTable(rows)) console.log(`  ${line.join('   ')}`);
  for (const reason of reasonsOf(rows)) console.log(`  ${reason}`);
}

/** A report as a section of `docs/benchmarks.md`, with its command, its date, and the machine in general terms. */
export function markdown({ name, about, rows, skipped }: Report, date: string): string {
  const [header = [], ...lines] = alignedTable(rows);
  const rule = header.map((cell, column) =>
    column === 0 ? '-'.repeat(cell.length) : `${'-'.repeat(cell.length - 1)}:`,
  );
  const [node] = process.version.slice(1).split('.');
  const cores = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${node}`;
  const command = `${isSmall ? 'BENCH_SIZE=small ' : ''}npm run bench -- ${name}`;
  const prose = [`\`${command}\` on ${date} (${cores}): ${about}.`, ...reasonsOf(rows)];
  if (skipped) prose.push(`Skipped: ${skipped}.`);
  const table = [header, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`);
  return [`### ${name}`, ...prose.map(wrapped), table.join('\n')].join('\n\n');
}

/** Why there is nothing to measure over RabbitMQ, for each row where that is so. */
function reasonsOf(rows: readonly Row[]): string[] {
  return rows.flatMap(({ what, overRabbitMq }) =>
    typeof overRabbitMq === 'string' ? [`${what}, over RabbitMQ: ${overRabbitMq}`] : [],
  );
}

/** Cells of equal width in each column, the header first, without columns that are empty. */
function alignedTable(rows: readonly Row[]): string[][] {
  const header = ['', 'ours', 'over RabbitMQ', 'alternative', 'ratio', 'over RabbitMQ', 'limit'];
  const lines = [header, ...rows.map(cellsOf)];
  const used = header.map((_, column) => column === 0 || lines.slice(1).some((line) => line[column] !== ''));
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .filter((_, column) => used[column]),
  );
}

/** Prose in lines that can be read. */
function wrapped(text: string): string {
  const MOST = 140;
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines.splice(-1, 1, word);
    else if (line.length + 1 + word.length > MOST) lines.push(word);
    else lines.splice(-1, 1, `${line} ${word}`);
  }
  return lines.join('\n');
}

function cellsOf({ what, ours, alternative, ratio, overRabbitMq, limit = '' }: Row): string[] {
  const over = typeof overRabbitMq === 'object' ? overRabbitMq : undefined;
  return [what, ours, over?.figure ?? '', alternative, ratio.toFixed(2), over?.ratio.toFixed(2) ?? '', limit];
}

/** Milliseconds as seconds for people. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 1000 ? 3 : 1)} s`;
}

/** Bytes as whole megabytes (10⁶) for people. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** The middle one of several measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Ways to do the same; those over RabbitMQ are left out where there is no broker. */
export interface Ways {
  readonly ours: () => Promise<number>;
  readonly alternative: () => Promise<number>;
  readonly overRabbitMq?: () => Promise<number>;
  /** The alternative in a step of its own, for where the sailor and the broker are not to count on one side alone. */
  readonly alternativeOverRabbitMq?: () => Promise<number>;
}

/** The median of each way; `alternatives` and `over` give the cells of a row. */
export interface Medians {
  readonly ours: number;
  readonly alternative: number;
  alternatives(format: (value: number) => string): string;
  over(format: (value: number) => string): OverRabbitMq | undefined;
}

/** Measures the ways in turn, so often. In turn, so that all meet the same machine. */
export async function inTurn(repetitions: number, ways: Ways): Promise<Medians> {
  const taken: Partial<Record<keyof Ways, number[]>> = {};
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (const way of ['alternative', 'ours', 'alternativeOverRabbitMq', 'overRabbitMq'] as const) {
      const measured = await ways[way]?.();
      if (measured !== undefined) taken[way] = [...(taken[way] ?? []), measured];
    }
  }
  const of = (way: keyof Ways): number | undefined => taken[way] && median(taken[way]);
  const [ours = Number.NaN, alternative = Number.NaN] = [of('ours'), of('alternative')];
  const [over, alternativeOver] = [of('overRabbitMq'), of('alternativeOverRabbitMq')];
  return {
    ours,
    alternative,
    alternatives: (format) =>
      alternativeOver === undefined
        ? format(alternative)
        : `${format(alternative)}, over RabbitMQ ${format(alternativeOver)}`,
    over: (format) =>
      over === undefined ? undefined : { figure: format(over), ratio: over / (alternativeOver ?? alternative) },
  };
}
