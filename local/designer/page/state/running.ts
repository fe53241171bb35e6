import { signal } from '@preact/signals';
import type { LogLevel } from '../../protocol.js';
import { configuration } from './configuration.js';
import { credentialChoice } from './credential.js';
import { mappedMessage } from './mapping.js';
import { pageData } from './pageData.js';
import { Run } from './run.js';
import { keepFirstEmitted, keepSample } from './samples.js';
import { ask, streamRun } from './server.js';
import { chosenStep, type StepEntry, stateOf } from './steps.js';

/** From which level on a step logs. */
export const logLevel = signal<LogLevel>('debug');

/** A question that must be answered before something is written to a brand of one's own. */
export interface Question {
  readonly title: string;
  readonly target: string;
  answer(isAgreed: boolean): void;
}

export const question = signal<Question | undefined>(undefined);

/** Runs the chosen step with what is filled in; as "Retrieve sample" does when asked for a sample. */
export async function runChosenStep(isSample: boolean): Promise<void> {
  const entry = chosenStep.value;
  if (!entry) return;
  const state = stateOf(entry.key);
  const isAgreed = await agreedTo(entry);
  if (!isAgreed) return;
  const snapshot = isSample ? undefined : state.snapshot.value;
  const run = new Run(snapshot, isSample);
  state.run.value = run;
  try {
    const body = await mappedMessage();
    if (run.status.value.kind === 'stopping') return run.end({ kind: 'stopped' });
    const request = {
      key: entry.key,
      cfg: configuration.value,
      credential: credentialChoice.value,
      body,
      files: state.files.value,
      snapshot: snapshot ?? {},
      isSample,
      logLevel: logLevel.value,
      isAgreed,
    };
    await streamRun(request, (event) => {
      run.take(event);
      // Who pressed "Stop" before the run had its id meant it all the same.
      if (event.kind === 'started' && run.status.value.kind === 'stopping') void askToStop(event.runId);
    });
    if (!run.isOver) run.end({ kind: 'failed', reason: 'The designer does not answer any more.' });
  } catch (error) {
    run.end({ kind: 'failed', reason: (error as Error).message });
  }
  if (!isSample) state.snapshot.value = run.snapshotAfter;
  const [first] = run.bodies;
  if (first === undefined) return;
  if (isSample) keepSample(entry.key, first);
  else keepFirstEmitted(entry.key, first);
}

/** Ends the run of the chosen step, be it that it has hardly begun. */
export async function stopChosenRun(): Promise<void> {
  const run = chosenStep.value && stateOf(chosenStep.value.key).run.value;
  if (!run || run.isOver) return;
  run.status.value = { kind: 'stopping' };
  if (run.runId) await askToStop(run.runId);
}

async function askToStop(runId: string): Promise<void> {
  await ask('POST', `/api/runs/${runId}/stop`).catch(() => undefined);
}

/** Whether a step may run: a person is asked where it could write to a brand of their own. */
function agreedTo({ step }: StepEntry): Promise<boolean> {
  if (pageData.target.kind !== 'brand' || step.type === 'polling') return Promise.resolve(true);
  return new Promise((resolve) => {
    question.value = {
      title: step.title,
      target: pageData.target.label,
      answer: (isAgreed) => {
        question.value = undefined;
        resolve(isAgreed);
      },
    };
  });
}
