import { chosenState, chosenStep } from '../state/steps.js';
import { Button } from '../widgets/Button.js';

/** Lets a polled step begin anew. */
export function ForgetSnapshot() {
  const state = chosenState.value;
  const run = state?.run.value;
  run?.status.value;
  const hasSnapshot = state?.snapshot.value !== undefined;
  if (!state || (!hasSnapshot && chosenStep.value?.step.type !== 'polling')) return null;
  const isRunning = run !== undefined && !run.isOver;
  return (
    <Button isDisabled={!hasSnapshot || isRunning} onClick={() => (state.snapshot.value = undefined)}>
      Forget snapshot
    </Button>
  );
}
