/** A step's module. */
interface StepModule {
  process(this: unknown, message: unknown, cfg: unknown, snapshot?: unknown): Promise<unknown>;
}

interface StepAlone {
  readonly ms: number;
  /** Until the first message; and what `atFirst` gave then. */
  readonly firstMs: number;
  readonly first: number;
  readonly bodies: readonly unknown[];
  readonly snapshots: number;
  /** The last snapshot: to go on from. */
  readonly snapshot: unknown;
}

/** A step in this process, whose messages are taken at once. */
export async function stepAlone(
  module: StepModule,
  { cfg, body = {}, snapshot = {} }: { readonly cfg: unknown; readonly body?: unknown; readonly snapshot?: unknown },
  atFirst = (): number => 0,
): Promise<StepAlone> {
  let last = snapshot;
  let snapshots = 0;
  let firstMs = Number.NaN;
  let first = Number.NaN;
  const bodies: unknown[] = [];
  const started = performance.now();
  const emit = async (event: string, value: unknown): Promise<void> => {
    if (event === 'error') throw value;
    if (event === 'snapshot') {
      last = value;
      snapshots += 1;
    }
    if (event !== 'data') return;
    if (bodies.length === 0) {
      firstMs = performance.now() - started;
      first = atFirst();
    }
    bodies.push((value as { body: unknown }).body);
  };
  await module.process.call({ emit }, { body }, cfg, snapshot);
  return { ms: performance.now() - started, firstMs, first, bodies, snapshots, snapshot: last };
}
