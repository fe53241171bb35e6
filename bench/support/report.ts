import { cpus, totalmem } from 'node:os';

/** One figure against its alternative, both measured in the same run. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly alternative: string;
  /** Ours divided by the alternative: below 1 is better. */
  readonly ratio: number;
}

export interface Report {
  readonly name: string;
  /** What is compared with what, how often and how large. */
  readonly about: string;
  readonly rows: readonly Row[];
}

/** The machine that a report was made on. */
export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim() || 'CPU'}, ${memory} GiB, Node ${process.version}, ${process.platform}`;
}

/** A report as a table for people. */
export function print({ name, about, rows }: Report): void {
  console.log(`\n${name}: ${about}`);
  const header = { what: '', ours: 'ours', alternative: 'alternative', ratio: 'ratio' };
  const lines = [header, ...rows.map((row) => ({ ...row, ratio: row.ratio.toFixed(2) }))];
  const width = (column: keyof typeof header) => Math.max(...lines.map((line) => line[column].length));
  for (const line of lines) {
    const cells = [line.what.padEnd(width('what'))];
    for (const column of ['ours', 'alternative', 'ratio'] as const) cells.push(line[column].padStart(width(column)));
    console.log(`  ${cells.join('   ')}`);
  }
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

/** Measures two ways in turn, so often; gives the median of each. In turn, so that both meet the same machine. */
export async function inTurn(
  repetitions: number,
  ours: () => Promise<number>,
  alternative: () => Promise<number>,
): Promise<{ ours: number; alternative: number }> {
  const measured = { ours: [] as number[], alternative: [] as number[] };
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    measured.alternative.push(await alternative());
    measured.ours.push(await ours());
  }
  return { ours: median(measured.ours), alternative: median(measured.alternative) };
}
