import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Run } from '../state/run.js';
import { runChosenStep, stopChosenRun } from '../state/running.js';
import { chosenStep } from '../state/steps.js';
import { Button } from '../widgets/Button.js';
import { CopyCommand } from './CopyCommand.js';
import { ForgetSnapshot } from './ForgetSnapshot.js';
import { counted, duration } from './words.js';

const TICK_MS = 200;

/** Starts and stops the step, and says how it goes. */
export function RunBar({ run }: { readonly run: Run | undefined }) {
  const entry = chosenStep.value;
  run?.status.value;
  const isRunning = run !== undefined && !run.isOver;
  return (
    <div class="run-bar">
      <div class="run-title">
        <h2 title={entry?.step.title}>{entry ? entry.step.title : 'No function chosen yet'}</h2>
        <Status run={run} isChosen={entry !== undefined} />
      </div>
      <div class="run-buttons">
        {entry && <ForgetSnapshot />}
        {entry && <CopyCommand />}
        {isRunning ? (
          <Button icon="stop" isDisabled={run.status.value.kind === 'stopping'} onClick={stopUnlessDoubled}>
            Stop
          </Button>
        ) : (
          <Button look="solid" icon="play" isDisabled={entry === undefined} onClick={() => void runChosenStep(false)}>
            Run
          </Button>
        )}
      </div>
    </div>
  );
}

/** It takes the place of "Run": the second half of a double click there is no wish to stop. */
function stopUnlessDoubled({ detail: clicks }: MouseEvent): void {
  if (clicks < 2) void stopChosenRun();
}

function Status({ run, isChosen }: { readonly run: Run | undefined; readonly isChosen: boolean }) {
  const now = useSignal(Date.now());
  const isRunning = run !== undefined && !run.isOver;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => (now.value = Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  run?.version.value;
  const words = run ? statusWords(run, now.value) : isChosen ? 'Ready.' : 'Choose one on the left.';
  return (
    <p class="quiet" role="status" title={words}>
      {words}
    </p>
  );
}

function statusWords(run: Run, now: number): string {
  const status = run.status.value;
  const took = duration(Math.max(0, (run.endedAt ?? now) - run.startedAt));
  const messages = run.emitted.filter(({ kind }) => kind === 'data').length;
  const errors = run.errors.length === 0 ? '' : `, ${counted(run.errors.length, 'error')}`;
  const requests = run.requests.length === 0 ? '' : `, ${counted(run.requests.length, 'request')}`;
  const counts = `${counted(messages, 'message')}${errors}${requests}`;
  const what = run.isSample ? 'Retrieving a sample' : 'At work';
  switch (status.kind) {
    case 'running':
      return `${what} for ${took}: ${counts}`;
    case 'listening':
      return `Listening for ${took}: ${counts}`;
    case 'stopping':
      return 'Stopping…';
    case 'stopped':
      return `Stopped after ${took}: ${counts}`;
    case 'done':
      return `Done in ${took}: ${counts}`;
    case 'failed':
      return `Failed after ${took}: ${counts}`;
  }
}
