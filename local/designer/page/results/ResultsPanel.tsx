import { chosenState } from '../state/steps.js';
import { Emitted } from './Emitted.js';
import { Log } from './Log.js';
import { MetadataTrees } from './MetadataTrees.js';
import { Requests } from './Requests.js';
import { RunBar } from './RunBar.js';
import { Snapshot } from './Snapshot.js';

/** Running the step, and everything that comes of it while it runs. */
export function ResultsPanel() {
  const run = chosenState.value?.run.value;
  return (
    <div class="results">
      <RunBar run={run} />
      <div class="regions">
        <Emitted run={run} />
        <Requests run={run} />
        <Snapshot run={run} />
        <Log run={run} />
        <MetadataTrees />
      </div>
    </div>
  );
}
