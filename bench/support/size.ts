/** Whether a run is only to show that every row comes to its end: `BENCH_SIZE=small`. Its figures say nothing. */
export const isSmall = process.env.BENCH_SIZE === 'small';

/** A size of a bench, or what stands for it where only the way counts. */
export function sized<T>(full: T, small: T): T {
  return isSmall ? small : full;
}
