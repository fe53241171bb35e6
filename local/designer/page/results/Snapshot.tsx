import type { Run } from '../state/run.js';
import { chosenState, chosenStep } from '../state/steps.js';
import { useScrollable } from '../widgets/useScrollable.js';
import { Region } from './Region.js';
import { bytes } from './words.js';

/** The platform keeps no larger one. */
const LIMIT_BYTES = 5 * 1024;

/** The snapshot before the run and after it. */
export function Snapshot({ run }: { readonly run: Run | undefined }) {
  run?.version.value;
  const kept = chosenState.value?.snapshot.value;
  const before = run ? run.snapshotBefore : undefined;
  const after = run && !run.isOver ? run.snapshotAfter : kept;
  const isPolling = chosenStep.value?.step.type === 'polling';
  if (!isPolling && before === undefined && after === undefined) return null;
  return (
    <Region name="Snapshot" facts={after === undefined ? 'none kept' : sizeOf(after)}>
      <div class="two-columns">
        <SnapshotText title="Before the run" value={before} />
        <SnapshotText title="After it" value={after} />
      </div>
    </Region>
  );
}

function sizeOf(value: unknown): string {
  const size = new TextEncoder().encode(JSON.stringify(value)).length;
  return `${bytes(size)} of ${bytes(LIMIT_BYTES)}${size > LIMIT_BYTES ? ': too large for the platform' : ''}`;
}

function SnapshotText({ title, value }: { readonly title: string; readonly value: unknown }) {
  const box = useScrollable<HTMLPreElement>();
  return (
    <div>
      <h3>{title}</h3>
      <pre ref={box} class="snapshot">
        {value === undefined ? 'none' : JSON.stringify(value, null, 2)}
      </pre>
    </div>
  );
}
